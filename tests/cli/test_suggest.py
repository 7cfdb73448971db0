"""``labelmt suggest``: scores by name, as a table; nothing is replaced unasked."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from labelmt.cli.main import app
from labelmt.example import draw_scene, random_scene
from labelmt.project.project import Project


def run(*arguments: object, status: int = 0) -> Result:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == status, done.stderr
    return done


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    (folder / "deeper").mkdir(parents=True)
    for seed in range(6):
        name = f"deeper/{seed}.jpg" if seed % 2 else f"{seed}.jpg"
        draw_scene(random_scene(seed), (96, 72)).save(folder / name)
    (folder / "bad.jpg").write_bytes(b"no image")
    return folder


def test_a_folder_is_scored_without_a_project(images: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    names = "tree,Boot=sailing boat"
    done = run("suggest", images, "--labels", names, "--task", "seen", "--out", out, "--json")
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["images"] == 6
    assert answer["unreadable"] == 1
    assert [one["path"] for one in answer["failed"]] == ["bad.jpg"]
    assert answer["labels"] == [
        {"task": "seen", "label": "tree"},
        {"task": "seen", "label": "Boot"},
    ]
    assert "bad.jpg" in done.stderr
    assert "Nothing has judged" in done.stderr
    rows = rows_of(out)
    assert list(rows[0]) == ["path", "task", "label", "score"]
    for label in ("tree", "Boot"):
        own = [row for row in rows if row["label"] == label]
        assert {row["path"] for row in own} == {
            *(f"{seed}.jpg" for seed in (0, 2, 4)),
            *(f"deeper/{seed}.jpg" for seed in (1, 3, 5)),
        }
        told = [float(row["score"]) for row in own]
        assert told == sorted(told, reverse=True)
    assert not (images / "project.sqlite").exists()


def test_a_project_is_scored_by_its_own_labels(images: Path, tmp_path: Path) -> None:
    project, out = tmp_path / "project", tmp_path / "scores.csv"
    run("create", project, "--images", images)
    table = tmp_path / "table.csv"
    table.write_text("path,objects,weather\n0.jpg,tree|boat,sunny\n", encoding="utf-8")
    run("import", project, table)
    before = Project.open(project)
    title = before.undo_title
    before.close()
    run("suggest", project, "--task", "objects", "--out", out)
    assert {(row["task"], row["label"]) for row in rows_of(out)} == {
        ("objects", "tree"),
        ("objects", "boat"),
    }
    after = Project.open(project)
    assert after.undo_title == title
    assert after.predictions() is None
    after.close()


def test_a_project_of_another_backbone_is_told_which_one_reads_names(
    images: Path, tmp_path: Path
) -> None:
    place, out = tmp_path / "project", tmp_path / "scores.csv"
    run("create", place, "--images", images)
    with closing(Project.open(place)) as project:
        settings = project.training_settings()
    done = run("suggest", place, "--labels", "tree", "--out", out)
    assert "built-in backbone" not in done.stderr
    with closing(Project.open(place)) as project:
        project.save_training_settings(replace(settings, backbone="small_cnn"))
    done = run("suggest", place, "--labels", "tree", "--out", out, "--overwrite")
    told = " ".join(done.stderr.split())
    assert "compared by the built-in backbone, not by the project's “small_cnn”" in told
    assert len(rows_of(out)) == 6


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ([], "no labels to suggest"),
        (["--labels", " , "], "no labels to suggest"),
        (["--labels", "tree,tree"], "no labels to suggest"),
    ],
)
def test_without_labels_there_is_nothing_to_score(
    images: Path, tmp_path: Path, more: list[str], told: str
) -> None:
    done = run("suggest", images, "--out", tmp_path / "scores.csv", *more, status=1)
    assert told in " ".join(done.stderr.split())
    assert not (tmp_path / "scores.csv").exists()


def test_a_file_that_is_there_stays(images: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    out.write_text("mine", encoding="utf-8")
    done = run("suggest", images, "--labels", "tree", "--out", out, status=1)
    assert "--overwrite" in done.stderr
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    done = run("suggest", tmp_path / "none", "--labels", "tree", "--out", out, status=1)
    assert "no such project or folder" in " ".join(done.stderr.split())


def test_no_image_is_replaced(images: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    run("create", project, "--images", images)
    image = images / "0.jpg"
    before = image.read_bytes()
    run("suggest", project, "--labels", "tree", "--out", image, "--overwrite", status=1)
    assert image.read_bytes() == before
