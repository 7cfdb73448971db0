"""A flow layout: widgets in a line that shortens where the window is narrow, and at last wraps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from labelmt.gui.theme import tokens

Least: TypeAlias = int | Callable[[], int] | None
AT_LAST = 1 << 16
"""Turn of what gives way when all others have."""


class FlowLayout(QLayout):
    """Each widget as wide as it wants to be; the height follows from the width.

    One widget may grow instead: it asks for its least width and gets what its line leaves. Others
    may give way: before the line wraps they get narrower, down to their least widths.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int = tokens.MEDIUM) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._grows: QWidget | None = None
        self._giving: dict[QWidget, tuple[int, Least]] = {}
        self._at_last: dict[QWidget, int] = {}
        self._gap = gap

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 (Qt's)
        self._items.append(item)

    def add_growing(self, widget: QWidget) -> None:
        """Add the widget that takes what its line leaves."""
        self._grows = widget
        self.addWidget(widget)

    def add_giving(
        self, widget: QWidget, turn: int, least: Least = None, at_last: int | None = None
    ) -> None:
        """Add a widget that gets narrower before the line wraps.

        Args:
            turn: those of a lower one give way first.
            least: width in pixels down to which it does; None: as little as it can be used with.
            at_last: down to which it does when all others have given way.
        """
        if at_last is not None:
            self._at_last[widget] = at_last
        self._giving[widget] = turn, least
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
        shown = [item for item in self._items if not item.isEmpty()]  # not hidden
        sizes = self._sizes(shown, max(1, inside.width()))
        x, y, line = inside.x(), inside.y(), 0
        waiting: list[tuple[QLayoutItem, int, QSize]] = []
        for item, size in zip(shown, sizes, strict=True):
            if x > inside.x() and x + size.width() > inside.right() + 1:
                if move:
                    self._place(waiting, y, line, inside.right() + 1, wrapped=True)
                x, y, line, waiting = inside.x(), y + line + self._gap // 2, 0, []
            waiting.append((item, x, size))
            x, line = x + size.width() + self._gap, max(line, size.height())
        if move and waiting:
            self._place(waiting, y, line, inside.right() + 1, wrapped=y > inside.y())
        return y + line - rect.y() + self.contentsMargins().bottom()

    def _sizes(self, items: list[QLayoutItem], room: int) -> list[QSize]:
        """What each gets: as it wants, or less where the line would not hold them."""
        sizes = [self._wanted(item).boundedTo(QSize(room, 1 << 16)) for item in items]
        over = sum(size.width() for size in sizes) + self._gap * (len(sizes) - 1) - room
        giving: list[tuple[int, int, int]] = []
        for place, item in enumerate(items):
            widget = item.widget()
            if widget is None or widget not in self._giving:
                continue
            turn, least = self._giving[widget]
            usable = widget.minimumSizeHint().width() if least is None else least
            giving.append((turn, usable if isinstance(usable, int) else usable(), place))
            if widget in self._at_last:
                giving.append((AT_LAST, self._at_last[widget], place))
        for _turn, width, place in sorted(giving):
            if over <= 0:
                break
            given = max(0, min(over, sizes[place].width() - width))
            sizes[place].setWidth(sizes[place].width() - given)
            over -= given
        return sizes

    def _wanted(self, item: QLayoutItem) -> QSize:
        wanted = item.sizeHint()
        if self._grows is not None and item.widget() is self._grows:
            wanted.setWidth(item.minimumSize().width())
        return wanted

    def _place(
        self,
        items: list[tuple[QLayoutItem, int, QSize]],
        y: int,
        height: int,
        right: int,
        *,
        wrapped: bool,
    ) -> None:
        """The widgets of one line, of which there is one at least; their middles at one height.

        Args:
            wrapped: there are other lines: this one has room to give back.
        """
        _last, start, last = items[-1]
        spare = max(0, right - start - last.width())
        moved = 0
        for item, x, size in items:
            more = 0
            if self._grows is not None:
                more = spare if item.widget() is self._grows else 0
            elif wrapped:
                more = max(0, min(spare - moved, self._wanted(item).width() - size.width()))
            at = QPoint(x + moved, y + (height - size.height()) // 2)
            item.setGeometry(QRect(at, size + QSize(more, 0)))
            moved += more
