"""The unbiased sample of a project: images that the review asked for by chance, and their pairs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.random_order import random_part
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.project import Project
from labelmt.project.review.unseen_annotations import unseen_pairs
from labelmt.storage import image_repository


def note_asked(project: Project, row: int) -> None:
    """Keep that the review asked for an image by chance, and that a person answered."""

    def action() -> Changes:
        with project.database.write() as connection:
            image_repository.set_asked(connection, row)
        return Changes()  # nothing that is shown

    project.mutate(action)


def random_images(
    images: ImageTable,
    judging: NDArray[np.int8],
    specs: Sequence[TaskSpec],
    unseen: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """(images, tasks) images whose metrics of a task hold for all photographs, up to chance.

    An image is judged where a person saw all that is annotated of the task. Of one that was
    accepted in bulk and corrected in one label nobody looked at the others: what was wrong alone
    would judge it.

    Args:
        judging: (images, labels of these tasks) int8 of State codes.
        unseen: (images, labels of these tasks) see ``unseen_pairs``; None: there are none.
    """
    if not specs:
        return np.zeros((len(judging), 0), dtype=bool)
    ends = np.cumsum([0, *(len(spec.label_ids) for spec in specs)]).tolist()
    known = [(judging[:, a:b] != State.UNKNOWN).any(axis=1) for a, b in pairwise(ends)]
    if unseen is not None:
        known = [
            one & ~unseen[:, a:b].any(axis=1)
            for one, (a, b) in zip(known, pairwise(ends), strict=True)
        ]
    judged = np.stack(known, axis=1)
    return random_part(judged, images.as_labelled()[: len(judged)], images.asked[: len(judged)])


def unseen_of(
    all_specs: Sequence[TaskSpec],
    states: NDArray[np.int8],
    judging: NDArray[np.int8],
    specs: Sequence[TaskSpec],
) -> NDArray[np.bool_]:
    """(images, labels of ``specs``) see ``unseen_pairs``.

    Args:
        states, judging: (images, labels of all tasks) int8 of State codes.
        specs: some of these tasks, with some of their labels.
    """
    places = {
        label_id: column
        for column, label_id in enumerate(one for spec in all_specs for one in spec.label_ids)
    }
    columns = [places[label_id] for spec in specs for label_id in spec.label_ids]
    return unseen_pairs(states[:, columns], judging[:, columns])


def random_pairs(images: ImageTable, judging: NDArray[np.int8]) -> NDArray[np.bool_]:
    """(images, labels) pairs whose metrics hold for all photographs, up to chance.

    Args:
        judging: (images, labels) int8 of State codes, see ``Project.judging_matrix``.
    """
    known = judging != State.UNKNOWN
    return random_part(known, images.as_labelled()[: len(known)], images.asked[: len(known)])
