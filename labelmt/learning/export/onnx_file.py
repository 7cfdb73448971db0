"""ONNX files: a portable model as one file that ONNX Runtime runs without LabelMT."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from labelmt.domain.errors import EnvironmentFault
from labelmt.domain.exported_model import INPUT, OUTPUT
from labelmt.domain.installing_extras import install_extra
from labelmt.learning.export.portable_model import PortableModel

OPSET = 20
_EXAMPLE = (2, 37, 41)
"""Images, height, width while the graph is recorded; all three stay open."""


def needs_packages() -> None:
    """Raises EnvironmentFault where what writes and checks ONNX files is not installed."""
    try:
        import onnx
        import onnxruntime
        import onnxscript
    except ImportError as error:
        raise EnvironmentFault(
            "Writing ONNX files needs packages that are not installed; the formats pt2 and hf need "
            "none.",
            subject=str(error.name),
            kept="Nothing was written.",
            next_step=install_extra("export"),
        ) from error
    del onnx, onnxruntime, onnxscript


def write_onnx(model: PortableModel, file: Path, metadata: Mapping[str, str]) -> None:
    """Write a new file. Raises OSError, and what torch raises where it cannot record a network."""
    import onnx

    shape = {0: "batch", 1: "height", 2: "width"}
    quiet = logging.getLogger("torch.onnx"), logging.getLogger("onnxscript")
    levels = [one.level for one in quiet]
    for one in quiet:
        one.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")  # of what torch itself will do otherwise some day
            program: Any = torch.onnx.export(
                model,
                (torch.zeros(*_EXAMPLE, 3, dtype=torch.uint8),),
                dynamo=True,
                opset_version=OPSET,
                dynamic_shapes={INPUT: shape},
                input_names=[INPUT],
                output_names=[OUTPUT],
                external_data=False,
                verbose=False,
            )
    finally:
        for one, level in zip(quiet, levels, strict=True):
            one.setLevel(level)
    made = program.model_proto
    del made.metadata_props[:]
    for name, value in metadata.items():
        made.metadata_props.append(onnx.StringStringEntryProto(key=name, value=value))
    made.producer_name, made.producer_version = "LabelMT", metadata.get("made_with", "")
    _without_traces(made)
    onnx.checker.check_model(made)
    file.write_bytes(made.SerializeToString())


def _without_traces(made: Any) -> None:
    """Leave out what torch notes of the lines of code that made each node, paths included."""
    for node in made.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in (*made.graph.input, *made.graph.output, *made.graph.value_info):
        del value.metadata_props[:]
    for tensor in made.graph.initializer:
        del tensor.metadata_props[:]
        tensor.doc_string = ""
    for function in made.functions:
        for node in function.node:
            del node.metadata_props[:]
            node.doc_string = ""


class OnnxRuntime:
    """An exported file under ONNX Runtime: (b, h, w, 3) uint8 to (b, labels) float32."""

    def __init__(self, file: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(file), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        made: NDArray[np.float32] = self._session.run([OUTPUT], {INPUT: images})[0]
        return made
