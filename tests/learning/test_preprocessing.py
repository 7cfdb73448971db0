"""Images as a network takes them: as Pillow makes them, in less time."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from labelmt.learning.data.preprocessing import squashed

EDGE = 48
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
