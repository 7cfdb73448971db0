"""Prepares a prediction for the worker: any images, and what is known of them where that counts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.derived_files import UnusableFile, read_json
from labelmt.domain.errors import NotFound
from labelmt.domain.images import image_stamp
from labelmt.domain.protocol.implied_absences import with_implied_absences
from labelmt.domain.protocol.manifest import Manifest, ManifestImages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.images.image_columns import joined
from labelmt.project.project import Project
from labelmt.project.run_folders import run_folder
from labelmt.project.runs.serving_run import serving_of
from labelmt.project.training.job_files import hiding, task_specs, write_job
from labelmt.project.training.record_events import WEIGHTS
from labelmt.storage import image_repository

DEPENDENCE = "label_dependence.safetensors"
"""In a run's folder, where it learnt which labels go together; ``learning`` writes it."""


@dataclass(frozen=True, slots=True)
class PreparedPrediction:
    """A manifest in ``folder``, ready for the worker.

    Attributes:
        moving: images whose known labels may move the probabilities of their others.
    """

    folder: Path
    moving: int


def served_folder(project: Project, run_id: int | None = None) -> Path:
    """The folder of the run that serves, or of this one.

    Raises NotFound where it has no weights, or none serves.
    """
    serving = serving_of(project.runs())
    number = serving.id if serving and run_id is None else run_id
    folder = run_folder(project.folder, number) if number is not None else None
    if folder is None or not (folder / WEIGHTS).is_file():
        raise NotFound(
            "This project has no trained run yet.",
            subject=str(project.folder),
            next_step="Train first.",
        )
    return folder


def window_uses_known_labels(project: Project) -> bool:
    """Whether known labels move the served run's probabilities in the window. Raises NotFound."""
    folder = served_folder(project)
    with suppress(UnusableFile, KeyError, TypeError):
        return bool(read_json(folder / "config.json")["settings"]["known_answers"])
    return False


def prepare_prediction(
    project: Project,
    paths: Sequence[Path],
    out: Path,
    *,
    known_labels: bool = False,
    run_id: int | None = None,
) -> PreparedPrediction:
    """Write a manifest for predicting any images with the run that serves, or with this one.

    Args:
        paths: absolute; array row = index into them.
        out: folder for the manifest and for what the worker makes.
        known_labels: let what is known of the project's images count as in the window.

    Raises:
        NotFound: no run that serves has weights.
        InvalidSetting: known labels count, and the settings name a task that is not there.
        DiskFull, NoPermission: ``out`` cannot be written.
    """
    with project.reading():
        schema, settings = project.schema(), project.training_settings()
        source = served_folder(project, run_id)
        states = known = np.full((len(paths), len(schema.labels)), State.UNKNOWN, dtype=np.int8)
        if known_labels and (source / DEPENDENCE).is_file():
            known, states = _known(project, paths)
    specs = task_specs(schema, settings if known_labels else TrainingSettings())
    manifest = Manifest(
        row_count=len(paths),
        tasks=specs,
        feature_cache=str(out / "features"),
        run_folder=str(out),
        settings=settings,
        source_run=str(source),
    )
    states = with_implied_absences(manifest.tasks, known, states)
    images = ManifestImages(
        tuple(range(len(paths))), tuple(map(str, paths)), tuple(map(_stamp, paths))
    )
    write_job(out, manifest, images, states, states, np.zeros(len(paths), dtype=bool))
    told = states != State.UNKNOWN
    return PreparedPrediction(out, int((told.any(axis=1) & ~told.all(axis=1)).sum()))


def _known(project: Project, paths: Sequence[Path]) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """(paths, labels) all that is known of images of the project, and what of it models learn.

    As in the window: nothing is told of validation images and of the test part, whose predictions
    show how good the model is where nothing is known, nor of what is left out of training.
    """
    with project.reading() as view:
        images = project.images()
        matrices = project.annotation_matrix(), project.teaching_matrix()
        silent = images.left_out()
        silent[image_repository.read_validation(view).validation] = True
        silent[image_repository.read_test(view)] = True
    row_of: dict[str, int] = {}
    for root_id, root in images.roots.items():
        below = np.flatnonzero(images.root_ids == root_id).tolist()
        for folder in {str(root), str(root.resolve())}:
            row_of |= {joined(folder, images.paths[row]): row for row in below}
    rows = np.array([row_of.get(str(path), -1) for path in paths], dtype=np.int64)
    alien = rows < 0
    known, taught = (hiding(hiding(one, silent)[rows], alien) for one in matrices)
    return known, taught


def _stamp(path: Path) -> str:
    try:
        about = path.stat()
    except OSError:  # the worker tells which images it cannot read, and why
        return image_stamp(path, 0, 0)
    return image_stamp(path, about.st_size, about.st_mtime_ns)
