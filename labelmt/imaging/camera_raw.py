"""Camera raw: the preview that a camera put in, or the developed picture; optional, needs rawpy.

LibRaw reads the files. The preview is what the camera itself made of the light; it is as large as
the picture in most of them. Where it is small or absent, the picture is developed with the
camera's white balance.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from PIL import ExifTags, Image

from labelmt.domain.errors import UnreadableImage
from labelmt.domain.text import text
from labelmt.imaging import decode_errors
from labelmt.imaging.decoding_memory import DECODING, DEEP_PIXEL
from labelmt.imaging.image_endings import RAW, ending_of
from labelmt.imaging.pillow_setup import PIXEL_LIMIT

if TYPE_CHECKING:
    import rawpy

SIGNATURES = (
    b"FUJIFILMCCD-RAW",
    b"IIRO",
    b"IIRS",
    b"MMOR",
    b"IIU\0",
    b"FOVb",
    b"\0MRM",
    b"II\x1a\0\0\0HEAPCCDR",
)
"""Of Fujifilm, Olympus (three), Panasonic, Sigma, Minolta, and Canon's oldest."""
_TIFF = b"II*\0", b"MM\0*"
_CANON_AT, _CANON = 8, b"CR\x02"
_BRAND = b"ftypcrx "
_DNG_VERSION = 50706
EXTRA = "raw"
"""Name of the extra that installs what this module needs."""
_LEAST_SHARE = 0.4
"""Of the sensor's width that a preview must have to be shown instead of it."""
_TURNS = {3: 3, 5: 8, 6: 6}
"""LibRaw's ``flip`` to the EXIF orientation that brings a picture upright."""

Embedded = Callable[[bytes], Image.Image]
"""Decodes a preview's bytes to an upright image."""


class NotRaw(Exception):
    """Another kind of image after all, whatever it is called."""


def is_raw(head: bytes, name: str) -> bool:
    """Whether a file is to be tried as a camera's: by its beginning, or as a TIFF by its name."""
    if head.startswith(SIGNATURES) or head[4:12] == _BRAND:
        return True
    if not head.startswith(_TIFF):
        return False
    return head[_CANON_AT : _CANON_AT + 3] == _CANON or ending_of(name) in RAW


def read_raw(stream: BinaryIO, name: str, embedded: Embedded) -> tuple[Image.Image, int]:
    """The camera's picture as RGB, and the EXIF orientation that it still lacks.

    Args:
        embedded: decodes a preview that is a JPEG.

    Raises:
        NotRaw: LibRaw does not know it.
        UnreadableImage: rawpy is not installed, it is too large, or damaged.
    """
    try:
        import rawpy
    except ImportError as error:
        what = text("Camera raw files need the extra “raw” of LabelMT, which is not installed.")
        raise decode_errors.needs_extra(what, EXTRA, name, error) from error
    try:
        with rawpy.imread(stream) as raw:
            width, height = raw.sizes.raw_width, raw.sizes.raw_height
            if width * height > PIXEL_LIMIT:
                raise decode_errors.too_large(width, height, PIXEL_LIMIT, name)
            found = _preview(raw, embedded)
            if found is not None:
                preview, told = found
                if max(preview.size) >= _LEAST_SHARE * max(width, height):
                    turn = 1 if told else _TURNS.get(raw.sizes.flip, 1)
                    # Some cameras store it upright and say nothing.
                    return preview, 1 if turn >= 5 and preview.height > preview.width else turn
            with DECODING.taken(width, height, name, DEEP_PIXEL):
                return Image.fromarray(raw.postprocess(use_camera_wb=True, output_bps=8)), 1
    except rawpy.LibRawFileUnsupportedError as error:
        raise NotRaw from error
    except rawpy.LibRawError as error:
        raise UnreadableImage(
            text("This camera raw file is damaged, or of a kind that is not read."),
            subject=name,
            next_step=text("Copy it again, or save it as DNG."),
            details=str(error),
        ) from error


def _preview(raw: rawpy.RawPy, embedded: Embedded) -> tuple[Image.Image, bool] | None:
    """The largest that can be read, and whether it told itself how it is turned."""
    import rawpy

    try:
        found = raw.extract_thumb()
        if found.format == rawpy.ThumbFormat.BITMAP:
            return Image.fromarray(np.asarray(found.data)).convert("RGB"), False
        data = bytes(found.data)
        return embedded(data), _tells_orientation(data)
    # None, one of a kind that LibRaw does not unpack (H.265), or one that is damaged.
    except (rawpy.LibRawError, UnreadableImage, ValueError, TypeError):
        return None


def _tells_orientation(jpeg: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
            return ExifTags.Base.Orientation in image.getexif()
    except Exception:  # noqa: BLE001 (damaged metadata)
        return False


def is_dng(image: Image.Image) -> bool:
    """Whether a TIFF that Pillow opened is a digital negative, whatever it is called."""
    return _DNG_VERSION in getattr(image, "tag_v2", {})
