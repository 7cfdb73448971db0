"""Decodes image files to upright 8-bit sRGB. The only place that opens images."""

from __future__ import annotations

import contextlib
import io
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from labelmt.domain.errors import UnreadableImage
from labelmt.domain.text import Text, text
from labelmt.imaging import (
    camera_raw,
    decode_errors,
    deep_tiff,
    dicom,
    jpeg_xl,
    truncated_webp,
)
from labelmt.imaging.damaged_files import (
    FORMATS as DECODED_BY_ROWS,
)
from labelmt.imaging.damaged_files import (
    WHOLE,
    Missing,
    grey_out,
    lenient,
    load_what_is_left,
    words_of,
)
from labelmt.imaging.decoding_memory import COEFFICIENTS, DECODING, DEEP_PIXEL, PIXEL
from labelmt.imaging.deep_values import note_turned
from labelmt.imaging.format_checks import check_format, formats_of
from labelmt.imaging.jpeg_scans import with_bounded_scans
from labelmt.imaging.pillow_setup import PIXEL_LIMIT, quiet_pillow
from labelmt.imaging.png_chunks import SIGNATURE as PNG
from labelmt.imaging.png_chunks import without_text
from labelmt.imaging.rgb_conversion import to_rgb

_ORIENTATION = 0x0112  # EXIF tag 274
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings each EXIF orientation upright (CIPA DC-008, Exif 3.0, 4.6.5.1.6)."""

LeastSize = Callable[[int, int], tuple[int, int]]
"""From stored width and height to the smallest size the caller can use."""


@dataclass(frozen=True, eq=False, slots=True)
class Decoded:
    """A decoded image.

    Attributes:
        width, height: the file's, upright and before scaling.
        note: a sentence on what is missing of it; nothing where it is whole.
    """

    image: Image.Image
    width: int
    height: int
    note: Text = WHOLE


@dataclass(slots=True)
class _Claimed:
    """The size that a file claims to have, for who tells of what went wrong."""

    width: int = 0
    height: int = 0


def read_image(path: Path, *, min_edge: int | None = None) -> Image.Image:
    """An image file as sRGB: upright, first page or frame, any depth and colour mode.

    Args:
        path: the file; its content counts, not its extension.
        min_edge: the shorter side may come out anywhere from this many pixels up to the
            original's, which makes big JPEGs several times quicker; None: full size.

    Raises:
        UnreadableImage: with a reason a person understands.
    """
    return decode_file(path, _edge_of(min_edge)).image


def read_image_bytes(data: bytes, name: str, *, min_edge: int | None = None) -> Image.Image:
    """``read_image`` from memory; ``name`` is what errors call it."""
    return decode_bytes(data, name, min_edge=min_edge).image


def decode_bytes(data: bytes, name: str, *, min_edge: int | None = None) -> Decoded:
    """The same with what is missing of it."""
    return _decode(io.BytesIO(data), len(data), name, _edge_of(min_edge))


def decode_file(path: Path, least: LeastSize | None = None) -> Decoded:
    """``read_image`` with the original's size, for callers that know what size they need.

    Raises:
        UnreadableImage: with a reason a person understands.
    """
    name = str(path)
    try:
        with path.open("rb") as stream:
            return _decode(stream, os.fstat(stream.fileno()).st_size, name, least)
    except OSError as error:
        raise decode_errors.no_access(error, name) from error
    except ValueError as error:  # a NUL in the path
        raise decode_errors.no_access(OSError(str(error)), name) from error


def _edge_of(min_edge: int | None) -> LeastSize | None:
    if min_edge is None:
        return None
    edge = max(1, min_edge)
    return lambda _width, _height: (edge, edge)


def _decode(stream: BinaryIO, size: int, name: str, least: LeastSize | None) -> Decoded:
    if size == 0:
        raise decode_errors.empty(name)
    quiet_pillow()
    claimed = _Claimed()
    try:
        head = _head(stream, dicom.HEAD)
        if dicom.is_dicom(head):
            return _upright(dicom.read_dicom(stream, name), None, 1)
        if jpeg_xl.is_jpeg_xl(head):
            return _upright(jpeg_xl.read_jpeg_xl(stream, name), None, 1)
        if camera_raw.is_raw(head, name):
            with contextlib.suppress(camera_raw.NotRaw):
                return _raw(stream, name, least)
            stream.seek(0)
        return _with_pillow(stream, name, least, claimed)
    except UnreadableImage:
        raise
    except MemoryError as error:
        raise decode_errors.out_of_memory(claimed.width, claimed.height, name) from error
    # Decoders meet hostile bytes: beside OSError, Pillow lets out SyntaxError, ValueError,
    # TypeError, struct.error, EOFError and more. Whatever it is, this file is not whole.
    except Exception as error:
        if isinstance(error, OSError) and error.errno:  # the file system's word, not a decoder's
            raise
        return _what_is_left(stream, name, least, error)


def _what_is_left(
    stream: BinaryIO, name: str, least: LeastSize | None, error: Exception
) -> Decoded:
    """A file that cannot be read strictly. Args: error: why not."""
    claimed = _Claimed()
    try:
        with lenient():
            if truncated_webp.is_webp(_head(stream, 12)):
                return _webp_left(stream, name, claimed)
            stream.seek(0)
            source = without_text(stream) if _head(stream, len(PNG)) == PNG else stream
            return _with_pillow(source, name, least, claimed, error)
    except UnreadableImage:
        raise
    except MemoryError as fault:
        raise decode_errors.out_of_memory(claimed.width, claimed.height, name) from fault
    except Exception:  # noqa: BLE001 (as hostile as above; the first error says more)
        if isinstance(error, UnidentifiedImageError):
            return _otherwise(stream, name, error)
        raise decode_errors.damaged(name, error) from error


def _with_pillow(
    stream: BinaryIO,
    name: str,
    least: LeastSize | None,
    claimed: _Claimed,
    error: Exception | None = None,
) -> Decoded:
    """Args: error: why it could not be read strictly, where it is to be read leniently."""
    formats = formats_of(stream, name)
    if error is not None:
        formats = tuple(one for one in formats if one in DECODED_BY_ROWS)
    with Image.open(stream, formats=formats) as image:
        width, height = claimed.width, claimed.height = image.size
        if width * height > PIXEL_LIMIT:
            raise decode_errors.too_large(width, height, PIXEL_LIMIT, name)
        check_format(image, stream, name)
        if camera_raw.is_dng(image):
            with contextlib.suppress(camera_raw.NotRaw):
                return _raw(stream, name, least)
        if image.format == "TIFF" and deep_tiff.is_deep(image):
            if error is not None:
                raise deep_tiff.UnsupportedTiff
            with contextlib.suppress(deep_tiff.UnsupportedTiff):
                return _upright(*_deep(stream, name))
        if image.format in ("JPEG", "MPO"):
            bounded, scans = with_bounded_scans(stream, width * height, len(image.getbands()))
            if scans:
                return _of_fewer_scans(bounded, name, least, claimed, scans)
        wanted = (width, height) if least is None else least(width, height)
        part = next((one for one in (1, 2, 4) if DECODING.holds(width // one, height // one)), 8)
        if least is not None or part > 1:
            # JPEG: decodes at 1/2, 1/4 or 1/8 from its DCT blocks. Others: nothing.
            image.draft("RGB", (min(wanted[0], width // part), min(wanted[1], height // part)))
        note, missing = WHOLE, None
        with DECODING.taken(*image.size, name, _bytes_of_a_pixel(image, width * height)):
            if error is None:
                image.load()
            else:
                missing = load_what_is_left(image)
                note = _usable(missing, error, image)
            # The header of HEIF may tell the size before it is cropped or turned.
            if image.format == "HEIF":
                width, height = image.size
            rgb = to_rgb(image, no_data=deep_tiff.no_data_of(image))
            if missing is not None:
                rgb = grey_out(rgb, missing)
            return _upright(rgb, (width, height), _orientation(image), note)


def _bytes_of_a_pixel(image: Image.Image, stored: int) -> int:
    """While it is decoded, for one of the size asked for. Args: stored: pixels of the file."""
    deep = image.mode in ("I", "F") or image.mode.startswith("I;16")
    each = DEEP_PIXEL if deep else PIXEL
    if image.info.get("progressive"):  # libjpeg keeps all coefficients, however small it decodes
        each += -(-COEFFICIENTS * stored // max(1, image.width * image.height))
    return each


def _usable(missing: Missing, error: Exception, image: Image.Image) -> Text:
    """The note on an image that was read leniently. Raises the error where it is of no use."""
    if not missing.usable:
        raise error
    return words_of(missing.upright(_orientation(image)), error, image.info)


def _of_fewer_scans(
    stream: BinaryIO, name: str, least: LeastSize | None, claimed: _Claimed, scans: int
) -> Decoded:
    decoded = _with_pillow(stream, name, least, claimed)
    note = text(
        "It is stored in {scans} passes, of which the first are shown: fine detail may be missing.",
        scans=f"{scans:,}",
    )
    return replace(decoded, note=note)


def _webp_left(stream: BinaryIO, name: str, claimed: _Claimed) -> Decoded:
    files = truncated_webp.mended(stream)
    if not files:
        raise OSError("truncated before its picture")
    with Image.open(files[0], formats=("WEBP",)) as one, Image.open(files[-1]) as other:
        claimed.width, claimed.height = one.size
        if claimed.width * claimed.height > PIXEL_LIMIT:
            raise decode_errors.too_large(*one.size, PIXEL_LIMIT, name)
        with DECODING.taken(*one.size, name, 2 * PIXEL):
            one.load()
            other.load()
            missing = truncated_webp.differing(one, other)
            error = OSError("truncated") if len(files) > 1 else ValueError("truncated")
            note = _usable(missing, error, one)
            return _upright(grey_out(to_rgb(one), missing), None, _orientation(one), note)


def _raw(stream: BinaryIO, name: str, least: LeastSize | None) -> Decoded:
    def embedded(data: bytes) -> Image.Image:
        return _decode(io.BytesIO(data), len(data), name, least).image

    stream.seek(0)
    image, orientation = camera_raw.read_raw(stream, name, embedded)
    return _upright(image, None, orientation)


def _otherwise(stream: BinaryIO, name: str, error: UnidentifiedImageError) -> Decoded:
    """What Pillow does not know: a TIFF of many bands, or no image."""
    head = _head(stream, decode_errors.HEAD)
    if not head.startswith(deep_tiff.SIGNATURES):
        raise decode_errors.not_an_image(head, name) from error
    try:
        return _upright(*_deep(stream, name))
    except deep_tiff.UnsupportedTiff as reason:
        raise decode_errors.odd_tiff(reason, name) from reason
    except UnreadableImage:
        raise
    except Exception as fault:  # as hostile as above
        raise decode_errors.damaged(name, fault) from fault


def _deep(stream: BinaryIO, name: str) -> tuple[Image.Image, None, int]:
    image, orientation = deep_tiff.read_deep_tiff(stream, name)
    return image, None, orientation


def _head(stream: BinaryIO, count: int) -> bytes:
    stream.seek(0)
    head = stream.read(count)
    stream.seek(0)
    return head


def _upright(
    image: Image.Image, stored: tuple[int, int] | None, orientation: int, note: Text = WHOLE
) -> Decoded:
    """Args: stored: the size of the file's picture, where ``image`` is smaller."""
    width, height = stored or image.size
    turn = _TURNS.get(orientation)
    note_turned(orientation)
    if turn is None:
        return Decoded(image, width, height, note)
    if orientation >= 5:  # a quarter turn
        width, height = height, width
    return Decoded(image.transpose(turn), width, height, note)


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 where there is none or it cannot be read.

    Called after ``load``: PNG keeps EXIF behind the pixels, and TIFF has turned by then.
    """
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error):
        return 1  # damaged metadata does not make the picture unreadable
    return value if isinstance(value, int) else 1
