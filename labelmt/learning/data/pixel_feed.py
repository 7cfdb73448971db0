"""Feeds batches of decoded pixels to the device, so that it does not wait for them."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

RESIDENT_SHARE = 0.3
"""Of the device's free memory, what the training images may take to stay there."""


class PixelFeed:
    """Pixels by index. On CUDA they are kept on the device where they fit.

    Args:
        pixels: (n, size, size, 3) uint8, maybe a file.
    """

    def __init__(self, pixels: NDArray[np.uint8], device: torch.device) -> None:
        self._pixels, self._device = pixels, device
        self._resident: Tensor | None = None
        if device.type == "cuda":
            free, _ = torch.cuda.mem_get_info(device)
            if pixels.nbytes <= RESIDENT_SHARE * free:
                self._resident = torch.from_numpy(np.asarray(pixels)).to(device)

    def __call__(self, rows: NDArray[np.int64]) -> Tensor:
        """(len(rows), size, size, 3) uint8 on the device."""
        if self._resident is not None:
            at = torch.from_numpy(rows).to(self._device, non_blocking=True)
            return self._resident[at]
        part = torch.from_numpy(self._pixels[rows])
        if self._device.type == "cuda":
            return part.pin_memory().to(self._device, non_blocking=True)
        return part.to(self._device)
