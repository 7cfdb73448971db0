"""When a photograph was taken, from its EXIF: DateTimeOriginal with its fraction and offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from PIL import ExifTags, Image

from labelmt.imaging.pillow_setup import FORMATS, quiet_pillow

_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


def capture_time(path: Path) -> float | None:
    """Seconds since 1970; without an offset the camera's own clock is taken for UTC.

    Reads the header alone. None where the file does not say, or cannot be read.
    """
    quiet_pillow()
    try:
        with Image.open(path, formats=FORMATS) as image:
            tags = image.getexif().get_ifd(ExifTags.IFD.Exif)
    # A hostile header raises as it likes; whether the image can be read is told elsewhere.
    except Exception:  # noqa: BLE001
        return None
    base = ExifTags.Base
    told = [
        str(tags.get(tag, ""))
        for tag in (base.DateTimeOriginal, base.SubsecTimeOriginal, base.OffsetTimeOriginal)
    ]
    return _seconds(*told)


def _seconds(moment: str, fraction: str, offset: str) -> float | None:
    found = _TIME.match(moment)
    if found is None:
        return None
    zone = UTC
    if away := _OFFSET.match(offset):
        minutes = int(away[2]) * 60 + int(away[3])
        zone = timezone(timedelta(minutes=-minutes if away[1] == "-" else minutes))
    digits = re.match(r"\d*", fraction.strip())
    part = float(f"0.{digits[0]}") if digits and digits[0] else 0.0
    try:
        return datetime(*map(int, found.groups()), tzinfo=zone).timestamp() + part  # type: ignore[arg-type, misc]
    except (ValueError, OverflowError):  # a month 0, as cameras without a clock write it
        return None
