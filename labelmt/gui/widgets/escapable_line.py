"""A line edit that Escape leaves, also where Escape is a shortcut of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class EscapableLine(QLineEdit):
    """Escape goes back one step: it clears the text; where there is none, it says so."""

    left = Signal()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                if self.text():
                    self.clear()
                else:
                    self.left.emit()
            event.accept()
            return True
        return super().event(event)
