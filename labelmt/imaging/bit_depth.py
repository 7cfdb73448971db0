"""Converts pixel values of any bit depth to 8 bits for display."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.imaging.deep_values import note_values

_DEPTHS = (8, 10, 12, 14, 16)
"""Bits that cameras, scanners and satellites deliver, often packed into 16."""

_TAIL = 0.1
"""Per cent of the values, at either end, that may be clipped: hot pixels, dead ones, no more."""

_LOW_CONTRAST = 8
"""A picture that uses less than this part of its depth is stretched: a thermal camera's 16 bits
hold 300 kelvin, and a scene varies by ten of them."""

_SAMPLE = 1_000_000
"""Values that percentiles are taken of; a larger picture is looked at in an even grid."""

_NEVER_MEASURED = 3.4e38
"""Magnitude from which a float is no measurement: what GDAL writes where there is no data."""


def to_8_bit(
    values: NDArray[np.generic], *, no_data: float | None = None, lead: int | None = None
) -> NDArray[np.uint8]:
    """Scale to 0..255 so that a few extreme values make the rest neither black nor white.

    Whole numbers from 0 to 65535 are scaled from the smallest usual depth that holds all but the
    brightest 0.1 %, so that pictures of one camera stay comparable; where they vary over less
    than an eighth of that depth, they are stretched. Floats from 0 to 1 are taken as they are;
    all else is stretched between its 0.1st and 99.9th percentile.

    Args:
        values: (height, width) or (height, width, bands), scaled together: colours keep their
            hue.
        no_data: the value of pixels that were not measured; these come out black, as NaN does.
        lead: bands, from the first, that the scale is taken of; None: all.

    Returns:
        the same shape, uint8.
    """
    if values.dtype == np.uint8:
        return values.astype(np.uint8)
    if values.dtype == np.bool_:
        return values.astype(np.uint8) * np.uint8(255)
    sample = _sample(values if lead is None else values[..., :lead], no_data)
    if not sample.size:
        return np.zeros(values.shape, dtype=np.uint8)
    low, high = _bounds(sample, whole=values.dtype.kind in "iu")
    # In single precision, but for what it cannot hold: half the memory of a large picture.
    precise = values.dtype.itemsize > 4 or max(abs(low), abs(high)) > 2**24
    scaled: NDArray[np.floating] = values.astype(np.float64 if precise else np.float32)
    missing = _missing(scaled, no_data)
    note_values(scaled, low, high, missing)
    with np.errstate(over="ignore", invalid="ignore"):
        np.subtract(scaled, low, out=scaled)
        np.multiply(scaled, 255.0 / ((high - low) or 1.0), out=scaled)
    scaled[missing] = 0.0
    np.nan_to_num(scaled, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
    np.rint(scaled, out=scaled)
    return np.clip(scaled, 0.0, 255.0, out=scaled).astype(np.uint8)


def _sample(values: NDArray[np.generic], no_data: float | None) -> NDArray[np.float64]:
    step = max(1, int(np.ceil(np.sqrt(values.size / _SAMPLE))))
    sample = values[::step, ::step].astype(np.float64).ravel()
    return sample[np.isfinite(sample) & ~_missing(sample, no_data)]


def _missing(values: NDArray[np.floating], no_data: float | None) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        missing: NDArray[np.bool_] = np.isfinite(values) & (np.abs(values) >= _NEVER_MEASURED)
    if no_data is not None:
        missing |= values == values.dtype.type(no_data)
    return missing


def _bounds(sample: NDArray[np.float64], *, whole: bool) -> tuple[float, float]:
    """What becomes black and what becomes white."""
    least, most = float(sample.min()), float(sample.max())
    low, high = (float(one) for one in np.percentile(sample, (_TAIL, 100 - _TAIL)))
    if high <= low:  # nearly all of one value: the few others are all there is to see
        low, high = least, most
    if whole and least >= 0 and most < 2**16:
        top = 2 ** next(depth for depth in _DEPTHS if int(high).bit_length() <= depth) - 1
        if low < high and (high - low) * _LOW_CONTRAST < top:
            return low, high
        return 0.0, float(top)
    if not whole and least >= 0.0 and most <= 1.0:
        return 0.0, 1.0
    return low, high
