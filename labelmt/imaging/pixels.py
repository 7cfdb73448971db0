"""Any pixels Pillow decodes, as 8-bit RGB that a person can look at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_DEPTHS = (8, 10, 12, 14, 16)
"""Bits that cameras and scanners deliver, often packed into 16."""

_BACKGROUND = (255, 255, 255)
"""What shines through transparent pixels: white, as in a browser."""


def to_rgb(image: Image.Image) -> Image.Image:
    """The image as RGB, of the same size; a new image that holds no metadata.

    16-bit grey is scaled from the smallest usual depth that holds its brightest pixel, since
    12-bit data in 16-bit files would be near black. Float grey from 0 to 1 is taken as it is;
    other float and 32-bit grey is stretched from its least to its greatest finite value.

    Raises:
        ValueError: a colour mode that cannot be shown.
    """
    if image.mode == "I" or image.mode == "F" or image.mode.startswith("I;16"):
        image = Image.fromarray(_grey(np.asarray(image)))
    elif image.has_transparency_data:
        image = _on_background(image)
    rgb = image.copy() if image.mode == "RGB" else image.convert("RGB")
    # The orientation has been applied or will be: read again from here, it would turn twice.
    rgb.info = {}
    return rgb


def _on_background(image: Image.Image) -> Image.Image:
    rgba = image if image.mode == "RGBA" else image.convert("RGBA")
    alpha = rgba.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return rgba
    opaque = Image.new("RGB", rgba.size, _BACKGROUND)
    opaque.paste(rgba, mask=alpha)
    return opaque


def _grey(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    if values.dtype.kind in "iu" and int(values.min()) >= 0 and int(values.max()) < 2**16:
        return _from_depth(values.astype(np.uint16))
    return _stretched(values.astype(np.float64))


def _from_depth(values: NDArray[np.uint16]) -> NDArray[np.uint8]:
    bits = int(values.max()).bit_length()
    depth = next(depth for depth in _DEPTHS if bits <= depth)
    return (values >> (depth - 8)).astype(np.uint8)


def _stretched(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    finite = np.isfinite(values)
    if not finite.any():
        return np.zeros(values.shape, dtype=np.uint8)
    low, high = float(values[finite].min()), float(values[finite].max())
    if low >= 0.0 and high <= 1.0:
        low, high = 0.0, 1.0
    filled = np.nan_to_num(values, nan=low, posinf=high, neginf=low)
    unit = (filled - low) / ((high - low) or 1.0)
    return np.rint(unit * 255).astype(np.uint8)
