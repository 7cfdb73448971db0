"""Confusion matrix of a run; a cell's images are shown in the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from labelmt.domain.schema import Schema, Task, TaskKind
from labelmt.gui.model.runs.label_counts_page import LabelCounts, LabelCountsPage
from labelmt.gui.theme import tokens
from labelmt.project.runs.confusion import Confusion, confusion
from labelmt.project.runs.run_details import RunDetails


class ConfusionModel(LabelCounts):
    """A Confusion for a view."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Confusion | None = None
        self._names: list[str] = []
        self._exclusive = False

    def show_confusion(self, found: Confusion | None, task: Task | None) -> None:
        """Show another one, or none."""
        self.beginResetModel()
        self._found = found
        names = {label.id: label.name for label in task.labels} if task is not None else {}
        self._names = [names[one] for one in found.label_ids] if found is not None else []
        self._exclusive = task is not None and task.kind is TaskKind.MULTICLASS
        self.endResetModel()

    @property
    def found(self) -> Confusion | None:
        return self._found

    def names(self, _orientation: Qt.Orientation) -> Sequence[str]:
        return self._names

    def count(self, line: int, column: int) -> int:
        return 0 if self._found is None else int(self._found.counts[line, column])

    def words(self, line: int, column: int) -> str:
        if self._found is None:
            return ""
        count = QLocale().toString(self.count(line, column))
        here, there = self._names[line], self._names[column]
        if self._exclusive and line == column:
            return self.tr("{0} images of {1} are recognised").format(count, here)
        if self._exclusive:
            return self.tr("{0} images of {1} are taken for {2}").format(count, here, there)
        if line == column:
            return self.tr("{0} is missed on {1} images").format(here, count)
        return self.tr("{0} is seen where it is not on {1} images that show {2}").format(
            there, count, here
        )

    def ground(self, line: int, column: int) -> QColor:
        right = self._exclusive and line == column
        most = 1 if self._found is None else max(1, int(self._found.counts.max()))
        ground = QColor(tokens.BLUE if right else tokens.VERMILION)
        ground.setAlphaF(0.15 + 0.45 * (self.count(line, column) / most) ** 0.5)
        return ground


class ConfusionPage(LabelCountsPage):
    """One task's table; a cell that is chosen asks for its images."""

    images_asked = Signal(object)
    """(n,) int64 rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        model = ConfusionModel()
        super().__init__(model, parent)
        self.model = model
        self.table.setAccessibleName(self.tr("Which labels are taken for which"))
        self._details: RunDetails | None = None
        self._tasks: tuple[Task, ...] = ()

    def show_run(self, details: RunDetails, schema: Schema) -> None:
        """Show the mistakes of a run; the task stays where both have it."""
        self._details, self._tasks = details, schema.tasks
        self.offer(schema.tasks)

    def show_task(self, place: int) -> None:
        details = self._details
        task = self._tasks[place] if 0 <= place < len(self._tasks) else None
        found = None
        if task is not None and details is not None and details.judged is not None:
            found = confusion(details.judged, task, details.thresholds)
        self.model.show_confusion(found, task)
        self.table.setVisible(found is not None)
        if found is None:
            self.how.setText(
                (details.judged_problem if details is not None else "")
                or self.tr("This run did not keep what it was judged by.")
            )
        elif task is not None and task.kind is TaskKind.MULTICLASS:
            self.how.setText(
                self.tr("Lines: what was annotated. Columns: what the run says. "
                        "A click shows the images.")
            )  # fmt: skip
        else:
            self.how.setText(
                self.tr("Lines: a label that is present. Columns: a label that the run sees "
                        "there though it is absent; on the diagonal, one that it missed. "
                        "A click shows the images.")
            )  # fmt: skip

    def ask(self, line: int, column: int) -> None:
        if self.model.found is not None:
            rows = self.model.found.rows(line, column)
            if len(rows):
                self.images_asked.emit(rows)
