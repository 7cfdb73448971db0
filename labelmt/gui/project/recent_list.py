"""Reads the list of recent projects on a thread: what lies on a slow disk keeps nobody waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from labelmt.gui.project.recent_item import PICTURE, RecentEntry
from labelmt.project.places.recent_projects import RecentProject, forget, recent_projects


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
        self.read.emit([_entry(one) for one in recent_projects()])

    @Slot(object)
    def _keep(self, entries: Sequence[RecentEntry]) -> None:
        self.entries = entries


def _entry(one: RecentProject) -> RecentEntry:
    missing = not one.exists
    return RecentEntry(
        one.name,
        one.folder,
        one.images,
        one.opened_at,
        missing,
        one.labelled,
        None if missing or one.picture is None else _picture(one.picture),
    )


def _picture(file: Path) -> QImage | None:
    """A small copy of a thumbnail; None where it is gone."""
    image = QImage(str(file))
    if image.isNull():
        return None
    return image.scaledToHeight(2 * PICTURE.height(), Qt.TransformationMode.SmoothTransformation)
