"""Timing on a device that works on after a call returns, and lines of a table."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One measured figure; ``asked`` is what it should be, in words, or empty."""

    what: str
    figure: str
    asked: str = ""


def settle(device: torch.device) -> None:
    """Wait until the device has done all that it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def median_seconds(work: Callable[[], object], device: torch.device, repeats: int) -> float:
    """Of one call, each waited for; the first two, which allocate and tune, do not count."""
    for _ in range(2):
        work()
    settle(device)
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        settle(device)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def forget_peak(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)


def peak(device: torch.device) -> str:
    """Most memory that tensors took since ``forget_peak``."""
    if device.type != "cuda":
        return "not told on a CPU"
    return f"{torch.cuda.max_memory_allocated(device) / MIB:,.0f} MiB"
