"""A label of several lines, as tall as its text needs, also in forms and with large fonts."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget


class WrappedLabel(QLabel):
    """Wraps its text. A form guesses the height of such a label; this one asks for its own."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)

    def show_text(self, text: str) -> None:
        """Show another text, and take the room it needs."""
        self.setText(text)
        self._take_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_room()

    def _take_room(self) -> None:
        height = max(0, self.heightForWidth(self.width()))  # -1 where there are no words
        if height != self.minimumHeight():
            self.setMinimumHeight(height)
