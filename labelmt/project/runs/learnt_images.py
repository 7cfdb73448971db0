"""Images that a run learnt from, or was calibrated on: a table of them flatters it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.derived_files import UnusableFile, read_array
from labelmt.imaging.fingerprint import fingerprint_of
from labelmt.project.project import Project
from labelmt.project.run_folders import run_folder
from labelmt.storage import relink_repository


def learnt_from(project: Project, run_id: int, paths: Sequence[Path]) -> NDArray[np.bool_]:
    """(n,) whether a run had an annotation of each image, but for its test part.

    Known by their path, and copies of them by what they hold.
    """
    folder = run_folder(project.folder, run_id)
    try:
        states = read_array(folder / "annotations.npy", np.int8, (None, None), mapped=True)
    except UnusableFile:
        return np.zeros(len(paths), dtype=np.bool_)
    known = (states != State.UNKNOWN).any(axis=1)
    with suppress(UnusableFile):
        known &= ~read_array(folder / "test.npy", np.bool_, known.shape)
    with project.reading() as view:
        images = project.images()
        rows = np.flatnonzero(known[: len(images)]).tolist()
        prints = relink_repository.read_fingerprints(view, rows)
    there = {os.path.realpath(images.path(row)) for row in rows}
    held = set(prints.values())
    found = np.zeros(len(paths), dtype=np.bool_)
    for place, path in enumerate(paths):
        found[place] = os.path.realpath(path) in there
        if not found[place] and held:
            with suppress(OSError):
                found[place] = fingerprint_of(path) in held
    return found
