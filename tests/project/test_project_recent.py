"""Recent projects are remembered, and a folder of images finds its project again."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from making_projects import new_project

from labelmt.project.intake.add_folders import add_folders
from labelmt.project.places import recent_file
from labelmt.project.places.home import config_folder, projects_home
from labelmt.project.places.project_folders import fresh_folder, project_for_images
from labelmt.project.places.recent_file import DAMAGED
from labelmt.project.places.recent_projects import (
    LONGEST,
    forget,
    note_progress,
    recent_projects,
    remember,
)
from labelmt.project.project import Project
from labelmt.project.project_file import DATABASE


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, ["a.jpg", "b.jpg"])
    yield made
    made.close()


def test_nothing_is_recent_at_first() -> None:
    assert recent_projects() == []


def test_a_project_is_remembered_with_what_the_start_page_shows(
    project: Project, tmp_path: Path
) -> None:
    remember(project)
    [one] = recent_projects()
    assert (one.name, one.folder, one.images) == ("project", project.folder, 2)
    assert one.roots == (tmp_path / "images",)
    assert one.opened_at
    assert one.exists


def test_the_newest_comes_first_and_once(project: Project, tmp_path: Path) -> None:
    other = new_project(tmp_path / "other", [])
    for one in (project, other, project):
        remember(one)
    assert [one.folder for one in recent_projects()] == [project.folder, other.folder]
    other.close()


def test_a_forgotten_project_stays_where_it_is(project: Project) -> None:
    remember(project)
    forget(project.folder)
    assert recent_projects() == []
    assert project.image_count() == 2


def test_a_project_that_is_gone_is_shown_as_gone(project: Project) -> None:
    remember(project)
    project.close()
    project.folder.rename(project.folder.with_name("away"))
    assert [one.exists for one in recent_projects()] == [False]


def test_the_list_does_not_grow_for_ever(tmp_path: Path) -> None:
    for number in range(LONGEST + 2):
        made = Project.create(tmp_path / f"{number}", [])
        remember(made)
        made.close()
    assert len(recent_projects()) == LONGEST


@pytest.mark.parametrize(
    "text", ["", "{", "[1, 2]", "null", '[{"folder": 1}]', "\x00", "[" * 100_000], ids=range(7)
)
def test_a_damaged_list_counts_as_empty(project: Project, text: str) -> None:
    config_folder().mkdir(parents=True)
    (config_folder() / "recent.json").write_text(text, encoding="utf-8")
    assert recent_projects() == []
    remember(project)
    assert len(recent_projects()) == 1


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_folder_whose_name_is_not_unicode_is_remembered(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    made = Project.create(folder, [folder])
    remember(made)
    assert recent_projects()[0].folder == folder
    made.close()


def test_a_settings_folder_that_cannot_be_written_costs_the_memory_only(
    project: Project, labelmt_home: Path
) -> None:
    labelmt_home.write_text("a file where the folder should be")
    remember(project)
    forget(project.folder)
    assert recent_projects() == []


def test_a_folder_of_images_finds_its_project_again(tmp_path: Path) -> None:
    images = tmp_path / "images"
    images.mkdir()
    project = Project.create(tmp_path / "far" / "project", [images])
    fresh = project_for_images(images)
    assert fresh == projects_home() / "images"
    remember(project)
    assert project_for_images(images) == project.folder
    project.close()
    project.folder.rename(project.folder.with_name("away"))
    assert project_for_images(images) == fresh


@pytest.mark.parametrize("place", ["projects", "beside", "inside"])
@pytest.mark.parametrize("shut", ["closed", "open"])
def test_a_project_off_the_list_is_found_where_projects_lie(
    tmp_path: Path, place: str, shut: str
) -> None:
    images = tmp_path / "few"
    images.mkdir()
    folder = {"projects": projects_home(), "beside": tmp_path, "inside": images}[place] / "work"
    made = Project.create(folder, [images])
    if shut == "closed":
        made.close()
    before = _all_files(folder)
    assert project_for_images(images) == folder
    assert _all_files(folder) == before
    made.close()


def test_a_folder_added_to_a_project_finds_it(project: Project, tmp_path: Path) -> None:
    added = tmp_path / "added"
    added.mkdir()
    remember(project)
    add_folders(project, [added])
    assert project_for_images(added) == project.folder


def test_of_two_projects_of_a_folder_the_one_changed_last_is_found(tmp_path: Path) -> None:
    images = tmp_path / "few"
    images.mkdir()
    for name, changed in (("few", 1000), ("few 2", 3000), ("few 3", 2000)):
        Project.create(projects_home() / name, [images]).close()
        os.utime(projects_home() / name / DATABASE, (changed, changed))
    assert project_for_images(images) == projects_home() / "few 2"


def test_a_copied_project_is_not_taken_for_that_of_the_first_photographs(tmp_path: Path) -> None:
    images = tmp_path / "first" / "few"
    images.mkdir(parents=True)
    Project.create(images / "work", [images]).close()
    shutil.copytree(tmp_path / "first", projects_home() / "copy")
    shutil.copytree(images / "work", tmp_path / "alone")
    copied = projects_home() / "copy" / "few"
    assert project_for_images(copied) == copied / "work"
    assert project_for_images(images) == images / "work"


@pytest.mark.parametrize(
    "make",
    [
        "",
        "CREATE TABLE root (id, path); CREATE TABLE image (row); INSERT INTO root VALUES (1, 'x')",
        "CREATE TABLE image (row); CREATE VIEW root AS WITH RECURSIVE n(id) AS"
        " (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, id AS path FROM n",
    ],
    ids=["empty", "not a path", "endless"],
)
def test_what_is_no_project_of_ours_keeps_no_folder_from_its_own(tmp_path: Path, make: str) -> None:
    images = tmp_path / "few"
    images.mkdir()
    for place in (projects_home() / "strange", images / "strange"):
        place.mkdir(parents=True)
        with closing(sqlite3.connect(place / DATABASE)) as connection:
            connection.executescript(make)
    (tmp_path / "not one").mkdir()
    (tmp_path / "not one" / DATABASE).write_bytes(b"text" * 2000)
    Project.create(projects_home() / "of it", [images]).close()
    assert project_for_images(images) == projects_home() / "of it"


def _all_files(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(one): (one.stat().st_size, one.stat().st_mtime_ns)
        for one in folder.rglob("*")
        if one.is_file()
    }


def test_a_fresh_folder_is_not_there_yet(labelmt_home: Path) -> None:
    assert projects_home() == labelmt_home / "projects"
    for expected in ("photos", "photos 2", "photos 3"):
        folder = fresh_folder("photos")
        assert folder == projects_home() / expected
        folder.mkdir(parents=True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [('a/b\\c:d*e?"f', "a b c d e f"), ("...", "Project"), ("", "Project"), ("x" * 200, "x" * 80)],
)
def test_a_fresh_folder_has_a_name_every_system_takes(name: str, expected: str) -> None:
    assert fresh_folder(name).name == expected


def test_without_a_home_of_its_own_it_uses_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LABELMT_HOME")
    assert projects_home().name == "LabelMT"
    assert "labelmt" in str(config_folder())


def test_progress_and_picture_are_kept_when_it_is_opened_again(project: Project) -> None:
    remember(project)
    picture = project.folder / "cache" / "thumbnails" / "a.jpg"
    note_progress(project.folder, 1, picture)
    remember(project)
    [one] = recent_projects()
    assert (one.labelled, one.picture) == (1, picture)
    note_progress(project.folder, 2, None)
    [one] = recent_projects()
    assert (one.labelled, one.picture) == (2, picture)


def test_progress_of_a_project_that_is_not_on_the_list_is_not_kept(project: Project) -> None:
    note_progress(project.folder, 1, None)
    assert recent_projects() == []


def test_an_entry_of_another_version_costs_itself_alone(project: Project) -> None:
    remember(project)
    file = config_folder() / "recent.json"
    [entry] = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps([{**entry, "colour": "green"}, entry]), encoding="utf-8")
    assert [one.folder for one in recent_projects()] == [project.folder]


def test_an_older_longer_lists_tail_loses_no_project(project: Project, tmp_path: Path) -> None:
    older = [Project.create(projects_home() / name, [tmp_path / name]) for name in ("one", "two")]
    for one in older:
        one.close()
    remember(project)
    file = config_folder() / "recent.json"
    damaged = file.read_text(encoding="utf-8") + '"images": 3}, {"folder": "/x"}]\n'
    file.write_text(damaged, encoding="utf-8")
    first, *found = recent_projects()
    assert (first.folder, first.images) == (project.folder, 2)
    assert {(one.folder, one.roots) for one in found} == {
        (projects_home() / name, (tmp_path / name,)) for name in ("one", "two")
    }
    assert all(one.opened_at for one in found)
    assert (config_folder() / DAMAGED).read_text(encoding="utf-8") == damaged
    assert len(json.loads(file.read_text(encoding="utf-8"))) == 3
    forget(older[0].folder)
    assert [one.folder for one in recent_projects()] == [project.folder, older[1].folder]


def test_of_a_list_that_was_cut_off_its_whole_projects_are_kept(tmp_path: Path) -> None:
    for name in ("one", "two"):
        made = Project.create(tmp_path / name, [])
        remember(made)
        made.close()
    file = config_folder() / "recent.json"
    file.write_bytes(file.read_bytes()[:-20])
    assert [one.name for one in recent_projects()] == ["two"]


def test_a_list_that_cannot_be_read_now_is_not_written_over(project: Project) -> None:
    remember(project)
    file = config_folder() / "recent.json"
    kept = file.rename(file.with_name("kept"))
    file.mkdir()
    forget(project.folder)
    assert recent_projects() == []
    file.rmdir()
    kept.rename(file)
    assert [one.folder for one in recent_projects()] == [project.folder]


WRITES = """
import sys
from pathlib import Path
from labelmt.project.places import recent_file
from labelmt.project.places.recent_projects import note_progress, recent_projects
recent_file.WAIT_S = 60.0  # the test must not depend on how busy the machine is
for count in range(20):
    note_progress(Path(sys.argv[1]), count, None)
    assert len(recent_projects()) == 3, recent_projects()
"""


def test_threads_and_processes_that_write_at_once_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent_file, "WAIT_S", 60.0)
    folders = [tmp_path / ("x" * number) / "project" for number in (1, 20, 40)]
    for folder in folders:
        made = Project.create(folder, [])
        remember(made)
        made.close()
    others = [
        subprocess.Popen([sys.executable, "-c", WRITES, str(folder)]) for folder in folders[:2]
    ]

    def write(_thread: int) -> None:
        for count in range(20):
            note_progress(folders[2], count, None)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(4)))
    assert [one.wait(60) for one in others] == [0, 0]
    assert [one.labelled for one in recent_projects()] == [19, 19, 19]
    assert not (config_folder() / DAMAGED).exists()
    assert sorted(one.name for one in config_folder().iterdir()) == ["recent.json", "recent.lock"]
