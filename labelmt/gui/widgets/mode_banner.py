"""The banner of a mode, above the images: its title, its parts, how it is used, how to leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QLabel, QProgressBar, QSlider, QVBoxLayout, QWidget

from labelmt.gui.theme.tokens import MEDIUM, SMALL
from labelmt.gui.widgets.elided_label import ElidedLabel, PartsLabel
from labelmt.gui.widgets.flow_layout import FlowLayout, Least
from labelmt.gui.widgets.grounds_and_lines import as_ground, bold_label
from labelmt.gui.widgets.key_button import KeyButton

GIVING = QProgressBar, QSlider, KeyButton, ElidedLabel, QComboBox
"""What makes room in a banner, in this order."""

LEAST_BAR = 32
"""Width in pixels down to which a bar gets shorter, until there is no other way."""

Below: TypeAlias = QWidget | Sequence[QWidget]


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
        self.leave = KeyButton(self.tr("Done (Esc)"))
        self.leave.clicked.connect(self.left)

    def lay_out(self, parts: Sequence[QWidget], below: Sequence[Below]) -> None:
        """Parts side by side after the title, in one line: where there is little room, bars and
        sliders get shorter, keys go from the buttons, then words and choices get shorter.

        Args:
            below: texts, and lines of widgets, under them in the order given.
        """
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        layout.setSpacing(SMALL)
        layout.addLayout(_in_one_line(self.title, *parts))
        for one in below:
            if isinstance(one, QWidget):
                layout.addWidget(one)
            else:
                layout.addLayout(_in_one_line(*one))
        as_ground(self, QPalette.ColorRole.AlternateBase)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a window at 200 %: it goes on in more lines there."""
        return QSize(0, super().minimumSizeHint().height())


def _in_one_line(*widgets: QWidget) -> FlowLayout:
    flow = FlowLayout()
    for widget in widgets:
        turn = next((one for one, kind in enumerate(GIVING) if isinstance(widget, kind)), None)
        if turn is None:
            flow.addWidget(widget)
        else:
            flow.add_giving(widget, turn, *_least(widget))
    return flow


def _least(widget: QWidget) -> tuple[Least, int | None]:
    """Widths down to which it gets shorter: usually, and when all else has."""
    if isinstance(widget, QProgressBar):
        return LEAST_BAR, 0
    if isinstance(widget, PartsLabel):
        return widget.first_width, widget.minimumSizeHint().width()
    return None, None


def hint_label(text: str = "") -> QLabel:
    """A line that tells how a mode is used, paler than what it shows."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def keys_label(text: str = "") -> PartsLabel:
    """A line that tells the keys of a mode, paler than what it shows; all keys are in a list."""
    label = PartsLabel(text)
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
