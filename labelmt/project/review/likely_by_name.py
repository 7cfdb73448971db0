"""Likely by name: images in the order of what a label's name alone says, and how far that counts.

A name score is no probability and lies in a file of its own, beside the predictions: nothing that
reads those (Space, thresholds, bulk acceptance, exports) can take it. Whether an order by name may
be believed is told from images that a person saw.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.catalogue.backbones import BUILT_IN
from labelmt.domain.name_scores import LIKELY, NameScores, read_name_scores
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Label, Schema
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.domain.text import Text, counted, mark, text
from labelmt.project.project import Project
from labelmt.project.run_folders import live_folder

Rows = NDArray[np.int64]

ENOUGH = 12
"""Images that a person saw for a label, before what its name says may be taken for an answer."""
NAMES_FOLDER = "names"
EXAMPLES, MOST_ASKED = 10, 40
"""Images that show a label from which its name asks no more in the review; likely ones a label."""


def told_not_compared(settings: TrainingSettings) -> Text | None:
    """Why no name is compared with images, where the backbone is the reason."""
    if not settings.name_evidence or settings.backbone == BUILT_IN:
        return None
    return text(
        "Names are compared by the built-in backbone alone; this project uses “{backbone}”, so "
        "suggestions begin once images are labelled.",
        backbone=settings.backbone,
    )


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
    foreign: bool = False
    """Whether it has letters that English does not, and nothing else that it is called."""

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

    @property
    def reading(self) -> Text | None:
        """By which of its names it is understood, where that is worth saying."""
        if self.served_by:
            return text("What else it is called is read too: “{synonym}”.", synonym=self.served_by)
        if self.foreign or self.evidence is NameEvidence.USELESS:
            return text(HOW_TO_HELP)
        return None


HOW_TO_HELP = mark("Names are read in English: an English synonym helps, under “also called”.")
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


@dataclass(frozen=True, eq=False, slots=True)
class NameColumn:
    """What a label's name says: (rows,) scores, and the least of them that is shown as likely."""

    scores: NDArray[np.float16]
    least: float

    @property
    def likely(self) -> int:
        """How many images look like the label."""
        return int((self.scores >= self.least).sum())


Speaking = Mapping[int, NameColumn]


def names_that_speak(
    scores: NameScores | None, schema: Schema, predictions: Predictions | None
) -> Speaking:
    """Label id to its scores, where its name alone speaks: no model has learnt it yet."""
    if scores is None:
        return {}
    columns = {label_id: at for at, label_id in enumerate(scores.label_ids)}
    found = {}
    for label in schema.labels:
        at = columns.get(label.id)
        if at is None or label.id in scores.useless:
            continue
        learnt = predictions is not None and predictions.of(label.id) is not None
        if not learnt and scores.names[at] == (label.name, *label.synonyms):
            least = scores.likely_from[at] if scores.likely_from else LIKELY
            found[label.id] = NameColumn(scores.values[:, at], least)
    return found


def likely_named(rows: Rows, schema: Schema, matrix: NDArray[np.int8], speaking: Speaking) -> Rows:
    """Of these rows those that look like any label by its name; label by label in turn.

    Args:
        rows: (n,) to choose from. matrix: (images, labels) int8 of State codes.
        speaking: see ``names_that_speak``; labels of which enough is annotated are left out.
    """
    lists = []
    for label_id, name in speaking.items():
        at = schema.columns.get(label_id)
        if at is None or (matrix[:, at] == State.PRESENT).sum() >= EXAMPLES:
            continue
        asked = rows[(rows < len(name.scores)) & (rows < len(matrix))]
        asked = asked[matrix[asked, at] == State.UNKNOWN]
        values = np.nan_to_num(name.scores[asked].astype(np.float32), nan=-np.inf)
        order = np.argsort(-values, kind="stable")[:MOST_ASKED]
        lists.append(asked[order[values[order] >= name.least]].tolist())
    turns = [one[i] for i in range(MOST_ASKED) for one in lists if i < len(one)]
    return np.asarray(list(dict.fromkeys(turns)), dtype=np.int64)


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
    return standing_of(
        label, int((judging[:, schema.columns[label.id]] != State.UNKNOWN).sum()), scores
    )


def standing_of(label: Label, seen: int, scores: NameScores | None) -> NameStanding:
    """The same, of so many images that a person saw for the label."""
    served_by = label.synonyms[0] if label.synonyms else ""
    foreign = not served_by and not label.name.isascii()
    if scores is not None and label.id in scores.useless:
        evidence = NameEvidence.USELESS
    elif name_column(scores, label) is None:
        evidence = NameEvidence.NONE
    else:
        evidence = NameEvidence.JUDGED if seen >= ENOUGH else NameEvidence.UNJUDGED
    return NameStanding(evidence, seen, served_by, foreign)
