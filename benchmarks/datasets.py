"""Data sets as a job's data, without a project.

A folder with ``images/``, ``labels.csv`` and ``val.txt`` (may be missing); or a folder of folders,
whose names are the labels of one task, and a second one is the colour in the middle of the image.
"""

from __future__ import annotations

import colorsys
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from labelmt.domain.images import image_stamp
from labelmt.domain.protocol.manifest import Manifest, ManifestImages, TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.formats.csv_annotations import parse_table
from labelmt.learning.data.job_data import JobData

Named = dict[str, list[tuple[str, ...]]]
"""Labels of each image, by task."""


def load_dataset(folder: Path, settings: TrainingSettings) -> JobData:
    """All images annotated; those of val.txt, if any, validate, as a person's own choice."""
    if (folder / "labels.csv").is_file():
        files, kinds, named = _of_table(folder)
    else:
        files, kinds, named = _of_folders(folder)
    specs: list[TaskSpec] = []
    blocks: list[NDArray[np.int8]] = []
    first = 1
    for number, (task, cells) in enumerate(named.items(), start=1):
        names = sorted({name for cell in cells for name in cell})
        index = {name: place for place, name in enumerate(names)}
        block = np.zeros((len(files), len(names)), dtype=np.int8)
        for row, cell in enumerate(cells):
            block[row, [index[name] for name in cell]] = 1
        ids = tuple(range(first, first + len(names)))
        first += len(names)
        specs.append(TaskSpec(number, task, kinds[task], ids, tuple(names)))
        blocks.append(block)
    listed = folder / "val.txt"
    held = set(listed.read_text(encoding="utf-8").split()) if listed.is_file() else set()
    validation = np.array([file.name in held for file in files])
    stamps = tuple(image_stamp(f, f.stat().st_size, f.stat().st_mtime_ns) for f in files)
    rows = np.arange(len(files))
    manifest = Manifest(len(files), tuple(specs), "", "", settings, validation_named=True)
    images = ManifestImages(tuple(rows.tolist()), tuple(map(str, files)), stamps)
    states = np.concatenate(blocks, axis=1)
    return JobData(
        manifest, images, states, states, validation, rows[~validation], rows[validation]
    )


def _of_table(folder: Path) -> tuple[list[Path], dict[str, TaskKind], Named]:
    table = parse_table(folder / "labels.csv", {})
    files = [folder / "images" / row.path for row in table.rows]
    named = {
        column.name: [tuple(row.cells[number] or ()) for row in table.rows]
        for number, column in enumerate(table.columns)
    }
    return files, {column.name: column.kind for column in table.columns}, named


def _of_folders(folder: Path) -> tuple[list[Path], dict[str, TaskKind], Named]:
    files = sorted(file for file in folder.glob("*/*") if file.suffix.lower() == ".jpg")
    named: Named = {
        "kind": [(file.parent.name,) for file in files],
        "colour": [(colour_of(file),) for file in files],
    }
    return files, dict.fromkeys(named, TaskKind.MULTICLASS), named


def colour_of(file: Path) -> str:
    """What the median colour of the image's middle is called: a truth that views cannot change."""
    with Image.open(file) as image:
        side = np.asarray(image.convert("RGB").resize((50, 50)))[15:35, 15:35]
    red, green, blue = np.median(side.reshape(-1, 3), axis=0) / 255
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    if value < 0.2:
        return "black"
    if saturation < 0.15:
        return "white" if value > 0.7 else "grey"
    ends = ((20, "red"), (70, "yellow"), (165, "green"), (260, "blue"), (345, "pink"), (361, "red"))
    return next(name for end, name in ends if hue * 360 < end)


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
