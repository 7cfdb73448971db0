"""A tiny model of our contract: how red and how green an image is."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from labelmt.domain.exported_model import (
    ExportedLabel,
    ExportedTask,
    ModelDescription,
    metadata_of,
)
from labelmt.domain.schema import TaskKind


def write_model(file: Path, *, synonyms: object = ("crimson", "Röte")) -> Path:
    """Labels reddish (threshold 0.4) and greenish (0.6) of the task colour.

    Args:
        synonyms: of the first, as the file has them; None: no label has any, as in files of before.
    """
    labels = (ExportedLabel(1, "reddish", 0.4), ExportedLabel(2, "greenish", 0.6))
    described = ModelDescription(
        "colours", (ExportedTask(1, "colour", TaskKind.MULTILABEL, labels),), (), "small_cnn",
        "Apache-2.0", "", "2026-12-01", "1.0",
    )  # fmt: skip
    constants = {
        "axes": np.array([1, 2]), "start": np.array([0]), "stop": np.array([2]),
        "one": np.array([1]), "most": np.array(255, dtype=np.float32),
    }  # fmt: skip
    made = helper.make_model(
        helper.make_graph(
            [
                helper.make_node("Cast", ["images"], ["floats"], to=TensorProto.FLOAT),
                helper.make_node("ReduceMean", ["floats", "axes"], ["means"], keepdims=0),
                helper.make_node("Slice", ["means", "start", "stop", "one"], ["two"]),
                helper.make_node("Div", ["two", "most"], ["probabilities"]),
            ],
            "colours",
            [helper.make_tensor_value_info("images", TensorProto.UINT8, ["b", "h", "w", 3])],
            [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["b", 2])],
            [numpy_helper.from_array(one, name) for name, one in constants.items()],
        ),
        opset_imports=[helper.make_opsetid("", 20)],
        ir_version=10,
    )
    metadata = metadata_of(described, 32)
    columns = json.loads(metadata["labels"])
    columns[0]["synonyms"] = synonyms
    if synonyms is None:
        for one in columns:
            del one["synonyms"]
    metadata["labels"] = json.dumps(columns)
    for key, value in metadata.items():
        made.metadata_props.append(onnx.StringStringEntryProto(key=key, value=value))
    file.write_bytes(made.SerializeToString())
    return file
