"""Qt model of the history, the newest first, paged as it comes into sight."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QGuiApplication, QPalette

from labelmt.domain.action_titles import told_title
from labelmt.domain.annotations import Source
from labelmt.domain.history_entries import HistoryEntry, HistoryPage
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.widgets.local_time import local_time

Index = QModelIndex | QPersistentModelIndex

PAGE = 200
_LEFT = Qt.AlignmentFlag.AlignLeft


class Column(IntEnum):
    TITLE = 0
    AT = 1
    SOURCE = 2
    WHO = 3
    PAIRS = 4


class HistoryModel(QAbstractTableModel):
    """Actions that stand or can be redone; the last line is the beginning, before all of them.

    What was undone is shown pale; the newest action that stands is bold.
    """

    wanted = Signal(int, int)
    """The actions from one place to another are to be shown; the oldest is 0."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._total = 0
        self._done = 0
        self._entries: dict[int, HistoryEntry] = {}
        self._asked: set[int] = set()

    @property
    def total(self) -> int:
        """How many actions there are, those that were undone included."""
        return self._total

    @property
    def done(self) -> int:
        """How many actions stand."""
        return self._done

    def refresh(self) -> None:
        """Ask how the history is now; what is known stays on screen until the answer."""
        self.wanted.emit(max(0, self._total - 1), self._total + PAGE)

    def clear(self) -> None:
        """Show another project's history: nothing, until it is asked for."""
        self.beginResetModel()
        self._total = self._done = 0
        self._entries.clear()
        self._asked.clear()
        self.endResetModel()

    def take(self, page: HistoryPage) -> None:
        """Show a page that was asked for."""
        stays = min(self._done, page.done)
        if page.total != self._total or page.done != self._done:
            self._asked.clear()
            for place in [one for one in self._entries if one >= stays]:
                del self._entries[place]
        grown = page.total - self._total
        if grown > 0 and self._done == self._total:
            self.beginInsertRows(QModelIndex(), 0, grown - 1)
            self._total, self._done = page.total, page.done
            self.endInsertRows()
        elif grown:
            self.beginResetModel()
            self._total, self._done = page.total, page.done
            self.endResetModel()
        self._done = page.done
        for place, entry in enumerate(page.entries, page.start):
            self._entries[place] = entry
            self._asked.discard(place // PAGE)
        self.dataChanged.emit(self.index(0, 0), self.index(self._total, len(Column) - 1))

    def place_of(self, row: int) -> int:
        """The place in the history of a line; -1 is the beginning."""
        return self._total - 1 - row

    def row_of(self, place: int) -> int:
        """The line of a place in the history."""
        return self._total - 1 - place

    def entry(self, row: int) -> HistoryEntry | None:
        """The action of a line, or None for the beginning and what is still to come."""
        return self._entries.get(self.place_of(row))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else self._total + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == Column.PAIRS else _LEFT
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.TITLE: self.tr("Action"),
            Column.AT: self.tr("When"),
            Column.PAIRS: self.tr("Annotations"),
            Column.SOURCE: self.tr("Source"),
            Column.WHO: self.tr("Who"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        place = self.place_of(index.row())
        if role == Qt.ItemDataRole.FontRole and place == self._done - 1:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and place >= self._done:
            return QGuiApplication.palette().brush(QPalette.ColorRole.PlaceholderText)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == Column.PAIRS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(place, self._text(place, Column(index.column())))
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(place, Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._text(place, Column(index.column())))
        return None

    def _text(self, place: int, column: Column) -> str:
        if place < 0:
            return self.tr("Beginning: nothing done yet") if column is Column.TITLE else ""
        entry = self._entries.get(place)
        if entry is None:
            self._ask(place)
            return "…" if column is Column.TITLE else ""
        if column is Column.TITLE:
            return told_title(entry.title)
        if column is Column.AT:
            return local_time(entry.at, entry.at)
        if column is Column.PAIRS:
            return QLocale().toString(entry.pairs) if entry.pairs else ""
        return entry.annotator if column is Column.WHO else self._source(entry)

    def _source(self, entry: HistoryEntry) -> str:
        if not entry.pairs:
            return ""
        names = {
            Source.HUMAN.value: self.tr("by hand"),
            Source.SUGGESTION.value: self.tr("suggestions"),
            Source.IMPORT.value: self.tr("import"),
            Source.KEPT.value: self.tr("confirmed"),
            Source.SETTLED.value: self.tr("settled"),
        }
        name = names.get(entry.source, self.tr("several"))
        return self.tr("{0}, run {1}").format(name, entry.run_id) if entry.run_id else name

    def _spoken(self, place: int, text: str) -> str:
        if place == self._done - 1:
            return self.tr("{0}, newest that stands").format(text)
        return self.tr("{0}, undone").format(text) if place >= self._done else text

    def _ask(self, place: int) -> None:
        page = place // PAGE
        if page not in self._asked:
            self._asked.add(page)
            self.wanted.emit(page * PAGE, (page + 1) * PAGE)
