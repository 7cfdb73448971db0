"""Opens the window on a folder, types a label, presses its key, and dies by SIGKILL at once.

``python window_to_kill.py FOLDER``: it dies the moment the window says that the press is saved.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from labelmt.app import run_window
from labelmt.gui.app.application import make_application
from labelmt.gui.app.main_window import MainWindow


class Person:
    """Does the next thing as soon as the window is ready for it."""

    def __init__(self, timer: QTimer) -> None:
        self._timer = timer
        self._typed = False

    def act(self) -> None:
        shown = QApplication.topLevelWidgets()
        window = next((one for one in shown if isinstance(one, MainWindow)), None)
        if window is None or window.project_view is None or not len(window.browser.selected_rows()):
            return
        if not self._typed:
            self._typed = True
            QTest.keyClick(window.browser.grid, Qt.Key.Key_L)
            QTest.keyClicks(window.panel.adder.name, "tree")
            control = Qt.KeyboardModifier.ControlModifier  # made, and nothing is marked
            QTest.keyClick(window.panel.adder.name, Qt.Key.Key_Return, control)
            QTest.keyClick(window.panel.adder.name, Qt.Key.Key_Escape)
        elif window.project_view.schema.labels:
            self._timer.stop()
            window.labelling.done.connect(lambda _changes: os.kill(os.getpid(), signal.SIGKILL))
            QTest.keyClick(window.browser.grid, Qt.Key.Key_1)


def main() -> None:
    app = make_application(sys.argv[:1])
    timer = QTimer(app, interval=20)
    person = Person(timer)
    timer.timeout.connect(person.act)
    timer.start()
    sys.exit(run_window(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
