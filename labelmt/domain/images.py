"""Images and their files: status, what scanning and decoding tell, the stamp of a version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
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
    """A file that a scan found under a root, not decoded yet. ``path`` uses ``/``.

    ``inode``: its number in the file system, 0 where that has none; by it a file is told from one
    of the same size and time that took its name. ``aliased``: there may be another way to it, as
    a link led here, or it has several names.
    """

    path: str
    size: int
    mtime_ns: int
    inode: int = field(default=0, compare=False)
    aliased: bool = field(default=False, compare=False)


def signed_inode(number: int) -> int:
    """A file's number as databases and arrays keep it: 64 bits with a sign."""
    return number - (1 << 64) if number >= 1 << 63 else number


@dataclass(frozen=True, slots=True)
class ImageOutcome:
    """What looking at an image's file told; every field but ``row`` is a column of the image.

    ``width`` and ``height`` in pixels, 0 where unknown. ``problem``: why it cannot be read;
    of one that can, what is missing of it.
    """

    row: int
    status: ImageStatus
    width: int = 0
    height: int = 0
    problem: str = ""

    @classmethod
    def of_decoding(
        cls, row: int, width: int, height: int, problem: str = "", note: str = ""
    ) -> ImageOutcome:
        """Of a file that was decoded, or could not be; no problem means readable.

        Args:
            note: what is missing of it where it is shown all the same.
        """
        status = ImageStatus.UNREADABLE if problem else ImageStatus.READABLE
        return cls(row, status, width, height, problem or note)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """The file of an image as the project knew it last. ``inode``: 0 where it is not known."""

    row: int
    size: int
    mtime_ns: int
    status: int
    inode: int = 0

    def is_of(self, found: FoundImage) -> bool:
        """Whether a file is, as far as its facts can tell, the version that was known."""
        return (
            (self.size, self.mtime_ns) == (found.size, found.mtime_ns)
            and (self.inode == found.inode or not self.inode or not found.inode)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileContent:
    """The fingerprint of what an image's file holds, and of which version of it."""

    row: int
    size: int
    mtime_ns: int
    fingerprint: bytes


def image_stamp(path: Path | str, size: int, mtime_ns: int, version: int = 0) -> str:
    """A cheap name for one version of one file: 32 hex digits that change when it does.

    It names cached thumbnails and says when cached features must be looked at again.

    Args:
        version: tells apart files that had one path, size and time after each other; 0: none.
    """
    known = f"{path}\0{size}\0{mtime_ns}\0{version}" if version else f"{path}\0{size}\0{mtime_ns}"
    text = known.encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=16).hexdigest()
