"""Exported models: one graph from pixels of any size, compared with the run that they are of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from making_jobs import GROUND, SHAPES, make_job
from PIL import Image
from safetensors.torch import load_file

from labelmt.domain.errors import EnvironmentFault, NotFound
from labelmt.domain.exported_model import (
    HF,
    ONNX,
    ORDER,
    PT2,
    ExportedLabel,
    ExportedTask,
    ExportOrder,
    Judgement,
    ModelDescription,
)
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import (
    Manifest,
    ManifestImages,
    TaskSpec,
    write_images,
    write_json,
)
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.preprocessing import Preprocessing, preprocessing_of, squashed
from labelmt.learning.evaluation.calibration import TaskCalibration, all_probabilities
from labelmt.learning.export.hub_folder import read_hub_folder
from labelmt.learning.export.measured_difference import Differences
from labelmt.learning.export.resize_in_graph import squared
from labelmt.learning.features.inference import Infer, make_infer
from labelmt.learning.jobs import run_job
from labelmt.learning.models.backbone_registry import described
from labelmt.learning.models.network import JoinedLogits
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.checkpoints import RunConfig, load_run

FOUR = TrainingSettings(backbone="small_cnn", device="cpu", views="four")
TUNED = TrainingSettings(backbone="small_cnn", device="cpu", epochs=1, sharing="separate", trunk=8)
SIZES = ((64, 64), (48, 80), (131, 67), (9, 400), (1, 1), (96, 96), (300, 200))
JUDGED = Judgement("shapes", "mAP", 0.9, 0.8, 0.95, 2, 2, "cross-fitted", 30, 30, "chosen")


def trained(place: Path, settings: TrainingSettings, kind: type[messages.JobCommand]) -> Path:
    folder = make_job(place, settings)
    for _ in run_job.run(kind(1, str(folder)), Control()):
        pass
    return folder


@pytest.fixture(
    scope="module",
    params=(pytest.param("heads of four views", marks=pytest.mark.slow), "fine-tuned"),
)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's folder: frozen with four views, and fine-tuned with a backbone for each task."""
    place = tmp_path_factory.mktemp("run")
    if request.param == "fine-tuned":
        return trained(place, TUNED, messages.FineTune)
    return trained(place, FOUR, messages.FitHeads)


def tasks_of(*specs: TaskSpec) -> tuple[ExportedTask, ...]:
    """All their labels; a disc implies a box."""
    return tuple(
        ExportedTask(
            spec.id,
            spec.name,
            spec.kind,
            tuple(
                ExportedLabel(label, name, 0.25, *(((2,), ("circle",)) if label == 1 else ()))
                for label, name in zip(spec.label_ids, spec.label_names, strict=True)
            ),
        )
        for spec in specs
    )


def export(
    run: Path, format: str, place: Path, tasks: tuple[ExportedTask, ...] | None = None
) -> messages.ModelExported:
    """What the worker tells of the export of a run, compared on three of its own images."""
    place.mkdir()
    config, _, _ = load_run(run)
    described = ModelDescription(
        "first", tasks or tasks_of(SHAPES, GROUND), (JUDGED,), config.settings.backbone,
        "Apache-2.0", "CC-BY-4.0", "2026-12-01T10:00:00Z", "1.0",
    )  # fmt: skip
    files = tuple(str(one) for one in sorted((run.parents[2] / "pictures").glob("*.png"))[:3])
    manifest = Manifest(3, (), str(place), str(place), TrainingSettings(), str(run))
    write_json(place / "manifest.json", manifest)
    write_images(place, ManifestImages((0, 1, 2), files, ("",) * 3))
    write_json(place / ORDER, ExportOrder(format, described))
    events = list(run_job.run(messages.ExportModel(5, str(place)), Control()))
    assert isinstance(events[-1], messages.RunFinished)
    (made,) = [event for event in events if isinstance(event, messages.ModelExported)]
    return made


