"""The slider of the thumbnails' size, at the bottom of the window."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QSlider, QWidget

from labelmt.gui.images.grid.grid_canvas import EDGES
from labelmt.gui.images.grid.grid_view import GridView

LETTERS = 16
"""Its width, in characters."""


class SizeSlider(QSlider):
    """Steps through the sizes of a grid; follows keys and the wheel."""

    def __init__(self, grid: GridView, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._grid = grid
        self.setRange(0, len(EDGES) - 1)
        self.setPageStep(2)
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * LETTERS)
        self.setAccessibleName(self.tr("Size of thumbnails"))
        self.setToolTip(self.tr("Size of thumbnails (Ctrl+wheel)"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard to the images
        self.valueChanged.connect(self._choose)
        grid.edgeChanged.connect(self._show)
        self._show(grid.edge)

    @Slot(int)
    def _choose(self, place: int) -> None:
        self._grid.set_edge(EDGES[place])

    @Slot(int)
    def _show(self, edge: int) -> None:
        with QSignalBlocker(self):
            self.setValue(min(range(len(EDGES)), key=lambda place: abs(EDGES[place] - edge)))
