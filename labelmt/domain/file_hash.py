"""Hash of a file's content, by which damage and change are told."""

from __future__ import annotations

import hashlib
from pathlib import Path


def hash_of(file: Path) -> str:
    """SHA-256 of a file's content, in hex. Raises OSError."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
