"""Frozen features on whatever computes them fastest here."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

Infer = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""(n, 3, size, size) normalised pixels to what the network gives, such as (n, width); any n."""


def make_infer(backbone: nn.Module, size: int, device: torch.device) -> Infer:
    """What a frozen network makes of images: OpenVINO on a CPU, torch elsewhere.

    OpenVINO runs the same network at several times eager PyTorch's pace on a CPU, in float32;
    where it cannot (an operation or a processor it does not know), eager PyTorch does.
    """
    backbone = backbone.eval()
    if device.type == "cpu":
        compiled = _openvino(backbone, size)
        if compiled is not None:
            return compiled
    return _torch(backbone, device)


def _torch(backbone: nn.Module, device: torch.device) -> Infer:
    format_ = torch.contiguous_format if device.type == "mps" else torch.channels_last
    net = backbone.to(device=device, memory_format=format_)  # type: ignore[call-overload]
    bf16 = device.type == "cuda" and torch.cuda.is_bf16_supported()

    def infer(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        images = torch.from_numpy(pixels).to(device=device, memory_format=format_)
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=bf16):
            features: NDArray[np.float32] = net(images).float().cpu().numpy()
        return features

    return infer


def _openvino(backbone: nn.Module, size: int) -> Infer | None:
    # Its converter reports each use over the network, from a process that it forks out of a
    # thread: nothing is to leave this machine, and the fork hung worker and pipes alike. No
    # setting turns that off; a module that cannot be imported makes it use its own stub.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    try:
        import openvino
    except ImportError:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch has deprecated tracing, which it needs
            example = torch.zeros(1, 3, size, size)
            # Without torch's check, which runs and compares it all again, a sixth of the time.
            with torch.no_grad():
                traced: Any = torch.jit.trace(backbone, example, check_trace=False)  # type: ignore[no-untyped-call]
            model = openvino.convert_model(traced, example_input=example)
        model.reshape([-1, 3, size, size])
        # One stream with all threads: of several, a batch that is waited for uses only one.
        settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
        compiled: Any = openvino.Core().compile_model(model, "CPU", settings)
    except RuntimeError:
        return None

    def infer(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.array(compiled(pixels)[0], dtype=np.float32)

    return infer
