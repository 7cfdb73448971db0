"""The hook for uncaught exceptions: shows them, instead of ending the window silently."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol

from PySide6.QtCore import QCoreApplication


class Reports(Protocol):
    """Tells a person of an error, whatever thread it comes from."""

    def report(self, error: BaseException) -> None: ...


@contextmanager
def uncaught_errors_shown(reporter: Reports) -> Iterator[None]:
    """Report what nobody caught, on any thread; it is also printed, as it always is."""
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
