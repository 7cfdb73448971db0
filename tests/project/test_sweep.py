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
from labelmt.domain.tasks import Label, Schema, Task, TaskKind
from labelmt.project.project import Project
from labelmt.project.similarity.kept_features import KeptFeatures
from labelmt.project.sweep import SURE, accept_rest, suggested_states, sweep_rows

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN
ANY = Schema((Task(1, "objects", TaskKind.MULTILABEL, (Label(1, 1, "tree", ""),
                                                       Label(2, 1, "sea", ""))),))  # fmt: skip
ONE = Schema((Task(1, "scene", TaskKind.MULTICLASS, (Label(1, 1, "town", ""),
                                                     Label(2, 1, "wood", ""))),))  # fmt: skip


def predictions(values: NDArray[np.float32]) -> Predictions:
    return Predictions(7, (1, 2), values.astype(np.float16), np.array([0.5, 0.4], dtype=np.float32))


def kept(features: NDArray[np.float32]) -> KeptFeatures:
    n = len(features)
    empty = np.zeros((n, 16), dtype=np.uint8)
    whole = np.ones(n, dtype=np.bool_)
    return KeptFeatures(Path(), features.astype(np.float16), empty, empty, whole)


@given(st.integers(0, 10_000), st.booleans(), st.booleans())
def test_every_image_comes_once_and_the_sure_ones_stand_apart(
    seed: int, seen: bool, open_only: bool
) -> None:
    rng = np.random.default_rng(seed)
    values = rng.random((60, 2)).astype(np.float32)
    values[rng.random(60) < 0.3] = np.nan
    values[:8, 0], values[8:16, 0] = 0.999, 0.001
    states = rng.integers(-1, 2, (60, 2)).astype(np.int8)
    rows = rng.permutation(60)[:50]
    features = kept(rng.random((40, 5), dtype=np.float32)) if seen else None
    found = sweep_rows(rows, 1, ANY, states, predictions(values), features, open_only=open_only)
    expected = [row for row in rows.tolist() if not open_only or states[row, 0] == U]
    assert sorted(found.tolist()) == sorted(expected)
    chances = values.astype(np.float16).astype(np.float32)[found, 0]
    band = np.where(np.isnan(chances), 3, np.where(chances >= 1 - SURE, 0,
                                                   np.where(chances > SURE, 1, 2)))  # fmt: skip
    assert (np.diff(band) >= 0).all()
    for side in (0, 2):
        assert (np.diff(chances[band == side]) <= 0).all()
    unpredicted = [row for row in expected if np.isnan(values[row, 0])]
    assert found[band == 3].tolist() == unpredicted, "as they were"


def test_unsure_images_that_are_alike_stand_together() -> None:
    rng = np.random.default_rng(0)
    kind = np.arange(60) % 3
    features = np.eye(3, dtype=np.float32)[kind] + rng.normal(0, 0.05, (60, 3)).astype(np.float32)
    values = rng.uniform(0.4, 0.6, (60, 2)).astype(np.float32)
    states = np.full((60, 2), U, dtype=np.int8)
    found = sweep_rows(np.arange(60), 1, ANY, states, predictions(values), kept(features))
    assert np.count_nonzero(np.diff(kind[found])) == 2
    alone = sweep_rows(np.arange(60), 1, ANY, states, predictions(values))
    assert np.count_nonzero(np.diff(kind[alone])) > 20


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
