"""Schedules Python's garbage collection so that it does not make the window wait."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MS = 200
"""Between two looks at what has piled up."""
YOUNG = 5_000
"""New objects from which a young collection pays; it takes about a millisecond."""
YOUNG_TO_OLD = 10
"""Young collections to one of the middle, and those of the middle to one of all."""


class GarbageCollection(QObject):
    """Collects on the GUI thread alone, and never what the program is made of.

    Left to itself, Python looks through all objects from whatever thread made the last one, and
    all others wait: 40 to 75 ms, measured while live learning brought its predictions
    (``benchmarks/live_learning.py``). Nearly all it looks at are modules, which live as long as
    the process. It also might delete a widget from another thread.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._young = self._middle = 0
        gc.disable()
        self.leave_alone_what_is_there()
        timer = QTimer(self, interval=LOOK_MS)
        timer.timeout.connect(self.look)
        timer.start()

    @Slot()
    def leave_alone_what_is_there(self) -> None:
        """Count all objects as part of the program from now on."""
        gc.freeze()

    @Slot()
    def look(self) -> None:
        """Collect, if enough has piled up."""
        if gc.get_count()[0] < YOUNG:
            return
        self._young += 1
        if self._young < YOUNG_TO_OLD:
            gc.collect(0)
            return
        self._young, self._middle = 0, self._middle + 1
        if self._middle < YOUNG_TO_OLD:
            gc.collect(1)
            return
        self._middle = 0
        gc.collect()
