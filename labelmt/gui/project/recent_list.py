"""Reads the list of recent projects on a thread: what lies on a slow disk keeps nobody waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from labelmt.gui.project.recent_item import RecentEntry
from labelmt.project.places.recent_projects import forget, recent_projects


class RecentList(QObject):
    """Opens no project: it looks at the list and at whether each is still there."""

    read = Signal(object)
    """Sequence of RecentEntry, the last one opened first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: Sequence[RecentEntry] = ()
        """As they were read last."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="recent")
        self.read.connect(self._keep)

    @Slot()
    def read_again(self) -> None:
        """``read`` follows."""
        self._thread.submit(self._read)

    @Slot(object)
    def forget(self, folder: Path) -> None:
        """Take a project off the list; the project itself stays. ``read`` follows."""
        self._thread.submit(self._read, lambda: forget(folder))

    def close(self) -> None:
        """Read no more; a disk that does not answer is not waited for."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _read(self, first: Callable[[], None] = lambda: None) -> None:
        first()
        self.read.emit(
            [
                RecentEntry(one.name, one.folder, one.images, one.opened_at, not one.exists)
                for one in recent_projects()
            ]
        )

    @Slot(object)
    def _keep(self, entries: Sequence[RecentEntry]) -> None:
        self.entries = entries
