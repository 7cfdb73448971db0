"""What the window remembers of itself between two runs: its place, size and parts."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter

from labelmt.project.locations import config_folder

FILE = "window.ini"


class WindowMemory:
    """An ini file beside the other settings; nothing a project depends on."""

    def __init__(self) -> None:
        path = config_folder() / FILE
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def restore(self, window: QMainWindow, splitter: QSplitter) -> bool:
        """Put the window where it was; False where nothing is known."""
        geometry = self._settings.value("geometry")
        parts = self._settings.value("parts")
        if isinstance(parts, QByteArray):
            splitter.restoreState(parts)
        return isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)

    def keep(self, window: QMainWindow, splitter: QSplitter) -> None:
        """Remember where the window is."""
        self._settings.setValue("geometry", window.saveGeometry())
        self._settings.setValue("parts", splitter.saveState())
        self._settings.sync()

    @property
    def thumbnail_edge(self) -> int | None:
        value = self._settings.value("thumbnail_edge")
        return int(value) if isinstance(value, str | int) and str(value).isdigit() else None

    @thumbnail_edge.setter
    def thumbnail_edge(self, edge: int) -> None:
        self._settings.setValue("thumbnail_edge", edge)
