"""Days and months as typed in a search, as moments that can be compared with stored ones."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2})(?:T([0-9]{1,2}):([0-9]{2}))?)?)?")
_FIRST_YEAR, _LAST_YEAR = 1971, 2999
"""What every system can bring from local time to UTC."""


def moment(text: str, today: date | None = None) -> str:
    """The first moment of a day, month or year here, as it is stored: ISO 8601, UTC.

    Args:
        text: ``2026``, ``2026-01``, ``2026-01-31``, ``2026-01-31T18:30``, ``today``,
            ``yesterday``.

    Raises:
        ValueError: it is none of these.
    """
    if text.lower() in ("today", "yesterday"):
        day = (today or date.today()) - timedelta(days=text.lower() == "yesterday")
        return _stored(datetime(day.year, day.month, day.day))
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day_, hour, minute = (int(part) if part else None for part in found.groups())
    if year is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(text)
    return _stored(datetime(year, month or 1, day_ or 1, hour or 0, minute or 0))


def _stored(local: datetime) -> str:
    return local.astimezone(UTC).isoformat(timespec="milliseconds")
