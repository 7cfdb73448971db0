"""Networks under OpenVINO, Intel's runtime for frozen networks on processors of any maker."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


class Compiled:
    """A network that takes one image at a time, as many at once as the processor likes.

    The activations of one image stay in the processor's cache, those of a batch do not: 128
    images/s by ones and twos against 97 by sixteens, 59 where the size of the batch was left open
    (EfficientNet-Lite0 at 288 px on 2 cores).

    Args:
        model: openvino.CompiledModel. streams: how many images it computes at once.
    """

    def __init__(self, model: Any, streams: int) -> None:
        self._model, self._own = model, threading.local()
        self._pool = ThreadPoolExecutor(streams, thread_name_prefix="infer")

    def __call__(self, images: NDArray[Any]) -> Callable[[], NDArray[np.float32]]:
        """Begin with (n, …) images, n at least 1; the answer waits for (n, …) float32."""
        futures = [self._pool.submit(self._one, image[None]) for image in images]
        return lambda: np.stack([future.result() for future in futures])

    def _one(self, image: NDArray[Any]) -> NDArray[np.float32]:
        request = getattr(self._own, "request", None)
        if request is None:
            request = self._own.request = self._model.create_infer_request()
        request.infer([np.ascontiguousarray(image)], share_inputs=True)
        made: NDArray[np.float32] = request.get_output_tensor(0).data[0].copy()
        return made


def compiled(network: nn.Module, example: Tensor, threads: int | None = None) -> Compiled | None:
    """The network in float32; None where OpenVINO is missing or cannot run it.

    Args:
        example: (1, …) an image as the network takes it.
        threads: how many it may compute with; None is all cores.
    """
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
            # Without torch's check, which runs and compares it all again, a sixth of the time.
            with torch.no_grad():
                traced: Any = torch.jit.trace(network, example, check_trace=False)  # type: ignore[no-untyped-call]
            model = openvino.convert_model(traced, example_input=example)
        model.reshape(list(example.shape))
        settings: dict[str, str | int] = {
            "PERFORMANCE_HINT": "THROUGHPUT",
            "INFERENCE_PRECISION_HINT": "f32",
        }
        if threads:
            settings["INFERENCE_NUM_THREADS"] = threads
        ready: Any = openvino.Core().compile_model(model, "CPU", settings)
    except RuntimeError:
        return None
    return Compiled(ready, ready.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
