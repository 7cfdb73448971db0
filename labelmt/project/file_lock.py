"""A lock on a file that the system lets go of when the process ends, however it ends."""

from __future__ import annotations

import sys
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def lock(stream: IO[bytes], *, shared: bool = False) -> None:
    """Lock a file without waiting. Raises OSError where another process has it."""
    if sys.platform == "win32":
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        fcntl.flock(stream, kind | fcntl.LOCK_NB)
