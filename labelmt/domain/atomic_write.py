"""Files that others read while they are written anew: they see the old one or the new one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(file: Path, *, durable: bool = True) -> Iterator[BinaryIO]:
    """A stream beside the file, renamed into its place at the end. Raises OSError.

    Args:
        durable: whether a power cut must not leave it empty; a cache does without.
    """
    beside = file.with_name(f"{file.name}.part")
    with beside.open("wb") as stream:
        yield stream
        if durable:
            stream.flush()
            os.fsync(stream.fileno())
    beside.replace(file)
