"""Marks the selected images themselves: unsure, rating, comment; keys, menu and panel."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Slot

from labelmt.gui.core.actions import Actions
from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.panel.marks_box import MarksBox, ShownMarks
from labelmt.project.commands.commands import CommentImages, FlagUnsure, RateImages
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.snapshot import Update

AT_ONCE = 100_000
"""Images that are looked at in well under a frame."""


class ImageMarking(ProjectPart):
    """Keeps the box in step with the selection; does what keys, menu and box ask for.

    Args:
        selection: the rows that are selected now.
    """

    def __init__(
        self,
        box: MarksBox,
        selection: Callable[[], Rows],
        labelling: SelectionAnnotator,
        commands: Actions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._box, self._selection, self._labelling = box, selection, labelling
        self._project_view: ProjectView | None = None
        self._commented: Rows | None = None
        self._latest = LatestRequest(self)
        self._latest.failed.connect(self.failed)
        box.unsure_asked.connect(self.flag)
        box.rating_asked.connect(self.rate)
        box.comment_begun.connect(self._begin_comment)
        box.comment_asked.connect(self.comment)
        commands.unsure.triggered.connect(self._toggle)
        commands.comment.triggered.connect(box.start_comment)
        for stars, action in enumerate(commands.ratings):
            action.triggered.connect(partial(self.rate, stars))

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view
        self.ask()

    def follow(self, update: Update) -> None:
        """After the project view has been brought up to date."""
        if update.changes.marks or update.changes.images:
            self.ask()

    @Slot()
    def leave(self) -> None:
        """The project is left: what is typed, and waits, is still written."""
        rows, typed = self._commented, self._box.taken()
        last = None
        if rows is not None and typed is not None:
            last = CommentImages(tuple(rows.tolist()), typed)
        self._labelling.leave(last)

    def close(self) -> None:
        self._latest.close()

    @Slot()
    def ask(self) -> None:
        """Show the marks of the selection as it is now, or very soon."""
        view, commented = self._project_view, self._commented
        if view and commented is not None and not np.array_equal(commented, self._selection()):
            self._box.take()  # typed for other images
        if view is None:
            self._latest.forget()
            self._box.show_marks(ShownMarks())
            return
        images, rows = view.images, self._selection()
        if len(rows) <= AT_ONCE:
            self._latest.forget()
            self._box.show_marks(common_marks(images, rows))
        else:
            self._latest.submit(lambda: common_marks(images, rows), self._box.show_marks)

    @Slot(bool)
    def flag(self, unsure: bool) -> None:
        """Flag the selected images as unsure, or no longer."""
        words = self.tr("Flag these images as unsure?") if unsure else self.tr("Unflag these?")
        self._labelling.mark_images(lambda rows: FlagUnsure(rows, unsure), words)

    @Slot(int)
    def rate(self, rating: int, *_checked: bool) -> None:
        """Give the selected images a rating; 0 takes it away."""
        words = self.tr("Rate these images {0}?").format(rating)
        self._labelling.mark_images(lambda rows: RateImages(rows, rating), words)

    @Slot(str)
    def comment(self, text: str) -> None:
        """Replace the comments on the images that were selected when typing began."""
        words = self.tr("Replace the comments on these images?")
        rows, self._commented = self._commented, None
        self._labelling.mark_images(lambda rows: CommentImages(rows, text), words, rows)

    @Slot()
    def _begin_comment(self) -> None:
        self._commented = self._selection()

    @Slot()
    def _toggle(self) -> None:
        view, rows = self._project_view, self._selection()
        if view is not None:
            self.flag(not (len(rows) and bool(view.images.unsure[rows].all())))


def common_marks(images: ImageTable, rows: Rows) -> ShownMarks:
    """What images have in common."""
    rows = rows[rows < len(images)]
    if not len(rows):
        return ShownMarks()
    unsure, ratings = images.unsure[rows], images.ratings[rows]
    first = images.marks(int(rows[0]))
    said = images.comments
    texts = {said.get(row, "") for row in rows.tolist()} if said else {""}
    return ShownMarks(
        len(rows),
        first.unsure if (unsure == unsure[0]).all() else None,
        first.rating if (ratings == ratings[0]).all() else None,
        first.comment if len(texts) == 1 else None,
    )
