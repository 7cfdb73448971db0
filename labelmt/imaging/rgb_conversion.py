"""Converts any pixel mode that Pillow decodes to 8-bit sRGB."""

from __future__ import annotations

import numpy as np
from PIL import Image

from labelmt.imaging.bit_depth import to_8_bit
from labelmt.imaging.colour import lab_to_srgb, to_srgb

_BACKGROUND = (255, 255, 255)
"""What shines through transparent pixels: white, as in a browser."""

_SPARE_ALPHA = ("BMP", "ICO", "TGA")


def to_rgb(image: Image.Image, *, no_data: float | None = None) -> Image.Image:
    """The image as sRGB, of the same size; a new image that holds no metadata.

    Grey of more than 8 bits is scaled as ``to_8_bit`` says. Colours with a profile are converted
    from it. Transparent pixels lie on white.

    Args:
        no_data: the value of deep grey that stands for "not measured".

    Raises:
        ValueError: a colour mode that cannot be shown.
    """
    profile = image.info.get("icc_profile")
    if image.mode == "I" or image.mode == "F" or image.mode.startswith("I;16"):
        # No profile is applied: it describes a device's response, not a scaled measurement.
        image = Image.fromarray(to_8_bit(np.asarray(image), no_data=no_data))
    elif image.mode == "LAB":
        image = lab_to_srgb(image)
    else:
        if image.has_transparency_data:
            image = _on_background(image)
        elif image.mode in ("P", "YCbCr", "RGBX"):
            image = image.convert("RGB")
        image = to_srgb(image, profile)
    rgb = image.copy() if image.mode == "RGB" else image.convert("RGB")
    # The orientation has been applied or will be: read again from here, it would turn twice.
    rgb.info = {}
    return rgb


def _on_background(image: Image.Image) -> Image.Image:
    rgba = image if image.mode == "RGBA" else image.convert("RGBA")
    alpha = rgba.getchannel("A")
    # BMP and what is made of it have a fourth byte that most programs leave zero.
    unused = image.format in _SPARE_ALPHA and alpha.getextrema() == (0, 0)
    if unused or alpha.getextrema() == (255, 255):
        return rgba.convert("RGB")
    opaque = Image.new("RGB", rgba.size, _BACKGROUND)
    opaque.paste(rgba, mask=alpha)
    return opaque
