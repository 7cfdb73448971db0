"""The records of a CSV file with their line numbers, whoever wrote it and with what.

Nothing in the file is trusted: not its encoding, not its quoting, not the length of a cell, of
a line or of the header. What is wrong becomes a Problem, and reading goes on where it can.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from labelmt.domain.errors import Problem
from labelmt.domain.text import Text, mark, text
from labelmt.formats.reasons import csv_reason
from labelmt.formats.text_encoding import opened_text

NOT_UTF8 = mark(
    "byte 0x{byte} in cell {number}, character {position}, is not UTF-8; save the table as "
    "“CSV UTF-8”"
)
"""What is wrong with a cell in another encoding; whoever imports may name that one."""
LINE_LIMIT = 4_000_000
"""Most characters of a line. A file without line ends must not be read into memory whole."""

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t]*\r?\n?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """A record and the line it begins on, counted from 1."""

    line: int
    cells: tuple[str, ...]


PROBLEM_LIMIT = 10_000
"""Most problems that are listed: a file of another kind has one in every line."""
RECORD_LIMIT = 10_000_000
"""Most records of a table."""


def read_records(
    file: Path,
    problems: list[Problem],
    separator: str = "",
    encoding: str = "",
    *,
    guess: bool = True,
) -> Iterator[Record]:
    """The records of a file, blank lines left out.

    Args:
        file: UTF-8, with or without a byte order mark, or as ``encoding`` says; any line ends;
            RFC 4180 quoting; separated by commas, or by semicolons or tabs where its first line
            has no comma (what Excel calls CSV in half of the world). A pipe is read once.
        problems: receives what is wrong; such records are left out.
        separator: of its columns, if the first line has it.
        guess: heed a line ``sep=;`` before the header, and UTF-16 with its mark.

    Raises:
        NotFound, NoPermission, EnvironmentFault: the file cannot be read.
        InvalidTable: it is no text file at all.
    """
    with opened_text(file, encoding, guess=guess) as stream:
        for number, record in enumerate(_records(stream, problems, separator, guess)):
            if len(problems) > PROBLEM_LIMIT or number >= RECORD_LIMIT:
                problems.append(Problem(record.line, "there is too much; the rest was not read"))
                return
            yield record


def shown(text: str, limit: int = 60) -> str:
    """A cell as it may stand in a message: one line, no control characters, not too long."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if unicodedata.category(c)[0] != "C" else repr(c)[1:-1] for c in cut)


def _records(
    stream: TextIO, problems: list[Problem], separator: str, guess: bool
) -> Iterator[Record]:
    # strict: else text after a closing quote would silently become part of the cell.
    lines = _Lines(stream)
    skipped, told = lines.separator_line() if guess else (0, "")
    asked = separator if len(separator) == 1 and lines.has(separator) else ""
    reader = csv.reader(lines, delimiter=asked or told or lines.separator(), strict=True)
    while True:
        line = reader.line_num + 1 + skipped
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
        except UnicodeError:
            problems.append(Problem(line, "it is not in the encoding that was chosen"))
            return
        except csv.Error as error:
            problems.append(Problem(line, csv_reason(error)))
            if "field larger" in str(error):
                return  # the reader stands inside the cell: what follows would be nonsense
            if len(problems) > PROBLEM_LIMIT:
                return
            continue
        if not cells:
            continue
        strangers = _undecoded(cells)
        if strangers:
            problems.append(Problem(line, strangers))
            if len(problems) > PROBLEM_LIMIT:
                return
        else:
            yield Record(line, tuple(cells))


class _LineTooLongError(Exception):
    pass


class _Lines:
    """The lines of a file, none of them longer than is good for the memory."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._first: str | None = stream.readline(LINE_LIMIT)

    def separator_line(self) -> tuple[int, str]:
        """How many lines are one like ``sep=;``, which Excel heeds, and what it says."""
        told = _SEPARATOR_LINE.fullmatch(self._first or "")
        if told is None:
            return 0, ""
        self._first = self._stream.readline(LINE_LIMIT)
        return 1, told[1]

    def has(self, separator: str) -> bool:
        """Whether the first line has this sign."""
        return separator in (self._first or "")

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


def _undecoded(cells: list[str]) -> Text | None:
    """What bytes of a record are not UTF-8, in words; None where all are."""
    for number, cell in enumerate(cells, 1):
        if cell.isascii():
            continue
        for position, character in enumerate(cell):
            if "\udc80" <= character <= "\udcff":
                byte = ord(character) - 0xDC00
                return text(
                    NOT_UTF8,
                    byte=f"{byte:02X}",
                    number=number,
                    position=position + 1,
                )
    return None
