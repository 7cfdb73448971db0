"""Fills the form of how figures are judged, and keeps what is chosen in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.changes import Changes
from labelmt.domain.errors import LabelMTError
from labelmt.domain.keep_together import KeepTogether
from labelmt.domain.schema import Schema, TaskKind
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.model.training.chosen_images import ChosenImages, rows_of
from labelmt.gui.model.training.judging_form import JudgingForm
from labelmt.project.project import Project
from labelmt.project.training.keep_together import (
    GroupCounts,
    choose_rule,
    chosen_rule,
    count_groups,
    propose_rule,
)
from labelmt.project.training.test_part import draw_from_all, name_test_part, read_test_part

T = TypeVar("T")


class JudgingChoices(QObject):
    """Serves one form while its dialog is open; reads beside the project's thread."""

    failed = Signal(object)

    def __init__(self, session: ProjectSession, form: JudgingForm, schema: Schema) -> None:
        super().__init__(form)
        self._session, self._form = session, form
        self._chosen: KeepTogether | None = None
        self._read, self._open = False, True
        self._asked = 0
        columns = [one.name for one in schema.tasks if one.kind is TaskKind.MULTICLASS]
        form.together.show_columns(columns)
        form.together.setEnabled(False)
        form.together.rule_changed.connect(self._count)
        form.test_part.draw_asked.connect(self._draw)
        form.test_part.use_asked.connect(self._use)
        self._read_test_part()
        session.run_reading(chosen_rule, self._while_open(self._show_rule), self._tell)
        session.run_beside(propose_rule, self._while_open(form.together.propose), self._tell)

    @Slot()
    def close(self) -> None:
        """The dialog is gone: what is still read is shown nowhere."""
        self._open = False

    def _while_open(self, show: Callable[[T], None]) -> Callable[[T], None]:
        def shown(found: T) -> None:
            if self._open:
                show(found)

        return shown

    def _tell(self, error: Exception) -> None:
        if self._open:
            self.failed.emit(error)

    def _read_test_part(self) -> None:
        show = self._while_open(self._form.test_part.show_part)
        self._session.run_reading(read_test_part, show, self._tell)

    def keep(self) -> None:
        """Keep the rule for the trainings to come, where it is another than before."""
        try:
            rule = self._form.together.rule()
        except LabelMTError as error:
            self.failed.emit(error)
            return
        if self._read and rule != (self._chosen or KeepTogether()):
            self._session.run(lambda project: choose_rule(project, rule))

    def _show_rule(self, rule: KeepTogether | None) -> None:
        self._chosen, self._read = rule, True
        self._form.together.setEnabled(True)
        self._form.together.show_rule(rule or KeepTogether())

    @Slot()
    def _count(self) -> None:
        """Tell what the rule makes; the newest question alone is answered."""
        self._asked += 1
        asked, form = self._asked, self._form.together
        try:
            rule = form.rule()
        except LabelMTError as error:
            form.show_problem(error)
            return

        def show(counts: GroupCounts | None) -> None:
            if self._open and asked == self._asked:
                form.show_counts(counts)

        def tell(error: Exception) -> None:
            if self._open and asked == self._asked:
                form.show_problem(error)

        self._session.run_beside(lambda project: count_groups(project, rule), show, tell)

    @Slot(int, bool)
    def _draw(self, count: int, redraw: bool) -> None:
        self._change_test_part(lambda project: draw_from_all(project, count, redraw=redraw))

    @Slot(object, bool)
    def _use(self, chosen: ChosenImages, redraw: bool) -> None:
        self._change_test_part(
            lambda project: name_test_part(project, rows_of(chosen, project), redraw=redraw)
        )

    def _change_test_part(self, change: Callable[[Project], Changes]) -> None:
        def work(project: Project) -> None:
            change(project)

        def again(_none: None) -> None:
            if self._open:
                self._read_test_part()

        self._session.run(work, again, self._tell)
