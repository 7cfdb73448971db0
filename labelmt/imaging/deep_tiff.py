"""Reads TIFFs of measurements: many bands, 16-bit colour, floats.

Pillow reads none of these, or just the high byte of each value, so that a 12-bit camera's
picture comes out nearly black. Adobe, TIFF Revision 6.0; read with tifffile.
"""

from __future__ import annotations

import logging
import math
import zlib
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from labelmt.imaging import decode_errors
from labelmt.imaging.bit_depth import to_8_bit
from labelmt.imaging.decoding_memory import DECODING, PIXEL
from labelmt.imaging.deep_values import note_inverted
from labelmt.imaging.pillow_setup import PIXEL_LIMIT

_SHOWN_BANDS = 3
"""The first three bands are red, green and blue, as far as a file says anything of them."""

SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""How a TIFF begins, and a BigTIFF."""

BYTE_LIMIT = 4 * 1024**3
"""Larger than this no page is unpacked, whatever its header claims."""

if TYPE_CHECKING:
    import tifffile

# What it has to say of odd tags concerns nobody; a file it cannot read is told by an error.
logging.getLogger("tifffile").setLevel(logging.CRITICAL)

_ORIENTATION = 274
_GDAL_NO_DATA = 42113
_GREY_IS_WHITE = 0
_DEFLATE = (8, 32946)
_TRUSTED_BYTES = 1024**2
"""A compressed strip or tile of this size inflates to a gigabyte at most (RFC 1951: 1032 times);
larger ones are inflated once without keeping anything, to see that they hold what they should."""
_STEP = 1024**2
_COPIES = 2
"""Of a page as it is stored, while it is scaled to 8 bits."""


class UnsupportedTiff(Exception):
    """A TIFF that Pillow shows as well or better, or that tifffile cannot unpack."""


def is_deep(image: Image.Image) -> bool:
    """Whether Pillow, which opened this TIFF, would give away what it measured."""
    tags = getattr(image, "tag_v2", {})
    bits = tags.get(258, (1,))
    deepest = max(bits) if isinstance(bits, tuple) else bits
    return deepest > 8 and tags.get(277, 1) >= _SHOWN_BANDS and image.mode in ("RGB", "RGBA")


def no_data_of(image: Image.Image) -> float | None:
    """The value that GDAL marked as "not measured" in a TIFF that Pillow opened."""
    return _number(getattr(image, "tag_v2", {}).get(_GDAL_NO_DATA))


def read_deep_tiff(stream: BinaryIO, name: str) -> tuple[Image.Image, int]:
    """The first page as 8-bit RGB, and its EXIF orientation.

    Raises:
        UnsupportedTiff: it cannot be read this way.
        UnreadableImage: it is too large.
    """
    # Imported where it is needed: half a second, for files that few projects have.
    import tifffile

    stream.seek(0)
    try:
        with tifffile.TiffFile(stream) as file:
            page = file.pages.first
            if not isinstance(page, tifffile.TiffPage):
                raise UnsupportedTiff
            width, height = page.imagewidth, page.imagelength
            if width * height > PIXEL_LIMIT or page.nbytes > BYTE_LIMIT:
                raise decode_errors.too_large(width, height, PIXEL_LIMIT, name)
            _refuse_bombs(stream, page)
            tag = page.tags.get(_ORIENTATION)
            orientation = tag.value if tag is not None else 1
            no_data = page.tags.get(_GDAL_NO_DATA)
            each = PIXEL + _COPIES * (page.nbytes // max(1, width * height))
            with DECODING.taken(width, height, name, each):
                values = _bands_last(page.asarray(maxworkers=1), page.axes)
                shown = _shown(values, _number(no_data.value if no_data is not None else None))
                if page.photometric == _GREY_IS_WHITE:
                    shown = 255 - shown
                    note_inverted()
    except (
        tifffile.TiffFileError,
        zlib.error,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
    ) as error:
        # tifffile says with a ValueError that a compression needs a package it lacks.
        raise UnsupportedTiff(str(error)) from error
    image = Image.fromarray(shown)
    return image.convert("RGB"), orientation if isinstance(orientation, int) else 1


def _refuse_bombs(stream: BinaryIO, page: tifffile.TiffPage) -> None:
    """Raises ValueError where a strip or tile inflates to more than its part of the page."""
    if page.compression not in _DEFLATE:
        return
    room = math.prod(page.chunks) * (page.dtype.itemsize if page.dtype is not None else 1)
    for offset, count in zip(page.dataoffsets, page.databytecounts, strict=True):
        if count <= _TRUSTED_BYTES:
            continue
        stream.seek(offset)
        inflating, rest, total = zlib.decompressobj(), stream.read(count), 0
        while rest and not inflating.eof:
            total += len(inflating.decompress(rest, _STEP))
            rest = inflating.unconsumed_tail
            if total > room:
                raise ValueError("a strip holds more than its part of the page")


def _bands_last(values: NDArray[np.generic], axes: str) -> NDArray[np.generic]:
    """(height, width, bands), whatever way round they are stored; the first slice of volumes."""
    while values.ndim > 3 or (values.ndim == 3 and "S" not in axes):
        values, axes = values[0], axes[1:]
    if values.ndim == 2:
        return values[..., None]
    return np.moveaxis(values, axes.index("S"), -1)


def _shown(values: NDArray[np.generic], no_data: float | None) -> NDArray[np.uint8]:
    if values.dtype.kind not in "biuf":
        raise ValueError("complex numbers have no colour")
    bands = _SHOWN_BANDS if values.shape[-1] >= _SHOWN_BANDS else 1
    eight = to_8_bit(values[..., :bands], no_data=no_data)
    return np.ascontiguousarray(eight if bands == _SHOWN_BANDS else eight[..., 0])


def _number(text: object) -> float | None:
    try:
        value = float(str(text).strip("\0 "))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
