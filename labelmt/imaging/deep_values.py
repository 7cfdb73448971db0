"""Values of images of more than 8 bits, kept for a window and level that a person chooses.

Reading an image gives it as 8 bits; ``collecting`` gives what was measured as well, from the same
reading. DICOM PS3.3 C.11.2.1.2 says what window and level are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

TAIL = 0.1
"""Per cent of the values, at either end, that an automatic window may clip."""
_SAMPLE = 1_000_000


@dataclass(frozen=True, eq=False, slots=True)
class DeepValues:
    """What was measured.

    Attributes:
        values: (height, width) or (height, width, bands), upright; NaN where nothing was measured.
        low, high: what is shown black and white where no person chose otherwise.
        inverted: small values are white.
    """

    values: NDArray[np.float32]
    low: float
    high: float
    inverted: bool = False

    @property
    def nbytes(self) -> int:
        return self.values.nbytes

    def shown(self, low: float, high: float) -> NDArray[np.uint8]:
        """(height, width, 3): 8 bits through a window from black to white."""
        scaled = (self.values - np.float32(low)) * np.float32(255.0 / max(high - low, 1e-6))
        eight = np.clip(np.nan_to_num(np.rint(scaled)), 0, 255).astype(np.uint8)
        if self.inverted:
            eight = 255 - eight
        if eight.ndim == 2:
            eight = eight[..., None]
        return np.ascontiguousarray(np.broadcast_to(eight[..., :3], (*eight.shape[:2], 3)))

    def stretched(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[float, float]:
        """A window that shows what is in a part of the image; shares of its width and height."""
        height, width = self.values.shape[:2]
        rows = slice(int(top * height), max(int(bottom * height), int(top * height) + 1))
        columns = slice(int(left * width), max(int(right * width), int(left * width) + 1))
        part = self.values[rows, columns]
        step = max(1, int(np.sqrt(part.size / _SAMPLE)))
        part = part[::step, ::step]
        part = part[np.isfinite(part)]
        if not part.size:
            return self.low, self.high
        low, high = (float(one) for one in np.percentile(part, (TAIL, 100 - TAIL)))
        return (low, high) if high > low else (float(part.min()), float(part.max()) + 1)


class _Collected:
    """What the reading under way has come by."""

    def __init__(self) -> None:
        self.deep: DeepValues | None = None


_under_way: ContextVar[_Collected | None] = ContextVar("deep values", default=None)


@contextmanager
def collecting() -> Iterator[_Collected]:
    """Keep what an image read inside measured; of this thread alone."""
    found = _Collected()
    token = _under_way.set(found)
    try:
        yield found
    finally:
        _under_way.reset(token)


def note_values(
    values: NDArray[np.generic], low: float, high: float, missing: NDArray[np.bool_] | None = None
) -> None:
    """Say what was measured, before it becomes 8 bits."""
    found = _under_way.get()
    if found is None or values.ndim not in (2, 3):
        return
    kept = values.astype(np.float32)
    if missing is not None:
        kept[missing] = np.nan
    found.deep = DeepValues(kept, low, high)


def note_inverted() -> None:
    """Say that what was noted is shown with small values white."""
    found = _under_way.get()
    if found is not None and found.deep is not None:
        found.deep = replace(found.deep, inverted=not found.deep.inverted)


def note_turned(orientation: int) -> None:
    """Turn what was noted upright, as EXIF orientation (2 to 8) says."""
    found = _under_way.get()
    if found is None or found.deep is None or not 2 <= orientation <= 8:
        return
    values = found.deep.values
    turned = {
        2: values[:, ::-1], 3: values[::-1, ::-1], 4: values[::-1], 5: values.swapaxes(0, 1),
        6: np.rot90(values, 3), 7: values[::-1, ::-1].swapaxes(0, 1), 8: np.rot90(values, 1),
    }[orientation]  # fmt: skip
    found.deep = replace(found.deep, values=np.ascontiguousarray(turned))
