"""Completions shown under a line while the line keeps the focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QHideEvent,
    QPainter,
    QPalette,
    QShowEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

MOST_ROWS = 12
_HINT = Qt.ItemDataRole.UserRole


class CompletionList(QListView):
    """Options with a word on what each means.

    It lies over the window's other parts, as a part of it: a window of its own would take the
    keyboard, and Wayland would place it where it likes.
    """

    taken = Signal(str)
    """The option that was clicked."""
    opened = Signal(bool)
    """It lies over what is below the line now, or no longer."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._line = line
        self._options = QStandardItemModel(self)
        self.setModel(self._options)
        self.setItemDelegate(_OptionDelegate(self))
        self.setAccessibleName(self.tr("Completions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFrameShadow(QFrame.Shadow.Plain)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.clicked.connect(self._click)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press anywhere but here and in the line closes it: not all takes the focus."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            mine = any(one is watched or one.isAncestorOf(watched) for one in (self, self._line))
            if not mine:
                self.hide()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (app := QApplication.instance()) is not None:
            app.installEventFilter(self)
        self.opened.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if (app := QApplication.instance()) is not None:
            app.removeEventFilter(self)
        self.opened.emit(False)

    @property
    def options(self) -> tuple[str, ...]:
        """What is offered; nothing while it is closed."""
        rows = range(self._options.rowCount()) if self.isVisible() else ()
        return tuple(self._options.item(row).text() for row in rows)

    @property
    def chosen(self) -> int:
        """The option that Enter takes, or -1."""
        return self.currentIndex().row()

    def offer(self, options: Sequence[str], hints: Sequence[str], x: float) -> None:
        """Open under the line, ``x`` pixels from its left; close where there is no option."""
        self._options.clear()
        if not options:
            self.hide()
            return
        for option, hint in zip(options, hints, strict=True):
            item = QStandardItem(option)
            item.setData(hint, _HINT)
            item.setData(f"{option} {hint}".strip(), Qt.ItemDataRole.AccessibleTextRole)
            self._options.appendRow(item)
        window = self._line.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        edges = 2 * self.frameWidth()
        indexes = [self._options.index(row, 0) for row in range(len(options))]
        sizes = [self.sizeHintForIndex(index) for index in indexes]
        bar = self.verticalScrollBar().sizeHint().width() if len(options) > MOST_ROWS else 0
        width = min(max(size.width() for size in sizes) + bar + edges, window.width())
        height = min(len(options), MOST_ROWS) * sizes[0].height() + edges
        place = self._line.mapTo(window, QPoint(round(x), self._line.height()))
        left = max(0, min(place.x(), window.width() - width))
        room = max(sizes[0].height() + edges, window.height() - place.y())
        self.setGeometry(left, place.y(), width, min(height, room))
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Choose the next or previous option, from the last on to the first."""
        count = self._options.rowCount()
        row = self.chosen + by if self.chosen >= 0 else (0 if by > 0 else count - 1)
        self.setCurrentIndex(self._options.index(row % count, 0))

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        self.taken.emit(index.data())


class _OptionDelegate(QStyledItemDelegate):
    """The option, and its meaning in a quieter colour behind it."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        metrics = option.fontMetrics
        hint: str = index.data(_HINT)
        width = size.width() + metrics.averageCharWidth()
        if hint:
            width += metrics.horizontalAdvance(hint) + 3 * metrics.averageCharWidth()
        return QSize(width, metrics.height() + metrics.height() // 2)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        hint: str = index.data(_HINT)
        if not hint:
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = (
            QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.PlaceholderText
        )
        edge = option.fontMetrics.averageCharWidth()
        place = QRect(option.rect).adjusted(0, 0, -edge, 0)
        painter.save()
        painter.setPen(option.palette.color(role))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, hint)
        painter.restore()
