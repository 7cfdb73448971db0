"""Models from the command line to files, judged by ONNX Runtime and safetensors alone."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from PIL import Image
from safetensors.numpy import load_file
from typer.testing import CliRunner, Result

from labelmt.api.labelled_project import open_project
from labelmt.cli.main import app
from labelmt.example import TASKS, draw_scene, random_scene

IMAGES = 24
LABELS = [(task.name, label) for task in TASKS for label in task.labels]


def labelmt(*arguments: object, status: int = 0) -> Result:
    """What the program answers; its worker is a real one."""
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert done.exit_code == status, done.stderr
    return done


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of drawn scenes of many sizes with heads that serve; images beside it."""
    place = tmp_path_factory.mktemp("export-model")
    (place / "images").mkdir()
    with (place / "truth.csv").open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(["path", *(task.name for task in TASKS)])
        for seed in range(IMAGES):
            scene = random_scene(seed)
            size = (96 + 8 * seed, 144 - 2 * seed)
            draw_scene(scene, size).save(place / "images" / f"{seed}.png")
            cells = ["|".join(scene.truth()[task.name]) or "-" for task in TASKS]
            table.writerow([f"{seed}.png", *cells])
    labelmt("create", place / "project", "--images", place / "images")
    labelmt("import", place / "project", place / "truth.csv")
    labelmt("train", place / "project", "--stage", "heads", "--backbone", "small_cnn")
    return place


@pytest.fixture(scope="module")
def predicted(trained: Path) -> dict[tuple[str, str, str], float]:
    """(path, task, label) to the probability that ``predict`` tells."""
    labelmt("predict", trained / "project", "--out", trained / "predicted.csv")
    with (trained / "predicted.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {(r["path"], r["task"], r["label"]): float(r["probability"]) for r in rows}


def one_object(done: Result) -> Any:
    return json.loads(done.stdout)


def test_an_exported_file_gives_what_predict_gives(
    trained: Path, predicted: dict[tuple[str, str, str], float]
) -> None:
    out = trained / "scenes.onnx"
    told = one_object(
        labelmt("export-model", trained / "project", out, "--images-licence", "CC0", "--json")
    )
    assert told["format"] == "onnx"
    assert told["labels"] == len(LABELS)
    assert told["compared"]["images"] == IMAGES
    assert told["compared"]["largest_difference"] < 1e-3
    session = onnxruntime.InferenceSession(str(out), providers=["CPUExecutionProvider"])
    about = session.get_modelmeta().custom_metadata_map
    labels = [(one["task"], one["label"]) for one in json.loads(about["labels"])]
    assert sorted(labels) == sorted(LABELS)
    assert "Images: CC0" in about["licence"]
    judged = {one["task"]: one for one in json.loads(about["judged_by"])}
    assert judged.keys() == {task.name for task in TASKS}
    assert all(one["part"] == "cross-fitted" for one in judged.values())
    for seed in range(IMAGES):
        with Image.open(trained / "images" / f"{seed}.png") as image:
            pixels = np.array(image.convert("RGB"))[None]
        (values,) = session.run(None, {"images": pixels})[0]
        wanted = [predicted[f"{seed}.png", task, label] for task, label in labels]
        np.testing.assert_allclose(values, wanted, atol=1e-3)


def test_a_folder_for_the_hub_has_a_card_of_honest_figures(trained: Path) -> None:
    out = trained / "hub"
    labelmt("export-model", trained / "project", out)
    assert {one.name for one in out.iterdir()} == {
        "README.md",
        "config.json",
        "model.safetensors",
    }
    tensors = load_file(out / "model.safetensors")
    rows = sum(
        one.shape[0]
        for name, one in tensors.items()
        if name.startswith("heads.") and name.endswith(".weight")
    )
    assert rows == len(LABELS)
    card = (out / "README.md").read_text(encoding="utf-8")
    (run,) = one_object(labelmt("runs", "list", trained / "project", "--json"))["runs"]
    figures = run["tasks"]["objects"]
    low, high = figures["intervals"]["map"]
    assert f"{figures['map']:.3f} ({low:.2f} to {high:.2f})" in card
    assert f"| objects | mAP | {figures['map']:.3f}" in card
    assert f"folds: each image by heads that never saw it: {IMAGES} images" in card
    assert "not stated; ask whoever trained this model" in card
    assert "Apache-2.0" in card
    assert "calibrated on the images that judged it" in card
    assert "## Intended use" in card
    for task, label in LABELS:
        assert f"**{task}**" in card
        assert f"| {label} | 0." in card


def test_nothing_that_is_there_is_replaced_unless_it_may_be(trained: Path) -> None:
    out = trained / "there.onnx"
    out.write_text("mine")
    refused = labelmt("export-model", trained / "project", out, status=1)
    assert "There is a file of this name already." in refused.stderr
    assert out.read_text() == "mine"
    folder = trained / "full"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    refused = labelmt("export-model", trained / "project", folder, status=1)
    assert "There is something in this folder already" in refused.stderr
    labelmt("export-model", trained / "project", folder, "--overwrite")
    assert (folder / "mine.txt").read_text() == "mine"
    assert (folder / "config.json").is_file()


def test_no_file_of_the_project_and_no_image_is_replaced(trained: Path) -> None:
    for place in (trained / "project" / "project.sqlite", trained / "images" / "1.png"):
        before = place.read_bytes()
        refused = labelmt(
            "export-model", trained / "project", place, "--format", "onnx", "--overwrite", status=1
        )
        assert "This file" in refused.stderr
        assert place.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["m.xyz"], "The name does not tell in which format to write."),
        (["m.onnx", "--format", "tflite"], "There is no such format of models."),
        (["m.onnx", "--run", "99"], "There is no such run"),
        (["nowhere/m.onnx"], "no such folder"),
    ],
)
def test_what_cannot_be_is_refused_in_words(trained: Path, arguments: list[str], said: str) -> None:
    name, *rest = arguments
    refused = labelmt("export-model", trained / "project", trained / name, *rest, status=1)
    assert said in " ".join(refused.stderr.replace("│", " ").split())
    assert not (trained / name).exists()


