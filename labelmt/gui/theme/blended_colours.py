"""Colours between two others, such as those of a scale."""

from __future__ import annotations

from PySide6.QtGui import QColor


def blended(one: str, other: str, share: float) -> str:
    """``share`` of the first in the second; colours as #RRGGBB."""
    a, b = QColor(one), QColor(other)
    return QColor(
        round(a.red() * share + b.red() * (1 - share)),
        round(a.green() * share + b.green() * (1 - share)),
        round(a.blue() * share + b.blue() * (1 - share)),
    ).name()
