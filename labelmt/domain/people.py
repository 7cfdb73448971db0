"""Several people label one project: what each said of a pair (annotator, state, seen, when)."""

from __future__ import annotations

from typing import NamedTuple

from labelmt.domain.annotations import SEEN_BY_A_PERSON, Source

_SEEN = frozenset(one.value for one in SEEN_BY_A_PERSON)


class Statement(NamedTuple):
    """What one person said of one pair; a person has one for a pair, the latest.

    Attributes:
        state: code of ``State``, never unknown.
        stands: whether it is the pair's annotation, which the project goes by.
    """

    row: int
    label_id: int
    annotator: str
    state: int
    source: str
    at: str
    seen: str
    run_id: int | None
    stands: bool

    @property
    def counts(self) -> bool:
        """Whether it is this person's own judgement: they saw the pair, or it was imported.

        The rule by which metrics are judged (``Seen``): what was accepted unseen is a model's word.
        """
        return self.source == Source.IMPORT or self.seen in _SEEN
