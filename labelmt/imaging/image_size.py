"""Width and height of an image file as it is shown, from its header alone."""

from __future__ import annotations

from pathlib import Path

from PIL import ExifTags, Image

from labelmt.domain.errors import UnreadableImage
from labelmt.imaging import camera_raw, dicom, jpeg_xl
from labelmt.imaging.damaged_files import lenient
from labelmt.imaging.decode import decode_file
from labelmt.imaging.format_checks import formats_of
from labelmt.imaging.pillow_setup import quiet_pillow

_TURNED = (5, 6, 7, 8)
"""EXIF orientations that exchange width and height."""


def image_size(file: Path) -> tuple[int, int]:
    """(width, height) in pixels, turned upright; (0, 0) where the file cannot be read.

    Where no header tells, as that of a camera's raw file, the image is decoded.
    """
    quiet_pillow()
    try:
        with file.open("rb") as stream:
            head = stream.read(dicom.HEAD)
            other = dicom.is_dicom(head) or jpeg_xl.is_jpeg_xl(head)
            if other or camera_raw.is_raw(head, str(file)):
                return _decoded_size(file)
            with lenient(), Image.open(stream, formats=formats_of(stream, str(file))) as image:
                if camera_raw.is_dng(image):
                    return _decoded_size(file)
                width, height = image.size
                turned = image.getexif().get(ExifTags.Base.Orientation) in _TURNED
                if image.format == "TIFF":  # Pillow has turned its size
                    turned = False
    # Hostile bytes: struct.error and more, on opening as well as of EXIF.
    except Exception:  # noqa: BLE001 (decoding may find more, such as in a TIFF of many bands)
        return _decoded_size(file)
    return (height, width) if turned else (width, height)


def _decoded_size(file: Path) -> tuple[int, int]:
    try:
        decoded = decode_file(file, lambda _width, _height: (1, 1))
    except UnreadableImage:
        return 0, 0
    return decoded.width, decoded.height
