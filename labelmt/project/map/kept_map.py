"""The file that keeps where images lie on the map; derived, so that a damaged one is made anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.derived_files import UnusableFile, read_archive
from labelmt.project.images.column_cache import write_archive
from labelmt.project.similarity.cosine_similarity import Floats
from labelmt.project.similarity.file_stamps import STAMP_BYTES, Stamps

FOLDER = Path("cache") / "map"
FILE = "places.npz"
FARTHEST = 1e3
"""No place is so far from the middle: the map is about 2 wide."""


@dataclass(frozen=True, eq=False, slots=True)
class KeptMap:
    """What a worker has laid out, and what was placed beside it since.

    Attributes:
        places: (rows, 2) float32; NaN where an image has none.
        stamps: (rows, 16) uint8: the files that were looked at.
        backbone: folder name of the features that were compared.
        laid: images that the worker laid out; the others came later.
    """

    places: Floats
    stamps: Stamps
    backbone: str
    laid: int


def map_folder(project: Path) -> Path:
    """Where the map and the worker's job for it lie; safe to delete."""
    return project / FOLDER


def read_map(project: Path) -> KeptMap | None:
    """What is kept; None where nobody has laid out a map, or its file is damaged."""
    try:
        found = read_archive(map_folder(project) / FILE)
        places, stamps = found["places"], found["stamps"]
        backbone = found["backbone"].tobytes().decode("utf-8")
        laid = int(found["laid"])
    except (UnusableFile, KeyError, ValueError, TypeError):
        return None
    whole = (
        places.dtype == np.float32
        and places.ndim == 2
        and places.shape[1] == 2
        and stamps.dtype == np.uint8
        and stamps.shape == (len(places), STAMP_BYTES)
        and 0 <= laid <= len(places)
        and are_places(places)
    )
    return KeptMap(places, stamps, backbone, laid) if whole else None


def are_places(places: Floats) -> bool:
    """Whether each of (n, 2) float32 is on the map or nowhere: NaN in both coordinates."""
    nowhere = np.isnan(places)
    if not np.array_equal(nowhere[:, 0], nowhere[:, 1]):
        return False
    return bool((np.abs(places[~nowhere[:, 0]]) < FARTHEST).all())


def write_map(project: Path, kept: KeptMap) -> None:
    """Keep it; where that is not possible it is made anew at the next start."""
    name: NDArray[np.uint8] = np.frombuffer(kept.backbone.encode("utf-8"), dtype=np.uint8)
    write_archive(
        map_folder(project) / FILE,
        places=kept.places,
        stamps=kept.stamps,
        backbone=name,
        laid=np.array(kept.laid),
    )
