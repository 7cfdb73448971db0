"""An image as a project knows it."""

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
class ImageRecord:
    """One image of a project. ``row`` is stable: it is never given to another image."""

    row: int
    root_id: int
    path: str
    size: int
    mtime_ns: int
    status: ImageStatus = ImageStatus.PENDING
    width: int = 0
    height: int = 0
    problem: str = ""


def image_stamp(path: Path | str, size: int, mtime_ns: int) -> str:
    """A cheap name for one version of one file: 32 hex digits that change when it does.

    It names cached thumbnails and says when cached features must be looked at again.
    """
    text = f"{path}\0{size}\0{mtime_ns}".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=16).hexdigest()
