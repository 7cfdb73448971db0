"""Quit: the window is gone at once; what must be finished is said where it takes longer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

SAID_AFTER_S = 0.3
"""Before, nobody has begun to wonder."""
POLL_S = 0.01


class ClosingNote(QWidget):
    """A small window that says what is being finished."""

    def __init__(self, icon_of: QWidget) -> None:
        super().__init__(None, Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint)
        self.setObjectName("closingNote")
        self.setWindowIcon(icon_of.windowIcon())
        self.words = QLabel()
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        layout = QVBoxLayout(self)
        margin = self.fontMetrics().height()
        layout.setContentsMargins(margin * 2, margin, margin * 2, margin)
        layout.setSpacing(margin // 2)
        layout.addWidget(self.words)
        layout.addWidget(bar)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 48)
        self._middle = icon_of.geometry().center()

    def say(self, words: str) -> None:
        """Show the words, in the middle of where the window was."""
        if words != self.words.text():
            self.words.setText(words)
            self.setAccessibleName(words)
        if not self.isVisible():
            self.adjustSize()
            self.move(self._middle - self.rect().center())
            self.show()


def finish_hidden(
    window: QWidget, ends: Sequence[Callable[[], object]], doing: Callable[[], str]
) -> None:
    """Hide the window and return when all of it is done; meanwhile Qt's events go on.

    Args:
        ends: each is called on a thread of its own, and may wait.
        doing: what is being done, in words; asked now and then.
    """
    note = ClosingNote(window)
    window.hide()
    threads = [threading.Thread(target=end, name="closing", daemon=True) for end in ends]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    events = partial(
        QCoreApplication.processEvents, QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
    )
    while running := [one for one in threads if one.is_alive()]:
        running[0].join(POLL_S)
        if time.monotonic() - began >= SAID_AFTER_S:
            note.say(doing())
        events()
    note.hide()
    note.deleteLater()
