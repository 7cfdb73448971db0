"""Two images compared side by side, with one zoom and pan for both."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from labelmt.domain.changes import Changes
from labelmt.gui.images.grid.grid_model import GridModel
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.images.viewer.image_viewer import ImageViewer
from labelmt.gui.images.viewer.zoom import Zoom

GAP = 2


class PairView(QWidget):
    """Zoom and pan go together; keys go to the framed side, Tab and a click change it."""

    row_changed = Signal(int)
    """The image that keys go to is another one."""
    left = Signal()
    """Back to the grid."""

    def __init__(
        self, model: GridModel, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("pair")
        self.sides = ImageViewer(model, thumbnails), ImageViewer(model, thumbnails)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        self._active = self.sides[0]
        for side, other in (self.sides, self.sides[::-1]):
            side.keeps_zoom = True
            layout.addWidget(side, 1)
            side.zoomed.connect(partial(self._zoom_too, other))
            side.rowChanged.connect(partial(self._follow, side))
            side.left.connect(self.left)
            side.installEventFilter(self)
        self.setFocusProxy(self._active)

    @property
    def active(self) -> ImageViewer:
        """The side that keys go to."""
        return self._active

    @property
    def rows(self) -> tuple[int, ...]:
        """The images shown, left and right."""
        return tuple(side.row for side in self.sides if side.row is not None)

    def show_pair(self, first: int, second: int) -> None:
        """Show two images, all of each to begin with; keys go to the left one."""
        for side, row in zip(self.sides, (first, second), strict=True):
            side.take_zoom(Zoom())
            side.show_row(row)
        self._activate(self.sides[0])
        self.sides[0].setFocus()

    def follow(self, changes: Changes) -> None:
        """Load again what was changed on disk."""
        for side in self.sides:
            side.follow(changes)

    def forget(self) -> None:
        """Show nothing; free what was loaded."""
        for side in self.sides:
            side.forget()

    def close_loader(self) -> None:
        """Stop loading, and wait for what is being decoded."""
        for side in self.sides:
            side.close_loader()

    def focusNextPrevChild(self, _next: bool, /) -> bool:  # noqa: N802 (Qt's)
        """Tab stays between the two; Esc leaves them."""
        self._other(self._active).setFocus()
        return True

    def _other(self, side: ImageViewer) -> ImageViewer:
        return self.sides[1] if side is self.sides[0] else self.sides[0]

    def _zoom_too(self, other: ImageViewer, zoom: Zoom) -> None:
        other.take_zoom(zoom)

    def _follow(self, side: ImageViewer, row: int) -> None:
        if side is self._active:
            self.row_changed.emit(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            for side in self.sides:
                if watched is side and side is not self._active:
                    self._activate(side)
        return super().eventFilter(watched, event)

    def _activate(self, side: ImageViewer) -> None:
        self._active = side
        self.setFocusProxy(side)
        for one in self.sides:
            one.set_framed(one is side)
        if side.row is not None:
            self.row_changed.emit(side.row)
