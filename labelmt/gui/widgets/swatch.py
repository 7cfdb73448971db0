"""Colour swatch: a label's colour as a small picture."""

from __future__ import annotations

from PySide6.QtCore import QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QWidget

from labelmt.gui.widgets.pixmap_drawing import drawn


def icon_size(widget: QWidget) -> QSize:
    """What a view of swatches takes for its icons, at any size of text."""
    height = widget.fontMetrics().height()
    return QSize(height, height)


def swatch(color: str, widget: QWidget, *, round_shape: bool = False, faint: bool = False) -> QIcon:
    """A square, or a disc, as high as the widget's text. ``faint``: of what is archived."""
    size = widget.fontMetrics().height()

    def draw(painter: QPainter) -> None:
        painter.setOpacity(0.35 if faint else 1.0)
        painter.setPen(widget.palette().color(QPalette.ColorRole.Dark))
        painter.setBrush(QColor(color))
        if round_shape:
            edge = size * 0.7
            painter.drawEllipse(
                round((size - edge) / 2), round((size - edge) / 2), *[round(edge)] * 2
            )
        else:
            painter.drawRoundedRect(1, 1, size - 2, size - 2, 3, 3)

    pixmap = drawn(QSizeF(size, size), widget.devicePixelRatioF(), draw)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # a tinted colour would be another label's
    return icon


def blank(widget: QWidget) -> QIcon:
    """As wide as a swatch, so that texts stand in one column."""
    size = widget.fontMetrics().height()
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    return QIcon(pixmap)
