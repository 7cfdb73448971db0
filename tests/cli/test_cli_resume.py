"""A killed fine-tuning goes on from its last epoch; sharing is compared from the terminal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from typer.testing import CliRunner, Result

from labelmt.cli.main import app
from labelmt.project.project import Project

SETTINGS = ("--backbone", "small_cnn", "--set", "views=one", "--set", "device=cpu")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    images = tmp_path / "images"
    images.mkdir()
    lines = ["path,shapes,ground"]
    for number in range(60):
        ground, disc, box = number % 2, number // 2 % 2, number // 4 % 2
        image = Image.new("RGB", (64, 64), ((150, 60, 60), (60, 60, 150))[ground])
        pen = ImageDraw.Draw(image)
        if disc:
            pen.ellipse((5 + number % 7, 8, 28, 30), fill="white")
        if box:
            pen.rectangle((34, 30 + number % 5, 56, 56), fill="black")
        image.save(images / f"{number:02d}.png")
        shapes = "|".join([*(["disc"] * disc), *(["box"] * box)]) or "-"
        lines.append(f"{number:02d}.png,{shapes},{('red', 'blue')[ground]}")
    table = tmp_path / "table.csv"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    folder = tmp_path / "project"
    assert run("create", folder, "--images", images).exit_code == 0
    assert run("import", folder, table, "--task", "shapes=multilabel").exit_code == 0
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="signals end the processes here")
def test_a_killed_training_is_resumed(project: Path) -> None:
    command = [sys.executable, "-m", "labelmt", "train", str(project), *SETTINGS]
    process = subprocess.Popen(
        [*command, "--epochs", "400"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    standing = project / "runs" / "1" / "resume.safetensors"
    until = time.monotonic() + 120
    while not standing.exists():
        assert process.poll() is None, "the training ended before its first epoch"
        assert time.monotonic() < until
        os.sched_yield()
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    refused = run("train", project, "--resume", "--epochs", "3")
    assert refused.exit_code == 1
    assert "goes on with the settings" in refused.stderr
    result = run("train", project, "--resume", "--json")
    assert result.exit_code == 0, result.stderr
    assert "Going on after epoch" in result.stderr
    answer = json.loads(result.stdout)
    assert answer["run"] == 1
    assert answer["cancelled"] is False
    opened = Project.open(project)
    (only,) = opened.runs()
    assert (only.state, only.serves) == ("finished", True)
    assert opened.annotation_count() > 0
    opened.close()
    again = run("train", project, "--resume")
    assert again.exit_code == 1
    assert "No interrupted fine-tuning" in again.stderr


def test_sharing_is_compared(project: Path) -> None:
    result = run("compare-sharing", project, "--epochs", "1", *SETTINGS[2:], "--json",
                 "--set", "backbone=small_cnn")  # fmt: skip
    assert result.exit_code == 0, result.stderr
    report = json.loads(result.stdout)
    assert [task["name"] for task in report["tasks"]] == ["shapes", "ground"]
    assert report["images"] > 0
    assert report["low"] <= report["delta"] <= report["high"]
    assert "Δm" in result.stderr


@pytest.mark.parametrize(
    ("assignment", "said"),
    [
        ("task_weights=ground=2, shapes=0", "not a task's weight"),
        ("task_weights=sky=2", "There is no such task"),
        ("unlabelled_absent=sky", "There is no such task"),
        ("balancing=best", "not one of the choices"),
    ],
)
def test_settings_that_name_nothing_are_refused(project: Path, assignment: str, said: str) -> None:
    result = run("train", project, "--stage", "heads", "--set", assignment)
    assert result.exit_code == 1
    assert said in result.stderr
    opened = Project.open(project)
    assert opened.runs() == ()
    opened.close()
