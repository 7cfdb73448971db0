"""Registry of interchange formats: the one list that window, command line and docs read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from labelmt.domain.text import translated
from labelmt.formats import (
    class_folders,
    coco,
    coco_camera_traps,
    csv_annotations,
    csv_long,
    csv_matrix,
    csv_predictions,
    cvat_images,
    datumaro,
    excel,
    fiftyone,
    hf_imagefolder,
    image_keywords,
    json_lines,
    jsonl_predictions,
    label_studio,
    labelme,
    open_images,
    parquet,
    parquet_predictions,
    pascal_voc,
    schema_yaml,
    text_sidecars,
    xmp_sidecars,
    yolo_classification,
    yolo_detection,
)
from labelmt.formats.base import Format

REGISTRY: tuple[Format, ...] = (
    csv_annotations.FORMAT,
    csv_matrix.FORMAT,
    csv_long.FORMAT,
    json_lines.FORMAT,
    class_folders.FORMAT,
    coco.FORMAT,
    yolo_classification.FORMAT,
    yolo_detection.FORMAT,
    label_studio.FORMAT,
    text_sidecars.FORMAT,
    xmp_sidecars.FORMAT,
    image_keywords.FORMAT,
    parquet.FORMAT,
    excel.FORMAT,
    pascal_voc.FORMAT,
    cvat_images.FORMAT,
    labelme.FORMAT,
    datumaro.FORMAT,
    hf_imagefolder.FORMAT,
    fiftyone.FORMAT,
    open_images.FORMAT,
    coco_camera_traps.FORMAT,
    csv_predictions.FORMAT,
    jsonl_predictions.FORMAT,
    parquet_predictions.FORMAT,
    schema_yaml.FORMAT,
)
"""Within a kind of format the first is taken where a file's name does not tell."""

F = TypeVar("F", bound=Format)


def readable(kind: type[F]) -> tuple[F, ...]:
    """The formats of a kind that are read."""
    return tuple(one for one in REGISTRY if isinstance(one, kind) and one.reader is not None)


def writable(kind: type[F]) -> tuple[F, ...]:
    """The formats of a kind that are written."""
    return tuple(one for one in REGISTRY if isinstance(one, kind) and one.writer is not None)


def reader_for(file: Path, kind: type[F]) -> F:
    """The format to read a file with, by its name; /dev/stdin has none that tells."""
    return _fitting(file, readable(kind))


def writer_for(file: Path, kind: type[F]) -> F:
    """The format to write a file in, by its name."""
    return _fitting(file, writable(kind))


def suffixes(formats: Iterable[Format]) -> tuple[str, ...]:
    """Endings of their files, each once, in order."""
    return tuple(dict.fromkeys(ending for one in formats for ending in one.suffixes))


def summaries(formats: Iterable[Format]) -> str:
    """Their forms, a sentence each, for a command's help."""
    return " ".join(translated(one.summary) for one in formats)


def _fitting(file: Path, formats: tuple[F, ...]) -> F:
    return next((one for one in formats if one.fits(file)), formats[0])
