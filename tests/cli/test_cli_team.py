"""A team's project from the command line: made, joined, exported by URL, moved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from labelmt.cli.main import app


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def done(*arguments: object) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert isinstance(told, dict)
    return told


def test_two_people_one_project(
    tmp_path: Path, server_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    images = tmp_path / "images"
    images.mkdir()
    for name in "abc":
        Image.new("RGB", (8, 8)).save(images / f"{name}.png")
    with_password = server_url.replace("owner@", "owner:s3cret@")
    made = run("create", tmp_path / "mine", "--images", images, "--database", with_password)
    assert made.exit_code == 0, made.output
    assert "The password is used this once" in made.stderr
    kept = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert not [one for one in kept if b"s3cret" in one.read_bytes()]
    again = run("create", tmp_path / "other", "--images", images, "--database", server_url)
    assert again.exit_code == 1
    assert "of this name" in again.stderr

    table = tmp_path / "table.csv"
    table.write_text("path,objects\na.png,sea|tree\nb.png,sea\nc.png,-\n", encoding="utf-8")
    done("import", tmp_path / "mine", table)
    assert done("join", tmp_path / "yours", server_url, "--images", images)["images"] == 3
    done("export", tmp_path / "yours", tmp_path / "yours.csv")
    done("export", server_url, tmp_path / "by_url.csv")  # the folder that joined last
    assert (tmp_path / "by_url.csv").read_text() == (tmp_path / "yours.csv").read_text()
    assert "sea" in (tmp_path / "yours.csv").read_text()

    moved = done("move", tmp_path / "yours", "--to", tmp_path / "own")
    tables = moved["tables"]
    assert isinstance(tables, dict)
    assert tables["annotation"]["rows"] == 6
    done("export", tmp_path / "own", tmp_path / "own.csv")
    assert (tmp_path / "own.csv").read_text() == (tmp_path / "yours.csv").read_text()
    assert run("export", tmp_path / "mine", tmp_path / "mine.csv").exit_code == 1
