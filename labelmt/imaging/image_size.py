"""Width and height of an image file as it is shown, from its header alone."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import ExifTags, Image

_TURNED = (5, 6, 7, 8)
"""EXIF orientations that exchange width and height."""


def image_size(file: Path) -> tuple[int, int]:
    """(width, height) in pixels, turned upright; (0, 0) where the file cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a bomb: nothing is decoded here
            with Image.open(file) as image:
                width, height = image.size
                turned = image.getexif().get(ExifTags.Base.Orientation) in _TURNED
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0, 0
    return (height, width) if turned else (width, height)
