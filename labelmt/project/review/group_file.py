"""Reads the groups of similar images that the worker writes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.project.run_folders import GROUPS, live_folder


def read_groups(project: Path) -> NDArray[np.int32] | None:
    """(images,) int32, see ``domain.protocol.messages.GroupsReady``; None: none yet."""
    file = live_folder(project) / GROUPS
    try:
        groups: NDArray[np.int32] = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):  # a cache: another live job writes it anew
        return None
    if groups.ndim != 1 or groups.dtype != np.int32:
        return None
    return groups
