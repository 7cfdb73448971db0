"""Images that a person chose: a selection, what is in view, a saved search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QLocale

from labelmt.domain.saved_view import SavedView
from labelmt.project.project import Project
from labelmt.project.search.search_project import search_project

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class ChosenImages:
    """One choice. ``images``: (n,) rows, or the text of a search."""

    title: str
    images: Rows | str


def chosen_images(
    selected: Rows, in_view: Rows, total: int, views: Sequence[SavedView]
) -> tuple[ChosenImages, ...]:
    """What there is to choose from now.

    Args:
        selected, in_view: (n,) rows.
        total: images of the project: all of them in view are no choice.
    """
    translate, number = QCoreApplication.translate, QLocale().toString
    found = []
    if 0 < len(selected) < total:
        text = translate("ChosenImages", "The images selected ({0})")
        found.append(ChosenImages(text.format(number(len(selected))), selected))
    if 0 < len(in_view) < total:
        text = translate("ChosenImages", "The images in view ({0})")
        found.append(ChosenImages(text.format(number(len(in_view))), in_view))
    text = translate("ChosenImages", "Saved view “{0}”")
    found += [ChosenImages(text.format(one.name), one.query) for one in views]
    return tuple(found)


def rows_of(chosen: ChosenImages, project: Project) -> Rows:
    """(n,) rows, as of now; not on the GUI thread. Raises InvalidQuery."""
    if isinstance(chosen.images, str):
        return search_project(project, chosen.images)
    return chosen.images
