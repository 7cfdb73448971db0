"""Tables of metrics: sortable by value, an absent one told as such."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from labelmt.gui.core.plain_tip import plain_tip


@dataclass(frozen=True, slots=True)
class Told:
    """A cell in other words than its value's, by which it is sorted; ``tip`` says more of it."""

    value: float | None
    words: str
    tip: str = ""


Cell = str | int | float | Told | None
KEY = Qt.ItemDataRole.UserRole
_VALUE = Qt.ItemDataRole.UserRole + 1


class _Item(QTableWidgetItem):
    """Sorts by what it stands for; what cannot be told comes last when rising."""

    def __lt__(self, other: QTableWidgetItem) -> bool:
        mine, theirs = self.data(_VALUE), other.data(_VALUE)
        if isinstance(mine, str) and isinstance(theirs, str):
            return mine.casefold() < theirs.casefold()
        return _number(mine) < _number(theirs)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("inf")


class MetricTable(QTableWidget):
    """Lines that a person can sort and choose one of.

    Args:
        few: what stands for a figure that cannot be told.
        stretch: whether the first column takes the room that is left.
    """

    def __init__(self, name: str, titles: Sequence[str], few: str, *, stretch: bool = True) -> None:
        super().__init__(0, len(titles))
        self._few = few
        self._giving: tuple[int, ...] = ()
        self._unused: frozenset[int] = frozenset()
        self.setHorizontalHeaderLabels(list(titles))
        self.setAccessibleName(name)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setSortingEnabled(True)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.6))
        header = self.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # as given, until a click
        header.setSortIndicatorClearable(True)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if stretch:
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_titles(self, titles: Sequence[str], tips: Mapping[int, str]) -> None:
        """Have other columns, some with more to say of them; lines of as many cells follow."""
        if list(titles) != [self._title(column) for column in range(self.columnCount())]:
            self.setRowCount(0)
            self.setColumnCount(len(titles))
            self.setHorizontalHeaderLabels(list(titles))
        for column, tip in tips.items():
            if (item := self.horizontalHeaderItem(column)) is not None:
                item.setToolTip(plain_tip(tip))

    def give_way(self, columns: Sequence[int], unused: Sequence[int] = ()) -> None:
        """Leave out columns where the table is too narrow for all of them.

        What they say is told by the tip of the first column instead.

        Args:
            columns: those that may be left out, the first of them first.
            unused: those that are never shown.
        """
        self._giving, self._unused = tuple(columns), frozenset(unused)
        self._leave_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_out()

    def _leave_out(self) -> None:
        if not self._giving and not self._unused:
            return
        header = self.horizontalHeader()
        for column in range(self.columnCount()):  # one that is hidden has no width
            self.setColumnHidden(column, column in self._unused)
        widths = {
            column: max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            for column in range(self.columnCount())
            if column not in self._unused
        }
        room = self.maximumViewportSize().width()
        if self.verticalHeader().length() > self.viewport().height():
            room -= self.verticalScrollBar().sizeHint().width()
        out = set(self._unused)
        for column in self._giving:
            if sum(width for at, width in widths.items() if at not in out) <= room:
                break
            out.add(column)
        for column in out:
            self.setColumnHidden(column, True)
        told = [one for one in self._giving if one in out and one not in self._unused]
        self._tell_left_out(sorted(told))

    def _tell_left_out(self, columns: Sequence[int]) -> None:
        for row in range(self.rowCount()):
            first = self.item(row, 0)
            if first is None:
                continue
            cells = [(self._title(column), self.item(row, column)) for column in columns]
            lines = [f"{title}: {cell.text()}" for title, cell in cells if cell is not None]
            first.setToolTip(plain_tip("\n".join([first.text(), *lines])) if lines else "")

    def _title(self, column: int) -> str:
        item = self.horizontalHeaderItem(column)
        return item.text() if item is not None else ""

    def show_lines(self, lines: Sequence[tuple[object, Sequence[Cell]]]) -> None:
        """Show other lines, each with a key; the line with the key chosen before stays chosen."""
        chosen = self.chosen()
        self.setSortingEnabled(False)
        self.setRowCount(len(lines))
        for row, (key, cells) in enumerate(lines):
            for column, cell in enumerate(cells):
                item = _Item(self._words(cell))
                item.setData(_VALUE, cell.value if isinstance(cell, Told) else cell)
                item.setData(KEY, key)
                if isinstance(cell, Told) and cell.tip:
                    item.setToolTip(plain_tip(cell.tip))
                if not isinstance(cell, str):
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.setItem(row, column, item)
        self.setSortingEnabled(True)
        self.choose(chosen)
        self._leave_out()

    def fit_height(self) -> None:
        """Be no higher than the lines there are."""
        bar = self.horizontalScrollBar().sizeHint().height()
        lines = self.rowCount() * self.verticalHeader().defaultSectionSize()
        head = self.horizontalHeader().sizeHint().height()
        self.setMaximumHeight(head + lines + bar + 2 * self.frameWidth())

    def chosen(self) -> object:
        """The key of the line chosen, or None."""
        item = self.item(self.currentRow(), 0)
        return item.data(KEY) if item is not None else None

    def choose(self, key: object) -> None:
        """Choose the line with a key, or the first."""
        for row in range(self.rowCount()):
            item = self.item(row, 0)
            if item is not None and item.data(KEY) == key:
                self.setCurrentCell(row, 0)
                return
        if self.rowCount():
            self.setCurrentCell(0, 0)

    def _words(self, cell: Cell) -> str:
        if cell is None:
            return self._few
        if isinstance(cell, Told):
            return cell.words
        if isinstance(cell, float):
            return QLocale().toString(round(cell, 3) + 0.0, "f", 3)  # never a minus nought
        return QLocale().toString(cell) if isinstance(cell, int) else cell
