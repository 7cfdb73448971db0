"""CPU threads: how many the linear algebra of a block of code may use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from threadpoolctl import threadpool_limits


@contextmanager
def one_core() -> Iterator[None]:
    """Leave the other cores to the window.

    Small problems gain nothing from more threads, and where cores are few those of the linear
    algebra wait for each other in loops: 20 s instead of 0.5 s for one basis.
    """
    before = torch.get_num_threads()
    with threadpool_limits(1):
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(before)
