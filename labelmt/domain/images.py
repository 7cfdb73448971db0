"""Images and their files: status, what scanning and decoding tell, the stamp of a version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path


class ImageStatus(IntEnum):
    """What is known of an image file."""

    PENDING = 0
    """Found, not decoded yet."""
    READABLE = 1
    UNREADABLE = 2
    """Decoding failed; the reason is kept beside it."""
    MISSING = 3
    """The file was there once and is not now."""


@dataclass(frozen=True, slots=True)
class FoundImage:
    """A file that a scan found under a root, not decoded yet. ``path`` uses ``/``."""

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class ImageOutcome:
    """What looking at an image's file told; every field but ``row`` is a column of the image.

    ``width`` and ``height`` in pixels, 0 where unknown. ``problem``: why it cannot be read.
    """

    row: int
    status: ImageStatus
    width: int = 0
    height: int = 0
    problem: str = ""

    @classmethod
    def of_decoding(cls, row: int, width: int, height: int, problem: str = "") -> ImageOutcome:
        """Of a file that was decoded, or could not be; no problem means readable."""
        status = ImageStatus.UNREADABLE if problem else ImageStatus.READABLE
        return cls(row, status, width, height, problem)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """The file of an image as the project knew it last."""

    row: int
    size: int
    mtime_ns: int
    status: int


@dataclass(frozen=True, slots=True)
class FileContent:
    """The fingerprint of what an image's file holds, and of which version of it."""

    row: int
    size: int
    mtime_ns: int
    fingerprint: bytes


def image_stamp(path: Path | str, size: int, mtime_ns: int) -> str:
    """A cheap name for one version of one file: 32 hex digits that change when it does.

    It names cached thumbnails and says when cached features must be looked at again.
    """
    text = f"{path}\0{size}\0{mtime_ns}".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=16).hexdigest()
