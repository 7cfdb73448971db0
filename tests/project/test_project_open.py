"""A project is made whole or not at all, and opens wherever it lies."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections import UserList
from collections.abc import Iterator
from pathlib import Path

import pytest
from making_projects import add_task, content_of, new_project

from labelmt.domain.annotations import Annotation, Seen, Source, State
from labelmt.domain.errors import InvalidInput, NoPermission, NotAProject, ProjectDamaged
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.project import Project, is_project
from labelmt.project.snapshot import take_snapshot, take_update

REVISION_0001 = Path(__file__).parent.parent / "storage" / "revision_0001.sql"


def test_a_new_project_is_empty(tmp_path: Path) -> None:
    project = Project.create(
        tmp_path / "a" / "b", [tmp_path, tmp_path / "c" / "..", tmp_path / "d"]
    )
    assert is_project(tmp_path / "a" / "b")
    assert project.name == "b"
    assert project.roots() == {1: tmp_path, 2: tmp_path / "d"}, "each folder once"
    assert project.schema().tasks == ()
    assert len(project.images()) == project.image_count() == 0
    assert project.annotation_matrix().shape == (0, 0)
    assert project.predictions() is None
    assert project.runs() == ()
    assert project.undo() is None
    assert project.redo() is None
    assert project.training_settings() == TrainingSettings()
    project.close()


def test_a_relative_folder_stays_the_same_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    project = Project.create(Path("project"), [Path("images")])
    monkeypatch.chdir(tmp_path / "project")
    assert project.folder == tmp_path / "project"
    assert project.roots() == {1: tmp_path / "images"}
    project.close()
    project = Project.open(Path())
    assert project.name == "project"
    project.close()


def test_a_project_is_not_made_over_another(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg"])
    with pytest.raises(InvalidInput, match="already"):
        Project.create(project.folder, [tmp_path])
    assert project.image_count() == 1
    project.close()


def test_a_project_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(NoPermission):
        Project.create(tmp_path / "file" / "project", [tmp_path])


class Stopped(UserList[Path]):
    """Folders that the person stops while they are read."""

    def __iter__(self) -> Iterator[Path]:
        raise KeyboardInterrupt


def test_half_a_project_is_taken_away(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        Project.create(tmp_path / "project", Stopped())
    assert list((tmp_path / "project").iterdir()) == []
    Project.create(tmp_path / "project", [tmp_path]).close()


def test_a_folder_without_a_project_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotAProject):
        Project.open(tmp_path)
    with pytest.raises(NotAProject):
        Project.open(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "error"), [(b"", NotAProject), (b"anything else " * 99, ProjectDamaged)]
)
def test_a_file_that_is_no_database_is_told_untouched(
    tmp_path: Path, content: bytes, error: type[Exception]
) -> None:
    file = tmp_path / "project.sqlite"
    file.write_bytes(content)
    with pytest.raises(error):
        Project.open(tmp_path)
    assert not content or file.read_bytes() == content


def test_all_is_found_again(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg", "b/c.jpg"])
    tree, _ = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    project.apply(SetAnnotations((1,), tree.id, State.PRESENT))
    project.save_training_settings(TrainingSettings(epochs=3, flip=False))
    before = content_of(project)
    project.close()
    project = Project.open(project.folder)
    assert content_of(project) == before
    assert project.images().paths == ["a.jpg", "b/c.jpg"]
    assert project.training_settings() == TrainingSettings(epochs=3, flip=False)
    project.close()


def test_a_project_of_the_first_revision_opens(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "project.sqlite")
    connection.executescript(REVISION_0001.read_text(encoding="utf-8"))
    connection.close()
    project = Project.open(tmp_path)
    assert [(task.name, task.kind) for task in project.schema()] == [
        ("objects", TaskKind.MULTILABEL),
        ("scene", TaskKind.MULTICLASS),
    ]
    assert project.images().paths == ["beach.jpg", "city/harbour 🙂.png", "broken.png"]
    assert project.images().problems == {2: "The file is truncated."}
    assert project.annotation_matrix().tolist() == [[1, 0, 1, 0], [1, -1, 0, 1], [-1, -1, -1, -1]]
    assert project.annotations_of(0)[0] == Annotation(
        0, 1, State.PRESENT, Source.HUMAN, "ada", "2026-11-23T08:00:00.000+00:00",
        seen=Seen.VISIBLE,
    )  # fmt: skip
    assert [run.state for run in project.runs()] == ["finished"]
    assert project.validation_rows().tolist() == [1]
    assert project.training_settings().epochs == 4
    while project.undo():
        pass
    assert project.schema().tasks == ()
    while project.redo():
        pass
    assert project.annotation_matrix().tolist() == [[1, 0, 1, 0], [1, -1, 0, 1], [-1, -1, -1, -1]]
    project.close()


def test_settings_of_another_version_are_read_as_far_as_they_are_known(tmp_path: Path) -> None:
    project = new_project(tmp_path, [])
    project.save_training_settings(TrainingSettings(epochs=7))
    with project.database.write() as connection:
        connection.exec_driver_sql(
            'UPDATE meta SET value = \'{"epochs": 7, "unheard_of": 1}\' '
            "WHERE key = 'training_settings'"
        )
    assert project.training_settings() == TrainingSettings(epochs=7)
    project.close()


def test_a_moved_project_opens(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg"])
    add_task(project, "things", TaskKind.MULTILABEL, "tree")
    before = content_of(project)
    project.close()
    shutil.move(project.folder, tmp_path / "elsewhere")
    moved = Project.open(tmp_path / "elsewhere")
    assert moved.name == "elsewhere"
    assert content_of(moved) == before
    moved.close()


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_names_that_are_not_unicode_are_kept(tmp_path: Path) -> None:
    odd = os.fsdecode(b"caf\xe9.jpg")
    root = tmp_path / os.fsdecode(b"\xff images")
    project = Project.create(tmp_path / os.fsdecode(b"\xfe project"), [root])
    with project.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO image (row, root_id, path, size, mtime_ns, status, width, height, problem,"
            " revision) VALUES (0, 1, ?, 1, 1, 0, 0, 0, '', 1)",
            (os.fsencode(odd),),
        )
    folder = project.folder
    project.close()
    project = Project.open(folder)
    assert project.images().path(0) == root / odd
    assert len(project.images().stamp(0)) == 32
    project.close()


def test_threads_take_turns(tmp_path: Path) -> None:
    project = new_project(tmp_path, [f"{number}.jpg" for number in range(40)])
    labels = add_task(project, "things", TaskKind.MULTILABEL, "a b c d")
    seen: list[int] = []

    def work(column: int) -> None:
        for row in range(10):
            project.apply(SetAnnotations((row,), labels[column].id, State.PRESENT))
            seen.append(len(take_snapshot(project).matrix))

    threads = [threading.Thread(target=work, args=[column]) for column in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [40] * 40
    assert (project.annotation_matrix()[:10] == State.PRESENT).all()
    for _ in range(40):
        project.undo()
    assert project.annotation_count() == 0
    project.close()


def test_reads_in_one_block_see_one_moment(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg"])
    other = Project.open(project.folder)
    with project.reading():
        before = project.schema()
        add_task(other, "things", TaskKind.MULTILABEL, "tree")
        assert project.schema() == before
        assert project.annotation_matrix().shape == (1, 0)
    assert project.annotation_matrix().shape == (1, 1)
    project.close()
    other.close()


def test_an_update_holds_just_what_changed(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg"])
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    update = take_update(project, project.apply(SetAnnotations((0,), tree.id, State.PRESENT)))
    assert update.changes.annotations is not None
    assert update.undo_title == "Set tree present on 1 image"
    assert (update.images, update.schema, update.matrix, update.runs) == (None,) * 4
    undone = project.undo(), project.undo()
    assert undone[1] is not None
    update = take_update(project, undone[1])
    assert update.schema == project.schema()
    assert update.matrix is not None
    assert update.matrix.shape == (1, 0)
    assert update.redo_title == "Make label tree"
    project.close()
