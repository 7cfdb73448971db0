"""The system's font of fixed pitch, for what is typed letter by letter."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase


def fixed_pitch() -> QFont:
    """In the size that the system gives it."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
