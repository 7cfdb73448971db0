"""Tells the format of a file or folder by its name and its beginning."""

from __future__ import annotations

import stat
from pathlib import Path

from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.text import text
from labelmt.formats.base import AnnotationFormat
from labelmt.formats.registry import readable

START = 1 << 16
"""Bytes of a file by which its format is told."""


def format_named(name: str) -> AnnotationFormat:
    """The format of a name that can be read. Raises InvalidInput."""
    formats = readable(AnnotationFormat)
    for one in formats:
        if one.name == name:
            return one
    raise InvalidInput(
        "There is no format of this name that can be read.",
        subject=name,
        kept="Nothing was imported.",
        next_step=text("Choose one of {names}.", names=", ".join(one.name for one in formats)),
    )


def detected(place: Path) -> AnnotationFormat:
    """The most particular format that recognises a file or folder; CSV for what has no end.

    A pipe or device is read once and has no name that tells.

    Raises:
        NotFound: there is no such place. InvalidInput: no format recognises it.
    """
    try:
        mode = place.stat().st_mode
    except FileNotFoundError:
        raise NotFound("There is no such file.", subject=str(place)) from None
    except OSError as error:
        raise NotFound(
            text("The file cannot be read: {reason}.", reason=error.strerror or error),
            subject=str(place),
        ) from None
    formats = readable(AnnotationFormat)
    start = _start(place) if stat.S_ISREG(mode) else b""  # a pipe is read once
    # The last are the most particular: CSV and class folders are what much looks like.
    for one in reversed(formats):
        if one.recognised is not None and one.recognised(place, start):
            return one
    if stat.S_ISDIR(mode):
        raise InvalidInput(
            "No format recognises this folder.",
            subject=str(place),
            kept="Nothing was imported.",
            next_step="Say which it is with --format; labelmt formats lists them.",
        )
    if stat.S_ISREG(mode):
        raise InvalidInput(
            "Neither name nor beginning of this file tell its format.",
            subject=str(place),
            kept="Nothing was imported.",
            next_step=text(
                "Say which it is with --format: {names}.",
                names=", ".join(one.name for one in formats if not one.is_folder),
            ),
        )
    return formats[0]


def _start(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(START)
    except OSError:
        return b""  # whoever reads it says why it cannot be read
