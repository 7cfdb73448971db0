"""Window state kept between runs: geometry, column widths, thumbnail size, auto-advance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from labelmt.gui.core.window_settings import window_settings
from labelmt.gui.widgets.fitting_dialog import room_on_screen

if TYPE_CHECKING:
    from labelmt.gui.images.grid.grid_view import GridView
    from labelmt.gui.widgets.work_area import WorkArea

Options = Mapping[str, QAction]
"""Checkable actions by the name they are kept under."""
FIRST_SIZE = 1280, 800


class WindowState:
    """Kept in the window's settings file."""

    def __init__(self) -> None:
        self._settings = window_settings()

    def bring_back_geometry(self, window: QMainWindow) -> None:
        """Put the window where it was; what is not known, or damaged, is as at first."""
        geometry = self._settings.value("geometry")
        if not (isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)):
            window.resize(QSize(*FIRST_SIZE))
        window.resize(window.size().boundedTo(room_on_screen(window)))

    def bring_back(self, parts: WorkArea, grid: GridView, options: Options) -> None:
        """The same of what is in it."""
        arranged = self._settings.value("parts", "")
        if isinstance(arranged, str):  # not so in files of before panels could be hidden
            parts.bring_back(arranged)
        edge = str(self._settings.value("thumbnails", ""))
        if edge.isdigit():
            grid.set_edge(int(edge))
        for name, action in options.items():
            action.setChecked(str(self._settings.value(name, "")) == "true")

    def keep(self, window: QMainWindow, parts: WorkArea, grid: GridView, options: Options) -> None:
        """Remember how things are."""
        self._settings.setValue("geometry", window.saveGeometry())
        self._settings.setValue("parts", parts.state())
        self._settings.setValue("thumbnails", grid.edge)
        for name, action in options.items():
            self._settings.setValue(name, "true" if action.isChecked() else "false")
        self._settings.sync()
