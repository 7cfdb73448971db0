"""Atomic writes: a file is written beside its place, synced and renamed, whole or not at all.

Whoever reads it meanwhile, or after a crash, finds the old one or the new one.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PART = ".part"
"""How a file ends that is not whole yet."""


@contextmanager
def replacing_path(file: Path, *, durable: bool = True) -> Iterator[Path]:
    """A path beside the file for the block to write, renamed into its place at the end.

    Where the block raises, the file stays as it was and what lies beside it is removed.

    Args:
        durable: whether a power cut must not leave it empty; a cache does without.

    Raises:
        OSError: it cannot be written.
    """
    # Nobody can foresee the name: who shares the folder could have put a link there, and others may
    # write the same file now. Not tempfile: its files are for their owner alone.
    beside = file.with_name(f".{secrets.token_hex(8)}{PART}")
    try:
        yield beside
        if durable:
            sync_file(beside)
        beside.replace(file)
        if durable:
            sync_folder(file.parent)
    except BaseException:
        # The error that brought us here says more than one of cleaning up would.
        with suppress(OSError):
            beside.unlink()
        raise


@contextmanager
def replacing(file: Path, *, durable: bool = True) -> Iterator[BinaryIO]:
    """The same as a stream."""
    with replacing_path(file, durable=durable) as beside, beside.open("xb") as stream:
        yield stream


def sync_file(file: Path) -> None:
    """Bring a file's content to the disk. Raises OSError."""
    with file.open("r+b") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Bring to the disk what a folder lists, so that a power cut does not undo a rename.

    Where folders cannot be opened (Windows), the system does so by itself.
    """
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
