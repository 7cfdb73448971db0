"""Name scores as a CSV table: path, task, label, score; the likeliest images of a label first."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from labelmt.formats.output import Output

HEADER = ("path", "task", "label", "score")

_ERRORS = sys.getfilesystemencodeerrors()
"""Names that are not valid Unicode are written as the bytes they have on the disk."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """What a label's name says of an image; no probability."""

    path: str
    task: str
    label: str
    score: float


def write_scores(output: Output, rows: Iterable[ScoreRow]) -> None:
    """Write the table, UTF-8.

    Raises:
        InvalidInput: a file is there and may not be replaced.
        DiskFull, NoPermission, NotFound, EnvironmentFault: what was there before is kept.
    """
    with output.file() as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", errors=_ERRORS, newline="")
        writer = csv.writer(text, lineterminator="\n")
        # Python's writer leaves a lone carriage return bare, which no reader takes back.
        quoting = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(HEADER)
        for row in rows:
            names = f"{row.path}{row.task}{row.label}"
            cells = (row.path, row.task, row.label, format(row.score, ".4f"))
            (quoting if "\r" in names else writer).writerow(cells)
        text.flush()
        text.detach()
