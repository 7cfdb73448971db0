"""Guidelines of a label: what it means, and images that show it, chosen or the best confirmed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelmt.domain.images import ImageStatus
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.project import Project
from labelmt.storage.annotation_repository import read_confirmed

SHOWN_EXAMPLES = 6
"""Example images that are shown at once."""
_LOOKED_AT = 20_000
"""Confirmed images among which the best are looked for: more would be waited for."""
_SHOWABLE = (ImageStatus.READABLE, ImageStatus.PENDING)


@dataclass(frozen=True, slots=True)
class Guidelines:
    """What is shown of a label where one labels.

    Attributes:
        rows: example images, the best first.
        chosen: whether a person chose them; else they are its best confirmed ones.
    """

    label_id: int
    description: str
    rows: tuple[int, ...]
    chosen: bool


def label_guidelines(project: Project, label_id: int, most: int = SHOWN_EXAMPLES) -> Guidelines:
    """The description and example images of a label.

    Where nobody chose any, those a person saw and called present of which the model is most sure.

    Raises:
        NotFound: there is no such label.
    """
    label = project.full_schema().label(label_id)
    images = project.images()
    chosen = tuple(row for row in label.examples if _can_be_shown(row, images))[:most]
    rows = chosen or _best_confirmed(project, label_id, images, most)
    return Guidelines(label_id, label.description, rows, bool(chosen))


def _can_be_shown(row: int, images: ImageTable) -> bool:
    return 0 <= row < len(images) and int(images.status[row]) in _SHOWABLE


def _best_confirmed(
    project: Project, label_id: int, images: ImageTable, most: int
) -> tuple[int, ...]:
    with project.reading() as connection:
        rows = read_confirmed(connection, label_id, _LOOKED_AT)
    rows = rows[np.isin(images.status[rows], _SHOWABLE)]
    predictions = project.predictions()
    if predictions is not None and len(rows):
        known = np.nan_to_num(predictions.at(rows, label_id).astype(np.float32), nan=-1.0)
        rows = rows[np.argsort(-known, kind="stable")]
    return tuple(rows[:most].tolist())
