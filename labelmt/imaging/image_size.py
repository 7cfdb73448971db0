"""Width and height of an image file as it is shown, from its header alone."""

from __future__ import annotations

from pathlib import Path

from PIL import ExifTags, Image

from labelmt.imaging.damaged_files import lenient
from labelmt.imaging.pillow_setup import FORMATS, quiet_pillow

_TURNED = (5, 6, 7, 8)
"""EXIF orientations that exchange width and height."""


def image_size(file: Path) -> tuple[int, int]:
    """(width, height) in pixels, turned upright; (0, 0) where the file cannot be read."""
    quiet_pillow()
    try:
        with lenient(), Image.open(file, formats=FORMATS) as image:
            width, height = image.size
            turned = image.getexif().get(ExifTags.Base.Orientation) in _TURNED
    # Hostile bytes: struct.error and more, on opening as well as of EXIF.
    except Exception:  # noqa: BLE001
        return 0, 0
    return (height, width) if turned else (width, height)
