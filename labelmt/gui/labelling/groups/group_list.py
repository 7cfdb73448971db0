"""The list of groups at the side: the first images of each, how many, and a note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.core.project_view import Rows
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.widgets.muted_colours import HELP_SHARE
from labelmt.gui.widgets.state_glyphs import faded, shade

Index: TypeAlias = QModelIndex | QPersistentModelIndex

PICTURES = 4
"""Images of a group shown in its line, at most."""
EDGE_LINES = 2.6
"""Side of such an image, in lines of text."""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group as it is listed.

    Attributes:
        key: which group it is, whatever its place in the list.
        rows: its images, those shown first.
        title, note: what is said of it; ``note`` may be empty.
        striking: whether the note is to catch the eye.
    """

    key: int
    rows: tuple[int, ...]
    title: str
    note: str = ""
    striking: bool = False


LineOf: TypeAlias = Callable[[int], GroupLine]
"""What is said of the group of a key."""


def no_line(key: int) -> GroupLine:
    """Nothing is said, as where there are no groups."""
    return GroupLine(key, (), "")


class GroupRole(IntEnum):
    LINE = Qt.ItemDataRole.UserRole


class GroupModel(QAbstractListModel):
    """Which groups are listed; what is said of one is asked for when it comes on the screen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: Rows = np.empty(0, dtype=np.int64)
        self._line_of: LineOf = no_line
        self._lines: dict[int, GroupLine] = {}

    @property
    def lines(self) -> tuple[GroupLine, ...]:
        """All of them: costs as much as there are."""
        return tuple(self.line(key) for key in self._keys.tolist())

    def line(self, key: int) -> GroupLine:
        """What is said of a group; remembered until groups are shown anew."""
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = self._line_of(key)
        return line

    def show_groups(self, keys: Rows, line_of: LineOf) -> None:
        """List these; where they are the same ones, the place in the list stays."""
        same = np.array_equal(keys, self._keys)
        if not same:
            self.beginResetModel()
        self._keys, self._line_of = keys, line_of
        self._lines.clear()
        if not same:
            self.endResetModel()
        elif len(keys):
            self.dataChanged.emit(self.index(0), self.index(len(keys) - 1))

    def place_of(self, key: int) -> int | None:
        """Where a group is listed, or None."""
        places = np.flatnonzero(self._keys == key)
        return int(places[0]) if len(places) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._keys):
            return None
        one = self.line(int(self._keys[index.row()]))
        if role == GroupRole.LINE:
            return one
        spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if role in (*spoken, Qt.ItemDataRole.ToolTipRole):
            words = ", ".join(filter(None, (one.title, one.note)))
            return words if role in spoken else plain_tip(words)
        return None


class GroupList(QListView):
    """Any number of groups; the current one is shown in the grid."""

    chosen = Signal(int)
    """The key of the group that a person has gone to."""
    entered = Signal()
    """Enter, or Right: go on in the images."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("groups")
        self.setAccessibleName(self.tr("Groups"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._groups = GroupModel(self)
        self.setModel(self._groups)
        self.setItemDelegate(_GroupDelegate(loader, self))
        self._silent = False
        loader.ready.connect(self._draw)
        self.selectionModel().currentChanged.connect(self._tell)

    def model(self) -> GroupModel:
        return self._groups

    def show_groups(self, keys: Rows, line_of: LineOf, current: int | None) -> None:
        """List these groups, that of this key current; nobody is told."""
        self._silent = True
        self._groups.show_groups(keys, line_of)
        place = self._groups.place_of(current) if current is not None else None
        index = self._groups.index(place) if place is not None else QModelIndex()
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        if index != self.currentIndex():
            self.selectionModel().setCurrentIndex(index, flags)
            self.scrollTo(index)
        self._silent = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.entered.emit()
        elif event.text() and event.text().isprintable():
            event.ignore()  # labels have these keys; Qt would look for a line that begins so
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.scheduleDelayedItemsLayout()

    def _tell(self, current: QModelIndex) -> None:
        line: GroupLine | None = current.data(GroupRole.LINE)
        if line is not None and not self._silent:
            self.chosen.emit(line.key)

    def _draw(self) -> None:
        if self.isVisible():
            self.viewport().update()


class _GroupDelegate(QStyledItemDelegate):
    """Pictures above two lines of text, in the palette's colours."""

    def __init__(self, loader: ThumbnailLoader, parent: QObject) -> None:
        super().__init__(parent)
        self._loader = loader

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        gap, edge = _measures(option.fontMetrics)
        return QSize(edge * 2, edge + 2 * option.fontMetrics.height() + 4 * gap)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: GroupLine | None = index.data(GroupRole.LINE)
        if line is None:
            return
        gap, edge = _measures(option.fontMetrics)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._draw_ground(painter, option)
        inside = option.rect.adjusted(gap, gap, -gap, -gap)
        count = max(1, min(PICTURES, len(line.rows), (inside.width() + gap) // (edge + gap)))
        for number, row in enumerate(line.rows[:count]):
            box = QRect(inside.left() + number * (edge + gap), inside.top(), edge, edge)
            self._draw_picture(painter, box, row, option.palette)
        self._draw_words(painter, option, line, inside.adjusted(0, edge + gap, 0, 0))
        painter.restore()

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        colors = option.palette
        if option.state & QStyle.StateFlag.State_Selected:
            accent = colors.color(QPalette.ColorRole.Highlight)
            base = colors.color(QPalette.ColorRole.Base)
            focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(accent if focus else Qt.PenStyle.NoPen)
            painter.setBrush(faded(accent, base, 0.24))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), 6, 6)

    def _draw_picture(self, painter: QPainter, box: QRect, row: int, palette: QPalette) -> None:
        pixmap = self._loader.pixmap(row)
        if pixmap is None:
            self._loader.request(row)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade(palette, 0.07))
            painter.drawRoundedRect(box, 3, 3)
            return
        side = min(pixmap.width(), pixmap.height())
        cut = QRect((pixmap.width() - side) // 2, (pixmap.height() - side) // 2, side, side)
        painter.drawPixmap(box, pixmap, cut)

    def _draw_words(
        self, painter: QPainter, option: QStyleOptionViewItem, line: GroupLine, room: QRect
    ) -> None:
        metrics, palette = option.fontMetrics, option.palette
        text = palette.color(QPalette.ColorRole.Text)
        quiet = shade(palette, HELP_SHARE)
        for number, (words, strong) in enumerate(((line.title, True), (line.note, line.striking))):
            font = painter.font()
            font.setBold(strong and number == 1)
            painter.setFont(font)
            painter.setPen(text if strong else quiet)
            place = QRect(room.left(), room.top() + number * metrics.height(), room.width(),
                          metrics.height())  # fmt: skip
            shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(
                place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown
            )


def _measures(metrics: QFontMetrics) -> tuple[int, int]:
    """The gap between parts of a line, and the side of its pictures."""
    return max(4, metrics.height() // 4), round(metrics.height() * EDGE_LINES)
