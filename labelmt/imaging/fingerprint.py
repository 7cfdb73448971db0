"""Content hash of an image file, the same under any name and place."""

from __future__ import annotations

import hashlib
from pathlib import Path

_DIGEST_BYTES = 16
_CHUNK = 1 << 20


def fingerprint(data: bytes) -> bytes:
    """16 bytes that are the same for the same file content: BLAKE2b-128 (RFC 7693)."""
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).digest()


def fingerprint_of(path: Path) -> bytes:
    """``fingerprint`` of a file of any size. Raises OSError."""
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.digest()
