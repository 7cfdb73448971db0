"""Runs from the command line: listed, shown, compared, named, deleted."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from typer.testing import CliRunner

from labelmt.cli.main import app


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two runs of one label, from a real worker."""
    place = tmp_path_factory.mktemp("runs")
    images = place / "images"
    images.mkdir()
    lines = ["path,objects"]
    for number in range(40):
        image = Image.new("RGB", (64, 64), (number * 5, 90, 60))
        if number % 2:
            ImageDraw.Draw(image).ellipse((12, 12, 44, 44), fill=(250, 250, 250))
        image.save(images / f"{number:02d}.png")
        lines.append(f"{number:02d}.png,{'disc' if number % 2 else '-'}")
    (place / "labels.csv").write_text("\n".join(lines), encoding="utf-8")
    project = place / "project"
    assert run("create", project, "--images", images).exit_code == 0
    assert run("import", project, place / "labels.csv").exit_code == 0
    for seed in (0, 1):
        done = run("train", project, "--stage", "heads", "--backbone", "small_cnn",
                   "--seed", seed)  # fmt: skip
        assert done.exit_code == 0, done.stderr
    return project


def test_runs_are_listed_shown_and_compared(trained: Path) -> None:
    runs = json.loads(run("runs", "list", trained, "--json").stdout)["runs"]
    assert [one["state"] for one in runs] == ["finished", "finished"]
    assert [one["serves"] for one in runs] == [False, True]
    shown = json.loads(run("runs", "show", trained, runs[0]["run"], "--json").stdout)
    assert shown["settings"]["seed"] == 0
    assert [one["label"] for one in shown["labels"]] == ["disc"]
    first, second = (one["run"] for one in runs)
    both = json.loads(run("runs", "compare", trained, first, second, "--json").stdout)
    assert both["settings"] == {"seed": ["0", "1"]}
    assert both["images"] > 0
    curves = json.loads(run("runs", "curve", trained, "--json").stdout)["curves"]
    assert [one["points"][-1][0] for one in curves] == [40]


