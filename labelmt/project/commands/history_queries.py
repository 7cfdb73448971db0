"""Queries of the history for planners: earlier actions, and annotations by source."""

from __future__ import annotations

from labelmt.domain.annotations import Source
from labelmt.domain.errors import NotFound
from labelmt.storage.annotation_repository import read_from
from labelmt.storage.database import Transaction
from labelmt.storage.history_repository import read_delta, read_title
from labelmt.storage.opinion_repository import read_opinions_from
from labelmt.storage.row_delta import Delta, Value


class HistoryQueries:
    """Reads the log and the annotations of one transaction."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    def action(self, action_id: int) -> tuple[str, Delta]:
        """Title of an action and what it changed, or NotFound."""
        delta = read_delta(self._connection, action_id)
        if delta is None:
            raise NotFound("There is no such action.", subject=str(action_id))
        return read_title(self._connection, action_id), delta

    def annotations_from(self, source: Source, run_id: int | None) -> dict[int, dict[int, Value]]:
        """Label id to row to stored annotation, of all from one source, or of one run."""
        return read_from(self._connection, source, run_id)

    def opinions_from(
        self, source: Source, run_id: int | None
    ) -> dict[int, dict[tuple[int, str], Value]]:
        """The same of what was said beside the annotations, by (row, annotator)."""
        return read_opinions_from(self._connection, source, run_id)
