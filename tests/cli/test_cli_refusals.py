"""What the command line says to what it cannot do; nothing changes then."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from labelmt.cli.main import app, with_command
from labelmt.project.project import Project
from labelmt.project.training.keep_together import chosen_rule


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    images = tmp_path / "images"
    images.mkdir()
    for name in ("a.png", "b.png"):
        Image.new("RGB", (8, 8)).save(images / name)
    assert run("create", tmp_path / "project", "--images", images).exit_code == 0
    return tmp_path / "project"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["open"]),
        (["some/folder"], ["open", "some/folder"]),
        (["train", "x"], ["train", "x"]),
        (["--version"], ["--version"]),
    ],
)
def test_a_word_that_is_no_command_is_a_project(arguments: list[str], expected: list[str]) -> None:
    assert with_command(arguments) == expected


def test_a_word_that_is_neither_is_refused(tmp_path: Path) -> None:
    result = run("open", tmp_path / "trian")
    assert result.exit_code == 1
    assert "no such command, project or folder" in result.stderr


def test_create_refuses_a_project_that_is_there(project: Path, tmp_path: Path) -> None:
    result = run("create", project, "--images", tmp_path / "images")
    assert result.exit_code == 1
    assert "a project in this folder already" in result.stderr


def test_import_lists_every_problem_and_changes_nothing(project: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("path,scene\na.png,x|y\nc.png,x\na.png,x\n", encoding="utf-8")
    result = run("import", project, table, "--task", "scene=multiclass")
    assert result.exit_code == 1
    for line in ("line 2", "line 3", "line 4"):
        assert line in result.stderr
    opened = Project.open(project)
    assert opened.schema().tasks == ()
    assert opened.undo_title is None
    opened.close()


@pytest.mark.parametrize(
    ("option", "value"),
    [("--task", "scene"), ("--task", "scene=several"), ("--unlisted", "maybe")],
)
def test_import_refuses_options_it_does_not_know(
    project: Path, tmp_path: Path, option: str, value: str
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("path,scene\na.png,x\n", encoding="utf-8")
    result = run("import", project, table, option, value)
    assert result.exit_code == 1
    assert value in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--stage", "middle"], "--stage is"),
        (["--set", "speed=1"], "no such setting"),
        (["--set", "seed"], "KEY=VALUE"),
        (["--epochs", "0"], "out of range"),
        (["--backbone", "vgg"], "not one of the choices"),
        (["--val", "nowhere.txt"], "cannot be read"),
        ([], "nothing to learn from"),
    ],
)
def test_train_says_what_is_wrong_before_it_starts(
    project: Path, arguments: list[str], said: str
) -> None:
    result = run("train", project, *arguments)
    assert result.exit_code == 1
    assert said in result.stderr.replace("\n", " ")


def test_predict_needs_a_run(project: Path, tmp_path: Path) -> None:
    result = run("predict", project, "--out", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "no trained run" in result.stderr
    assert not (tmp_path / "out.csv").exists()


def test_predictions_replace_nothing_of_a_project(project: Path) -> None:
    opened = Project.open(project)
    image = opened.images().path(0)
    opened.close()
    for place in (project / "project.sqlite", image):
        before = place.read_bytes()
        result = run("predict", project, "--out", place, "--overwrite")
        assert result.exit_code == 1
        assert "What was there before is unchanged" in result.stderr.replace("\n", " ")
        assert place.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
@pytest.mark.parametrize("display", ["", ":987"])
def test_without_a_display_a_sentence_and_status_2(display: str, tmp_path: Path) -> None:
    """Qt itself would abort the process."""
    gone = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in gone}
    if display:
        environment["DISPLAY"] = display
    environment["LABELMT_HOME"] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "labelmt"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "display" in done.stderr
    assert "Traceback" not in done.stderr


def test_resume_takes_no_other_rule_of_what_is_kept_together(project: Path) -> None:
    refused = run("train", project, "--resume", "--keep-together", "folder")
    assert refused.exit_code == 1
    assert "--resume goes on with the settings and images" in refused.output.replace("\n", " ")
    opened = Project.open(project)
    assert chosen_rule(opened) is None
    assert opened.runs() == ()
    opened.close()


def test_a_format_that_is_only_read_names_the_one_to_write(project: Path, tmp_path: Path) -> None:
    result = run("export", project, tmp_path / "out", "--format", "yolo")
    assert result.exit_code == 1
    assert "is read and never written" in result.stderr
    assert "--format yolo-cls" in result.stderr


def test_where_there_is_no_project_the_command_that_makes_one_is_named(tmp_path: Path) -> None:
    result = run("train", tmp_path / "nosuch")
    assert result.exit_code == 1
    assert "labelmt create" in " ".join(result.stderr.split())


def test_the_description_of_a_yolo_data_set_is_taken_for_its_folder(
    project: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    for name, lines in (("a", "0 0.5 0.5 0.2 0.2\n"), ("b", "")):
        (data / "labels").mkdir(parents=True, exist_ok=True)
        (data / "labels" / f"{name}.txt").write_text(lines, encoding="utf-8")
        (data / "images").mkdir(exist_ok=True)
        Image.new("RGB", (8, 8)).save(data / "images" / f"{name}.png")
    (data / "data.yaml").write_text("path: .\nnames: [cat]\n", encoding="utf-8")
    result = run("import", project, data / "data.yaml")
    assert result.exit_code == 0, result.stderr
    opened = Project.open(project)
    assert [one.name for one in opened.schema().labels] == ["cat"]
    assert opened.annotation_matrix().tolist() == [[1], [0]]
    opened.close()
