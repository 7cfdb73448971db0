"""Tells after a big action what it wrote, with Undo; and after a big undo, with Redo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction

from labelmt.domain.action_titles import told_title
from labelmt.domain.changes import Changes
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.consent.written_text import state_counts
from labelmt.gui.labelling.saved_actions import TOLD_FROM
from labelmt.gui.widgets.notices import Notice
from labelmt.project.review.acceptance_checks import Asserted
from labelmt.project.review.written_states import Written
from labelmt.project.snapshot import Update

Offer = Callable[[Asserted], tuple[str, QAction] | None]


class WrittenNotices(ProjectPart):
    """One notice at a time: what is done next takes it away.

    Args:
        offer: what else to offer after something was asserted that nobody saw, with its reason.
    """

    withdrawn = Signal(object)
    """Notice that holds no more."""

    def __init__(self, labelling: SelectionAnnotator, offer: Offer, parent: QObject) -> None:
        super().__init__(parent)
        self._offer = offer
        self._shown: Notice | None = None
        self._project_view: ProjectView | None = None
        self._undoes: tuple[str | None, str | None] = (None, None)
        """What Undo and Redo did when it was shown."""
        self._undo = QAction(self.tr("Undo"), self)
        self._redo = QAction(self.tr("Redo"), self)
        self._undo.triggered.connect(labelling.undo)
        self._redo.triggered.connect(labelling.redo)
        labelling.done.connect(self._withdraw)
        labelling.wrote.connect(self._tell)
        labelling.undone.connect(self._tell_undone)
        labelling.redone.connect(self._tell_redone)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none: nothing of it is told any more."""
        self._project_view = project_view
        self._withdraw()

    def follow(self, update: Update) -> None:
        """After another action, such as an import, its Undo would undo that one."""
        if self._undoes != self._turns():
            self._withdraw()

    def _turns(self) -> tuple[str | None, str | None]:
        view = self._project_view
        return (None, None) if view is None else (view.undo_title, view.redo_title)

    @Slot(object, object)
    def _tell(self, written: Written, unseen: Asserted) -> None:
        if not written.images:
            return
        counts = state_counts(written.present, written.absent, written.unknown)
        text = self.tr("{0}: {1}.").format(told_title(written.title), counts)
        offered = self._offer(unseen) if unseen else None
        reason, more = (offered[0], (offered[1],)) if offered is not None else ("", ())
        self._show(Notice(text, next_step=reason, serious=False, offers=(self._undo, *more)))

    @Slot(object)
    def _tell_undone(self, changes: Changes) -> None:
        self._tell_turned(self.tr("Undone: {0}."), changes, self._redo)

    @Slot(object)
    def _tell_redone(self, changes: Changes) -> None:
        self._tell_turned(self.tr("Redone: {0}."), changes, self._undo)

    def _tell_turned(self, text: str, changes: Changes, other: QAction) -> None:
        patch = changes.annotations
        if patch is not None and len(patch.rows) >= TOLD_FROM:
            self._show(
                Notice(text.format(told_title(changes.title)), serious=False, offers=(other,))
            )

    def _show(self, notice: Notice) -> None:
        self._withdraw()
        self._shown, self._undoes = notice, self._turns()
        self.told.emit(notice)

    @Slot()
    def _withdraw(self) -> None:
        if self._shown is not None:
            self.withdrawn.emit(self._shown)
            self._shown = None
