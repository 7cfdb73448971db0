"""Backups and restores from the command line."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from labelmt.cli.main import app
from labelmt.domain.errors import NoPermission
from labelmt.domain.temporary_folder import temporary_folder
from labelmt.project.project import Project


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


def damage(project: Path) -> None:
    content = bytearray((project / "project.sqlite").read_bytes())
    content[:8192] = bytes(8192)
    (project / "project.sqlite").write_bytes(content)


def test_a_damaged_project_is_restored_by_one_command(project: Path, tmp_path: Path) -> None:
    made = json.loads(run("backup", project, "--json").stdout)
    more = tmp_path / "more.csv"
    more.write_text("path,weather\na.png,sunny\nb.png,rainy\n", encoding="utf-8")
    assert run("import", project, more).exit_code == 0
    damage(project)
    refused = run("runs", "list", project)
    assert refused.exit_code == 1
    assert "labelmt restore" in refused.stderr
    assert "bug" not in refused.stderr
    listed = json.loads(run("restore", project, "--list", "--json").stdout)
    assert listed["problem"]
    assert made["backup"] in [one["backup"] for one in listed["backups"]]
    assert all((project / "backups" / one["backup"]).is_file() for one in listed["backups"])
    done = run("restore", project, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["annotations"], told["annotations_lost"]) == (8, 0)
    assert Path(told["set_aside"], "project.sqlite").is_file()
    again = json.loads(run("restore", project, "--list", "--json").stdout)
    assert again["problem"] is None
    assert again["backups"][0]["reason"] == "restored"
    assert again["backups"][0]["annotations"] == 8


def test_a_sound_project_goes_back_to_a_backup_it_names(project: Path) -> None:
    listed = json.loads(run("restore", project, "--list", "--json").stdout)["backups"]
    before_import = next(one for one in listed if one["annotations"] == 0)
    assert before_import["differs"] == {"only_in_backup": 0, "only_now": 6, "changed": 0}
    done = run("restore", project, "--from", before_import["backup"], "--json")
    assert json.loads(done.stdout)["annotations"] == 0
    listed = json.loads(run("restore", project, "--list", "--json").stdout)["backups"]
    assert run("restore", project, "--from", "nowhere.sqlite").exit_code == 1


def test_what_is_no_project_is_not_restored_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photo.txt").write_text("mine")
    refused = run("restore", tmp_path)
    assert refused.exit_code == 1
    assert "nothing to restore" in refused.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["photo.txt"]


def test_a_project_that_is_well_is_said_to_be(project: Path) -> None:
    done = run("check", project, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"ok": True, "findings": []}
    assert "Nothing is wrong" in done.stderr


def test_what_is_wrong_is_listed_and_repaired(project: Path) -> None:
    derived = project / "runs" / "1" / "probabilities.npy"
    derived.parent.mkdir(parents=True)
    derived.write_bytes(b"damaged")
    cache = project / "cache" / "features" / "some"
    cache.mkdir(parents=True)
    for name, size in (("features.f16", 100), ("fingerprints.u8", 160), ("stamps.u8", 160)):
        (cache / name).write_bytes(bytes(size))
    (cache / "width").write_text("32")
    left = project / "runs" / "1" / "weights.safetensors.part"
    left.write_bytes(b"half")
    os.utime(left, (1e9, 1e9))
    damage(project)
    found = run("check", project, "--json")
    assert found.exit_code == 1
    told = json.loads(found.stdout)
    assert {one["kind"] for one in told["findings"]} == {"database", "derived", "cache", "leftover"}
    assert not any(one["repaired"] for one in told["findings"])
    database = next(one for one in told["findings"] if one["kind"] == "database")
    assert "labelmt check --repair" in database["more"][0]
    assert derived.exists()
    assert left.exists()
    repaired = json.loads(run("check", project, "--repair", "--json").stdout)
    assert repaired["ok"]
    assert all(one["repaired"] for one in repaired["findings"])
    told = next(one["more"] for one in repaired["findings"] if one["kind"] == "database")
    assert told[0].startswith(("Restored the backup of", "Restored what could be read"))
    assert any(one.startswith("The project has") for one in told)
    assert any("The files from before are in" in one for one in told)
    assert json.loads(run("check", project, "--json").stdout) == {"ok": True, "findings": []}
    assert not left.exists()


def test_no_place_for_temporary_files_is_told(project: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(project / "nowhere"))
    with pytest.raises(NoPermission, match="temporary"), temporary_folder():
        pass


def test_what_killed_processes_leave_is_removed_at_the_next_start(
    project: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    abandoned = tmp_path / "labelmt-abcd"
    abandoned.mkdir()
    (abandoned / "owner.lock").touch()
    old = [project / "backups" / name for name in (".1.part", "x.sqlite.part")]
    fresh = project / "backups" / ".2.part"
    restoring = project / "backups" / ".restoring-1"
    restoring.mkdir(parents=True)
    for file in (*old, fresh, restoring / "project.sqlite"):
        file.write_bytes(b"half")
        if file != fresh:
            os.utime(file, (1e9, 1e9))
    os.utime(restoring, (1e9, 1e9))
    asides = [project / "backups" / f"set-aside-2026010{n}T000000.000000Z" for n in range(5)]
    for one in asides:
        one.mkdir()
    with temporary_folder() as in_use:
        Project.open(project).close()
        assert in_use.exists()
    assert not abandoned.exists()
    assert not any(one.exists() for one in (*old, restoring))
    assert fresh.exists(), "somebody may be at work on it"
    assert [one.exists() for one in asides] == [False, False, True, True, True]
