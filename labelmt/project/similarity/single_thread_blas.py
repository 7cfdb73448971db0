"""Limits BLAS to the calling thread, for several threads that compute at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from threadpoolctl import threadpool_limits

_lock = Lock()
_inside = 0
_limits: threadpool_limits | None = None


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep BLAS and OpenMP from starting threads of their own while anybody is inside.

    The limit is the process's: taken away by the first who leaves, it would be wrong for the
    others, and put back by the last of two it would stay for good.
    """
    global _inside, _limits
    with _lock:
        if not _inside:
            _limits = threadpool_limits(1)
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside and _limits is not None:
                _limits.restore_original_limits()
                _limits = None
