"""The order of a sweep, and what is taken as suggested."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making_projects import add_task, new_project, set_states
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.project.project import Project
from labelmt.project.review.sweep import accept_rest, suggested_states, sweep_rows

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN
ANY = Schema((Task(1, "objects", TaskKind.MULTILABEL, (Label(1, 1, "tree", ""),
                                                       Label(2, 1, "sea", ""))),))  # fmt: skip
ONE = Schema((Task(1, "scene", TaskKind.MULTICLASS, (Label(1, 1, "town", ""),
                                                     Label(2, 1, "wood", ""))),))  # fmt: skip


def predictions(values: NDArray[np.float32]) -> Predictions:
    return Predictions(7, (1, 2), values.astype(np.float16), np.array([0.5, 0.4], dtype=np.float32))


@given(st.integers(0, 10_000), st.booleans())
def test_every_image_comes_once_and_the_most_probable_first(seed: int, open_only: bool) -> None:
    rng = np.random.default_rng(seed)
    values = rng.random((60, 2)).astype(np.float32)
    values[rng.random(60) < 0.3] = np.nan
    states = rng.integers(-1, 2, (60, 2)).astype(np.int8)
    rows = rng.permutation(60)[:50]
    found = sweep_rows(rows, 1, ANY, states, predictions(values), open_only=open_only)
    expected = [row for row in rows.tolist() if not open_only or states[row, 0] == U]
    assert sorted(found.tolist()) == sorted(expected)
    chances = values.astype(np.float16).astype(np.float32)[found, 0]
    told = int(np.count_nonzero(~np.isnan(chances)))
    assert (np.diff(chances[:told]) <= 0).all()
    unpredicted = [row for row in expected if np.isnan(values[row, 0])]
    assert found[told:].tolist() == unpredicted, "as they were"


def test_what_is_suggested_of_a_label() -> None:
    values = np.array([[0.9, 0.1], [0.3, 0.6], [np.nan, np.nan], [0.45, 0.2]], dtype=np.float32)
    rows = np.arange(5)
    assert suggested_states(rows, 1, ANY, predictions(values)).tolist() == [P, A, U, A, U]
    assert suggested_states(rows, 2, ANY, predictions(values)).tolist() == [A, P, U, A, U]
    assert suggested_states(rows, 1, ONE, predictions(values)).tolist() == [P, U, U, P, U]
    assert suggested_states(rows, 1, ANY, None).tolist() == [U] * 5


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{row}.png" for row in range(6)])
    yield made
    made.close()


def test_the_rest_is_accepted_and_what_is_known_stays(project: Project) -> None:
    tree, sea = add_task(project, "objects", TaskKind.MULTILABEL, "tree sea")
    set_states(project, tree, [1], [0])
    values = np.full((6, 2), 0.9, dtype=np.float32)
    values[3:] = 0.1
    said = Predictions(7, (tree.id, sea.id), values.astype(np.float16), np.full(2, 0.5, "f4"))
    schema, matrix = project.schema(), project.annotation_matrix()
    command = accept_rest(np.array([5, 0, 2, 1]), tree.id, schema, matrix, said)
    assert command is not None
    project.apply(command)
    assert project.annotation_matrix()[:, 0].tolist() == [A, P, P, U, U, A]
    assert accept_rest(np.arange(6), tree.id, schema, matrix, None) is None
    decided = project.annotation_matrix()
    assert accept_rest(np.array([0, 1, 2, 5]), tree.id, schema, decided, said) is None
