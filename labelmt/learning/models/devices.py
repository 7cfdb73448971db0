"""Devices to compute on: those found (CUDA, MPS, CPU), and the one a setting chooses."""

from __future__ import annotations

import platform

import torch

from labelmt.domain.errors import DeviceFault
from labelmt.domain.text import text


def found_devices() -> tuple[tuple[str, str], ...]:
    """(name for torch, name for people), best first."""
    found = [
        (f"cuda:{index}", torch.cuda.get_device_name(index))
        for index in range(torch.cuda.device_count())
    ]
    if torch.backends.mps.is_available():
        found.append(("mps", "Apple GPU"))
    threads = torch.get_num_threads()
    found.append(("cpu", f"{platform.processor() or platform.machine()}, {threads} threads"))
    return tuple(found)


def choose_device(wanted: str) -> torch.device:
    """The device of a setting: "auto" is the best one.

    Raises:
        DeviceFault: the machine has no such device.
    """
    names = [name for name, _ in found_devices()]
    if wanted == "auto":
        return torch.device(names[0])
    for name in names:
        if name.partition(":")[0] == wanted:
            return torch.device(name)
    raise DeviceFault(
        "This machine has no such device.",
        subject=wanted,
        kept="Nothing was changed.",
        next_step=text("Choose auto, or one of {names}, in the settings.", names=", ".join(names)),
    )
