"""Images as a network takes them: as Pillow makes them, in less time."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from labelmt.learning.data.preprocessing import VERSION, Preprocessing, squashed

EDGE = 48
LEFT, RIGHT = (240, 120, 0), (0, 60, 200)
SIDES = st.integers(1, 700)


def drawn(width: int, height: int, seed: int) -> Image.Image:
    """Not noise: where it swings beyond black and white, the order of the two passes shows."""
    few = np.random.default_rng(seed).integers(30, 220, (6, 5, 3), dtype=np.uint8)
    return Image.fromarray(few).resize((width, height), Image.Resampling.BICUBIC)


@settings(deadline=None, max_examples=25)
@given(SIDES, SIDES, st.integers(0, 9))
def test_squashed_as_pillow_does(width: int, height: int, seed: int) -> None:
    image = drawn(width, height, seed)
    ours = squashed(image, EDGE)
    theirs = image.resize((EDGE, EDGE), Image.Resampling.BICUBIC)
    assert ours.shape == (EDGE, EDGE, 3)
    assert ours.flags["C_CONTIGUOUS"]
    far = np.abs(ours.astype(int) - np.asarray(theirs).astype(int))
    assert far.max() <= 2
    assert far.mean() < 0.5


def test_the_right_size_is_left_as_it_is() -> None:
    image = drawn(EDGE, EDGE, 1)
    assert (squashed(image, EDGE) == np.asarray(image)).all()


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def two_sided(mode: str = "RGB") -> Image.Image:
    """Orange on the left, blue on the right."""
    image = Image.new("RGB", (64, 64), (240, 120, 0))
    image.paste((0, 60, 200), (32, 0, 64, 64))
    return image.convert(mode)


def bitmap_without_alpha() -> bytes:
    """32 bits a pixel, of which the eight of alpha are zero throughout."""
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[..., :3] = np.asarray(two_sided())[::-1, :, ::-1]
    head = struct.pack("<IiiHHIIiiII", 40, 64, 64, 1, 32, 0, pixels.nbytes, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + pixels.nbytes, 0, 0, 54) + head + pixels.tobytes()


def half_clear() -> bytes:
    image = two_sided("RGBA")
    image.putalpha(Image.new("L", (64, 64), 0))
    image.paste((0, 60, 200, 255), (32, 0, 64, 64))
    return encoded(image, "PNG")


def cut_photograph() -> bytes:
    data = encoded(two_sided().resize((640, 640)), "JPEG", quality=95)
    return data[: len(data) // 2]


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 3
    return encoded(two_sided(), "PNG", exif=exif)


@pytest.mark.parametrize(
    ("made", "left", "right"),
    [
        (lambda: encoded(two_sided(), "PNG"), LEFT, RIGHT),
        (lambda: encoded(two_sided("CMYK"), "TIFF"), LEFT, RIGHT),
        (lambda: encoded(two_sided().quantize(2), "GIF"), LEFT, RIGHT),
        (bitmap_without_alpha, LEFT, RIGHT),
        (half_clear, (255, 255, 255), RIGHT),
        (turned, RIGHT, LEFT),
        (cut_photograph, LEFT, RIGHT),
    ],
)
def test_what_the_network_sees_of_odd_files(
    made: Callable[[], bytes], left: tuple[int, ...], right: tuple[int, ...]
) -> None:
    """Where this changes, features that were kept are of other pixels: raise VERSION."""
    assert VERSION == "squash-4"
    seen = Preprocessing(EDGE, (0, 0, 0), (1, 1, 1)).pixels(made(), "odd")
    top = seen[: EDGE // 3].astype(float)  # of the photograph that is cut the part that is there
    means = top[:, : EDGE // 3].mean((0, 1)), top[:, -EDGE // 3 :].mean((0, 1))
    assert np.abs(means[0] - left).max() < 6, means
    assert np.abs(means[1] - right).max() < 6, means
