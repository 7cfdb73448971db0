"""A flow layout: widgets in a line that wraps where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Each widget as wide as it wants to be; the height follows from the width.

    One widget may grow instead: it asks for its least width and gets what its line leaves.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._grows: QWidget | None = None
        self._gap = gap

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 (Qt's)
        self._items.append(item)

    def add_growing(self, widget: QWidget) -> None:
        """Add the widget that takes what its line leaves."""
        self._grows = widget
        self.addWidget(widget)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 (Qt's)
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 (Qt's)
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 (Qt's)
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 (Qt's)
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 (Qt's)
        least = QSize()
        for item in self._items:
            least = least.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return least + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _lay_out(self, rect: QRect, *, move: bool) -> int:
        """Place the widgets, or just say how high all of it is."""
        inside = rect.marginsRemoved(self.contentsMargins())
        x, y, line = inside.x(), inside.y(), 0
        waiting: list[tuple[QLayoutItem, int, QSize]] = []
        for item in self._items:
            if item.isEmpty():
                continue  # hidden
            size = self._wanted(item).boundedTo(QSize(max(1, inside.width()), 1 << 16))
            if x > inside.x() and x + size.width() > inside.right() + 1:
                if move:
                    self._place(waiting, y, line, inside.right() + 1)
                x, y, line, waiting = inside.x(), y + line + self._gap // 2, 0, []
            waiting.append((item, x, size))
            x, line = x + size.width() + self._gap, max(line, size.height())
        if move:
            self._place(waiting, y, line, inside.right() + 1)
        return y + line - rect.y() + self.contentsMargins().bottom()

    def _wanted(self, item: QLayoutItem) -> QSize:
        wanted = item.sizeHint()
        if self._grows is not None and item.widget() is self._grows:
            wanted.setWidth(item.minimumSize().width())
        return wanted

    def _place(
        self, items: list[tuple[QLayoutItem, int, QSize]], y: int, height: int, right: int
    ) -> None:
        """The widgets of one line, their middles at one height."""
        moved = 0
        for item, x, size in items:
            at = QPoint(x + moved, y + (height - size.height()) // 2)
            if self._grows is not None and item.widget() is self._grows:
                _last, start, last = items[-1]
                moved = max(0, right - start - last.width())
                size += QSize(moved, 0)
            item.setGeometry(QRect(at, size))
