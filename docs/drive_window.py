"""Drives the program's own window for the documentation: keys, waits, and pictures of it.

Nobody sees the screen it opens on, and nobody works beside it.
"""

from __future__ import annotations

import inspect
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QWidget

    from labelmt.gui.model.runs.runs_window import RunsWindow

SCREEN = 1920, 1200
"""Of the screen that nobody sees, in pixels at 100 %: windows are bounded to it."""
PATIENCE_S = 1200
"""Longest wait for one step: the machine may be busy."""
TRAINING_S = 30
"""Time limit of the example's fine-tuning."""


class DrivenWindow:
    """The main window, shown, with the helpers of somebody at it.

    Args:
        theme: "light" or "dark". size: of the window, in pixels at 100 %.
    """

    def __init__(self, theme: str, size: tuple[int, int]) -> None:
        from labelmt.gui.app.application import make_application
        from labelmt.gui.app.main_window import MainWindow
        from labelmt.gui.theme.apply_theme import Theme
        from labelmt.gui.theme.theme_menu import applied_theme
        from labelmt.project.training import child_process

        child_process.NICENESS = 0  # there is nobody to stand back for
        self.app = make_application(["labelmt"])
        applied_theme().choose(Theme(theme))
        self.window = MainWindow()
        self.window.resize(*size)
        self.window.show()

    def until(self, condition: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
        """Let the window live until something holds. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while not condition():
            self.app.processEvents()
            time.sleep(0.005)
            if time.monotonic() > end:
                raise TimeoutError(f"line {inspect.stack()[1].lineno}: not within {seconds} s")

    def rest(self, seconds: float = 1.5) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end)

    def press(self, what: Qt.Key, how: Qt.KeyboardModifier | None = None) -> None:
        """A key, where the focus is."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        self.window.activateWindow()
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, what, how or Qt.KeyboardModifier.NoModifier)
        self.rest()

    def picture(self, of: QWidget | None = None) -> Image:
        """The window, or another widget, as it looks."""
        from PIL import Image
        from PySide6.QtCore import QBuffer

        self.rest(0.5)
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.ReadWrite)
        (of or self.window).grab().save(buffer, "PNG")
        return Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")

    def try_the_example(self) -> None:
        """Open it, and wait for its first predictions and what judges them."""
        window = self.window
        window.projects.try_example()
        self.until(
            lambda: window.project_view is not None and len(window.browser.grid.visible_rows()) > 3
        )

        def learnt() -> bool:
            view = window.project_view
            found = view.predictions if view is not None else None
            return found is not None and found.out_of_fold is not None

        self.until(learnt)
        self.rest(5)

    def runs(self) -> RunsWindow:
        """The window of runs, opened, with its figures."""
        self.window.runs.show()
        self.until(lambda: self.window.runs.dialog is not None)
        runs = self.window.runs.dialog
        if runs is None:
            raise RuntimeError("The window of runs did not open.")
        self.until(lambda: runs.labels.table.rowCount() > 0)
        return runs

    def limit_training(self) -> None:
        """Have fine-tuning take half a minute, and F5 not ask."""
        view = self.window.project_view
        if view is None:
            raise RuntimeError("No project is open.")
        settings = replace(view.settings, budget=TRAINING_S)
        kept: list[object] = []
        self.window.session.run(
            lambda project: project.save_training_settings(settings), kept.append
        )
        self.until(lambda: bool(kept))
        view.settings = settings
        self.window.commands.train_at_once.setChecked(True)

    def close(self) -> None:
        """End what runs, without being asked."""
        self.window.training.stop()
        self.window.close()


def on_a_screen(arguments: list[str], scale: int = 1) -> None:
    """Run this very script again, on a screen that nobody sees, with settings of its own.

    Args:
        scale: device pixels for one; Qt reads it once a process.
    """
    with tempfile.TemporaryDirectory() as home:
        screen = {"name": "unseen", "x": 0, "y": 0, "dpr": 1}
        screen |= {"width": SCREEN[0] * scale, "height": SCREEN[1] * scale}
        screen |= {"logicalDpi": 96, "logicalBaseDpi": 96}
        place = Path(home, "screen.json")
        place.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
        settings = {
            "QT_QPA_PLATFORM": f"offscreen:configfile={place}",
            "QT_SCALE_FACTOR": str(scale),
            "LABELMT_HOME": home,
        }
        command = [sys.executable, sys.argv[0], *arguments]
        subprocess.run(command, env=os.environ | settings, check=True)
