"""Grounds, bold labels and lines, coloured by the palette."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QWidget


def as_ground(widget: QWidget, role: QPalette.ColorRole) -> None:
    """Fill a widget's ground: Base as lists have it, or Window as the rest."""
    widget.setBackgroundRole(role)
    widget.setAutoFillBackground(True)


def bold_label(text: str = "") -> QLabel:
    """A label in bold type, as titles are."""
    label = QLabel(text)
    make_bold(label)
    return label


def make_bold(label: QLabel) -> None:
    """Set a label in bold type."""
    font = label.font()
    font.setBold(True)
    label.setFont(font)


def line(orientation: Qt.Orientation = Qt.Orientation.Horizontal) -> QFrame:
    """A thin line between parts of the window."""
    frame = QFrame()
    shape = QFrame.Shape.HLine if orientation is Qt.Orientation.Horizontal else QFrame.Shape.VLine
    frame.setFrameShape(shape)
    frame.setFrameShadow(QFrame.Shadow.Plain)
    frame.setForegroundRole(QPalette.ColorRole.Mid)
    frame.setLineWidth(1)
    return frame
