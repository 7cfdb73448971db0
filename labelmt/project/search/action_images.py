"""The images that an action of the history changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.project.commands.change_builder import rows_of
from labelmt.project.commands.history_queries import HistoryQueries
from labelmt.project.project import Project


def images_of_action(project: Project, action_id: int) -> NDArray[np.int64]:
    """(n,) rows, ascending, whose annotations it changed.

    Raises:
        NotFound: there is no such action.
    """
    with project.reading() as connection:
        _title, delta = HistoryQueries(connection).action(action_id)
    return np.array(sorted(rows_of(delta)), dtype=np.int64)
