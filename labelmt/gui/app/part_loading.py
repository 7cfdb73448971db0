"""Loads what a project needs while the start page is shown; what is asked for meanwhile waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenuBar

PARTS = "labelmt.gui.app.part_classes"


class PartLoading(QObject):
    """Imports on a thread of its own; the parts themselves are made on the window's.

    Args:
        asking: signals of the start page that ask for something.
        itself: an action that needs no part.
    """

    loaded = Signal()
    """The parts can be made without waiting for their modules."""

    def __init__(
        self,
        asking: tuple[SignalInstance, ...],
        menus: QMenuBar,
        itself: QAction,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._begun = self._over = False
        self._thread: threading.Thread | None = None
        self._waiting: list[Callable[[], None]] = []
        self._itself = itself
        menus.triggered.connect(self._choose_later)
        for signal in asking:
            signal.connect(partial(self._ask_later, signal))

    @property
    def over(self) -> bool:
        """Whether all parts are there."""
        return self._over

    def start(self) -> None:
        """Begin to load."""
        self._thread = threading.Thread(target=self._load, name="parts", daemon=True)
        self._thread.start()

    def take(self) -> bool:
        """Whether the parts are to be made now: once. Waits for what is being loaded."""
        if self._begun:
            return False
        self._begun = True
        if self._thread is not None:
            self._thread.join()
        return True

    def end(self) -> None:
        """The parts are there: do what was asked for meanwhile."""
        self._over = True
        waiting, self._waiting = self._waiting, []
        for ask in waiting:
            ask()

    def when_over(self, act: Callable[[], None]) -> None:
        """Do something as soon as the parts are there."""
        if self._over:
            act()
        else:
            self._waiting.append(act)

    def _load(self) -> None:
        with suppress(Exception):  # raised again, and told, where the parts are made
            import_module(PARTS)
        self.loaded.emit()

    def _ask_later(self, signal: SignalInstance, *what: object) -> None:
        if not self._over:
            self._waiting.append(lambda: signal.emit(*what))

    @Slot(QAction)
    def _choose_later(self, action: QAction) -> None:
        if not self._over and action is not self._itself:
            self._waiting.append(action.trigger)