def pictures(height: int, width: int, count: int = 1) -> np.ndarray:
    """(count, height, width, 3) noise with areas in it, so that every pass of a resize matters."""
    rng = np.random.default_rng(height * 1000 + width)
    images = rng.integers(0, 256, (count, height, width, 3), dtype=np.uint8)
    images[:, : height // 2] = (images[:, : height // 2] > 128) * np.uint8(255)
    return images


@cache
def loaded(run: Path) -> tuple[RunConfig, Preprocessing, Infer, tuple[TaskCalibration, ...]]:
    config, network, fitted = load_run(run)
    preprocessing = preprocessing_of(described(config.settings.backbone))
    infer = make_infer(JoinedLogits(network), preprocessing, torch.device("cpu"), config.seen)
    return config, preprocessing, infer, fitted


@pytest.fixture(scope="module")
def onnx_file(run: Path, tmp_path_factory: pytest.TempPathFactory) -> messages.ModelExported:
    """All labels of the run, exported once for several tests."""
    return export(run, ONNX, tmp_path_factory.mktemp("onnx") / "job")


def ours(run: Path, images: np.ndarray) -> np.ndarray:
    """(n, 5) probabilities as ``predict`` makes them, but for the disc that implies a box."""
    config, preprocessing, infer, fitted = loaded(run)
    squares = np.stack([squashed(Image.fromarray(one), preprocessing.size) for one in images])
    values = all_probabilities(config.tasks, fitted, infer(squares)())
    values[:, 1] = values[:, :2].max(axis=1)
    return values


@pytest.mark.parametrize("size", [*SIZES, (2000, 1500)])
@pytest.mark.parametrize("edge", [96, 288])
def test_resizing_in_the_graph_gives_the_same_grey_levels(size: tuple[int, int], edge: int) -> None:
    images = pictures(*size)
    made = squared(torch.from_numpy(images), edge)[0].numpy()
    np.testing.assert_array_equal(made, squashed(Image.fromarray(images[0]), edge))


def test_onnx_runtime_alone_gives_what_predict_gives(
    run: Path, onnx_file: messages.ModelExported
) -> None:
    made = onnx_file
    assert made.images == 3
    assert made.largest < 1e-3
    session = onnxruntime.InferenceSession(made.path, providers=["CPUExecutionProvider"])
    (taken,), (given,) = session.get_inputs(), session.get_outputs()
    assert (taken.name, taken.type, taken.shape[3]) == ("images", "tensor(uint8)", 3)
    assert (given.name, given.type, given.shape[1]) == ("probabilities", "tensor(float)", 5)
    assert len({*taken.shape[:3]}) == 3  # all of them open
    assert not any(isinstance(one, int) for one in taken.shape[:3])
    for count in (1, 7):
        for size in SIZES:
            images = pictures(*size, count)
            values = session.run(None, {"images": images})[0]
            assert np.abs(values - ours(run, images)).max() < 1e-3
            assert values[:, 2:].sum(axis=1) == pytest.approx(1.0, abs=1e-5)
            assert (values[:, 1] >= values[:, 0]).all()


def test_an_onnx_file_tells_its_labels_and_no_path_of_who_made_it(
    run: Path, onnx_file: messages.ModelExported
) -> None:
    made = onnx_file
    session = onnxruntime.InferenceSession(made.path, providers=["CPUExecutionProvider"])
    told = session.get_modelmeta().custom_metadata_map
    assert json.loads(told["labels"])[:3] == [
        {"task": "shapes", "label": "disc", "threshold": 0.25, "synonyms": ["circle"]},
        {"task": "shapes", "label": "box", "threshold": 0.25, "synonyms": []},
        {"task": "ground", "label": "red", "threshold": 0.25, "synonyms": []},
    ]
    assert json.loads(told["tasks"])[0]["implies"] == {"disc": ["box"]}
    assert "Apache-2.0" in told["licence"]
    assert "CC-BY-4.0" in told["licence"]
    (judged,) = json.loads(told["judged_by"])
    assert (judged["value"], judged["low"], judged["part"]) == (0.9, 0.8, "cross-fitted")
    content = Path(made.path).read_bytes()
    for place in (str(Path(__file__).parents[2]), sys.prefix, str(run)):
        assert place.encode() not in content
    external = onnx.external_data_helper
    model = onnx.load(made.path, load_external_data=False)
    assert not any(external.uses_external_data(one) for one in model.graph.initializer)


def test_only_the_labels_that_are_asked_for_are_in_the_file(run: Path, tmp_path: Path) -> None:
    green_and_disc = (
        replace(tasks_of(GROUND)[0], labels=tasks_of(GROUND)[0].labels[1:2]),
        replace(tasks_of(SHAPES)[0], labels=tasks_of(SHAPES)[0].labels[:1]),
    )
    made = export(run, HF, tmp_path / "job", green_and_disc)
    model, _ = read_hub_folder(Path(made.path))
    images = pictures(64, 64, 3)
    values = model(torch.from_numpy(images)).numpy()
    np.testing.assert_allclose(values, ours(run, images)[:, [3, 0]], atol=1e-3)


LOADING = """
import json, sys
import numpy as np
extra = {"labelmt.json": ""}
import torch
program = torch.export.load(sys.argv[1], extra_files=extra)
with np.load(sys.argv[2]) as images:
    for name in images.files:
        values = program.module()(torch.from_numpy(images[name]))
        np.save(f"{name}.npy", values.numpy())
print(json.loads(json.loads(extra["labelmt.json"])["labels"])[1]["label"])
assert not any(name.split(".")[0] == "labelmt" for name in sys.modules)
"""


def test_a_pt2_file_gives_the_same_where_labelmt_cannot_be_imported(
    run: Path, tmp_path: Path
) -> None:
    made = export(run, PT2, tmp_path / "job")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "labelmt.py").write_text("raise ImportError('not here')\n")
    images = {f"{h}x{w}x{n}": pictures(h, w, n) for h, w in SIZES for n in (1, 7)}
    np.savez(elsewhere / "images.npz", **images)  # type: ignore[arg-type]
    done = subprocess.run(
        [sys.executable, "-c", LOADING, made.path, "images.npz"],
        cwd=elsewhere,
        env={**os.environ, "TORCH_FORCE_WEIGHTS_ONLY_LOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "box"
    for name, shown in images.items():
        far = np.abs(np.load(elsewhere / f"{name}.npy") - ours(run, shown)).max()
        assert far < 1e-3, name


def test_a_hub_folder_is_read_by_safetensors_alone(run: Path, tmp_path: Path) -> None:
    made = export(run, HF, tmp_path / "job")
    folder = Path(made.path)
    assert {one.name for one in folder.iterdir()} == {"config.json", "model.safetensors"}
    _, network, _ = load_run(run)
    tensors = load_file(folder / "model.safetensors")
    state = network.state_dict()
    assert tensors.keys() == state.keys()
    assert all(torch.equal(tensors[name], one) for name, one in state.items())
    config = json.loads((folder / "config.json").read_text())
    assert config["id2label"]["2"] == "red"
    assert config["label2id"]["red"] == 2
    assert config["image_size"] == 96
    assert str(run.parents[2]) not in (folder / "config.json").read_text()


def test_a_damaged_run_is_not_exported(run: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "a" / "b" / "run"
    damaged.mkdir(parents=True)
    for file in run.iterdir():
        if file.is_file():
            (damaged / file.name).write_bytes(file.read_bytes())
    weights = bytearray((damaged / "weights.safetensors").read_bytes())
    weights[-1] ^= 1
    (damaged / "weights.safetensors").write_bytes(weights)
    with pytest.raises(NotFound, match="cannot be read"):
        export(damaged, HF, tmp_path / "job")


def test_a_file_that_computes_something_else_is_refused(run: Path) -> None:
    _, preprocessing, infer, _ = loaded(run)
    shown: list[int] = []

    def wrong_for_several(images: np.ndarray) -> np.ndarray:
        shown.append(len(images))
        return np.full((len(images), 5), 0.0 if len(images) > 1 else 0.5, dtype=np.float32)

    def half(logits: np.ndarray) -> np.ndarray:
        return np.full((len(logits), 5), 0.5, dtype=np.float32)

    compared = Differences(wrong_for_several, infer, half, preprocessing)
    with pytest.raises(EnvironmentFault, match="something else"):
        list(compared.compare([]))
    assert shown == [1, 7]
