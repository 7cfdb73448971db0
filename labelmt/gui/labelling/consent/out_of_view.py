"""Counts how much of the selection is out of view, while one selects and scrolls."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from labelmt.gui.images.browser import Browser

AFTER_MS = 60
"""What is selected is painted first."""


class OutOfView(QObject):
    """Looks when selecting or scrolling pauses: nobody waits for it."""

    counted = Signal(int)
    """Selected images that are not on the screen."""

    def __init__(self, browser: Browser) -> None:
        super().__init__(browser)
        self._browser = browser
        self._pause = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._pause.timeout.connect(self._count)
        browser.selection_changed.connect(self.ask)
        browser.grid.verticalScrollBar().valueChanged.connect(self.ask)
        browser.grid.verticalScrollBar().rangeChanged.connect(self.ask)
        browser.map.view.view_changed.connect(self.ask)
        browser.map_shown.connect(self.ask)

    @Slot()
    def ask(self) -> None:
        """Something was selected or scrolled."""
        if not self._pause.isActive():
            self._pause.start()

    @Slot()
    def _count(self) -> None:
        self.counted.emit(self._browser.selected_out_of_view())
