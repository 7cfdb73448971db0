"""Content hash of an image file, the same under any name and place."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

_DIGEST_BYTES = 16
_CHUNK = 1 << 20


def fingerprint(data: bytes) -> bytes:
    """16 bytes that are the same for the same file content: BLAKE2b-128 (RFC 7693)."""
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).digest()


def fingerprint_of(path: Path) -> bytes:
    """``fingerprint`` of a file of any size. Raises OSError."""
    return content_of(path).fingerprint


@dataclass(frozen=True, slots=True)
class Content:
    """What a file held while it was read, and of which version of it."""

    size: int
    mtime_ns: int
    fingerprint: bytes


def content_of(path: Path) -> Content:
    """Read a file of any size. Raises OSError, also where it was written to meanwhile."""
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    with path.open("rb") as stream:
        before = os.fstat(stream.fileno())
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
        after = os.fstat(stream.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise OSError(f"{path} was written to while it was read")
    return Content(after.st_size, after.st_mtime_ns, digest.digest())
