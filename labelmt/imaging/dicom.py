"""Reads DICOM images as a viewer shows them; optional, for it needs pydicom.

DICOM PS3.3 C.7.6.3 (pixels), C.11.1 (modality: slope and intercept), C.11.2 (window).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from labelmt.domain.errors import UnreadableImage
from labelmt.domain.text import text
from labelmt.imaging import decode_errors
from labelmt.imaging.bit_depth import to_8_bit
from labelmt.imaging.decoding_memory import DECODING, DEEP_PIXEL
from labelmt.imaging.deep_values import note_inverted, note_values
from labelmt.imaging.pillow_setup import PIXEL_LIMIT

if TYPE_CHECKING:
    from pydicom import Dataset

_MAGIC_AT = 128
"""Bytes of free preamble before the four that say what it is (PS3.10, 7.1)."""
HEAD = _MAGIC_AT + 4
"""Bytes of a file's beginning that ``is_dicom`` looks at."""

EXTRA = "dicom"
"""Name of the extra that installs what this module needs."""

_DEFLATED = b"1.2.840.10008.1.2.1.99"
_META_BYTES = 2048
"""The transfer syntax is named in the first of them."""
_MOST_INFLATION = 1032  # RFC 1951
_INFLATED_LIMIT = 4 * 1024**3

_COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")


def is_dicom(head: bytes) -> bool:
    """Whether a file that begins so is DICOM."""
    return head[_MAGIC_AT:HEAD] == b"DICM"


def read_dicom(stream: BinaryIO, name: str) -> Image.Image:
    """The first frame as RGB: slope and intercept, the window, and white bones applied.

    The first window of the file is used; where it has none, the values are stretched.

    Raises:
        UnreadableImage: pydicom is not installed, it holds no picture, or cannot be unpacked.
    """
    try:
        from pydicom import dcmread
    except ImportError as error:
        what = text("DICOM images need the extra “dicom” of LabelMT, which is not installed.")
        raise decode_errors.needs_extra(what, EXTRA, name, error) from error
    _refuse_bombs(stream, name)
    try:
        data = dcmread(stream)
    except Exception as error:  # hostile bytes: whatever it raises, this file is not readable
        raise decode_errors.damaged(name, error) from error
    width, height = int(data.get("Columns") or 0), int(data.get("Rows") or 0)
    if not width or not height or "PixelData" not in data:
        raise UnreadableImage(
            "This DICOM file holds no picture (a report or a plan, perhaps).", subject=name
        )
    if width * height > PIXEL_LIMIT:
        raise decode_errors.too_large(width, height, PIXEL_LIMIT, name)
    try:
        with DECODING.taken(width, height, name, 2 * DEEP_PIXEL):
            return Image.fromarray(_shown(data)).convert("RGB")
    except (NotImplementedError, RuntimeError) as error:
        raise UnreadableImage(
            f"Its compression ({data.file_meta.TransferSyntaxUID.name}) cannot be unpacked here.",
            subject=name,
            next_step="Install a decoder that pydicom knows, pylibjpeg or python-gdcm.",
            details=str(error),
        ) from error


def _refuse_bombs(stream: BinaryIO, name: str) -> None:
    """pydicom inflates a deflated file (PS3.5, A.5) whole, before anything of it is known."""
    stream.seek(0, io.SEEK_END)
    size = stream.tell()
    stream.seek(0)
    deflated = _DEFLATED in stream.read(_META_BYTES)
    stream.seek(0)
    if deflated and size * _MOST_INFLATION > _INFLATED_LIMIT:
        raise UnreadableImage(
            "This DICOM file is deflated and too large to be unpacked safely.",
            subject=name,
            next_step="Save it with another transfer syntax.",
        )


def dicom_pages(stream: BinaryIO) -> int:
    """How many frames a file has; 1 where that cannot be said."""
    try:
        from pydicom import dcmread
    except ImportError:
        return 1
    stream.seek(0)
    data = dcmread(stream, stop_before_pixels=True, specific_tags=["NumberOfFrames"])
    return max(1, int(data.get("NumberOfFrames") or 1))


def _shown(data: Dataset) -> NDArray[np.uint8]:
    """(height, width) or (height, width, 3)."""
    from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut
    from pydicom.pixels.utils import pixel_array

    stored = pixel_array(data, index=0)
    kind = str(data.PhotometricInterpretation)
    if kind == "PALETTE COLOR":
        return to_8_bit(apply_color_lut(stored, data))
    if kind in _COLOURS or stored.ndim == 3:
        return to_8_bit(stored)
    values = apply_modality_lut(stored, data)
    if _has_window(data):
        shown = _windowed(data, apply_voi_lut(values, data, index=0))
        note_values(values, *_window_of(data, values))
    else:
        shown = to_8_bit(_without_padding(data, stored, values))
    if kind == "MONOCHROME1":
        note_inverted()
        return 255 - shown
    return shown


def _has_window(data: Dataset) -> bool:
    """Whether it says how to be looked at; scanners leave the fields empty, or the width zero."""
    if data.get("VOILUTSequence"):
        return True
    if any(name not in data or not data[name].VM for name in ("WindowCenter", "WindowWidth")):
        return False
    width = data["WindowWidth"]
    return float(width.value[0] if width.VM > 1 else width.value) >= 1


def _window_of(data: Dataset, values: NDArray[Any]) -> tuple[float, float]:
    """From black to white, as the file's first window has it; of a table, all values."""
    if data.get("VOILUTSequence"):
        return float(values.min()), float(values.max())
    centre, width = (
        float(one.value[0] if one.VM > 1 else one.value)
        for one in (data["WindowCenter"], data["WindowWidth"])
    )
    return centre - width / 2, centre + width / 2


def _windowed(data: Dataset, values: NDArray[Any]) -> NDArray[np.uint8]:
    """A window's output fills the range of the values it was made of; that range as 8 bits."""
    if data.get("VOILUTSequence"):
        low, high = 0.0, 2.0 ** int(data.VOILUTSequence[0].LUTDescriptor[2]) - 1
    elif data.get("ModalityLUTSequence"):
        low, high = 0.0, 2.0 ** int(data.ModalityLUTSequence[0].LUTDescriptor[2]) - 1
    else:
        top = 2.0 ** int(data.BitsStored)
        low, high = (-top / 2, top / 2 - 1) if data.PixelRepresentation else (0.0, top - 1)
        slope, intercept = data.get("RescaleSlope"), data.get("RescaleIntercept")
        if slope is not None and intercept is not None:
            low, high = (bound * float(slope) + float(intercept) for bound in (low, high))
    unit = (values.astype(np.float64) - low) / ((high - low) or 1.0)
    return np.clip(np.rint(unit * 255), 0, 255).astype(np.uint8)


def _without_padding(
    data: Dataset, stored: NDArray[Any], values: NDArray[Any]
) -> NDArray[np.floating[Any]]:
    """What lies outside a scanner's circle counts for nothing (C.7.5.1.1.2)."""
    measured = values.astype(np.float64)
    padding = data.get("PixelPaddingValue")
    if padding is not None:
        measured[stored == padding] = np.nan
    return measured
