"""A line of text that is cut with an ellipsis where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from labelmt.gui.core.plain_tip import plain_tip


class ElidedLabel(QLabel):
    """A QLabel of plain text that never widens its window; the tool tip has all of it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._reserved = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def reserve(self, text: str) -> None:
        """Ask for the room of this, the longest that will be shown: as words change, what stands
        beside them stays where it is, under the mouse."""
        if text != self._reserved:
            self._reserved = text
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        # Two pixels more than the letters take: QLabel rounds the room of its own text up.
        least = self.fontMetrics().horizontalAdvance(self._reserved) + 2
        return super().sizeHint().expandedTo(QSize(least if self._reserved else 0, 0))

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 12, metrics.height())

    @property
    def is_cut(self) -> bool:
        """Whether some of it is not shown."""
        shown = self.fontMetrics().horizontalAdvance(self.text())
        return shown > self.contentsRect().width()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = [self.text()] if self.is_cut and self.text() != self.toolTip() else []
            words += [self.toolTip()] if self.toolTip() else []
            QToolTip.showText(event.globalPos(), plain_tip("\n".join(words)), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()), self.shown_text())

    def shown_text(self) -> str:
        """What there is room for."""
        return self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )


BETWEEN_PARTS = " · "


class PartsLabel(ElidedLabel):
    """Of parts side by side, as many as have room whole; the first is the most important."""

    def first_width(self) -> int:
        """What the first part needs, in pixels."""
        firsts = (text.split(BETWEEN_PARTS)[0] for text in (self.text(), self._reserved))
        wide = max(self.fontMetrics().horizontalAdvance(first) for first in firsts)
        return max(self.minimumSizeHint().width(), wide + 1)

    def shown_text(self) -> str:
        parts, room = self.text().split(BETWEEN_PARTS), self.contentsRect().width()
        while len(parts) > 1:
            text = BETWEEN_PARTS.join(parts)
            if self.fontMetrics().horizontalAdvance(text) <= room:
                return text
            parts.pop()
        return self.fontMetrics().elidedText(parts[0], Qt.TextElideMode.ElideRight, room)
