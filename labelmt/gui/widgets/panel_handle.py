"""Handles beside a panel: drag to resize it, click to hide it; an edge to click brings it back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QSizePolicy,
    QSplitter,
    QSplitterHandle,
    QWidget,
)

from labelmt.gui.theme import tokens


class PanelHandle(QSplitterHandle):
    """A thin line, with an arrow under the mouse that says where the panel would go."""

    pressed = Signal()
    """It was clicked, not dragged."""

    def __init__(self, splitter: QSplitter) -> None:
        super().__init__(Qt.Orientation.Horizontal, splitter)
        self.leads_right = False
        """Whether its panel is the one to the right."""
        self._at: QPoint | None = None
        self._entered = False
        self.setToolTip(self.tr("Drag: resize · click: hide"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._at is not None:
            far = (event.position().toPoint() - self._at).manhattanLength()
            if far < QApplication.startDragDistance():
                return
        self._at = None
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._at is not None and event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()
        self._at = None

    def enterEvent(self, event: QEnterEvent) -> None:
        self._entered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._entered = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            _draw_edge(painter, self, line_left=self.leads_right)
            if self._entered:
                _draw_arrow(painter, self, right=self.leads_right)


class PanelEdge(QAbstractButton):
    """Stands at the window's edge in the place of a hidden panel, and brings it back.

    Args:
        right: of the right edge.
    """

    def __init__(self, name: str, *, right: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._right = right
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        return QSize(tokens.LARGE, tokens.WIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            _draw_edge(painter, self, line_left=self._right)
            _draw_arrow(painter, self, right=not self._right)


def _draw_edge(painter: QPainter, widget: QWidget, *, line_left: bool) -> None:
    """A ground with a line towards the images."""
    palette = widget.palette()
    lit = widget.underMouse() or widget.hasFocus()
    role = QPalette.ColorRole.Midlight if lit else QPalette.ColorRole.Window
    painter.fillRect(widget.rect(), palette.color(role))
    painter.setPen(palette.color(QPalette.ColorRole.Mid))
    x = 0 if line_left else widget.width() - 1
    painter.drawLine(x, 0, x, widget.height())


def _draw_arrow(painter: QPainter, widget: QWidget, *, right: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(widget.palette().color(QPalette.ColorRole.PlaceholderText), 1.5))
    middle, by = QPointF(widget.rect().center()), tokens.TIGHT / 2 * (1 if right else -1)
    corners = (-by, -tokens.SMALL), (by, 0.0), (-by, tokens.SMALL)
    painter.drawPolyline([middle + QPointF(x, y) for x, y in corners])
