"""Inference of frozen backbones on whatever computes them fastest here: OpenVINO or torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from labelmt.learning.data.preprocessing import Preprocessing
from labelmt.learning.data.views import TaskViews
from labelmt.learning.features.openvino_runtime import compiled

Infer = Callable[[NDArray[np.uint8]], Callable[[], NDArray[np.float32]]]
"""Begins with (n, size, size, 3) uint8 RGB, any n; what it returns waits for what the network
gives, such as (n, width). So the next images can be begun before these are done."""


def make_infer(
    network: nn.Module,
    preprocessing: Preprocessing,
    device: torch.device,
    views: TaskViews | Sequence[str] | None = None,
    threads: int | None = None,
) -> Infer:
    """What a frozen network makes of images: OpenVINO on a CPU, torch elsewhere.

    OpenVINO runs the same network at several times eager PyTorch's pace on a CPU, in float32;
    where it cannot (an operation or a processor it does not know), eager PyTorch does.

    Args:
        threads: of OpenVINO; None is all cores.
    """
    from_pixels = FromPixels(network, preprocessing, views).eval()
    if device.type == "cpu":
        example = torch.zeros(1, preprocessing.size, preprocessing.size, 3, dtype=torch.uint8)
        runtime = compiled(from_pixels, example, threads)
        if runtime is not None:
            return runtime
    return torch_infer(from_pixels, device)


class FromPixels(nn.Module):
    """A network that takes pixels as they are decoded: a quarter of the bytes to pass on.

    Args:
        network: called with normalised images.
        views: what the network sees each image as; None is one view, and not passed on.
    """

    def __init__(
        self,
        network: nn.Module,
        preprocessing: Preprocessing,
        views: TaskViews | Sequence[str] | None = None,
    ) -> None:
        super().__init__()
        self.network, self.preprocessing, self.views = network, preprocessing, views

    def forward(self, pixels: Tensor) -> Tensor:
        """(n, h, w, 3) uint8 to what the network gives."""
        how = () if self.views is None else (self.views,)
        made: Tensor = self.network(self.preprocessing.normalised(pixels), *how)
        return made


def torch_infer(from_pixels: FromPixels, device: torch.device) -> Infer:
    """The same by eager PyTorch."""
    # On MPS batch norm with channels-last is wrong, pytorch#175189.
    format_ = torch.contiguous_format if device.type == "mps" else torch.channels_last
    net = from_pixels.to(device=device, memory_format=format_)  # type: ignore[call-overload]
    bf16 = device.type == "cuda" and torch.cuda.is_bf16_supported()

    def infer(pixels: NDArray[np.uint8]) -> Callable[[], NDArray[np.float32]]:
        images = torch.from_numpy(pixels).to(device)
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=bf16):
            features: Tensor = net(images).float()
        return lambda: features.cpu().numpy()  # a device computes on until it is asked for this

    return infer
