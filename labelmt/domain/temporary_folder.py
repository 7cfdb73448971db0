"""Temporary folders that say whose they are: those of killed processes are removed later."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from labelmt.domain.errors import DiskFull, NoPermission
from labelmt.domain.process_lock import LOCK_REFUSED, process_lock

_PREFIX = "labelmt-"
_LOCK = "owner.lock"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """An empty folder, gone at the end.

    Raises:
        NoPermission, DiskFull: there is no place for temporary files.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    except OSError as error:
        make = DiskFull if error.errno == errno.ENOSPC else NoPermission
        raise make(
            "There is no folder for temporary files that can be written.",
            subject=str(error.filename or ""),
            kept="Nothing was changed.",
            next_step="Make room in it, or name another by the environment variable TMPDIR.",
            details=str(error),
        ) from error
    lock = process_lock(folder / _LOCK)
    with suppress(*LOCK_REFUSED):
        lock.acquire()
    try:
        yield folder
    finally:
        with suppress(*LOCK_REFUSED):
            lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def abandoned_folders() -> list[Path]:
    """Those whose process has ended without removing them."""
    found = []
    with suppress(OSError):  # no place for temporary files: nothing is left in it
        for lock in sorted(Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}")):
            with suppress(*LOCK_REFUSED), process_lock(lock):
                found.append(lock.parent)
    return found
