"""Partial decoding: shows what is left of damaged or truncated image files, as browsers do.

Pillow has one switch for this, of the whole process. Here it is one for each thread: a file is
read strictly first, and what that refuses once more leniently, while other threads read strictly.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, UnidentifiedImageError

from labelmt.domain.text import Text, text

WHOLE = Text("")
"""What is said of an image that lacks nothing."""

FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "PPM", "TGA")
"""What is decoded row by row. Of the others nothing is left, or nobody could say what."""

_USABLE = 0.1
"""Share of its rows that an image must still have: of less, nobody tells what it shows."""

_GREY = 128
_NEUTRAL: Mapping[str, int | tuple[int, ...]] = {
    "L": 128,
    "RGB": (128, 128, 128),
    "RGBA": (128, 128, 128, 255),
    "YCbCr": (128, 128, 128),
    "CMYK": (0, 0, 0, 127),
    "P": 255,
}
"""Middle grey, as libjpeg leaves it, for rows that do not come; of other modes zero."""


class _Lenience(threading.local):
    """Pillow's ``LOAD_TRUNCATED_IMAGES``, true in threads that are lenient now."""

    on = False

    def __bool__(self) -> bool:
        return self.on


_LENIENCE = _Lenience()
ImageFile.LOAD_TRUNCATED_IMAGES = _LENIENCE  # type: ignore[assignment]


@contextmanager
def lenient() -> Iterator[None]:
    """Have Pillow pass over damage, in this thread."""
    before, _LENIENCE.on = _LENIENCE.on, True
    try:
        yield
    finally:
        _LENIENCE.on = before


@dataclass(frozen=True, eq=False, slots=True)
class Missing:
    """Rows of an image, as they are stored, that did not come.

    Attributes:
        rows: (of,) bool, which they are.
        first, last: whether they are at its beginning, at its end; else they are spread.
    """

    rows: NDArray[np.bool_]
    first: bool = False
    last: bool = False

    @property
    def count(self) -> int:
        return int(self.rows.sum())

    @property
    def of(self) -> int:
        return len(self.rows)

    def upright(self, orientation: int) -> Missing:
        """As it is once an EXIF orientation (1 to 8) is applied: rows may become columns."""
        if orientation in (3, 4):
            return Missing(self.rows[::-1], self.last, self.first)
        return Missing(self.rows) if orientation >= 5 else self

    @property
    def usable(self) -> bool:
        return self.of - self.count >= max(1, _USABLE * self.of)


def load_what_is_left(image: Image.Image) -> Missing:
    """Decode an image that ``Image.open`` gave, leniently; rows that do not come are grey.

    Raises:
        OSError: nothing came at all.
    """
    fill: int | tuple[int, ...] = _NEUTRAL.get(image.mode, 0)
    if getattr(image, "_im", None) is None:
        image.im = Image.core.fill(image.mode, image.size, fill)  # type: ignore[attr-defined]
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError):
        # What was decoded before is in the image's memory.
        if getattr(image, "_im", None) is None:
            raise
        image.tile = []  # type: ignore[attr-defined]
        image.load()
    return _missing(np.asarray(image), fill)


def grey_out(rgb: Image.Image, missing: Missing) -> Image.Image:
    """The rows that are missing as middle grey, whatever an image's mode had for them."""
    if not missing.rows.any() or len(missing.rows) != rgb.height:
        return rgb
    pixels = np.array(rgb)
    pixels[missing.rows] = _GREY
    return Image.fromarray(pixels)


def _missing(pixels: NDArray[np.generic], fill: int | tuple[int, ...]) -> Missing:
    blank = (pixels == np.asarray(fill).astype(pixels.dtype)).reshape(len(pixels), -1).all(axis=1)
    return missing_rows(blank)


def missing_rows(blank: NDArray[np.bool_]) -> Missing:
    """Args: blank: (height,), which rows did not come."""
    count = int(blank.sum())
    run = int(np.argmin(blank)), int(np.argmin(blank[::-1]))
    return Missing(blank, 0 < count == run[0], 0 < count == run[1])


def words_of(
    missing: Missing, error: Exception, info: Mapping[str | tuple[int, int], object]
) -> Text:
    """What a person is told of an image that was read leniently.

    Args:
        missing: as it is shown, turned upright.
        error: why it could not be read strictly.
        info: what Pillow noted of it.
    """
    if missing.count:
        share = max(1, round(100 * missing.count / missing.of))
        if missing.last:
            said = text("Cut short: the last {share} % of its rows are missing.", share=share)
        elif missing.first:
            said = text("Cut short: the first {share} % of its rows are missing.", share=share)
        else:
            said = text("Cut short or damaged: {share} % of it is missing.", share=share)
        return said
    if "icc_profile" in info and info["icc_profile"] is None:
        return text("Its colour profile is damaged or too large: colours may be a little off.")
    if is_too_much_text(error):
        return WHOLE
    if isinstance(error, UnidentifiedImageError) or not isinstance(error, OSError):
        return text("Something beside the picture is damaged; the picture itself is whole.")
    return text("Cut short or damaged: the end, or fine detail, may be missing.")


def is_too_much_text(error: Exception) -> bool:
    """Whether all that is wrong is how much a PNG has written beside its picture."""
    return "text" in str(error).lower() and isinstance(error, ValueError)
