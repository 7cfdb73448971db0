"""Local date and time of a stored moment, in the person's language."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimeZone


def local_time(at: str, otherwise: str = "") -> str:
    """A moment (ISO 8601, UTC) as the person's clock and language have it.

    Args:
        otherwise: what is given back where the text is no moment.
    """
    moment = QDateTime.fromString(at, Qt.DateFormat.ISODateWithMs)
    if not moment.isValid():
        return otherwise
    return QLocale().toString(
        moment.toTimeZone(QTimeZone.systemTimeZone()), QLocale.FormatType.ShortFormat
    )
