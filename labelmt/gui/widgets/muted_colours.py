"""Muted text colours from the palette, for light and dark themes alike."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QWidget

HELP_SHARE = 0.7
"""Keeps explanations above a contrast of 4.5 to 1 (WCAG 2.2, AA) in usual palettes."""


def mixed(palette: QPalette, share: float) -> QColor:
    """``share`` of the text's colour over the window's; 1 is the text's own."""
    text = palette.color(QPalette.ColorRole.WindowText)
    window = palette.color(QPalette.ColorRole.Window)
    return QColor(
        *(
            round(share * above + (1 - share) * below)
            for above, below in (
                (text.red(), window.red()),
                (text.green(), window.green()),
                (text.blue(), window.blue()),
            )
        )
    )


def quiet_label(text: str = "") -> QLabel:
    """A wrapped label in a muted colour, as explanations are."""
    label = QLabel(text)
    label.setWordWrap(True)
    mute(label)
    return label


def mute(label: QWidget) -> None:
    """In the theme's muted colour, also after the theme has changed."""
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
