"""A project of every version that was released opens, with all that was in it, and undoes.

The projects are released/*.sql, each with what it held beside it as JSON; that of
0.1.0, of before they were written so, is opened in tests/project/test_project_open.py.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from released_content import content_told

from labelmt import __version__
from labelmt.project.project import Project
from labelmt.storage.database import Database
from labelmt.storage.soundness import database_problem

RELEASED = sorted((Path(__file__).parent / "released").glob("*.sql"))


@pytest.fixture(params=RELEASED, ids=lambda file: file.stem)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    """A folder with the project of one version, and the file that tells what it held."""
    file: Path = request.param
    with closing(sqlite3.connect(tmp_path / "project.sqlite")) as connection:
        connection.executescript(file.read_text(encoding="utf-8"))
    return tmp_path, file.with_suffix(".json")


def test_this_version_is_among_them() -> None:
    assert __version__ in {file.stem for file in RELEASED}


def test_it_opens_with_all_that_was_in_it(released: tuple[Path, Path]) -> None:
    folder, told = released
    project = Project.open(folder)
    assert content_told(project) == json.loads(told.read_text(encoding="utf-8"))
    project.close()
    with closing(Database(folder / "project.sqlite")) as database:
        assert database_problem(database) == ""


def test_all_of_its_history_undoes_and_comes_back(released: tuple[Path, Path]) -> None:
    folder, told = released
    project = Project.open(folder)
    before = project.redo_title
    steps = 0
    while project.undo() is not None:
        steps += 1
    assert project.schema().tasks == ()
    assert project.annotation_count() == 0
    for _ in range(steps):
        assert project.redo() is not None
    assert project.redo_title == before != ""
    now, then = content_told(project), json.loads(told.read_text(encoding="utf-8"))
    assert now.pop("said") == then.pop("said")
    assert now["tasks"] == then["tasks"]
    assert now["images"] == then["images"]
    project.close()
