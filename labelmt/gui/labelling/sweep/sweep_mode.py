"""Sweep for one label: the grid sorted by the label's probability, painted with a brush."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import translated
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.images.grid.brush import PaintTool
from labelmt.gui.images.grid.label_marks import Mark
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.consent.ask_first import Consent
from labelmt.gui.labelling.consent.questions import about_acceptance
from labelmt.gui.labelling.panel.label_picker import LabelPicker
from labelmt.gui.labelling.sweep.sweep_banner import SweepBanner
from labelmt.gui.labelling.view_behind_mode import ViewRows
from labelmt.gui.widgets.work_area import WorkArea
from labelmt.project.commands.commands import AcceptSuggestions
from labelmt.project.review.likely_by_name import NameStanding, name_standing, rows_by_name
from labelmt.project.review.sweep import (
    SweepCounts,
    accept_rest,
    count_sweep,
    suggested_states,
    sweep_rows,
)
from labelmt.project.review.unseen_estimate import States
from labelmt.project.snapshot import Update


@dataclass(eq=False)
class _Stroke:
    """A stroke, from the press until it is saved. ``rows``: in the order they were touched."""

    state: State
    rows: dict[int, None]


class SweepMode(ProjectPart):
    """Sweeps over the images in view. Their order holds still until it is asked for anew."""

    shown = Signal(bool)
    """A sweep began or was left."""
    no_label = Signal()
    """A sweep was asked for while there is no label."""
    toasted = Signal(str)
    """What became of a key that shows nothing by itself."""

    def __init__(
        self,
        area: WorkArea,
        view: ViewRows,
        browser: Browser,
        banner: SweepBanner,
        labelling: SelectionAnnotator,
        consent: Consent,
        commands: Actions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._area, self._view = area, view
        self._consent = consent
        self._first: int | None = None
        self._touched = False
        self._browser = browser
        self._banner = banner
        self._labelling = labelling
        self._project_view: ProjectView | None = None
        self._label_id: int | None = None
        self._rows: Rows = view.rows
        self._strokes: list[_Stroke] = []
        self._stroke: _Stroke | None = None
        self._orders = LatestRequest(self)
        self._counts = LatestRequest(self)
        self._tool = PaintTool(browser.grid, self)
        commands.finish_sweep.triggered.connect(self.finish)
        commands.find.triggered.connect(self.leave)  # its field is behind the banner
        self.shown.connect(commands.finish_sweep.setEnabled)
        self._connect()

    def _connect(self) -> None:
        self._orders.failed.connect(self.failed)
        self._counts.failed.connect(self.failed)
        self._banner.label_chosen.connect(self.start)
        self._banner.open_only_asked.connect(self._show_order)
        self._banner.sort_asked.connect(self._show_order)
        self._banner.left.connect(self.leave)
        self._banner.finish_asked.connect(self.finish)
        self._tool.began.connect(self._begin_stroke)
        self._tool.touched.connect(self._go_on)
        self._tool.ended.connect(self._end_stroke)
        self._tool.cancelled.connect(self._forget_stroke)
        self._tool.key_pressed.connect(self._press)

    @property
    def active(self) -> bool:
        return self._label_id is not None

    @property
    def label_id(self) -> int | None:
        """The label that is swept for, or None."""
        return self._label_id

    @property
    def first_label(self) -> int | None:
        """The first label there is, or None."""
        labels = () if self._project_view is None else self._project_view.schema.labels
        return labels[0].id if labels else None

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none: no sweep."""
        self._project_view = project_view
        self._end()

    @Slot(int)
    def start(self, label_id: int, *, takes_focus: bool = True) -> None:
        """Sweep for a label, over what is in view; another label in place of the one before."""
        project_view = self._project_view
        if project_view is None or label_id not in project_view.schema.columns:
            self.no_label.emit()
            return
        if not self.active:
            self._browser.show_grid()
            self._view.cover(self)
            self._banner.reset()
        self._tool.cancel()
        self._touched = False
        self._label_id = label_id
        self._strokes.clear()
        self._banner.show_sweep(project_view.schema, label_id)
        self._browser.grid.show_marks(self._mark_of)
        self._tool.turn(True)
        self._show_order()
        self._area.show_banner(self._banner)
        self.shown.emit(True)
        if takes_focus:
            self._browser.focus_images()

    @Slot()
    def take_names(self) -> None:
        """Names were read: another order may be had, and other images are outlined."""
        if self._by_name and self._untouched:
            self._show_order()
        elif self._by_name:
            self._banner.show_new_order(True)
        if self.active:
            self._count()
            self._browser.grid.viewport().update()

    @property
    def _by_name(self) -> bool:
        """Whether there is nothing but the label's name to go by."""
        view = self._project_view
        return view is not None and self._label_id in view.speaking

    @property
    def _untouched(self) -> bool:
        """Whether the first image is still looked at, and nothing was said of any."""
        grid, first = self._browser.grid, self._rows[:1].tolist()
        still = not (self._touched or self._strokes or self._stroke)
        at_top = grid.verticalScrollBar().value() == 0
        return still and at_top and list(grid.selected_rows()) == first

    def go_back_to(self, label_id: int, row: int) -> None:
        """Sweep for a label again, at an image that it was taken back from."""
        if self._project_view is not None and label_id in self._project_view.schema.columns:
            self._first = row
            self.start(label_id)

    @Slot()
    def finish(self) -> None:
        """Ask whether to take the rest as suggested, and sweep for the next label."""
        if self._label_id is not None:
            # What was painted last counts.
            self._labelling.when_saved(self._ask_to_finish)

    def _ask_to_finish(self) -> None:
        project_view, label_id = self._project_view, self._label_id
        if project_view is None or label_id is None:
            return
        rows, absents = self._rows, self._banner.absents.isChecked()
        schema, predictions = project_view.schema, project_view.predictions
        judging = project_view.judging
        found: list[AcceptSuggestions] = []

        def accepting(matrix: States) -> AcceptSuggestions | None:
            if predictions is None:
                return None
            command = accept_rest(
                rows, label_id, schema, matrix, predictions, absents=absents, judging=judging
            )
            if command is not None:
                found.append(command)
            return command

        def nothing() -> None:
            self.toasted.emit(self._nothing_words())
            go_on()

        def accept() -> None:
            self._labelling.accept(found[0])
            go_on()

        def go_on() -> None:
            if self._label_id != label_id:
                return
            labels = project_view.schema.label_ids
            place = labels.index(label_id) + 1 if label_id in labels else len(labels)
            if place < len(labels):
                self.start(labels[place])
            else:
                self.leave()

        name = schema.label(label_id).name
        question = self.tr("Take the rest as suggested for “{0}”?").format(name)
        self._consent.ask(about_acceptance(project_view, question, accepting), accept, nothing)

    def _nothing_words(self) -> str:
        if self._by_name:
            return self.tr("Nothing is accepted from a name alone: look at some images first.")
        view = self._project_view
        if view is not None and self._label_id in view.from_elsewhere:
            return self.tr("Another project's model suggests it: look at a dozen images first.")
        return self.tr("Nothing is suggested for this label yet.")

    @Slot()
    def choose_label(self) -> None:
        """Ask by name which label to sweep for."""
        project_view = self._project_view
        if project_view is None or self._label_id is None:
            return
        question = self.tr("Sweep for which label?")
        window = self._browser.window()
        picker = LabelPicker(question, project_view.schema, (), self._label_id, window)

        def chosen() -> None:
            if picker.label_id is not None:
                self.start(picker.label_id)

        picker.accepted.connect(chosen)
        picker.finished.connect(picker.deleteLater)
        picker.open()

    @Slot()
    def leave(self) -> None:
        """Go back to the view as it was: its images, its order, the selection and the place."""
        if self.active:
            self._end()
            self._view.uncover(self)

    def _end(self) -> None:
        was_active = self.active
        self._tool.turn(False)
        self._label_id = None
        self._stroke = None
        self._strokes.clear()
        self._orders.forget()
        self._counts.forget()
        self._browser.grid.show_marks(None)
        if was_active:
            self._area.hide_banner(self._banner)
            self.shown.emit(False)

    def follow(self, update: Update) -> None:
        """Keep count after the project view has been brought up to date."""
        project_view = self._project_view
        if project_view is None or self._label_id is None:
            return
        if update.schema is not None:
            if self._label_id not in project_view.schema.columns:
                self.leave()
                return
            self._banner.show_sweep(project_view.schema, self._label_id)
        if update.changes.annotations is not None:
            self._touched = True
        if update.changes.predictions:
            self._banner.show_new_order(True)
        self._count()

    def close(self) -> None:
        self._orders.close()
        self._counts.close()

    # -- order and count -----------------------------------------------------------------

    @Slot()
    def _show_order(self) -> None:
        project_view, label_id = self._project_view, self._label_id
        if project_view is None or label_id is None:
            return
        rows, open_only = self._view.rows, self._banner.open_only.isChecked()
        parts = project_view.schema, project_view.matrix, project_view.predictions
        named = label_id in project_view.speaking
        names = project_view.names
        self._banner.show_new_order(False)

        def work() -> Rows:
            if named:
                return rows_by_name(rows, label_id, *parts[:2], names, open_only=open_only)
            return sweep_rows(rows, label_id, *parts, open_only=open_only)

        def done(order: Rows) -> None:
            self._rows = order
            self._browser.show_rows(order)
            self._to_the_top()
            self._count()

        self._orders.submit(work, done)

    def _to_the_top(self) -> None:
        """What is most probable is looked at first."""
        grid = self._browser.grid
        grid.verticalScrollBar().setValue(0)
        first, self._first = self._first, None
        if len(self._rows):
            there = int(self._rows[0])
            if first is not None and first in self._rows:
                there = first
            grid.select_rows([there])

    def _count(self) -> None:
        view, label_id = self._project_view, self._label_id
        if view is None or label_id is None:
            return
        rows, schema, matrix = self._view.rows, view.schema, view.matrix
        judging, names = view.judging, view.names if self._by_name else None

        def work() -> tuple[SweepCounts, NameStanding | None]:
            counts = count_sweep(rows, label_id, schema, matrix)
            if names is None:
                return counts, None
            return counts, name_standing(schema.label(label_id), schema, judging, names)

        self._counts.submit(work, self._show_counts, refresh=True)

    def _show_counts(self, found: tuple[SweepCounts, NameStanding | None]) -> None:
        counts, standing = found
        self._banner.show_counts(counts)
        self._banner.show_by_name("" if standing is None else translated(standing.told))

    # -- marks and strokes ---------------------------------------------------------------

    def _mark_of(self, row: int) -> Mark | None:
        project_view, label_id = self._project_view, self._label_id
        if project_view is None or label_id is None or label_id not in project_view.schema.columns:
            return None
        wet = next((one for one in self._wet() if row in one.rows), None)
        asked = np.array([row], dtype=np.int64)
        one_of = project_view.schema.task_of(label_id).kind is TaskKind.MULTICLASS
        state = wet.state if wet is not None else self._saved_state(row)
        said = State.UNKNOWN
        if state is State.UNKNOWN:
            (code,) = suggested_states(
                asked, label_id, project_view.schema, project_view.predictions
            )
            said = State(int(code))
        probability = project_view.probability(asked, label_id)
        named = state is State.UNKNOWN and project_view.likely_by_name(row, label_id)
        return Mark(state, probability, one_of, wet is not None, said, label_id, named)

    def _wet(self) -> list[_Stroke]:
        """Strokes that are not saved yet, the newest first."""
        under_way = [self._stroke] if self._stroke is not None else []
        return under_way + self._strokes[::-1]

    def _saved_state(self, row: int) -> State:
        project_view, label_id = self._project_view, self._label_id
        if project_view is None or label_id is None:
            return State.UNKNOWN
        return State(int(project_view.matrix[row, project_view.schema.columns[label_id]]))

    @Slot(int, object)
    def _begin_stroke(self, row: int, state: State) -> None:
        """What the first image is already, the stroke takes back from all it touches."""
        mark = self._mark_of(row)
        if mark is not None and mark.state is state:
            state = State.UNKNOWN
        self._stroke = _Stroke(state, {row: None})
        self._browser.grid.make_current(row)
        self._browser.grid.viewport().update()

    @Slot(object)
    def _go_on(self, rows: Sequence[int]) -> None:
        if self._stroke is not None:
            self._stroke.rows.update(dict.fromkeys(rows))
            self._browser.grid.viewport().update()

    @Slot()
    def _end_stroke(self) -> None:
        stroke, label_id = self._stroke, self._label_id
        self._stroke = None
        if stroke is None or label_id is None:
            return
        self._strokes.append(stroke)
        self._browser.grid.make_current(next(reversed(stroke.rows)))

        def saved() -> None:
            if stroke in self._strokes:
                self._strokes.remove(stroke)
            self._browser.grid.viewport().update()

        self._labelling.paint(tuple(stroke.rows), label_id, stroke.state, saved)

    @Slot()
    def _forget_stroke(self) -> None:
        self._stroke = None
        self._browser.grid.viewport().update()

    @Slot(object)
    def _press(self, state: State) -> None:
        label_id, go_on = self._label_id, self._labelling.key_used.emit
        if label_id is not None and state is State.PRESENT and self._by_name:
            self.toasted.emit(self.tr("From the name alone: press the label's key, or paint it."))
        elif label_id is not None and state is State.PRESENT:  # Space: what is outlined
            self._labelling.accept_and(go_on, only=label_id, quiet=False)
        elif label_id is not None:
            self._labelling.mark(label_id, state, go_on)
