"""A widget in which an image is zoomed and panned."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from labelmt.gui.images.viewer.zoom import Zoom, fit_scale
from labelmt.gui.widgets.pinch import pinch_factor

STEP = 1.25
"""Magnification of a key press or a wheel's notch."""


class ZoomArea(QWidget):
    """Wheel, drag and double click; what is shown, and drawing it, is up to who derives it."""

    zoomed = Signal(object)
    """Zoom, after a person has changed it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zoom = Zoom()
        self._grip: QPointF | None = None
        self._bar_height = 0
        """Of a part at the bottom that is not the image's."""

    @property
    def zoom(self) -> Zoom:
        return self._zoom

    def natural(self) -> QSizeF | None:
        """Size of what is shown in its own pixels; None where nothing is."""
        raise NotImplementedError

    @Slot()
    def zoom_in(self) -> None:
        self._magnify(STEP)

    @Slot()
    def zoom_out(self) -> None:
        self._magnify(1 / STEP)

    @Slot()
    def fit(self) -> None:
        """All of the image."""
        self._set_zoom(Zoom())

    @Slot()
    def show_pixels(self) -> None:
        """One pixel of the image on one of the screen, around the middle."""
        size = self.natural()
        if size is None:
            return
        whole = fit_scale(size, self.room()) * self.devicePixelRatioF()
        if whole > 1:  # all of it is seen: what was in the middle does not matter
            self._zoom = Zoom()
        self._magnify(1 / whole / self._zoom.factor)

    def room(self) -> QRectF:
        return QRectF(0, 0, self.width(), max(1, self.height() - self._bar_height))

    def _magnify(self, by: float, at: QPointF | None = None) -> None:
        size, room = self.natural(), self.room()
        if size is not None:
            density = self.devicePixelRatioF()
            self._set_zoom(self._zoom.zoomed(by, at or room.center(), size, room, density))

    def take_zoom(self, zoom: Zoom) -> None:
        """Magnify as another one does; nobody is told."""
        self._zoom = zoom
        hand = Qt.CursorShape.OpenHandCursor
        self.setCursor(hand if zoom.factor > 1 else Qt.CursorShape.ArrowCursor)
        self.update()

    def _set_zoom(self, zoom: Zoom) -> None:
        self.take_zoom(zoom)
        self.zoomed.emit(zoom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        size = self.natural()
        if size is not None and event.oldSize().isValid():
            old = QSizeF(event.oldSize())
            before = QRectF(0, 0, old.width(), max(1.0, old.height() - self._bar_height))
            self._zoom = self._zoom.in_room(size, before, self.room())

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        if notches:
            self._magnify(STEP**notches, event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        factor = pinch_factor(event)
        if factor is None or not isinstance(event, QNativeGestureEvent):
            return super().event(event)
        self._magnify(factor, event.position())
        event.accept()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._zoom.factor > 1:
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        size = self.natural()
        if self._grip is None or size is None:
            return
        by, self._grip = event.position() - self._grip, event.position()
        self._zoom = self._zoom.moved(by, size, self.room())
        self.update()
        self.zoomed.emit(self._zoom)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._grip = None
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """To the pixels under the cursor, and back."""
        size = self.natural()
        if not self._zoom.fits:
            self.fit()
        elif size is not None:
            whole = fit_scale(size, self.room()) * self.devicePixelRatioF()
            self._magnify(max(1 / whole, 2.0), event.position())
