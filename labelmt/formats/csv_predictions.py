"""Predictions as a CSV table: path, task, label, probability, predicted."""

from __future__ import annotations

import csv
import errno
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from labelmt.domain.atomic_write import replacing_path
from labelmt.domain.errors import DiskFull, EnvironmentFault, NoPermission, NotFound
from labelmt.domain.text import mark, text
from labelmt.formats.base import Carries, PredictionFormat, PredictionRow

HEADER = ("path", "task", "label", "probability", "predicted")

_ERRORS = sys.getfilesystemencodeerrors()
"""Names that are not valid Unicode are written as the bytes they have on the disk."""


def write_predictions(file: Path, rows: Iterable[PredictionRow]) -> None:
    """Write a table, UTF-8; ``predicted`` is 1 or 0. An existing file is replaced as a whole.

    Raises:
        DiskFull, NoPermission, NotFound, EnvironmentFault: what was there before is kept.
    """
    try:
        if file.exists() and not file.is_file():  # a pipe, /dev/stdout
            with file.open("w", encoding="utf-8", errors=_ERRORS, newline="") as stream:
                _write(stream, rows)
        else:
            _write_whole(file.resolve(), rows)
    except OSError as error:
        raise _not_written(error, file) from error


def _write_whole(target: Path, rows: Iterable[PredictionRow]) -> None:
    with (
        replacing_path(target) as beside,
        beside.open("w", encoding="utf-8", errors=_ERRORS, newline="") as stream,
    ):
        _write(stream, rows)


def _write(stream: TextIO, rows: Iterable[PredictionRow]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    # Python's writer leaves a lone carriage return bare, which no reader takes back.
    quoting = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER)
    for row in rows:
        cells = (
            row.path,
            row.task,
            row.label,
            format(row.probability, ".6g"),
            int(row.predicted),
        )
        names = f"{row.path}{row.task}{row.label}"
        (quoting if "\r" in names else writer).writerow(cells)


def _not_written(error: OSError, file: Path) -> EnvironmentFault | NotFound:
    kept = "What was there before is unchanged."
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(
            "There is no room for the table.",
            subject=str(file),
            kept=kept,
            next_step="Free some space, or write to another disk.",
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return NoPermission(
            "The table may not be written here.",
            subject=str(file),
            kept=kept,
            next_step="Choose another folder.",
        )
    if isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError):
        return NotFound(
            "The table cannot be written: there is no such folder, or it is one itself.",
            subject=str(file),
            next_step="Choose a file in a folder that exists.",
        )
    return EnvironmentFault(
        text("The table cannot be written: {reason}.", reason=error.strerror or error),
        subject=str(file),
        kept=kept,
    )


FORMAT = PredictionFormat(
    name="csv-predictions",
    title="CSV",
    suffixes=(".csv",),
    carries=Carries.PROBABILITIES | Carries.THRESHOLDS_APPLIED | Carries.SEVERAL_TASKS,
    summary=mark("CSV: path, task, label, probability, predicted."),
    writer=write_predictions,
)
