"""States follow a few changed rows without looking at all others, and are what all anew are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from making_projects import add_task, new_project

from labelmt.domain.annotation_matrix import split_codes, teaching_states
from labelmt.domain.annotations import Seen, State
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.project.commands.commands import (
    AcceptSuggestions,
    ArchiveLabels,
    CreateLabel,
    SetAnnotations,
)
from labelmt.project.images.changed_rows import changed_rows, with_block
from labelmt.project.project import Project
from labelmt.storage import run_repository


def schema(labels: int) -> Schema:
    ids = range(1, labels + 1)
    return Schema(
        (Task(1, "t", TaskKind.MULTICLASS, tuple(Label(i, 1, str(i), "#000000") for i in ids)),)
    )


CODES = arrays(np.int8, (12, 3), elements=st.integers(-1, 5))


@given(CODES, CODES, st.integers(0, 12), st.lists(st.integers(0, 11), max_size=4))
def test_patched_is_what_all_anew_is(
    first: np.ndarray, other: np.ndarray, have: int, rows: list[int]
) -> None:
    now = first.copy()
    now[rows] = other[rows]
    before, form = first[:have], schema(3)
    found = changed_rows(now, before)
    assert found is not None
    ways: list[Callable[[np.ndarray], np.ndarray]] = [
        lambda codes: split_codes(codes, form)[0],
        lambda codes: teaching_states(codes, form),
    ]
    for derive in ways:
        patched = with_block(derive(before), 12, found, derive(now[found]))
        assert np.array_equal(patched, derive(now))
        assert not patched.flags.writeable


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number}.png" for number in range(30)])
    add_task(made, "objects", TaskKind.MULTILABEL, "tree sea")
    add_task(made, "scene", TaskKind.MULTICLASS, "beach forest")
    yield made
    made.close()


def test_a_project_that_was_followed_is_like_one_just_opened(project: Project) -> None:
    tree, _sea, beach, forest = project.schema().labels
    with project.database.write() as connection:
        run = run_repository.insert_run(connection, "heads", "small", "2026-11-30").id

    def same() -> None:
        again = Project.open(project.folder)
        for one in ("annotation_matrix", "judging_matrix", "teaching_matrix"):
            assert np.array_equal(getattr(project, one)(), getattr(again, one)()), one
        again.close()

    given_out = project.annotation_matrix()
    copied = given_out.copy()
    for command in (
        SetAnnotations((1,), tree.id, State.PRESENT, seen=Seen.ONE),
        AcceptSuggestions(run, ((beach.id, State.PRESENT, (1, 2, 3)),)),
        AcceptSuggestions(run, ((tree.id, State.PRESENT, (2, 5)),)),
        SetAnnotations((2,), forest.id, State.PRESENT, seen=Seen.ONE),
        CreateLabel(beach.task_id, "town"),
        ArchiveLabels((forest.id,)),
        SetAnnotations((3,), tree.id, State.ABSENT, seen=Seen.ONE),
        ArchiveLabels((forest.id,), archived=False),
    ):
        project.apply(command)
        same()
    project.undo()
    same()
    assert np.array_equal(given_out, copied), "what was given out does not change"


def test_a_label_more_among_a_million_images_is_cheap() -> None:
    count, form = 1_000_000, schema(20)
    before = np.full((count, 20), State.UNKNOWN, dtype=np.int8)
    before[::3, 4] = 5
    states = teaching_states(before, form)
    now = before.copy()
    now[77, 2] = State.PRESENT

    def patched() -> None:
        rows = changed_rows(now, before)
        assert rows is not None
        with_block(states, count, rows, teaching_states(now[rows], form))

    def spent(work: Callable[[], object]) -> float:
        times = []
        for _ in range(3):
            start = time.process_time()
            work()
            times.append(time.process_time() - start)
        return min(times)

    assert spent(patched) < 0.5 * spent(lambda: teaching_states(now, form))
