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
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

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
        first = self.text().split(BETWEEN_PARTS)[0]
        return max(self.minimumSizeHint().width(), self.fontMetrics().horizontalAdvance(first) + 1)

    def shown_text(self) -> str:
        parts, room = self.text().split(BETWEEN_PARTS), self.contentsRect().width()
        while len(parts) > 1:
            text = BETWEEN_PARTS.join(parts)
            if self.fontMetrics().horizontalAdvance(text) <= room:
                return text
            parts.pop()
        return self.fontMetrics().elidedText(parts[0], Qt.TextElideMode.ElideRight, room)
