"""Co-occurrence matrix of annotated labels; a cell's images are searched for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from labelmt.domain.schema import Label
from labelmt.gui.model.runs.label_counts_page import LabelCounts, LabelCountsPage
from labelmt.gui.theme import tokens
from labelmt.project.runs.label_cooccurrence import LabelCooccurrence


class CooccurrenceModel(LabelCounts):
    """Lines: labels of one task. Columns: all labels. The larger a line's share, the stronger."""

    def __init__(self) -> None:
        super().__init__()
        self._found: LabelCooccurrence | None = None
        self._lines: tuple[Label, ...] = ()
        self._columns: tuple[Label, ...] = ()

    def show_together(self, found: LabelCooccurrence | None, lines: tuple[Label, ...]) -> None:
        """Show other counts."""
        self.beginResetModel()
        self._found, self._lines = found, lines
        self._columns = found.schema.labels if found is not None else ()
        self.endResetModel()

    def names(self, orientation: Qt.Orientation) -> Sequence[str]:
        labels = self._columns if orientation == Qt.Orientation.Horizontal else self._lines
        return [label.name for label in labels]

    def count(self, line: int, column: int) -> int:
        if self._found is None:
            return 0
        at = self._found.schema.columns
        return int(self._found.counts[at[self._lines[line].id], at[self._columns[column].id]])

    def search(self, line: int, column: int) -> str:
        """What finds the images of a cell; empty where there is none."""
        if self._found is None or not self.count(line, column):
            return ""
        return self._found.search(self._lines[line], self._columns[column])

    def words(self, line: int, column: int) -> str:
        number = QLocale().toString
        one, other, count = self._lines[line], self._columns[column], self.count(line, column)
        alone = self._images(line)
        if one.id == other.id:
            return self.tr("{0} is annotated on {1} images").format(one.name, number(count))
        share = round(100 * count / alone) if alone else 0
        return self.tr("{0} of the {1} images with {2} show {3} as well ({4} %)").format(
            number(count), number(alone), one.name, other.name, number(share)
        )

    def ground(self, line: int, column: int) -> QColor:
        itself = self._lines[line].id == self._columns[column].id
        ground = QColor(tokens.GREY if itself else tokens.BLUE)
        share = self.count(line, column) / self._images(line)
        ground.setAlphaF(0.25 if itself else 0.1 + 0.5 * share)
        return ground

    def _images(self, line: int) -> int:
        if self._found is None:
            return 0
        at = self._found.schema.columns[self._lines[line].id]
        return int(self._found.counts[at, at])


class CooccurrencePage(LabelCountsPage):
    """Of all annotations, whichever run is chosen."""

    search_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        model = CooccurrenceModel()
        super().__init__(model, parent)
        self.model = model
        self.table.setAccessibleName(self.tr("Which labels are annotated together"))
        self._found: LabelCooccurrence | None = None
        self.how.setText(
            self.tr("Images annotated with both labels; on the diagonal, with the one. The ground "
                    "is as strong as their share of the line's images. A click shows them.")
        )  # fmt: skip

    def show_together(self, found: LabelCooccurrence) -> None:
        """Show other counts; the task stays where it is still there."""
        self._found = found
        self.offer(found.schema.tasks)

    def show_task(self, place: int) -> None:
        tasks = self._found.schema.tasks if self._found is not None else ()
        there = 0 <= place < len(tasks)
        self.model.show_together(self._found, tasks[place].labels if there else ())

    def ask(self, line: int, column: int) -> None:
        search = self.model.search(line, column)
        if search:
            self.search_asked.emit(search)
