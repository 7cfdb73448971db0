"""Provenance of annotations: who asserted each label of the selected image, when, from where."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.annotations import Annotation, Source, State
from labelmt.domain.schema import Label, TaskKind
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.widgets.local_time import local_time
from labelmt.project.snapshot import Update

NOBODY = -1


class Provenance(ProjectPart):
    """Reads the annotations of the selected image on the project's thread; one read at a time.

    An arrow key that is held asks for the image where it stops, not for all on the way.

    Args:
        selection: the rows that are selected now.
    """

    found = Signal(object)
    """dict of label id to a line of words; empty where not just one image is selected."""

    def __init__(
        self, session: ProjectSession, selection: Callable[[], Rows], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._project_view: ProjectView | None = None
        self._row = NOBODY
        self._reading = False
        self._again = False

    def set_project(self, project_view: ProjectView | None) -> None:
        """Ask about this project from now on, or none."""
        self._project_view = project_view
        self._row = NOBODY
        self._reading = self._again = False
        self.found.emit({})

    @Slot()
    def ask(self) -> None:
        """Another selection, or the same one after a change."""
        rows = self._selection()
        row = int(rows[0]) if len(rows) == 1 else NOBODY
        if row != self._row:
            self._row = row
            self.found.emit({})
        self._again = True
        self._read()

    def follow(self, update: Update) -> None:
        """Ask again of what may have been said anew."""
        if update.changes.annotations is not None or update.changes.schema:
            self.ask()

    def _read(self) -> None:
        if self._reading or not self._again or self._project_view is None:
            return
        self._again = False
        row = self._row
        if row == NOBODY:
            return
        self._reading = True

        def done(annotations: tuple[Annotation, ...]) -> None:
            self._reading = False
            if row == self._row:
                self._show(row, annotations)
            self._read()

        def failed(error: Exception) -> None:
            self._reading = False
            self._session.look_failed(error)

        self._session.run(lambda project: project.annotations_of(row), done, failed)

    @Slot()
    def _show(self, row: int, annotations: tuple[Annotation, ...]) -> None:
        project_view = self._project_view
        if project_view is None:
            return
        lines = {one.label_id: self._words(one) for one in annotations}
        for task in project_view.schema.tasks:
            if task.kind is TaskKind.MULTICLASS:
                chosen = [one for one in task.labels if self._is_present(row, one)]
                lines |= {
                    one.id: self.tr("absent, because “{0}” is present").format(chosen[0].name)
                    for one in task.labels
                    if chosen and one.id not in lines
                }
        self.found.emit(lines)

    def _is_present(self, row: int, label: Label) -> bool:
        project_view = self._project_view
        return project_view is not None and bool(
            project_view.matrix[row, project_view.schema.columns[label.id]] == State.PRESENT
        )

    def _words(self, one: Annotation) -> str:
        state = self.tr("present") if one.state is State.PRESENT else self.tr("absent")
        where = {
            Source.HUMAN: self.tr("by hand"),
            Source.SUGGESTION: self.tr("accepted suggestion"),
            Source.IMPORT: self.tr("imported"),
            Source.KEPT: self.tr("doubted and confirmed"),
            Source.SETTLED: self.tr("disputed and settled"),
        }[one.source]
        if one.run_id is not None:
            where = self.tr("{0} of run {1}").format(where, one.run_id)
        at = local_time(one.at, one.at)
        return self.tr("{0}: {1}, {2}, {3}").format(state, where, one.annotator, at)
