"""Completions shown under a line while the line keeps the focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QStringListModel, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QListView

MOST_ROWS = 10


class CompletionList(QListView):
    """Lies over the window's other parts, as a part of it: a window of its own would take the
    keyboard, and Wayland would place it where it likes.
    """

    taken = Signal(str)
    """The option that was clicked."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._line = line
        self._options = QStringListModel(self)
        self.setModel(self._options)
        self.setAccessibleName(self.tr("Completions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFrameShadow(QFrame.Shadow.Plain)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setSpacing(1)
        self.clicked.connect(self._click)
        self.hide()

    @property
    def options(self) -> tuple[str, ...]:
        """What is offered; nothing while it is closed."""
        return tuple(self._options.stringList()) if self.isVisible() else ()

    @property
    def chosen(self) -> int:
        """The option that Enter takes, or -1."""
        return self.currentIndex().row()

    def offer(self, options: Sequence[str], x: float) -> None:
        """Open under the line, ``x`` pixels from its left; close where there is no option."""
        if not options:
            self.hide()
            return
        self._options.setStringList(list(options))
        self.setCurrentIndex(QModelIndex())
        window = self._line.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        row = max(1, self.sizeHintForRow(0)) + 2 * self.spacing()
        edges = 2 * (self.frameWidth() + self.spacing())
        width = self.sizeHintForColumn(0) + self.verticalScrollBar().sizeHint().width() + edges
        width = min(width + 2 * self.fontMetrics().averageCharWidth(), window.width())
        height = min(len(options), MOST_ROWS) * row + edges
        place = self._line.mapTo(window, QPoint(round(x), self._line.height()))
        left = max(0, min(place.x(), window.width() - width))
        room = max(row + edges, window.height() - place.y())
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
        self.taken.emit(self._options.data(index))
