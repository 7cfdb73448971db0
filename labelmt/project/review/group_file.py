"""Reads the groups of similar images that the worker writes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.derived_files import UnusableFile, read_array
from labelmt.project.run_folders import GROUPS, live_folder


def read_groups(project: Path) -> NDArray[np.int32] | None:
    """(images,) int32, see ``domain.protocol.messages.GroupsReady``; None: none yet."""
    file = live_folder(project) / GROUPS
    try:
        groups: NDArray[np.int32] = read_array(file, np.int32, (None,))
    except UnusableFile:  # another live job writes it anew
        return None
    return groups if ((groups >= -1) & (groups < len(groups))).all() else None
