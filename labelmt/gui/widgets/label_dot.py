"""A dot of a label's colour, as an icon beside its name."""

from __future__ import annotations

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QWidget

from labelmt.gui.widgets.pixmap_drawing import drawn


def label_dot(color: str, widget: QWidget) -> QIcon:
    """A dot of half the height of a widget's text. ``color``: ``#RRGGBB``."""
    edge = widget.fontMetrics().height()

    def draw(painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawEllipse(edge // 4, edge // 4, edge // 2, edge // 2)

    pixmap = drawn(QSizeF(edge, edge), widget.devicePixelRatioF(), draw)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # else Qt tints it with the selection's colour
    return icon
