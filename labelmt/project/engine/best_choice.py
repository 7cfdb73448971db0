"""Which build of the engine fits this machine: with CUDA only where there is an NVIDIA driver.

CUDA's libraries are nine tenths of what torch fetches on Linux.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from labelmt.project.engine.lock_file import EngineLock

_DRIVER = Path("/proc/driver/nvidia/version")
CPU = "cpu"


def best_choice(lock: EngineLock) -> str:
    """The id of the choice for this machine."""
    ids = [one.id for one in lock.choices]
    return CPU if CPU in ids and not has_nvidia() else ids[0]


def has_nvidia() -> bool:
    """Whether an NVIDIA driver is at work here."""
    return _DRIVER.exists() or (os.name == "nt" and shutil.which("nvidia-smi") is not None)
