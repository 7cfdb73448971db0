"""What tells how many suggestions are right: held-out images, the random sample, spot checks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.project.project import Project
from labelmt.project.review.acceptance_checks import CheckedPair, checked_pairs
from labelmt.project.review.bulk_accept import JudgedBy
from labelmt.project.review.random_sample import random_pairs
from labelmt.project.runs.model_choice import judged_by


@dataclass(frozen=True, eq=False, slots=True)
class PrecisionEvidence:
    """Attributes:
    held_out: run id to what it was judged by.
    by_chance: (images, labels) pairs drawn from all photographs.
    checked: pairs of earlier acceptances that a person looked at again.
    """

    held_out: JudgedBy
    by_chance: NDArray[np.bool_]
    checked: tuple[CheckedPair, ...]


def read_precision_evidence(project: Project) -> PrecisionEvidence:
    """Read them all; not on the GUI thread."""
    with project.reading():
        by_chance = random_pairs(project.images(), project.judging_matrix())
        return PrecisionEvidence(judged_by(project), by_chance, checked_pairs(project))
