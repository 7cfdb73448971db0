"""A few thumbnails beside each other, cropped to squares: examples of something."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.theme.tokens import RADIUS, SMALL

COLUMNS = 3
"""Thumbnails beside each other; more go on below."""


class ThumbnailStrip(QWidget):
    """As wide as it is given; shows what the loader has, and asks it for the rest."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._rows: tuple[int, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        loader.ready.connect(self._follow)

    @property
    def rows(self) -> tuple[int, ...]:
        return self._rows

    def show_rows(self, rows: Sequence[int]) -> None:
        """Show other images."""
        self._rows = tuple(rows)
        for row in self._rows:
            if self._loader.pixmap(row) is None:
                self._loader.request(row)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = -(-len(self._rows) // COLUMNS)
        return max(0, lines * (self._edge(width) + SMALL) - SMALL)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().averageCharWidth() * 30
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        edge = self._edge(self.width())
        for place, row in enumerate(self._rows):
            line, column = divmod(place, COLUMNS)
            box = QRect(column * (edge + SMALL), line * (edge + SMALL), edge, edge)
            corners = QPainterPath()
            corners.addRoundedRect(QRectF(box), RADIUS, RADIUS)
            painter.setClipPath(corners)
            pixmap = self._loader.pixmap(row)
            if pixmap is None:
                painter.fillRect(box, self.palette().color(QPalette.ColorRole.AlternateBase))
            else:
                painter.drawPixmap(box, pixmap, middle_square(pixmap))

    def _edge(self, width: int) -> int:
        return max(1, (width - (COLUMNS - 1) * SMALL) // COLUMNS)

    @Slot(object)
    def _follow(self, rows: Sequence[int]) -> None:
        if not self._rows or set(self._rows).isdisjoint(rows):
            return
        self.update()


def middle_square(pixmap: QPixmap) -> QRect:
    """The largest square in the middle of a picture, in its own pixels."""
    edge = min(pixmap.width(), pixmap.height())
    return QRect((pixmap.width() - edge) // 2, (pixmap.height() - edge) // 2, edge, edge)
