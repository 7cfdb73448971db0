"""Manifest of a job: a description in JSON, big arrays as files beside it.

A manifest folder holds ``manifest.json`` (a Manifest), ``images.json`` (ManifestImages),
``annotations.npy`` (rows, labels) int8 of State codes with implied absents filled in,
``judging.npy``, the same but UNKNOWN where nobody saw the pair: metrics, thresholds and
calibration are judged by it, ``validation.npy`` (rows,) bool and, where there is a test part,
``test.npy`` (rows,) bool, where images are left out of training and of all figures, as those are
that hold another picture than was labelled, ``left_out.npy`` (rows,) bool, and where a person said
what is never parted, ``together.npy`` (rows,) int64; a run's also ``random.npy`` (rows, tasks)
bool, images that chance alone chose to be judged. Array index = the image's stable row; rows
without an image to read (unreadable, missing) are not listed in images.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from labelmt.domain.atomic_write import replacing
from labelmt.domain.protocol.json_records import dumps, from_plain
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings

IMAGES = "images.json"
TOGETHER = "together.npy"
LEFT_OUT = "left_out.npy"
RANDOM = "random.npy"
_PART = 1000
"""Values of a column that are written at once."""


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A task as the network sees it: columns of the annotation matrix in order.

    Attributes:
        keep_sides, keep_colours: whether images of which it knows anything are trained on without
            mirroring and turning, without other colours.
        label_synonyms: what else each label is called; empty where none is called otherwise.
    """

    id: int
    name: str
    kind: TaskKind
    label_ids: tuple[int, ...]
    label_names: tuple[str, ...]
    unlabelled_absent: bool = False
    weight: float = 1.0
    keep_sides: bool = False
    keep_colours: bool = False
    label_synonyms: tuple[tuple[str, ...], ...] = ()

    @property
    def called(self) -> tuple[tuple[str, ...], ...]:
        """Of each label its name, then its synonyms."""
        synonyms = self.label_synonyms or ((),) * len(self.label_names)
        pairs = zip(self.label_names, synonyms, strict=True)
        return tuple((name, *others) for name, others in pairs)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One job. Folders are absolute paths.

    Attributes:
        row_count: length of the row axis of every array.
        feature_cache: folder of the feature cache, shared between runs.
        run_folder: where config, metrics, weights, calibration and probabilities go.
        settings: ignored by Predict, which reads the served run's own.
        source_run: Predict only: folder of the run whose weights serve.
        validation_named: whether a person chose the images to validate on; else they were drawn.
        validation_sample, test_sample: "random" where these images are a part of all images that
            only chance has drawn; else "chosen".
        named: LearnLive only: tasks whose labels' names are scored, also those not learnt yet.
    """

    row_count: int
    tasks: tuple[TaskSpec, ...]
    feature_cache: str
    run_folder: str
    settings: TrainingSettings
    source_run: str | None = None
    validation_named: bool = False
    validation_sample: str = "chosen"
    test_sample: str = "chosen"
    named: tuple[TaskSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class ManifestImages:
    """Images to read, three columns of equal length: row, absolute path, image_stamp."""

    rows: tuple[int, ...]
    paths: tuple[str, ...]
    stamps: tuple[str, ...]


def write_json(path: Path, record: object) -> None:
    """Write a record beside its place, then rename: readers see all of it or none."""
    with replacing(path, durable=False) as stream:
        stream.write(dumps(record).encode() + b"\n")


def write_images(folder: Path, images: ManifestImages) -> None:
    """Write a manifest folder's images, a part at a time.

    Python's encoder lets no other thread on until it is done, and a window's would wait: 100,000
    images take it a tenth of a second.
    """

    def column(values: Sequence[int | str]) -> Iterator[bytes]:
        for start in range(0, len(values), _PART):
            part = json.dumps(list(values[start : start + _PART]))[1:-1]
            yield b"," * bool(start) + part.encode()

    with replacing(folder / IMAGES, durable=False) as stream:
        for opening, values in (
            (b'{"rows": [', images.rows),
            (b'], "paths": [', images.paths),
            (b'], "stamps": [', images.stamps),
        ):
            stream.write(opening)
            stream.writelines(column(values))
        stream.write(b"]}\n")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder. Raises ValueError if it is not one."""
    return from_plain(Manifest, _load(folder / "manifest.json"))


def read_images(folder: Path) -> ManifestImages:
    """The images of a manifest folder. Raises ValueError if the columns do not match."""
    images = from_plain(ManifestImages, _load(folder / IMAGES))
    if not len(images.rows) == len(images.paths) == len(images.stamps):
        raise ValueError("images.json: its columns differ in length")
    return images


def _load(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8"))
