"""A folder of annotated images as a job's data, without a project.

Either ``images/``, ``labels.csv`` and, if there is one, ``val.txt``, or one folder a class.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.images import image_stamp
from labelmt.domain.protocol.manifest import Manifest, ManifestImages, TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.formats.csv_annotations import parse_table
from labelmt.learning.data.job_data import JobData


def load_dataset(folder: Path, settings: TrainingSettings) -> JobData:
    """All images annotated; those of val.txt, if any, validate, as a person's own choice."""
    if not (folder / "labels.csv").is_file():
        return _class_folders(folder, settings)
    table = parse_table(folder / "labels.csv", {})
    files = [folder / "images" / row.path for row in table.rows]
    specs: list[TaskSpec] = []
    blocks: list[NDArray[np.int8]] = []
    first = 1
    for number, column in enumerate(table.columns):
        cells = [row.cells[number] or () for row in table.rows]
        names = sorted({name for cell in cells for name in cell})
        index = {name: place for place, name in enumerate(names)}
        block = np.zeros((len(files), len(names)), dtype=np.int8)
        for row, cell in enumerate(cells):
            block[row, [index[name] for name in cell]] = 1
        ids = tuple(range(first, first + len(names)))
        first += len(names)
        specs.append(TaskSpec(number + 1, column.name, column.kind, ids, tuple(names)))
        blocks.append(block)
    named = folder / "val.txt"
    held = set(named.read_text(encoding="utf-8").split()) if named.is_file() else set()
    validation = np.array([file.name in held for file in files])
    return _job_data(files, specs, np.concatenate(blocks, axis=1), validation, settings)


def _class_folders(folder: Path, settings: TrainingSettings) -> JobData:
    classes = sorted(one.name for one in folder.iterdir() if one.is_dir())
    files = [file for name in classes for file in sorted((folder / name).iterdir())]
    states = np.array([[int(file.parent.name == name) for name in classes] for file in files])
    ids = tuple(range(1, len(classes) + 1))
    spec = TaskSpec(1, folder.name, TaskKind.MULTICLASS, ids, tuple(classes))
    none = np.zeros(len(files), dtype=bool)
    return _job_data(files, [spec], states.astype(np.int8), none, settings)


def _job_data(
    files: list[Path],
    specs: list[TaskSpec],
    states: NDArray[np.int8],
    validation: NDArray[np.bool_],
    settings: TrainingSettings,
) -> JobData:
    stamps = tuple(image_stamp(f, f.stat().st_size, f.stat().st_mtime_ns) for f in files)
    rows = np.arange(len(files))
    manifest = Manifest(len(files), tuple(specs), "", "", settings, validation_named=True)
    images = ManifestImages(tuple(rows.tolist()), tuple(map(str, files)), stamps)
    return JobData(
        manifest, images, states, states, validation, rows[~validation], rows[validation]
    )


def drawn(data: JobData, images: int, seed: int, known: float = 1.0) -> JobData:
    """As if only some random training images were annotated.

    Args:
        known: share of the (image, label) pairs of each of them that is known.
    """
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.permutation(data.train_rows)[:images])
    states = data.states.copy()
    hidden = rng.random(states.shape) >= known
    hidden[data.validation_rows] = False
    states[hidden] = -1
    for spec, start in zip(data.manifest.tasks, _starts(data), strict=True):
        if spec.kind is TaskKind.MULTICLASS:  # a present label implies the others' absence
            columns = slice(start, start + len(spec.label_ids))
            block, truth = states[:, columns], data.states[:, columns]
            decided = (block == 1).any(axis=1)
            block[decided] = truth[decided]
    return replace(data, states=states, judging=states, train_rows=chosen)


def _starts(data: JobData) -> list[int]:
    widths = [len(spec.label_ids) for spec in data.manifest.tasks]
    return [sum(widths[:index]) for index in range(len(widths))]
