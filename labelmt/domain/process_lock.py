"""File locks between processes, which the system lets go of when a process ends in any way."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock

LOCK_REFUSED = (OSError, NotImplementedError)
"""Raised by a lock that another process holds (TimeoutError), and where there are no locks."""


def process_lock(file: Path, wait_s: float = 0) -> FileLock:
    """An exclusive lock that any thread may release, and that waits for nobody unless it is told.

    Lock files stay. Some network folders know no locks: a file in place of one would outlive the
    process, so that none is taken there.
    """
    return FileLock(file, timeout=wait_s, thread_local=False, fallback_to_soft=False)
