"""Networks under OpenVINO, Intel's runtime for frozen networks on processors of any maker."""

from __future__ import annotations

import sys
import warnings
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
        queue: openvino.AsyncInferQueue. shape: of what it gives for one image.
    """

    def __init__(self, queue: Any, shape: tuple[int, ...]) -> None:
        self._queue, self._shape = queue, shape
        self._out = np.empty((0, *shape), dtype=np.float32)
        queue.set_callback(self._keep)

    def __call__(self, images: NDArray[Any]) -> NDArray[np.float32]:
        """(n, …) images to (n, …) float32; any n."""
        images = np.ascontiguousarray(images)
        self._out = np.empty((len(images), *self._shape), dtype=np.float32)
        for index in range(len(images)):
            self._queue.start_async([images[index : index + 1]], index, share_inputs=True)
        self._queue.wait_all()
        return self._out

    def _keep(self, request: Any, index: int) -> None:
        self._out[index] = request.get_output_tensor(0).data[0]


def compiled(network: nn.Module, example: Tensor) -> Compiled | None:
    """The network in float32; None where OpenVINO is missing or cannot run it.

    Args:
        example: (1, …) an image as the network takes it.
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
        settings = {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_PRECISION_HINT": "f32"}
        ready: Any = openvino.Core().compile_model(model, "CPU", settings)
    except RuntimeError:
        return None
    return Compiled(openvino.AsyncInferQueue(ready), tuple(ready.output(0).shape)[1:])
