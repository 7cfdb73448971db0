"""Columns kept for the next start: always what the database says, whatever happened between."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making_projects import add_task, new_project
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.images import FoundImage, ImageOutcome, ImageStatus
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import (
    ArchiveLabels,
    CreateLabel,
    DeleteLabel,
    SetAnnotations,
)
from labelmt.project.images import column_loading
from labelmt.project.images.image_columns import STORED, STORED_NAMES, ImageTable
from labelmt.project.intake.scan_images import add_images, record_decoded
from labelmt.project.project import Project
from labelmt.storage.tables import image

decoded = ImageOutcome.of_decoding

KEPT = Path("cache") / "columns"


@pytest.fixture(autouse=True)
def _small_projects_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_loading, "FEWEST_KEPT", 1)
    monkeypatch.setattr(column_loading, "FEWEST_CHANGED", 1)


def table_of(project: Project) -> tuple[object, ...]:
    table: ImageTable = project.images()
    columns = (table.root_ids, table.sizes, table.mtimes, table.status)
    return (table.roots, table.paths, table.problems, *(one.tolist() for one in columns))


def columns_of(folder: Path) -> tuple[tuple[object, ...], NDArray[np.int8]]:
    project = Project.open(folder)
    found = table_of(project), project.annotation_matrix()
    project.close()
    return found


def check(folder: Path) -> None:
    """As kept, and as the database alone has it."""
    table, states = columns_of(folder)
    shutil.rmtree(folder / KEPT, ignore_errors=True)
    plain_table, plain_states = columns_of(folder)
    assert table == plain_table
    np.testing.assert_array_equal(states, plain_states)


def begin(place: Path) -> Project:
    project = new_project(place, [f"{number}.jpg" for number in range(6)])
    add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    add_task(project, "place", TaskKind.MULTICLASS, "harbor field")
    return project


def _annotate(project: Project, row: int, which: int) -> None:
    labels = project.schema().labels
    if labels:  # else all that made them has been undone
        label = labels[which % len(labels)]
        project.apply(SetAnnotations((row,), label.id, State(which % 3 - 1)))


def _undo(project: Project, _row: int, _which: int) -> None:
    project.undo()


def _redo(project: Project, _row: int, _which: int) -> None:
    project.redo()


def _add(project: Project, _row: int, which: int) -> None:
    number = project.image_count()
    add_images(project, 1, [FoundImage(f"new/\udce9{number}.jpg", which, number)])


def _decode(project: Project, row: int, which: int) -> None:
    record_decoded(project, [decoded(row, which, which, "broken" if which % 2 else "")])


def _label(project: Project, _row: int, which: int) -> None:
    tasks = project.schema().tasks
    if tasks:
        name = f"label {sum(label.id for label in project.full_schema().labels)} {which}"
        project.apply(CreateLabel(tasks[which % len(tasks)].id, name))


def _archive(project: Project, _row: int, which: int) -> None:
    labels = project.schema().labels
    if len(labels) > 1:
        project.apply(ArchiveLabels((labels[which % len(labels)].id,)))


def _delete(project: Project, _row: int, which: int) -> None:
    labels = project.schema().labels
    if len(labels) > 1:
        project.apply(DeleteLabel(labels[which % len(labels)].id))


def _reopen(project: Project, _row: int, _which: int) -> None:
    project.images()
    project.annotation_matrix()


STEPS: tuple[Callable[[Project, int, int], None], ...] = (
    _annotate, _annotate, _annotate, _undo, _redo, _add, _decode, _label, _archive, _delete,
    _reopen,
)  # fmt: skip


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sessions=st.lists(
        st.lists(
            st.tuples(st.integers(0, len(STEPS) - 1), st.integers(0, 5), st.integers(0, 11)),
            max_size=5,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_kept_is_what_the_database_says(
    tmp_path_factory: pytest.TempPathFactory, sessions: list[list[tuple[int, int, int]]]
) -> None:
    project = begin(tmp_path_factory.mktemp("kept"))
    folder = project.folder
    project.close()
    columns_of(folder)
    for session in sessions:
        project = Project.open(folder)
        project.images()
        project.annotation_matrix()
        for step, row, which in session:
            STEPS[step](project, row, which)
        while_open = table_of(project), project.annotation_matrix()
        project.close()
        table, states = columns_of(folder)
        assert table == while_open[0]
        np.testing.assert_array_equal(states, while_open[1])
        aside = folder / "aside"
        shutil.move(folder / KEPT, aside)
        plain_table, plain_states = columns_of(folder)
        assert table == plain_table
        np.testing.assert_array_equal(states, plain_states)
        shutil.rmtree(folder / KEPT, ignore_errors=True)
        shutil.move(aside, folder / KEPT)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"\x80\x04."])
@pytest.mark.parametrize("name", ["images.npz", "annotations.npz"])
def test_damaged_files_are_not_read(tmp_path: Path, name: str, content: bytes) -> None:
    project = begin(tmp_path)
    _annotate(project, 1, 2)
    project.close()
    columns_of(project.folder)
    (project.folder / KEPT / name).write_bytes(content)
    check(project.folder)


def test_columns_of_another_copy_of_the_database_are_not_taken(tmp_path: Path) -> None:
    project = begin(tmp_path)
    folder, backup = project.folder, tmp_path / "backup.sqlite"
    project.close()
    shutil.copy(folder / "project.sqlite", backup)
    project = Project.open(folder)
    _annotate(project, 1, 2)
    record_decoded(project, [decoded(0, 4, 4, "")])
    project.close()
    columns_of(folder)
    shutil.copy(backup, folder / "project.sqlite")
    shutil.rmtree(folder / "backups")  # else the journal tells that an action is missing
    project = Project.open(folder)
    _annotate(project, 3, 2)  # as many actions as before, but others
    record_decoded(project, [decoded(2, 4, 4, "broken")])
    project.close()
    table, states = columns_of(folder)
    assert states[3, 2] == State.PRESENT
    assert states[1, 2] == State.UNKNOWN
    assert table[-1] == [
        ImageStatus.UNREADABLE if row == 2 else ImageStatus.PENDING for row in range(6)
    ]
    check(folder)


def test_every_field_of_the_table_of_images_is_a_column_of_the_database() -> None:
    assert set(STORED_NAMES) < set(image.c.keys())
    assert set(STORED) == {one.name for one in fields(ImageTable)} - {"roots", "paths_version"}


def test_columns_kept_before_a_column_was_added_are_read_anew(tmp_path: Path) -> None:
    project = begin(tmp_path)
    project.images()
    project.close()
    file = project.folder / KEPT / "images.npz"
    with np.load(file) as kept:
        left = {name: kept[name] for name in kept.files if name != "status"}
    np.savez(file, **left)
    check(project.folder)
