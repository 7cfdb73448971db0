"""Model files from anybody: a clear error, and nothing of them is run."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file

from labelmt import load_model
from labelmt.domain.errors import InvalidInput, LabelMTError, NotFound
from labelmt.domain.exported_model import (
    ExportedLabel,
    ExportedTask,
    Judgement,
    ModelDescription,
    metadata_of,
)
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.export.hub_folder import write_hub_folder
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.models.network import Heads, Network
from labelmt.learning.training.checkpoints import RunConfig

TASK = TaskSpec(1, "things", TaskKind.MULTILABEL, (1, 2), ("tree", "sea"))
LABELS = (ExportedLabel(1, "tree", 0.4, (2,)), ExportedLabel(2, "sea", 0.6))
DESCRIPTION = ModelDescription(
    "run", (ExportedTask(1, "things", TaskKind.MULTILABEL, LABELS),),
    (Judgement("things", "mAP", None, None, None, 2, 0, "", 0, 0, "unknown"),),
    "small_cnn", "Apache-2.0", "", "2026-12-01", "1.0",
)  # fmt: skip


class Bomb:
    """Makes a file where it is unpickled."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.place,)


def graph_of(*initialisers: TensorProto, columns: int = 2) -> onnx.ModelProto:
    """The mean colours of images as probabilities: of our contract, and tiny."""
    nodes = [
        helper.make_node("Cast", ["images"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["floats", "axes"], ["means"], keepdims=0),
        helper.make_node("Slice", ["means", "start", "stop", "one"], ["two"]),
        helper.make_node("Div", ["two", "most"], ["probabilities"]),
    ]
    constants = {
        "axes": np.array([1, 2]), "start": np.array([0]), "stop": np.array([columns]),
        "one": np.array([1]), "most": np.array(255, dtype=np.float32),
    }  # fmt: skip
    made = helper.make_model(
        helper.make_graph(
            nodes,
            "g",
            [helper.make_tensor_value_info("images", TensorProto.UINT8, ["b", "h", "w", 3])],
            [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["b", columns])],
            [numpy_helper.from_array(one, name) for name, one in constants.items()]
            + list(initialisers),
        ),
        opset_imports=[helper.make_opsetid("", 20)],
        ir_version=10,
    )
    for key, value in metadata_of(DESCRIPTION, 32).items():
        made.metadata_props.append(onnx.StringStringEntryProto(key=key, value=value))
    return made


def written(made: onnx.ModelProto, place: Path) -> Path:
    place.write_bytes(made.SerializeToString())
    return place


def test_a_sound_file_predicts(tmp_path: Path) -> None:
    model = load_model(written(graph_of(), tmp_path / "model.onnx"))
    assert [label.name for label in model.labels] == ["tree", "sea"]
    images = [np.full((9, 7, 3), 102, np.uint8), np.full((5, 5), 255, np.uint8)]
    np.testing.assert_allclose(model.probabilities(images), [[0.4, 0.4], [1.0, 1.0]], atol=1e-6)
    rows = list(model.predict(images))
    assert [row["predicted"] for row in rows] == [True, True, True, True]  # a tree implies the sea
    assert [row["image"] for row in rows] == ["0", "0", "1", "1"]
    assert "not stated" in model.about["licence"]


def test_what_is_no_image_is_refused_and_what_cannot_be_read_has_no_rows(tmp_path: Path) -> None:
    model = load_model(written(graph_of(), tmp_path / "model.onnx"))
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8 no more")
    assert np.isnan(model.probabilities([broken])).all()
    assert len(model.predict([broken])) == 0
    for wrong in (np.zeros((4, 4, 3)), np.zeros((4, 4, 2), np.uint8), 7):
        with pytest.raises(InvalidInput):
            model.predict([wrong])  # type: ignore[list-item]


def large(made: onnx.ModelProto) -> None:
    tensor = TensorProto(name="huge", data_type=TensorProto.FLOAT, dims=[2**20, 2**20])
    made.graph.initializer.append(tensor)


def huge_constant(made: onnx.ModelProto) -> None:
    tensor = TensorProto(name="t", data_type=TensorProto.FLOAT, dims=[2**40], raw_data=b"\0")
    made.graph.node.append(helper.make_node("Constant", [], ["c"], value=tensor))


def outside(made: onnx.ModelProto) -> None:
    tensor = TensorProto(name="w", data_type=TensorProto.UINT8, dims=[10])
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", "../../etc/passwd"), ("offset", "0"), ("length", "10")):
        tensor.external_data.add(key=key, value=value)
    made.graph.initializer.append(tensor)


def foreign(made: onnx.ModelProto) -> None:
    made.graph.node.append(helper.make_node("Run", ["images"], ["x"], domain="evil.corp"))
    made.opset_import.append(helper.make_opsetid("evil.corp", 1))


