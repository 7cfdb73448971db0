"""When a photograph was taken, from its EXIF: DateTimeOriginal with its fraction and offset."""

from __future__ import annotations

from pathlib import Path

from labelmt.imaging.exif_facts import read_exif


def capture_time(path: Path) -> float | None:
    """Seconds since 1970; without an offset the camera's own clock is taken for UTC.

    Reads the header alone. None where the file does not say, or cannot be read.
    """
    return read_exif(path).seconds
