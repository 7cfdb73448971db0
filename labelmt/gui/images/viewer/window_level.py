"""Window and level of an image of more than 8 bits: chosen by dragging, made beside the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QSize, Signal
from PySide6.QtGui import QImage

from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.images.viewer.image_loader import levels_of
from labelmt.imaging.deep_values import DeepValues

DRAGGED = 300
"""Pixels that a drag takes to change window or level by as much as the automatic window is wide."""


class WindowLevel(QObject):
    """What of the measured values is shown from black to white, for one image at a time."""

    made = Signal()
    """The image through another window is there, or the automatic one is shown again."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._latest = LatestRequest(self)
        self._deep: DeepValues | None = None
        self.bounds: tuple[float, float] | None = None
        """Shown black and white; None as it comes."""
        self.levels: tuple[QImage, ...] = ()
        """The image through the window and its halves; empty as it comes."""

    @property
    def offered(self) -> bool:
        """Whether the image has values to choose from."""
        return self._deep is not None

    def show_values(self, deep: DeepValues | None) -> None:
        """Another image: it is shown as it comes."""
        if deep is not self._deep:
            self._deep = deep
            self.reset()

    def reset(self) -> None:
        """Show it as its thumbnail does."""
        self._latest.forget()
        self.bounds, self.levels = None, ()
        self.made.emit()

    def drag(self, by: QPointF) -> None:
        """To the right the window gets wider, upwards its level falls: the image gets brighter."""
        if self._deep is None:
            return
        low, high = self.bounds or (self._deep.low, self._deep.high)
        unit = (self._deep.high - self._deep.low) / DRAGGED
        width = max(high - low + by.x() * unit, unit)
        level = (low + high) / 2 + by.y() * unit
        self.choose(level - width / 2, level + width / 2)

    def stretch(self, left: float, top: float, right: float, bottom: float) -> None:
        """Show all that is in a part of the image, in shares of its width and height."""
        deep = self._deep
        if deep is not None:
            self._latest.submit(
                lambda: deep.stretched(left, top, right, bottom), lambda found: self.choose(*found)
            )

    def choose(self, low: float, high: float) -> None:
        """Show these values black and white."""
        deep = self._deep
        if deep is None:
            return
        self.bounds = low, high
        self._latest.submit(lambda: _levels(deep, low, high), self._take, refresh=True)
        self.made.emit()

    def close(self) -> None:
        """Wait for what is being made."""
        self._latest.close()

    def _take(self, levels: tuple[QImage, ...]) -> None:
        if self.bounds is not None and self._deep is not None:
            height, width = self._deep.values.shape[:2]
            if levels[0].size() == QSize(width, height):
                self.levels = levels
                self.made.emit()


def _levels(deep: DeepValues, low: float, high: float) -> tuple[QImage, ...]:
    shown = deep.shown(low, high)
    height, width = shown.shape[:2]
    image = QImage(shown.data, width, height, width * 3, QImage.Format.Format_RGB888)
    return levels_of(image.convertToFormat(QImage.Format.Format_RGB32))  # copies
