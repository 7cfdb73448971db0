"""The Qt application around the window: name, icon, style."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from labelmt import __version__
from labelmt.gui.app.garbage_collection import GarbageCollection
from labelmt.gui.app.main_window import MainWindow
from labelmt.gui.app.shown_window import ShownWindow
from labelmt.gui.app.uncaught_errors import uncaught_errors_shown
from labelmt.gui.core.freed_memory import share_heaps
from labelmt.gui.core.language import applied_language
from labelmt.gui.theme.theme_menu import applied_theme
from labelmt.gui.widgets.app_icon import app_icon
from labelmt.project.places.preferences import read_preferences, use_preferences

SWITCH_S = 0.0005
"""After so long a thread of a pool gives way to the window: Python's 5 ms add up while one paints.
The longest of the event loop's delays was 104 ms instead of 117, means of three runs that differ
by as much (benchmarks/live_learning.py); a fifth of it gained nothing more."""


def run(project: Path | None) -> int:
    """Open the window, run until it is closed, return the exit status."""
    app = make_application(sys.argv[:1])
    use_preferences(read_preferences())
    window = MainWindow(at_once=project is not None)
    shown = ShownWindow(MainWindow, window)
    garbage = GarbageCollection(shown)
    window.completed.connect(garbage.leave_alone_what_is_there)
    with uncaught_errors_shown(shown):
        window.start(project)
        window.show()
        status = app.exec()
    if not shown.window.whole:
        # A thread still imports what a project needs. It cannot be stopped, and no project was
        # opened: nothing is lost by not waiting for it.
        os._exit(status)
    return status


def make_application(arguments: list[str]) -> QApplication:
    """The process's one QApplication, made or taken."""
    sys.setswitchinterval(SWITCH_S)
    share_heaps()
    existing = QCoreApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(arguments)
    app.setApplicationName("LabelMT")
    app.setApplicationDisplayName("LabelMT")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("labelmt")
    app.setWindowIcon(app_icon())
    if QLocale().language() == QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English))  # numbers in groups, dates in words
    applied_language().apply()
    applied_theme()
    return app
