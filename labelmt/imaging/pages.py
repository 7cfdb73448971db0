"""Counts the pages of multi-page files; the first page is the image."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from PIL import Image

from labelmt.imaging import dicom
from labelmt.imaging.pillow_setup import quiet_pillow

MOST = 9999
"""Pages that are counted: a hostile file chains millions of empty ones."""


def count_pages(path: Path) -> int:
    """Pages of a TIFF, frames of a DICOM file; 1 for all else and for what cannot be read.

    The frames of an animation are no pages: nobody labels the second one.
    """
    quiet_pillow()
    try:
        with path.open("rb") as stream:
            if dicom.is_dicom(stream.read(dicom.HEAD)):
                return dicom.dicom_pages(stream)
            stream.seek(0)
            return _tiff_pages(stream)
    except Exception:  # noqa: BLE001 (a damaged file's pages: whoever decodes it says so)
        return 1


def _tiff_pages(stream: BinaryIO) -> int:
    with Image.open(stream, formats=("TIFF",)) as image:
        count = 1
        while count < MOST:
            try:
                image.seek(count)
            except EOFError:
                break
            count += 1
        return count
