"""Allocates the disk space of a file before it is memory-mapped.

A store into a mapped page that finds no room on the disk kills the process (SIGBUS); asking for
the room first is an error like any other.
"""

from __future__ import annotations

import errno
import os

_ZEROS = bytes(1 << 20)
_NOT_THERE = (errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS)


def allocate(descriptor: int, size: int) -> None:
    """Let a file have ``size`` bytes, all of them on the disk; new ones are zero.

    Raises:
        OSError: there is no room; the file may have grown a part of the way.
    """
    have = os.fstat(descriptor).st_size
    if size <= have:
        os.ftruncate(descriptor, size)
        return
    if hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(descriptor, have, size - have)
        except OSError as error:  # some network folders
            if error.errno not in _NOT_THERE:
                raise
        else:
            return
    os.lseek(descriptor, have, os.SEEK_SET)
    while have < size:
        have += os.write(descriptor, _ZEROS[: min(len(_ZEROS), size - have)])
