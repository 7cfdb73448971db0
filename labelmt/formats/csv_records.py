"""The records of a CSV file with their line numbers, whoever wrote it and with what.

Nothing in the file is trusted: not its encoding, not its quoting, not the length of a cell, of
a line or of the header. What is wrong becomes a Problem, and reading goes on where it can.
"""

from __future__ import annotations

import codecs
import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from labelmt.domain.errors import EnvironmentFault, InvalidTable, NoPermission, NotFound, Problem
from labelmt.domain.text import text

LINE_LIMIT = 4_000_000
"""Most characters of a line. A file without line ends must not be read into memory whole."""

_FOREIGN_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class Record:
    """A record and the line it begins on, counted from 1."""

    line: int
    cells: tuple[str, ...]


def read_records(file: Path, problems: list[Problem]) -> Iterator[Record]:
    """The records of a file, blank lines left out.

    Args:
        file: UTF-8, with or without a byte order mark; any line ends; RFC 4180 quoting;
            separated by commas, or by semicolons or tabs where its first line has no comma
            (what Excel calls CSV in half of the world).
        problems: receives what is wrong; such records are left out.

    Raises:
        NotFound, NoPermission, EnvironmentFault: the file cannot be read.
        InvalidTable: it is no text file at all.
    """
    try:
        _check_encoding_mark(file)
        # Bytes that are not UTF-8 arrive as surrogates (PEP 383), so that every line that has
        # some can be named, not only the first.
        with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            yield from _records(stream, problems)
    except FileNotFoundError as error:
        raise NotFound("There is no such file.", subject=str(file)) from error
    except IsADirectoryError as error:
        raise NotFound("This is a folder, not a table.", subject=str(file)) from error
    except PermissionError as error:
        raise NoPermission("This file may not be read.", subject=str(file)) from error
    except OSError as error:
        raise EnvironmentFault(
            text("The file cannot be read: {reason}.", reason=error.strerror or error),
            subject=str(file),
        ) from error


def shown(text: str, limit: int = 60) -> str:
    """A cell as it may stand in a message: one line, no control characters, not too long."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if unicodedata.category(c)[0] != "C" else repr(c)[1:-1] for c in cut)


def _check_encoding_mark(file: Path) -> None:
    with file.open("rb") as stream:
        start = stream.read(4)
    for mark, name in _FOREIGN_MARKS:
        if start.startswith(mark):
            problem = Problem(
                1, text("the file is {encoding}; save it as “CSV UTF-8”", encoding=name)
            )
            raise InvalidTable("The table is not UTF-8.", (problem,), subject=str(file))


def _records(stream: TextIO, problems: list[Problem]) -> Iterator[Record]:
    # strict: else text after a closing quote would silently become part of the cell.
    lines = _Lines(stream)
    reader = csv.reader(lines, delimiter=lines.separator(), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _LineTooLongError:
            problems.append(
                Problem(
                    line,
                    text("longer than {most:,} characters; the rest was not read", most=LINE_LIMIT),
                )
            )
            return
        except csv.Error as error:
            problems.append(Problem(line, _quoting_problem(str(error))))
            if "field larger" in str(error):
                return  # the reader stands inside the cell: what follows would be nonsense
            continue
        if not cells:
            continue
        strangers = _undecoded(cells)
        if strangers:
            problems.append(Problem(line, strangers))
        else:
            yield Record(line, tuple(cells))


class _LineTooLongError(Exception):
    pass


class _Lines:
    """The lines of a file, none of them longer than is good for the memory."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._first: str | None = stream.readline(LINE_LIMIT)

    def separator(self) -> str:
        """What stands between the cells of the first line."""
        first = self._first or ""
        found = (one for one in ",;\t" if one in first)
        return next(found, ",")

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LINE_LIMIT) if self._first is None else self._first
        self._first = None
        if not line:
            raise StopIteration
        if len(line) >= LINE_LIMIT and not line.endswith(("\n", "\r")):
            raise _LineTooLongError
        return line


def _quoting_problem(error: str) -> str:
    if "field larger" in error:
        return f"a cell is longer than {csv.field_size_limit():,} characters; the rest was not read"
    if "unexpected end of data" in error:
        return "a quote opens here and never closes"
    return f"quotes do not match ({error})"


def _undecoded(cells: list[str]) -> str:
    """What bytes of a record are not UTF-8, in words; nothing where all are."""
    for number, cell in enumerate(cells, 1):
        if cell.isascii():
            continue
        for position, character in enumerate(cell):
            if "\udc80" <= character <= "\udcff":
                byte = ord(character) - 0xDC00
                return (
                    f"byte 0x{byte:02X} in cell {number}, character {position + 1}, is not UTF-8; "
                    "save the table as “CSV UTF-8”"
                )
    return ""
