"""The Qt application around the window: name, style, and errors that nobody caught."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from labelmt import __version__
from labelmt.gui.errors import Reporter
from labelmt.gui.main_window import MainWindow
from labelmt.gui.resources import app_icon
from labelmt.gui.theme import apply_style


def run(project: Path | None) -> int:
    """Open the window, run until it is closed, return the exit status."""
    app = make_application(sys.argv[:1])
    window = MainWindow()
    with uncaught_errors_shown(window.reporter):
        window.start(project)
        window.show()
        return app.exec()


def make_application(arguments: list[str]) -> QApplication:
    """The process's one QApplication, made or taken."""
    existing = QCoreApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(arguments)
    app.setApplicationName("LabelMT")
    app.setApplicationDisplayName("LabelMT")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("labelmt")
    app.setWindowIcon(app_icon())
    if QLocale().language() == QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English))  # numbers in groups, dates in words
    apply_style(app)
    return app


@contextmanager
def uncaught_errors_shown(reporter: Reporter) -> Iterator[None]:
    """Show what nobody caught, on any thread, instead of dying silently; also print it."""
    hook, thread_hook = sys.excepthook, threading.excepthook

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        hook(kind, error, trace)
        reporter.report(error)

    def show_of_thread(arguments: threading.ExceptHookArgs) -> None:
        thread_hook(arguments)
        if arguments.exc_value is not None:
            reporter.report(arguments.exc_value)

    sys.excepthook, threading.excepthook = show, show_of_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = hook, thread_hook
