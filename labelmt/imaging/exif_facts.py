"""What a photograph's EXIF tells: when it was taken, with which camera, where (GPS).

Reads the header alone. Whatever a hostile or damaged header does, the answer is that nothing is
known: whether the image can be read is told elsewhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

from labelmt.imaging.pillow_setup import FORMATS, quiet_pillow

LONGEST_CAMERA = 100
"""Characters of a camera's name."""
_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class ExifFacts:
    """Attributes:
    taken: by the camera's own clock, in seconds since 1970 as if that were UTC: what a person
        calls the day. seconds: the moment itself, where the camera tells its offset; else
        the same. Both with fractions, None where the file does not say.
    camera: maker and model, or empty.
    place: latitude and longitude in degrees, north and east positive; None where unknown.
    """

    taken: float | None = None
    seconds: float | None = None
    camera: str = ""
    place: tuple[float, float] | None = None


NOTHING = ExifFacts()


def read_exif(path: Path) -> ExifFacts:
    """What the header says; nothing where there is none, or it cannot be read."""
    quiet_pillow()
    try:
        with Image.open(path, formats=FORMATS) as image:
            exif = image.getexif()
            if not exif:
                return NOTHING
            base = dict(exif)
            tags = _directory(exif, ExifTags.IFD.Exif)
            gps = _directory(exif, ExifTags.IFD.GPSInfo)
        taken, seconds = _times(tags)
        return ExifFacts(taken, seconds, _camera(base), _place(gps))
    # A hostile header raises as it likes, on opening as well as on comparing what it holds.
    except Exception:  # noqa: BLE001
        return NOTHING


def _directory(exif: Image.Exif, which: int) -> Mapping[int, Any]:
    try:
        return dict(exif.get_ifd(which))
    except Exception:  # noqa: BLE001 (one that is damaged spoils no other)
        return {}


def _times(tags: Mapping[int, Any]) -> tuple[float | None, float | None]:
    base = ExifTags.Base
    moment, fraction, offset = (
        str(tags.get(tag, ""))
        for tag in (base.DateTimeOriginal, base.SubsecTimeOriginal, base.OffsetTimeOriginal)
    )
    found = _TIME.match(moment)
    if found is None:
        return None, None
    digits = re.match(r"[0-9]{0,9}", fraction.strip())
    part = float(f"0.{digits[0]}") if digits and digits[0] else 0.0
    zone = UTC
    try:
        if away := _OFFSET.match(offset):
            minutes = int(away[2]) * 60 + int(away[3])
            zone = timezone(timedelta(minutes=-minutes if away[1] == "-" else minutes))
        year, month, day, hour, minute, second = map(int, found.groups())
        taken = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        told = taken.replace(tzinfo=zone)
        return taken.timestamp() + part, told.timestamp() + part
    except (ValueError, OverflowError):  # a month 0, as cameras without a clock write it
        return None, None


def _camera(base: Mapping[int, Any]) -> str:
    maker, model = (
        " ".join("".join(one for one in str(base.get(tag) or "") if one.isprintable()).split())
        for tag in (ExifTags.Base.Make, ExifTags.Base.Model)
    )
    if model.casefold().startswith(maker.casefold()):  # "Canon", "Canon EOS R5"
        maker = ""
    name = f"{maker} {model}".strip()[:LONGEST_CAMERA].strip()
    return name.encode("utf-8", "ignore").decode("utf-8")


def _place(gps: Mapping[int, Any]) -> tuple[float, float] | None:
    found = []
    for tag, reference, negative, most in (
        (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S", 90.0),
        (ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W", 180.0),
    ):
        try:
            degrees, minutes, seconds = (float(one) for one in gps[tag])
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            return None
        value = degrees + minutes / 60 + seconds / 3600
        if str(gps.get(reference, "")).strip("\0 ").upper() == negative:
            value = -value
        if not math.isfinite(value) or abs(value) > most:
            return None
        found.append(value)
    latitude, longitude = found
    # Both nought is what a receiver writes that has seen no satellite.
    return None if latitude == 0 == longitude else (latitude, longitude)
