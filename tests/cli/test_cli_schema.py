"""Schemas from the command line: out, into another project, and what is wrong with them."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from labelmt.cli.main import app, with_command
from labelmt.project.project import Project
from labelmt.project.schema.schema_files import template_text


@pytest.fixture
def projects(tmp_path: Path) -> list[Path]:
    """Two projects of one image each."""
    (tmp_path / "images").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "images" / "a.png")
    made = [tmp_path / "one", tmp_path / "two"]
    for folder in made:
        arguments = ["create", str(folder), "--images", str(tmp_path / "images")]
        assert CliRunner().invoke(app, arguments).exit_code == 0
    return made


def test_a_schema_goes_from_one_project_to_another(projects: list[Path], tmp_path: Path) -> None:
    one, two = projects
    template, file = tmp_path / "template.yaml", tmp_path / "schema.yaml"
    template.write_text(template_text("driving"), encoding="utf-8")
    made = CliRunner().invoke(app, ["schema", "import", str(one), str(template), "--json"])
    counts = json.loads(made.stdout)
    assert counts["tasks_made"] == 5
    assert counts["labels_changed"] == 0
    written = CliRunner().invoke(app, ["schema", "export", str(one), str(file), "--json"])
    assert json.loads(written.stdout) == {"tasks": 5, "labels": counts["labels_made"]}
    assert CliRunner().invoke(app, ["schema", "import", str(two), str(file)]).exit_code == 0
    with closing(Project.open(one)) as first, closing(Project.open(two)) as second:
        assert first.full_schema() == second.full_schema()


def test_problems_are_listed_by_line(projects: list[Path], tmp_path: Path) -> None:
    file = tmp_path / "schema.yaml"
    file.write_text("labelmt-schema: 1\ntasks:\n- name: a\n- kind: several\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["schema", "import", str(projects[0]), str(file)])
    assert result.exit_code != 0
    assert "line 3, column kind: a task needs a kind" in result.stderr
    assert "line 4" in result.stderr
    assert "Nothing was imported." in result.stderr


def test_schema_is_a_command_and_no_folder() -> None:
    assert with_command(["schema", "export"]) == ["schema", "export"]
    assert with_command(["schemas"]) == ["open", "schemas"]