def foreign_inside(made: onnx.ModelProto) -> None:
    inner = helper.make_graph(
        [helper.make_node("Run", [], ["x"], domain="evil.corp")], "inner", [], []
    )
    made.graph.node.append(
        helper.make_node("If", ["one"], ["y"], then_branch=inner, else_branch=inner)
    )


def endless(made: onnx.ModelProto) -> None:
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["on"])], "body",
        [helper.make_tensor_value_info("i", TensorProto.INT64, []),
         helper.make_tensor_value_info("go", TensorProto.BOOL, [])],
        [helper.make_tensor_value_info("on", TensorProto.BOOL, [])],
    )  # fmt: skip
    made.graph.node.append(helper.make_node("Loop", ["", "yes"], [], body=body))


def laughing(made: onnx.ModelProto) -> None:
    """Sixteen functions, each calling the one before it eight times."""
    ops = [helper.make_opsetid("", 20), helper.make_opsetid("ai.onnx", 1)]
    for at in range(16):
        inner = [("Identity", "")] if at == 0 else [(f"f{at - 1}", "own")] * 8
        nodes = [
            helper.make_node(op, ["x" if i == 0 else f"v{i - 1}"],
                             ["y" if i == len(inner) - 1 else f"v{i}"], domain=domain)
            for i, (op, domain) in enumerate(inner)
        ]  # fmt: skip
        made.functions.append(helper.make_function("own", f"f{at}", ["x"], ["y"], nodes, ops))
    made.graph.node.append(helper.make_node("f15", ["two"], ["z"], domain="own"))


def calling_itself(made: onnx.ModelProto) -> None:
    node = helper.make_node("f", ["x"], ["y"], domain="own")
    ops = [helper.make_opsetid("", 20)]
    made.functions.append(helper.make_function("own", "f", ["x"], ["y"], [node], ops))
    made.graph.node.append(helper.make_node("f", ["two"], ["z"], domain="own"))


def other_input(made: onnx.ModelProto) -> None:
    made.graph.input[0].name = "pixels"


def no_metadata(made: onnx.ModelProto) -> None:
    del made.metadata_props[:]


def told(key: str, value: str) -> Callable[[onnx.ModelProto], None]:
    def change(made: onnx.ModelProto) -> None:
        for one in made.metadata_props:
            if one.key == key:
                one.value = value

    change.__name__ = f"{key} is {value[:12]}"
    return change


def filled(made: onnx.ModelProto) -> None:
    shape = numpy_helper.from_array(np.array([2**40]), "shape")
    made.graph.initializer.append(shape)
    made.graph.node.append(helper.make_node("ConstantOfShape", ["shape"], ["big"]))


def expanded(made: onnx.ModelProto) -> None:
    """By the size of the image that comes in: nothing before the run tells how large."""
    made.graph.initializer.append(numpy_helper.from_array(np.array([2**36]), "times"))
    made.graph.node.append(helper.make_node("Shape", ["images"], ["sides"]))
    made.graph.node.append(helper.make_node("ReduceProd", ["sides"], ["pixels"], keepdims=1))
    made.graph.node.append(helper.make_node("Mul", ["pixels", "times"], ["shape"]))
    made.graph.node.append(helper.make_node("Cast", ["one"], ["unit"], to=TensorProto.FLOAT))
    made.graph.node.append(helper.make_node("Expand", ["unit", "shape"], ["big"]))


@pytest.mark.parametrize("change", [filled, expanded])
def test_a_graph_that_asks_for_endless_memory_gets_none(
    change: Callable[[onnx.ModelProto], None], tmp_path: Path
) -> None:
    made = graph_of()
    last = made.graph.node.pop()
    change(made)
    made.graph.node.append(helper.make_node("ReduceMax", ["big"], ["top"], keepdims=0))
    made.graph.node.append(helper.make_node("Add", ["two", "top"], ["sum"]))
    last.input[0] = "sum"
    made.graph.node.append(last)
    model = load_model(written(made, tmp_path / "model.onnx"))
    images = [np.zeros((4, 4, 3), np.uint8)] * 3
    with pytest.raises(InvalidInput, match="more memory") as raised:
        model.probabilities(images)
    assert "Available memory" in raised.value.details  # refused by our bound, not by the machine


@pytest.mark.parametrize(
    "change",
    [
        large, huge_constant, outside, foreign, foreign_inside, endless, laughing, calling_itself,
        other_input, no_metadata,
        told("contract", "99"), told("labels", "[]"), told("labels", "{"), told("tasks", "[1]"),
        told("labels", '[{"task": "things", "label": "tree", "threshold": 0.5}]'),
        told("image", '{"edge": 100000}'), told("labels", "[" * 100_000),
    ],
    ids=lambda change: change.__name__,
)  # fmt: skip
def test_a_file_that_is_not_as_we_write_them_is_refused(
    change: Callable[[onnx.ModelProto], None], tmp_path: Path
) -> None:
    made = graph_of()
    change(made)
    with pytest.raises(InvalidInput, match="no model that LabelMT exported"):
        load_model(written(made, tmp_path / "model.onnx"))


