"""Runs an ONNX file from anybody within a bound of memory, whatever its graph asks for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.derived_files import UnusableFile
from labelmt.domain.errors import InvalidInput
from labelmt.domain.exported_model import INPUT, OUTPUT

SHARE = 2
"""All models of a process take at most such a part of the machine's memory for their tensors."""

Compute = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""(images, height, width, 3) to (images, labels)."""


def onnx_session(file: Path, labels: int) -> Compute:
    """What a file computes.

    Raises:
        ImportError: ONNX Runtime is not installed. UnusableFile: it cannot be loaded, or its output
            is not of so many labels.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    _bound_memory()
    options.add_session_config_entry("session.use_env_allocators", "1")
    try:
        session = onnxruntime.InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # ONNX Runtime has classes of its own, without a common one
        raise UnusableFile(f"ONNX Runtime: {error}") from error
    shape = session.get_outputs()[0].shape
    if shape[1:] != [labels]:
        raise UnusableFile(f"Its output is of {shape}, and it names {labels} labels.")
    return lambda images: _run(session, images, file)


@cache
def _bound_memory() -> None:
    """An arena for all sessions of the process; a graph of a few bytes may ask for any amount.

    Sizes are known while a graph runs, not before, so that only the allocator can refuse them.
    """
    import onnxruntime

    from labelmt.imaging.decoding_memory import machine_memory

    place = onnxruntime.OrtMemoryInfo(
        "Cpu",
        onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR,
        0,
        onnxruntime.OrtMemType.DEFAULT,
    )
    bound = {
        "max_mem": machine_memory() // SHARE,
        "arena_extend_strategy": 1,  # as much as is asked for, not the next power of two
        "initial_chunk_size_bytes": -1,
        "max_dead_bytes_per_chunk": -1,
    }
    with suppress(RuntimeError):  # a script that uses ONNX Runtime itself has made one
        onnxruntime.create_and_register_allocator(place, onnxruntime.OrtArenaCfg(bound))


def _run(session: Any, images: NDArray[np.uint8], file: Path) -> NDArray[np.float32]:
    try:
        made: NDArray[np.float32] = session.run([OUTPUT], {INPUT: images})[0]
    except Exception as error:  # as above
        if not _short_of_memory(error):
            raise InvalidInput(
                "The model could not be run.", subject=str(file), details=str(error)
            ) from error
        if len(images) == 1:
            raise InvalidInput(
                "The model needs more memory for an image than it may take on this machine.",
                subject=str(file),
                next_step="Give smaller images. A model from others may be made to do this.",
                details=str(error),
            ) from error
        half = len(images) // 2
        parts = [_run(session, one, file) for one in (images[:half], images[half:])]
        made = np.concatenate(parts)
    return made


def _short_of_memory(error: Exception) -> bool:
    told = str(error)
    return "Available memory" in told or "Failed to allocate memory" in told
