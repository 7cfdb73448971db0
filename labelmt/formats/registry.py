"""Registry of interchange formats: the one list that window, command line and docs read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from labelmt.domain.text import translated
from labelmt.formats import (
    csv_annotations,
    csv_long,
    csv_matrix,
    csv_predictions,
    json_lines,
    schema_yaml,
)
from labelmt.formats.base import Format

REGISTRY: tuple[Format, ...] = (
    csv_annotations.FORMAT,
    csv_matrix.FORMAT,
    csv_long.FORMAT,
    json_lines.FORMAT,
    csv_predictions.FORMAT,
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