@pytest.mark.parametrize("name", ["model.onnx", "model.pt2", "model.pt", "model.bin"])
@pytest.mark.parametrize("kind", ["pickle", "torch", "zip"])
def test_nothing_is_unpickled_whatever_it_is_called(kind: str, name: str, tmp_path: Path) -> None:
    place, file = tmp_path / "ran", tmp_path / name
    if kind == "pickle":
        file.write_bytes(pickle.dumps(Bomb(place)))
    elif kind == "torch":
        torch.save(Bomb(place), file)
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("data.pkl", pickle.dumps(Bomb(place)))
    with pytest.raises(InvalidInput, match="could run code") as refused:
        load_model(file)
    assert "onnx" in refused.value.next_step
    assert not place.exists()


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"GIF89a", b"\x08\x0a" * 5000])
def test_a_file_of_something_else_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(content)
    with pytest.raises(InvalidInput, match="no model that LabelMT exported"):
        load_model(tmp_path / "model.onnx")
    with pytest.raises(NotFound):
        load_model(tmp_path / "nowhere.onnx")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as it is exported, of a network that has learnt nothing."""
    place = tmp_path / "hub"
    settings = TrainingSettings(backbone="small_cnn")
    network = Network(build_backbone("small_cnn"), Heads((TASK,), 384))
    config = RunConfig(settings, (TASK,), "heads", False, 96, {}, "")
    fitted = (TaskCalibration(1, 1.0, 0.0, (0.4, 0.6)),)
    write_hub_folder(place, config, network, fitted, DESCRIPTION, metadata_of(DESCRIPTION, 96))
    return place


def test_a_sound_folder_predicts(folder: Path) -> None:
    model = load_model(folder)
    values = model.probabilities([np.zeros((20, 30, 3), np.uint8)])
    np.testing.assert_allclose(values, [[0.5, 0.5]], atol=1e-6)


def in_config(*path: str, value: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / "config.json"
        plain = at = json.loads(file.read_text())
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value
        file.write_text(json.dumps(plain))

    change.__name__ = f"{path[-1]} is {str(value)[:30]}"
    return change


def pickled_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(pickle.dumps(Bomb(folder / "ran")))


def huge_header(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes((2**60).to_bytes(8, "little") + b"{}")


def huge_tensor(folder: Path) -> None:
    header = b'{"a":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]}}'
    content = len(header).to_bytes(8, "little") + header
    (folder / "model.safetensors").write_bytes(content)


def other_tensors(folder: Path) -> None:
    save_file({"a": np.zeros(3, dtype=np.float32)}, folder / "model.safetensors")


def no_numbers(folder: Path) -> None:
    from safetensors.numpy import load_file

    tensors = load_file(folder / "model.safetensors")
    tensors["heads.heads.1.bias"][:] = np.nan
    save_file(tensors, folder / "model.safetensors")


RUN, CALIBRATION = ("labelmt", "run"), ("labelmt", "calibration")


@pytest.mark.parametrize(
    "change",
    [
        pickled_weights, huge_header, huge_tensor, other_tensors, no_numbers,
        in_config("labelmt", value=None),
        in_config("labelmt", "contract", value="99"),
        in_config(*RUN, "settings", "backbone", value="../../x"),
        in_config(*RUN, "settings", "backbone", value="timm:resnet18@/etc/passwd"),
        in_config(*RUN, "settings", "backbone", value="timm:hf-hub:somebody/something"),
        in_config(*RUN, "settings", "trunk", value=2**40),
        in_config(*RUN, "views", value=["upside down"]),
        in_config(*RUN, "task_views", value=[["plain"], ["plain"]]),
        in_config(*RUN, "tasks", value=[]),
        in_config(*CALIBRATION, value=[]),
        in_config("labelmt", "description", "tasks", value=[]),
    ],
    ids=lambda change: change.__name__,
)  # fmt: skip
def test_a_folder_that_is_not_as_we_write_them_is_refused(
    change: Callable[[Path], None], folder: Path
) -> None:
    change(folder)
    with pytest.raises(InvalidInput, match="no model that LabelMT exported") as refused:
        load_model(folder)
    assert isinstance(refused.value, LabelMTError)
    assert refused.value.details
    assert not (folder / "ran").exists()


def test_a_network_that_is_larger_than_its_weights_is_never_made(folder: Path) -> None:
    labels = list(range(50_000))
    task = {
        "id": 1, "name": "things", "kind": "multilabel",
        "label_ids": labels, "label_names": [str(one) for one in labels],
    }  # fmt: skip
    in_config("labelmt", "run", "tasks", value=[task] * 1)(folder)
    in_config(
        "labelmt", "calibration",
        value=[{"task_id": 1, "scale": 1.0, "shift": 0.0, "thresholds": [0.5] * len(labels)}],
    )(folder)  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        load_model(folder)
    assert "larger than" in refused.value.details
