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


_SPAN = re.compile(r"(.+?)\.\.(.+)")


def span_of(text: str, today: date | None = None) -> tuple[datetime, datetime]:
    """First moment of a day, month or year, and the first after it; of ``A..B`` the end of B.

    By no clock in particular: a camera's own.

    Args:
        text: ``2024``, ``2024-06``, ``2024-06-03``, ``today``, ``2024-06-01..2024-07-15``.

    Raises:
        ValueError: it is none of these, or ends before it begins.
    """
    first, last = found.groups() if (found := _SPAN.fullmatch(text)) else (text, text)
    start, stop = _whole(first, today)[0], _whole(last, today)[1]
    if stop <= start:
        raise ValueError(text)
    return start, stop


def _whole(text: str, today: date | None) -> tuple[datetime, datetime]:
    if text.lower() in ("today", "yesterday"):
        text = ((today or date.today()) - timedelta(days=text.lower() == "yesterday")).isoformat()
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute = (int(one) if one else None for one in found.groups())
    if year is None or not 1 <= year < _LAST_YEAR:
        raise ValueError(text)
    start = datetime(year, month or 1, day or 1, hour or 0, minute or 0)
    if hour is not None:
        return start, start + timedelta(minutes=1)
    if day is not None:
        return start, start + timedelta(days=1)
    if month is not None:
        return start, datetime(year + month // 12, month % 12 + 1, 1)
    return start, datetime(year + 1, 1, 1)


def _stored(local: datetime) -> str:
    return local.astimezone(UTC).isoformat(timespec="milliseconds")
