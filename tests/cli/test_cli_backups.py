"""Backups and restores from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from labelmt.cli.main import app


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three images, six annotations."""
    (tmp_path / "images").mkdir()
    for name in "abc":
        Image.new("RGB", (8, 8)).save(tmp_path / "images" / f"{name}.png")
    assert run("create", tmp_path / "project", "--images", tmp_path / "images").exit_code == 0
    table = tmp_path / "table.csv"
    table.write_text("path,objects\na.png,sea|tree\nb.png,sea\nc.png,-\n", encoding="utf-8")
    assert run("import", tmp_path / "project", table).exit_code == 0
    return tmp_path / "project"


def test_a_backup_can_be_asked_for(project: Path) -> None:
    made = run("backup", project, "--json")
    assert made.exit_code == 0, made.output
    told = json.loads(made.stdout)
    file = project / "backups" / told["backup"]
    assert file.is_file()
    assert (told["annotations"], told["bytes"]) == (6, file.stat().st_size)
    assert "6 annotations" in made.stderr
    again = json.loads(run("backup", project, "--json").stdout)
    assert again["backup"] != told["backup"], "who asks gets one"


def test_a_backup_of_no_project_is_refused(tmp_path: Path) -> None:
    refused = run("backup", tmp_path)
    assert refused.exit_code == 1
    assert "no project" in refused.stderr
    assert list(tmp_path.iterdir()) == []
