"""Suspected label errors of the selected image: found, corrected, confirmed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.annotations import State
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.latest_request import PAINTED_MS, LatestRequest
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.suspects.suspect_box import SuspectBox
from labelmt.project.review.suspects import (
    ConfidenceThresholds,
    Suspect,
    confidence_thresholds,
    out_of_sample,
    suspects_of,
)
from labelmt.project.review.trust import ENOUGH
from labelmt.project.snapshot import Update


class SuspectsMode(ProjectPart):
    """Asks about one annotation at a time; the bars they are held to are worked out on a pool."""

    answered = Signal()
    """The last suspected mistake of the image got its answer: one may go on to the next image."""

    def __init__(
        self,
        labelling: SelectionAnnotator,
        box: SuspectBox,
        browser: Browser,
        commands: Actions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._browser = browser
        self._labelling = labelling
        self._box = box
        self._commands = commands
        self._project_view: ProjectView | None = None
        self._bars: ConfidenceThresholds | None = None
        self._row: int | None = None
        self._suspects: tuple[Suspect, ...] = ()
        self._latest = LatestRequest(self, after_ms=PAINTED_MS)
        self._latest.failed.connect(self.failed)
        box.corrected.connect(self.correct)
        box.kept.connect(self.keep)
        commands.correct.triggered.connect(self.correct)
        commands.keep.triggered.connect(self.keep)
        browser.selection_changed.connect(self._take_selection)
        self._show()

    def set_project(self, project_view: ProjectView | None) -> None:
        """Look for mistakes in this project from now on, or in none."""
        self._project_view = project_view
        self._row = None
        self._forget_bars()

    def follow(self, update: Update) -> None:
        """Look again after the project view has changed."""
        changes = update.changes
        if changes.predictions or changes.schema:
            self._forget_bars()
        elif changes.annotations is not None:
            self._find_bars()
        self._take_selection()

    @Slot()
    def _take_selection(self) -> None:
        """Just one image can be asked about."""
        rows = self._browser.selected_rows()
        self._row = int(rows[0]) if len(rows) == 1 else None
        self._look()

    def close(self) -> None:
        self._latest.close()

    @Slot()
    def correct(self) -> None:
        """The first suspected mistake is one."""
        if self._suspects:
            first = self._suspects[0]
            if first.better is not None:
                label, state = first.better, State.PRESENT
            else:
                label, state = first.label, _OTHER[first.state]
            self._labelling.paint((first.row,), label.id, state, self._answer)

    @Slot()
    def keep(self) -> None:
        """The first suspected mistake is none; it is never asked about again."""
        if self._suspects:
            first = self._suspects[0]
            self._labelling.confirm((first.row,), first.label.id, self._answer)

    def _answer(self) -> None:
        if not self._suspects:
            self.answered.emit()

    def _forget_bars(self) -> None:
        self._latest.forget()
        self._bars = None
        self._look()
        self._find_bars()

    def _find_bars(self) -> None:
        project_view = self._project_view
        outside = out_of_sample(project_view.predictions) if project_view is not None else None
        if project_view is None or outside is None:
            return
        judging, schema = project_view.judging, project_view.schema

        def take(bars: ConfidenceThresholds) -> None:
            self._bars = bars
            self._look()

        self._latest.submit(
            lambda: confidence_thresholds(judging, outside, schema, trusted_from=ENOUGH),
            take,
            refresh=True,
        )

    def _look(self) -> None:
        project_view, row, bars = self._project_view, self._row, self._bars
        found: tuple[Suspect, ...] = ()
        if project_view is not None and row is not None and bars is not None:
            outside = out_of_sample(project_view.predictions)
            if outside is not None and row < len(project_view.matrix):
                found = suspects_of(
                    row,
                    project_view.matrix[row],
                    outside,
                    bars,
                    project_view.schema,
                    project_view.confirmed,
                )
        self._suspects = found
        self._show()

    def _show(self) -> None:
        self._box.show_suspects(self._suspects)
        for action in (self._commands.correct, self._commands.keep):
            action.setEnabled(bool(self._suspects))


_OTHER = {State.PRESENT: State.ABSENT, State.ABSENT: State.PRESENT}
