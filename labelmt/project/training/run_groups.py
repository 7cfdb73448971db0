"""Groups of images that belonged together when a run was judged, for intervals told later."""

from __future__ import annotations

import numpy as np

from labelmt.domain.keep_together import KeepTogether
from labelmt.domain.protocol.manifest import TOGETHER
from labelmt.project.project import Project
from labelmt.project.run_folders import run_folder
from labelmt.project.training.keep_together import Groups, groups_of


def groups_of_run(project: Project, run_id: int) -> Groups:
    """(images,) the groups that the run kept together, else near-duplicates by cached features.

    Where neither is known every image is on its own. May take seconds.
    """
    count = len(project.images())
    groups: Groups | None = None
    try:
        groups = np.load(run_folder(project.folder, run_id) / TOGETHER, allow_pickle=False)
    except (OSError, ValueError):
        groups = groups_of(project, KeepTogether())
    alone = np.arange(count, dtype=np.int64)
    if groups is None or groups.ndim != 1 or groups.dtype != np.int64:
        return alone
    known = min(count, len(groups))
    first = int(groups[:known].max(initial=-1)) + 1
    return np.concatenate([groups[:known], first + alone[known:]])
