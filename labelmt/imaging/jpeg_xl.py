"""JPEG XL (ISO/IEC 18181), decoded by libjxl; optional, for it needs pylibjxl."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np
from PIL import Image

from labelmt.domain.text import text
from labelmt.imaging import decode_errors
from labelmt.imaging.decoding_memory import DECODING, PIXEL
from labelmt.imaging.pillow_setup import PIXEL_LIMIT
from labelmt.imaging.rgb_conversion import to_rgb

SIGNATURES = b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"
"""How a bare codestream begins, and one in a container."""
EXTRA = "jxl"
"""Name of the extra that installs what this module needs."""


def is_jpeg_xl(head: bytes) -> bool:
    """Whether a file that begins so is JPEG XL."""
    return head.startswith(SIGNATURES)


def read_jpeg_xl(stream: BinaryIO, name: str) -> Image.Image:
    """The picture as RGB, upright: libjxl turns it; of an animation the first frame.

    Raises:
        UnreadableImage: pylibjxl is not installed, it is too large, or damaged.
    """
    try:
        import pylibjxl
    except ImportError as error:
        what = text("JPEG XL images need the extra “jxl” of LabelMT, which is not installed.")
        raise decode_errors.needs_extra(what, EXTRA, name, error) from error
    data = stream.read()
    try:
        about = pylibjxl.probe(data)
        width, height = int(about["width"]), int(about["height"])
    except Exception as error:  # its own kinds, all of RuntimeError or ValueError
        raise decode_errors.damaged(name, error) from error
    if width * height > PIXEL_LIMIT:
        raise decode_errors.too_large(width, height, PIXEL_LIMIT, name)
    with DECODING.taken(width, height, name, 2 * PIXEL):
        try:
            values, metadata = pylibjxl.decode(data, metadata=True)
            image = Image.fromarray(np.squeeze(values, 2) if values.shape[2:] == (1,) else values)
        except Exception as error:
            raise decode_errors.damaged(name, error) from error
        profile = metadata.get("icc")
        if isinstance(profile, bytes):
            image.info["icc_profile"] = profile
        return to_rgb(image)
