"""Writes rows of CSV files, UTF-8; names that are not valid Unicode as the bytes they have."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Protocol


class _Stream(Protocol):
    def write(self, data: bytes, /) -> object: ...


class RowWriter:
    """Writes rows, one by one."""

    def __init__(self, stream: _Stream) -> None:
        self._stream = stream

    def write(self, cells: Sequence[str]) -> None:
        """One row; quoted as a whole where a carriage return would not be taken back."""
        line = io.StringIO(newline="")
        if any("\r" in cell for cell in cells):
            csv.writer(line, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(cells)
        else:
            csv.writer(line, lineterminator="\n").writerow(cells)
        self._stream.write(line.getvalue().encode("utf-8", "surrogateescape"))