@pytest.mark.slow
def test_train_says_where_fine_tuning_was_not_better(trained: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(trained, project)
    done = run("train", project, "--backbone", "small_cnn", "--epochs", 1,
               "--set", "head_rate=1", "--set", "backbone_rate=1", "--json")  # fmt: skip
    assert done.exit_code == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["stage"] == "heads"
    [told] = answer["remarks"]
    assert told.startswith("Fine-tuning was not better, so its weights were dropped: this run has")
    assert told in done.stderr


def test_a_fine_tuning_that_was_not_better_is_told_to_be_none(
    trained: Path, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    shutil.copytree(trained, project)
    number = listed(project)[-1]["run"]
    metrics = project / "runs" / str(number) / "metrics.jsonl"
    heads = json.loads(metrics.read_text().splitlines()[-1])
    for epoch, score in ((0, 0.9), (1, 0.875)):
        passed = heads | {"stage": "finetune", "epoch": epoch, "score": score, "best": False}
        with metrics.open("a") as stream:
            stream.write(json.dumps(passed) + "\n")
    with closing(sqlite3.connect(project / "project.sqlite")) as database:
        database.execute("UPDATE run SET stage = 'finetune' WHERE id = ?", (number,))
        database.commit()
    shown = run("runs", "show", project, number, "--json")
    [told] = json.loads(shown.stdout)["remarks"]
    assert told.startswith("Fine-tuning was not better, so its weights were dropped: this run has")
    assert "On the same 40 images: heads 0.900, fine-tuned at best 0.875" in told
    assert told in shown.stderr
    other = run("runs", "show", project, listed(project)[0]["run"], "--json")
    assert json.loads(other.stdout)["remarks"] == []


def damaged_run(trained: Path, to: Path) -> tuple[Path, Path]:
    """A copy of the project, its served run with a flipped bit in its weights; that folder."""
    project = to / "project"
    shutil.copytree(trained, project)
    served = next(one for one in listed(project) if one["serves"])
    folder = project / "runs" / str(served["run"])
    weights = folder / "weights.safetensors"
    content = bytearray(weights.read_bytes())
    content[-20] ^= 4
    weights.write_bytes(content)
    return project, folder


def listed(project: Path) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = json.loads(run("runs", "list", project, "--json").stdout)["runs"]
    return runs


def test_a_damaged_model_is_told_by_the_list(trained: Path, tmp_path: Path) -> None:
    project, folder = damaged_run(trained, tmp_path)
    sound, damaged = listed(project)
    assert sound["damaged"] is None
    assert damaged["damaged"]["file"] == "weights.safetensors"
    told = run("runs", "list", project).stdout
    assert "is damaged: weights.safetensors: It is not as the run wrote it." in told
    assert ", predicts" not in told
    assert "labelmt runs serve" in told
    (folder / "weights.safetensors").unlink()
    assert "gone" in listed(project)[1]["damaged"]["what"]
    (folder / "config.json").unlink()
    assert listed(project)[1]["damaged"]["file"] == "config.json"
    assert run("runs", "serve", project, sound["run"]).exit_code == 0
    assert ", predicts" in run("runs", "list", project).stdout


def test_check_names_the_damaged_files_of_a_run(trained: Path, tmp_path: Path) -> None:
    project, folder = damaged_run(trained, tmp_path)
    metrics = folder / "metrics.jsonl"
    lines = metrics.read_bytes()
    metrics.write_bytes(b'{"stage": 3}\n\xc3\xa9\n' + lines + b'{"stage": "he')
    (folder / "annotations.npy").write_bytes(b"\x93NUMPY")
    np.save(folder / "validation.npy", np.zeros(7, dtype=bool))
    found = json.loads(run("check", project, "--json").stdout)["findings"]
    told = {Path(one["path"]).name: one for one in found if one["kind"] == "derived"}
    names = {"weights.safetensors", "metrics.jsonl", "annotations.npy", "validation.npy"}
    assert told.keys() == names, "nothing is said of what is as it was"
    assert "Train again" in told["weights.safetensors"]["more"][0]
    assert told["metrics.jsonl"]["what"] == "2 lines of its curves cannot be read."
    assert "train anew" in told["annotations.npy"]["more"][0]
    repaired = json.loads(run("check", project, "--repair", "--json").stdout)["findings"]
    assert {Path(one["path"]).name for one in repaired if one["repaired"]} == {"metrics.jsonl"}
    assert metrics.read_bytes() == lines, "what can be read stays"
    assert (folder / "weights.safetensors").exists()


def test_results_for_people_are_on_standard_output(trained: Path) -> None:
    first, second = listed(trained)
    told = run("runs", "list", trained)
    assert [line.split(":")[0] for line in told.stdout.splitlines()] == [
        str(first["run"]), str(second["run"]),
    ]  # fmt: skip
    assert told.stderr == ""
    for command in (("show", second["run"]), ("compare", first["run"], second["run"]), ("curve",)):
        told = run("runs", command[0], trained, *command[1:])
        assert told.stdout, command
        assert told.stderr == "", command
    as_json = run("runs", "list", trained, "--json")
    json.loads(as_json.stdout)
    assert second["name"] in as_json.stderr


def test_show_without_a_number_shows_the_run_that_predicts(trained: Path, tmp_path: Path) -> None:
    served = next(one for one in listed(trained) if one["serves"])
    assert json.loads(run("runs", "show", trained, "--json").stdout)["run"] == served["run"]
    other = run("runs", "show", trained, 77)
    assert other.exit_code == 1
    assert "labelmt runs list" in other.stderr
    (tmp_path / "images").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "images" / "one.png")
    assert run("create", tmp_path / "new", "--images", tmp_path / "images").exit_code == 0
    none = run("runs", "show", tmp_path / "new")
    assert none.exit_code == 1
    assert "There is no run yet." in none.stderr
    assert "labelmt train makes one." in none.stderr
    assert run("runs", "list", tmp_path / "new").stdout == (
        "There is no run yet: labelmt train makes one.\n"
    )


def test_a_run_without_metrics_has_no_empty_part_in_its_line(trained: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(trained, project)
    with closing(sqlite3.connect(project / "project.sqlite")) as connection:
        connection.execute("UPDATE run SET tasks = '[]', test_tasks = '[]'")
        connection.commit()
    for line in run("runs", "list", project).stdout.splitlines():
        assert line.endswith(("finished", "finished, predicts")), line


def test_a_run_is_named_noted_served_and_deleted(trained: Path) -> None:
    first, second = (one["run"] for one in
                     json.loads(run("runs", "list", trained, "--json").stdout)["runs"])  # fmt: skip
    assert run("runs", "rename", trained, first, "early").exit_code == 0
    assert run("runs", "note", trained, first, "before the flips").exit_code == 0
    assert run("runs", "serve", trained, first).exit_code == 0
    refused = run("runs", "delete", trained, first)
    assert refused.exit_code == 1
    assert "in use" in refused.stderr
    assert run("runs", "delete", trained, second).exit_code == 0
    (left,) = json.loads(run("runs", "list", trained, "--json").stdout)["runs"]
    assert (left["name"], left["notes"], left["serves"]) == ("early", "before the flips", True)
    assert run("runs", "show", trained, second).exit_code == 1
