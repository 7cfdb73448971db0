"""Zoom and pan of an image as arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

GREATEST = 32.0
"""Screen pixels an image pixel is enlarged to, at most."""


@dataclass(frozen=True, slots=True)
class Zoom:
    """A magnification over the whole image's fitting in, and the point in the middle.

    Relative to the image, so that it means the same for a thumbnail and for the full image.

    Attributes:
        factor: 1 fits the image in; less shows one that is smaller than its room in its own pixels.
        x, y: the image's point at the centre of the screen, 0 to 1.
    """

    factor: float = 1.0
    x: float = 0.5
    y: float = 0.5

    @property
    def fits(self) -> bool:
        return self.factor == 1.0

    def box(self, image: QSizeF, room: QRectF) -> QRectF:
        """Where an image of this size lies in a part of the screen."""
        scale = fit_scale(image, room) * self.factor
        size = QSizeF(image.width() * scale, image.height() * scale)
        left = _within(
            room.center().x() - self.x * size.width(), size.width(), room.left(), room.width()
        )
        top = _within(
            room.center().y() - self.y * size.height(), size.height(), room.top(), room.height()
        )
        return QRectF(QPointF(left, top), size)

    def zoomed(
        self, by: float, at: QPointF, image: QSizeF, room: QRectF, density: float = 1.0
    ) -> Zoom:
        """Magnified; the image's point under ``at`` stays there. On the way fitting in is a stop.

        Args:
            density: pixels of the screen in a unit of ``room``.
        """
        fit = max(fit_scale(image, room), 1e-9)
        least, greatest = min(1.0, 1 / (fit * density)), max(1.0, GREATEST / fit)
        factor = min(max(self.factor * by, least), greatest)
        if abs(factor - 1) < 0.001 or (factor - 1) * (self.factor - 1) < 0:
            return Zoom()
        before = self.box(image, room)
        u = (at.x() - before.left()) / before.width()
        v = (at.y() - before.top()) / before.height()
        ratio = factor / self.factor
        left = at.x() - u * before.width() * ratio
        top = at.y() - v * before.height() * ratio
        return replace(self, factor=factor)._centred(left, top, image, room)

    def moved(self, by: QPointF, image: QSizeF, room: QRectF) -> Zoom:
        """Dragged by so many pixels of the screen, no further than the image's edges."""
        box = self.box(image, room).translated(by)
        return self._centred(box.left(), box.top(), image, room)

    def in_room(self, image: QSizeF, before: QRectF, now: QRectF) -> Zoom:
        """The same magnification in pixels after the window's size has changed."""
        if self.fits:
            return self
        factor = self.factor * fit_scale(image, before) / max(fit_scale(image, now), 1e-9)
        # An enlarged image that the window has caught up with is one that fits in from now on.
        caught_up = self.factor > 1 and factor < 1
        return Zoom() if caught_up or abs(factor - 1) < 0.001 else replace(self, factor=factor)

    def _centred(self, left: float, top: float, image: QSizeF, room: QRectF) -> Zoom:
        scale = fit_scale(image, room) * self.factor
        width, height = image.width() * scale, image.height() * scale
        left = _within(left, width, room.left(), room.width())
        top = _within(top, height, room.top(), room.height())
        center = room.center()
        return replace(self, x=(center.x() - left) / width, y=(center.y() - top) / height)


def fit_scale(image: QSizeF, room: QRectF) -> float:
    """Screen pixels an image pixel has when the whole image just fits in."""
    if image.isEmpty() or room.isEmpty():
        return 1.0
    return min(room.width() / image.width(), room.height() / image.height())


def _within(start: float, length: float, low: float, room: float) -> float:
    """A start that leaves no gap at one side while something is cut off at the other."""
    if length <= room:
        return low + (room - length) / 2
    return min(max(start, low + room - length), low)
