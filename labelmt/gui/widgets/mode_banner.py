"""The banner of a mode, above the images: its title, its parts, how it is used, how to leave."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from labelmt.gui.widgets.flow_layout import FlowLayout
from labelmt.gui.widgets.grounds_and_lines import as_ground, bold_label


class ModeBanner(QWidget):
    """Shows a mode and says what was asked for in it; does nothing itself.

    Args:
        name: the widget's object name.
    """

    left = Signal()
    """The mode is to be left."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.title = bold_label(title)
        self.leave = QPushButton(self.tr("Done (Esc)"))
        self.leave.clicked.connect(self.left)

    def lay_out(self, parts: list[QWidget], below: list[QLabel]) -> None:
        """Parts side by side after the title, in more lines where there is little room.

        Args:
            below: lines of text under them, in the order given.
        """
        flow = FlowLayout()
        for widget in (self.title, *parts):
            flow.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(4)
        layout.addLayout(flow)
        for text in below:
            layout.addWidget(text)
        as_ground(self, QPalette.ColorRole.AlternateBase)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a window at 200 %: it goes on in more lines there."""
        return QSize(0, super().minimumSizeHint().height())


def hint_label(text: str = "") -> QLabel:
    """A line that tells how a mode is used, paler than what it shows."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def progress_bar(name: str) -> QProgressBar:
    """A thin bar that tells how far a mode is; ``name`` is for screen readers."""
    bar = QProgressBar()
    bar.setAccessibleName(name)
    bar.setTextVisible(False)
    bar.setMaximumHeight(bar.fontMetrics().height() // 2)
    bar.setMaximumWidth(bar.fontMetrics().averageCharWidth() * 24)
    return bar
