"""Jobs of the worker that lay out the map: what they are given, and what is kept of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from labelmt.domain.array_checksums import write_array
from labelmt.domain.derived_files import UnusableFile, read_array
from labelmt.domain.map_layout import PLACES, POINTS, ROWS, STAMPS, START
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.map.image_places import AXES, normalised
from labelmt.project.map.kept_map import KeptMap, are_places, map_folder, read_map, write_map
from labelmt.project.similarity.cached_features import CachedFeatures
from labelmt.project.similarity.file_stamps import STAMP_BYTES
from labelmt.project.similarity.projection import projected
from labelmt.project.similarity.single_thread_blas import one_thread
from labelmt.storage.database import files_told

JOB = "job"
BACKBONE = "backbone.txt"


def prepare_layout(project: Path, images: ImageTable, kept: CachedFeatures) -> Path:
    """Write what the worker lays out the map from; the folder it lies in.

    Raises:
        DiskFull, NoPermission: it cannot be written.
    """
    folder = map_folder(project) / JOB
    rows = np.flatnonzero(kept.valid & images.readable())
    with one_thread():
        points = projected(kept.features, rows, AXES)
    start = np.full((len(rows), 2), np.nan, dtype=np.float32)
    stored = read_map(project)
    if stored is not None and stored.backbone == kept.folder.name:
        inside = rows < len(stored.places)
        start[inside] = stored.places[rows[inside]]
    with files_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PLACES).unlink(missing_ok=True)  # of an earlier job
        (folder / BACKBONE).write_text(kept.folder.name, encoding="utf-8")
        for name, array in (
            (ROWS, rows),
            (STAMPS, kept.stamps[rows]),
            (START, start),
            (POINTS, points),
        ):
            write_array(folder / name, array, durable=False)
    return folder


def take_layout(project: Path, images: int) -> bool:
    """Keep what the worker has laid out; whether it was whole.

    Args:
        images: how many the project has.
    """
    folder = map_folder(project) / JOB
    try:
        rows = read_array(folder / ROWS, np.int64, (None,))
        stamps = read_array(folder / STAMPS, np.uint8, (len(rows), STAMP_BYTES))
        laid = read_array(folder / PLACES, np.float32, (len(rows), 2))
        backbone = (folder / BACKBONE).read_text(encoding="utf-8")
    except (UnusableFile, OSError, ValueError):
        return False
    if not len(rows) or rows.min() < 0 or rows.max() >= images or not np.isfinite(laid).all():
        return False
    places = np.full((images, 2), np.nan, dtype=np.float32)
    places[rows] = normalised(laid)
    if not are_places(places):
        return False
    all_stamps = np.zeros((images, STAMP_BYTES), dtype=np.uint8)
    all_stamps[rows] = stamps
    write_map(project, KeptMap(places, all_stamps, backbone, len(rows)))
    return True
