"""Consensus of several people in the place of the latest; worked out once for each change."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.consensus import Consensus, consensus_states
from labelmt.domain.people import words_of
from labelmt.domain.schema import Schema
from labelmt.storage.database import Transaction
from labelmt.storage.history_repository import latest_id
from labelmt.storage.opinion_repository import has_opinions, read_statements, rows_of_several
from labelmt.storage.schema_repository import read_schema

Decided = tuple[NDArray[np.int64], NDArray[np.int8]]
"""Rows, and (rows, labels in use) States that the rule decides; UNKNOWN: the latest holds."""


class ConsensusReader:
    """Works out a rule once for each state of the project."""

    def __init__(self) -> None:
        self._of: tuple[int, Consensus, Schema] | None = None
        self._decided: Decided | None = None

    def applied(
        self, connection: Transaction, states: NDArray[np.int8], rule: Consensus
    ) -> NDArray[np.int8]:
        """The states with what the rule decides of pairs that are known in them.

        Args:
            states: (images, labels in use) int8 of State codes; not changed.
        """
        if rule is Consensus.LATEST or not has_opinions(connection):
            return states
        schema = read_schema(connection).in_use
        of = latest_id(connection), rule, schema
        if self._decided is None or self._of != of:
            rows = rows_of_several(connection)
            words = words_of(read_statements(connection, rows), schema)
            self._decided = words.rows, consensus_states(words, schema, rule)
            self._of = of
        rows_decided, by_rule = self._decided
        block = states[rows_decided]
        now = np.where((by_rule != State.UNKNOWN) & (block != State.UNKNOWN), by_rule, block)
        if (now == block).all():
            return states
        agreed = states.copy()
        agreed[rows_decided] = now
        agreed.setflags(write=False)
        return agreed
