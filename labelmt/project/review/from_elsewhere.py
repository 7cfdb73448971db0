"""Suggestions of another project's model: how far they count before this project has judged them.

Nothing that was annotated here judges such a model until there are annotations, and what judged it
elsewhere may not hold for these images. As for what a label's name says, a dozen images that a
person looked at come before anything is accepted that nobody sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Schema
from labelmt.domain.text import Text, counted, text
from labelmt.project.review.likely_by_name import ENOUGH


@dataclass(frozen=True, slots=True)
class ElsewhereStanding:
    """How far the suggestions of another project's model for a label may be believed.

    Attributes:
        seen: images of which a person saw whether they show the label.
    """

    seen: int

    @property
    def may_be_taken(self) -> bool:
        """Whether they may be accepted in bulk."""
        return self.seen >= ENOUGH

    @property
    def told(self) -> Text:
        """One sentence."""
        if not self.seen:
            return text("From another project's model: nothing here has judged it yet.")
        if self.may_be_taken:
            return text(
                "From another project's model; {count:,} images were looked at here.",
                count=self.seen,
            )
        return counted(
            "From another project's model: {count} image of a dozen was looked at here.",
            "From another project's model: {count} images of a dozen were looked at here.",
            self.seen,
        )


def elsewhere_standings(
    schema: Schema, judging: NDArray[np.int8], predictions: Predictions | None
) -> dict[int, ElsewhereStanding]:
    """Of each label whose suggestions are another project's, by its id.

    Args:
        judging: (images, labels) int8 of State codes, see ``Project.judging_matrix``.
    """
    known = frozenset[int]() if predictions is None else predictions.elsewhere_labels
    return {
        label_id: ElsewhereStanding(int((judging[:, column] != State.UNKNOWN).sum()))
        for label_id, column in schema.columns.items()
        if label_id in known
    }


def unchecked_elsewhere(
    schema: Schema, judging: NDArray[np.int8], predictions: Predictions | None
) -> frozenset[int]:
    """Labels whose suggestions nobody may accept in bulk yet."""
    standings = elsewhere_standings(schema, judging, predictions)
    return frozenset(one for one, standing in standings.items() if not standing.may_be_taken)


def for_bulk(
    schema: Schema, judging: NDArray[np.int8], predictions: Predictions | None
) -> Predictions | None:
    """The predictions that may be accepted without being seen, one by one."""
    unchecked = unchecked_elsewhere(schema, judging, predictions)
    return predictions.without(unchecked) if predictions is not None and unchecked else predictions


def unchecked_told(schema: Schema, label_ids: Iterable[int]) -> Text | None:
    """Why suggestions for these labels are not offered; None where there are none."""
    names = [schema.label(one).name for one in label_ids if one in schema.columns]
    if not names:
        return None
    shown = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
    return text(
        "Another project's model suggests {names}: look at a dozen images of each first.",
        names=shown,
    )


MOST_NAMED = 3
