"""Configures Pillow for every module of this package, once, at import.

Decoding runs on many threads, so that nothing here may be switched on for one image and off
again: what one thread restores, another still needs.
"""

from __future__ import annotations

import logging
import re
import threading
import warnings

import pi_heif
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    IcoImagePlugin,
    Image,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    PsdImagePlugin,
    TgaImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

FORMATS = (
    "JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "HEIF", "AVIF", "JPEG2000", "PPM", "PSD", "ICO",
)  # fmt: skip
"""What is decoded, by content and whatever the file is called. Pillow's other decoders
(EPS starts Ghostscript) never see a byte. A phone's MPO is taken as the JPEG it begins with."""

PLUGINS = (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    IcoImagePlugin,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    PsdImagePlugin,
    TgaImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
"""Imported here, so that no decoding thread has to find and import them."""

# The picture itself, none of what phones put beside it; one thread, for a pool decodes many.
pi_heif.register_heif_opener(
    thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
)

PIXEL_LIMIT = 500_000_000
"""Larger images are refused before any pixel is decoded: they would take gigabytes."""

# Pillow warns from 89 megapixels on and refuses from 179, which is less than a stitched
# panorama has. decode.py compares the header with PIXEL_LIMIT itself, before decoding.
Image.MAX_IMAGE_PIXELS = None

# The same for what it logs: a file it cannot read is told by an error, to who it concerns.
logging.getLogger("PIL").setLevel(logging.CRITICAL)

_TALKERS = r"(PIL|pydicom)\."
_QUIET = ("ignore", None, UserWarning, re.compile(_TALKERS), 0)
_lock = threading.Lock()


def quiet_pillow() -> None:
    """Keep Pillow's remarks on odd metadata out of the program's output.

    A file's damage is told by UnreadableImage; that one of its EXIF tags is too long concerns
    nobody. ``warnings.catch_warnings`` would restore the filters that other threads are using,
    so that this adds one filter, for the decoders' own modules alone, and leaves it there. It is
    cheap enough to be called for every image, which whoever replaced the filters makes needed.
    """
    if warnings.filters and warnings.filters[0] == _QUIET:
        return
    with _lock:
        warnings.filterwarnings("ignore", category=UserWarning, module=_TALKERS)
