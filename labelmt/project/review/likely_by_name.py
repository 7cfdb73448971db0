"""Likely by name: images in the order of what a label's name alone says, and how far that counts.

A name score is no probability and lies in a file of its own, beside the predictions: nothing that
reads those (Space, thresholds, bulk acceptance, exports) can take it. Whether an order by name may
be believed is told from images that a person saw.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.name_scores import NameScores, read_name_scores
from labelmt.domain.schema import Label, Schema
from labelmt.domain.text import Text, counted, mark, text
from labelmt.project.project import Project
from labelmt.project.run_folders import live_folder

Rows = NDArray[np.int64]

ENOUGH = 12
"""Images that a person saw for a label, before what its name says may be taken for an answer."""
NAMES_FOLDER = "names"


class NameEvidence(enum.Enum):
    """How far what a label's name says of the images may be believed."""

    NONE = "none"
    """Its name was not read yet, or is another by now."""
    UNJUDGED = "unjudged"
    JUDGED = "judged"
    USELESS = "useless"
    """Images that were annotated show it no better than chance."""


@dataclass(frozen=True, slots=True)
class NameStanding:
    """What the panel says of a label's name.

    Attributes:
        seen: images for which a person saw whether they show the label.
        served_by: the synonym that may be what is understood, "" where it has none.
    """

    evidence: NameEvidence
    seen: int
    served_by: str = ""

    @property
    def may_be_taken(self) -> bool:
        """Whether enough were looked at for an order by name to count as a suggestion."""
        return self.evidence is NameEvidence.JUDGED

    @property
    def told(self) -> Text:
        """One sentence."""
        if self.evidence is NameEvidence.UNJUDGED:
            if not self.seen:
                return text("From the name alone: nothing has judged this yet.")
            return counted(
                "From the name alone: {count} image of a dozen was looked at.",
                "From the name alone: {count} images of a dozen were looked at.",
                self.seen,
            )
        if self.evidence is NameEvidence.USELESS:
            return text("The name is switched off: of your images it says no more than chance.")
        if self.evidence is NameEvidence.JUDGED:
            return text("From the name and {count:,} images that were looked at.", count=self.seen)
        return text(NOT_READ)


NOT_READ = mark("What the name says of these images is not known yet.")


def names_folder(project: Path) -> Path:
    """Where the worker is given the names to score, and leaves the scores; safe to delete."""
    return live_folder(project) / NAMES_FOLDER


def name_scores_of(project: Project) -> NameScores | None:
    """The last scores of a project; None where there are none. Read them on a pool."""
    return read_name_scores(names_folder(project.folder))


def name_column(scores: NameScores | None, label: Label) -> NDArray[np.float16] | None:
    """(rows,) scores of a label, where its name is still the one that was read and of use."""
    if scores is None or label.id not in scores.label_ids:
        return None
    read = scores.names[scores.label_ids.index(label.id)]
    return scores.column(label.id) if read == (label.name, *label.synonyms) else None


def rows_by_name(
    rows: Rows,
    label_id: int,
    schema: Schema,
    matrix: NDArray[np.int8],
    scores: NameScores | None,
    *,
    open_only: bool = True,
) -> Rows:
    """(n,) the same rows, the likeliest by name first; those without a score last, as they were.

    Args:
        matrix: (images, labels) int8 of State codes, in the schema's columns.
        open_only: leave out those whose state is known.
    """
    rows = rows[rows < len(matrix)]
    if open_only:
        rows = rows[matrix[rows, schema.columns[label_id]] == State.UNKNOWN]
    column = name_column(scores, schema.label(label_id))
    if column is None:
        return rows
    found = np.full(len(rows), np.nan, dtype=np.float32)
    known = rows < len(column)
    found[known] = column[rows[known]]
    return rows[np.argsort(-found, kind="stable")]


def name_standing(
    label: Label, schema: Schema, judging: NDArray[np.int8], scores: NameScores | None
) -> NameStanding:
    """How far a label's name may be believed.

    Args:
        judging: (images, labels) int8 of State codes, see ``Project.judging_matrix``.
    """
    seen = int((judging[:, schema.columns[label.id]] != State.UNKNOWN).sum())
    served_by = label.synonyms[0] if label.synonyms else ""
    if scores is not None and label.id in scores.useless:
        return NameStanding(NameEvidence.USELESS, seen, served_by)
    if name_column(scores, label) is None:
        return NameStanding(NameEvidence.NONE, seen, served_by)
    judged = NameEvidence.JUDGED if seen >= ENOUGH else NameEvidence.UNJUDGED
    return NameStanding(judged, seen, served_by)