def test_a_project_that_never_trained_has_no_model(trained: Path) -> None:
    labelmt("create", trained / "young", "--images", trained / "images")
    refused = labelmt("export-model", trained / "young", trained / "no.onnx", status=1)
    assert "This project has no trained run yet." in refused.stderr
    assert not (trained / "no.onnx").exists()


def test_another_project_starts_from_a_run_of_this_one(
    trained: Path, predicted: dict[tuple[str, str, str], float], tmp_path: Path
) -> None:
    task, (first, second) = TASKS[0].name, TASKS[0].labels[:2]
    schema, made = tmp_path / "schema.yaml", tmp_path / "made"
    schema.write_text(
        f"labelmt-schema: 1\ntasks:\n- name: {task}\n  kind: multilabel\n  labels:\n"
        f"  - {{name: mine, synonyms: [{first}]}}\n  - {{name: {second}}}\n  - {{name: new}}\n",
        encoding="utf-8",
    )
    run, images = trained / "project" / "runs" / "1", trained / "images"
    told = one_object(
        labelmt("create", made, "--images", images, "--start-from", run, "--schema", schema,
                "--json")
    )["started_from"]  # fmt: skip
    assert told["images"] == IMAGES
    assert told["labels"] == 2
    assert told["fresh"] == ["new"]
    assert len(told["left"]) == len(LABELS) - 2
    (kept,) = one_object(labelmt("runs", "list", made, "--json"))["runs"]
    assert kept["stage"] == "elsewhere"
    assert kept["serves"]
    assert kept["tasks"] == {}  # no figure of it is known
    with open_project(made) as project:
        rows = list(project.predictions())
    assert len(rows) == IMAGES * 2
    for row in rows:
        name = first if row["label"] == "mine" else row["label"]
        wanted = predicted[Path(row["image"]).name, row["task"], name]
        assert row["probability"] == pytest.approx(wanted, abs=2e-3)


def test_what_is_no_model_starts_no_project(trained: Path, tmp_path: Path) -> None:
    made, empty = tmp_path / "made", tmp_path / "empty"
    labelmt("create", empty, "--images", trained / "images")
    no_model = tmp_path / "no.onnx"
    no_model.write_bytes(b"\x80\x04no")
    for source, words in (
        (tmp_path / "nothing", "There is no such model"),
        (no_model, "could run code"),
        (empty, "no trained run yet"),
        (trained / "project" / "runs" / "99", "no trained run yet"),
    ):
        told = labelmt(
            "create", made, "--images", trained / "images", "--start-from", source, status=1
        )
        assert words in " ".join(told.stderr.split())
        assert not made.exists()


def test_a_missing_extra_is_told_with_what_installs_it_and_without_a_traceback(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "onnx.py").write_text("raise ModuleNotFoundError('none', name='onnx')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    out = tmp_path / "scenes.onnx"
    told = labelmt("export-model", trained / "project", out, status=1).stderr
    assert "needs packages that are not installed" in " ".join(told.split())
    assert "--extra export" in told or "[export]" in told
    assert "Traceback" not in told
    assert "ModuleNotFoundError" not in told
    assert not out.exists()
