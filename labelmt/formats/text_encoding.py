"""Text files in any encoding, opened once: a pipe cannot be read again.

UTF-8 is read as it is; UTF-16 is known by its byte order mark; other encodings are named by the
person. No file is read without end: a device never ends.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from labelmt.domain.errors import (
    EnvironmentFault,
    InvalidInput,
    InvalidTable,
    NoPermission,
    NotFound,
    Problem,
)
from labelmt.domain.text import Text, text

FILE_LIMIT = 2 << 30
"""Most bytes of a text file; more is another kind of file, or a device that never ends."""
SMALL_LIMIT = 16 << 20
"""Most bytes of a file that is one of many, or that tells of one image."""
ENCODINGS = ("utf-8", "utf-16", "latin-1")
"""Encodings that a person may name."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


class TooLong(Exception):
    """A file that goes on beyond what is read of one.

    Attributes:
        limit: bytes.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class _Bounded(io.RawIOBase):
    """What is read of a stream, up to a limit."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._limit = self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise TooLong(self._limit)
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Have errors of the system said in words.

    Raises:
        NotFound, NoPermission, EnvironmentFault.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound("There is no such file.", subject=str(file)) from error
    except IsADirectoryError as error:
        raise NotFound("This is a folder, not a table.", subject=str(file)) from error
    except PermissionError as error:
        raise NoPermission("This file may not be read.", subject=str(file)) from error
    except TooLong as error:
        told = text("it is too large: more than {size:,} MB", size=error.limit >> 20)
        raise refused(file, told) from error
    except OSError as error:
        raise EnvironmentFault(
            text("The file cannot be read: {reason}.", reason=error.strerror or error),
            subject=str(file),
        ) from error


@contextmanager
def opened_bytes(file: Path, limit: int = FILE_LIMIT) -> Iterator[io.BufferedReader]:
    """The bytes of a file, read once and at most so many. Raises as ``reading`` does."""
    with reading(file), file.open("rb") as stream:
        yield io.BufferedReader(_Bounded(stream, limit), 1 << 16)


@contextmanager
def opened_text(
    file: Path, encoding: str = "", limit: int = FILE_LIMIT, *, guess: bool = True
) -> Iterator[TextIO]:
    """The text of a file, line ends as they are.

    Bytes that are not UTF-8 arrive as surrogates (PEP 383), so that every line that has some can
    be named, not only the first.

    Args:
        encoding: see ENCODINGS; empty: UTF-8, or UTF-16 with a mark where that is guessed.

    Raises:
        InvalidTable: it is in an encoding that is not read. InvalidInput: no such encoding.
        NotFound, NoPermission, EnvironmentFault.
    """
    if encoding and encoding not in ENCODINGS:
        raise InvalidInput(
            "This encoding is not read.",
            subject=encoding,
            kept="Nothing was imported.",
            next_step=text("Choose one of {names}.", names=", ".join(ENCODINGS)),
        )
    with opened_bytes(file, limit) as stream:
        start = stream.peek(4)[:4]
        marked = next((name for mark, name in _MARKS if start.startswith(mark)), "")
        if marked and not (marked == "UTF-16" and (guess or encoding == "utf-16")):
            problem = text("the file is {encoding}; save it as “CSV UTF-8”", encoding=marked)
            raise InvalidTable("The table is not UTF-8.", (Problem(1, problem),), subject=str(file))
        chosen = encoding if encoding and encoding != "utf-8" else "utf-8-sig"
        if marked == "UTF-16":
            chosen = "utf-16"
        elif chosen == "utf-16":  # without a mark: text is mostly of signs below 256
            chosen = "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
        errors = "surrogateescape" if chosen == "utf-8-sig" else "strict"
        yield _text(stream, chosen, errors)


def _text(stream: io.BufferedReader, encoding: str, errors: str) -> TextIO:
    return io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")


def read_small(file: Path, encoding: str = "", limit: int = SMALL_LIMIT) -> str:
    """The text of one of many files, as a whole. Raises InvalidTable with the line, and others."""
    with opened_text(file, encoding, limit) as stream:
        try:
            content = stream.read()
        except UnicodeError as error:
            raise refused(
                file, text("it is not {encoding}", encoding=encoding or "UTF-8"), 1
            ) from error
    for number, line in enumerate(content.splitlines(), 1):
        if not line.isascii() and any("\udc80" <= c <= "\udcff" for c in line):
            raise refused(file, text("it is not UTF-8"), number)
    return content


def refused(file: Path, what: Text, line: int = 0) -> InvalidTable:
    """Why a file of labels is not read at all; line 0 is all of it."""
    return InvalidTable("The file cannot be read.", (Problem(line, what),), subject=str(file))
