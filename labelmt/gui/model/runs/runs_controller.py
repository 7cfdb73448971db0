"""Reads runs for the window of runs, and renames, deletes, serves them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from labelmt.domain.changes import Changes
from labelmt.domain.schema import Schema
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.model.runs.label_intervals import Intervals, label_intervals
from labelmt.project.project import Project
from labelmt.project.runs.heads_kept import runs_with_heads_kept
from labelmt.project.runs.label_cooccurrence import LabelCooccurrence, label_cooccurrence
from labelmt.project.runs.learning_curve import TaskCurve, task_curves
from labelmt.project.runs.manage_runs import (
    choose_threshold,
    delete_run,
    learning_points,
    note_run,
    rename_run,
)
from labelmt.project.runs.present_names import with_present_names
from labelmt.project.runs.run_details import RunDetails, read_details
from labelmt.project.runs.serving_run import serve_run
from labelmt.project.snapshot import Update
from labelmt.project.training.run_groups import groups_of_run

if TYPE_CHECKING:
    from labelmt.gui.model.runs.runs_window import RunsWindow

Shown = tuple[
    RunDetails, RunDetails | None, tuple[TaskCurve, ...], LabelCooccurrence, frozenset[int]
]

MOST_SHOWN = 2000
"""Images a search line names at most."""


class Runs(ProjectPart):
    """Reads on the session's threads. The window is made when it is asked for.

    Args:
        search: shows what a search finds in the main window.
    """

    def __init__(
        self,
        session: ProjectSession,
        search: Callable[[str], None],
        commands: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._search, self._window = session, search, window
        self._project_view: ProjectView | None = None
        self._other: int | None = None
        self._wanted = 0
        self.dialog: RunsWindow | None = None
        self._commands = commands
        commands.runs.triggered.connect(self.show)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view
        self._other = None
        if self.dialog is not None:
            self.dialog.hide()

    def follow(self, update: Update) -> None:
        """Bring the window up to date after the project view has been."""
        if self.dialog is None or not self.dialog.isVisible() or self._project_view is None:
            return
        if update.runs is not None or update.schema is not None:
            self._show_list(self.dialog, self._project_view)
            self._read()

    def _show_list(self, dialog: RunsWindow, view: ProjectView) -> None:
        dialog.show_list(tuple(with_present_names(run, view.schema) for run in view.runs))

    @Slot()
    def show(self) -> None:
        """Open the window, or bring it to the front."""
        if self._project_view is None:
            return
        if self.dialog is None:
            self._session.run_alone(_load, self._first_shown, self.failed.emit)
            return
        self._show_list(self.dialog, self._project_view)
        self._read()
        if self.dialog.isVisible():
            self.dialog.raise_()
        self.dialog.show()
        self.dialog.activateWindow()
        self.dialog.list.setFocus()

    def _first_shown(self, _loaded: None) -> None:
        if self.dialog is None:
            self.dialog = self._made()
        self.show()

    def _made(self) -> RunsWindow:
        from labelmt.gui.model.runs.runs_window import RunsWindow

        dialog = RunsWindow(self._window)
        dialog.chosen.connect(self._choose)
        dialog.serve_asked.connect(lambda run: self._change(lambda p: serve_run(p, run)))
        dialog.delete_asked.connect(lambda run: self._change(lambda p: delete_run(p, run)))
        dialog.rename_asked.connect(
            lambda run, name: self._change(lambda p: rename_run(p, run, name))
        )
        dialog.notes_asked.connect(lambda run, text: self._change(lambda p: note_run(p, run, text)))
        dialog.overview.show_unlike_asked.connect(self._commands.show_unlike.trigger)
        dialog.overview.review_unlike_asked.connect(self._commands.review_unlike.trigger)
        dialog.labels.editor.threshold_asked.connect(self._set_threshold)
        dialog.labels.editor.images_asked.connect(self.show_images)
        dialog.mistakes.images_asked.connect(self.show_images)
        dialog.label_cooccurrence.search_asked.connect(self._search)
        dialog.comparison.images_asked.connect(self.show_images)
        dialog.comparison.other_asked.connect(self._compare_with)
        return dialog

    def _change(self, work: Callable[[Project], Changes]) -> None:
        self._session.run(work)

    @Slot(int)
    def _choose(self, _run_id: int) -> None:
        self._other = None
        self._read()

    @Slot(object)
    def _compare_with(self, run_id: int | None) -> None:
        self._other = run_id
        self._read()

    def _read(self) -> None:
        """Read the run chosen and the one before it, or the one it is compared with."""
        dialog, project_view = self.dialog, self._project_view
        run = dialog.shown() if dialog is not None else None
        if dialog is None or project_view is None or run is None:
            return
        self._wanted += 1
        wanted, run_id, other_id = self._wanted, run.id, self._other
        if other_id is None or other_id == run_id:
            earlier = [one.id for one in project_view.runs if one.id < run_id and one.tasks]
            other_id = earlier[-1] if earlier else None

        def work(project: Project) -> Shown:
            known = {one.id for one in project.runs()}
            other = read_details(project, other_id) if other_id in known and other_id else None
            curves = task_curves(learning_points(project))
            with project.reading():
                both = label_cooccurrence(project.schema(), project.annotation_matrix())
            kept = runs_with_heads_kept(project.folder, project.runs())
            return read_details(project, run_id), other, curves, both, kept

        def done(found: Shown) -> None:
            if wanted == self._wanted and self._project_view is project_view:
                details, other, curves, both, kept = found
                dialog.show_heads_kept(kept)
                dialog.show_run(details, other, project_view.schema, curves)
                dialog.label_cooccurrence.show_together(both)
                self._read_intervals(details, project_view.schema)

        def gone(error: Exception) -> None:
            if wanted == self._wanted:
                self.failed.emit(error)

        self._session.run_reading(work, done, gone)

    def _read_intervals(self, details: RunDetails, schema: Schema) -> None:
        """How far the labels' figures may be off: it takes seconds; the rest is shown before."""
        dialog, wanted, judged = self.dialog, self._wanted, details.judged
        if dialog is None or judged is None:
            return

        def work(project: Project) -> tuple[NDArray[np.int64], Intervals]:
            groups = groups_of_run(project, details.run.id)
            return groups, label_intervals(judged, schema, groups)

        def done(found: tuple[NDArray[np.int64], Intervals]) -> None:
            if wanted == self._wanted:
                dialog.labels.show_intervals(*found)

        self._session.run_beside(work, done, self.failed.emit)

    @Slot(int, object)
    def _set_threshold(self, label_id: int, threshold: float | None) -> None:
        run = self.dialog.shown() if self.dialog is not None else None
        if run is not None:
            run_id = run.id
            self._change(lambda p: choose_threshold(p, run_id, label_id, threshold))

    @Slot(object)
    def show_images(self, rows: Rows) -> None:
        """Show some images in the main window, in the order of the search there."""
        self._search("image:" + ",".join(f"#{row}" for row in rows[:MOST_SHOWN].tolist()))


def _load() -> None:
    """What the window of runs draws and reckons with takes a second to import."""

    import labelmt.gui.model.runs.runs_window
    import labelmt.learning.evaluation.proportion_interval  # noqa: F401
