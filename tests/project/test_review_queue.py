"""The order of review, against plain definitions; what is suggested, and what accepting asserts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_projects import add_task, new_project, set_states

from labelmt.domain.annotations import Source, State
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.project.commands.commands import AcceptSuggestions
from labelmt.project.predictions.probabilities import PredictedProbabilities
from labelmt.project.project import Project
from labelmt.project.review.experimental_design import (
    NOISE,
    Points,
    most_informative_rows,
    read_points,
)
from labelmt.project.review.image_uncertainty import uncertainty_over_tasks
from labelmt.project.review.review_pace import ReviewPace
from labelmt.project.review.review_queue import BEGINNING, Reason, review_queue, suggested
from labelmt.project.run_folders import POINTS, live_folder
from labelmt.project.similarity.cached_features import CachedFeatures, read_features
from labelmt.project.similarity.file_stamps import stamp_column

IMAGES = 180


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number}.png" for number in range(IMAGES)])
    add_task(made, "objects", TaskKind.MULTILABEL, "tree sea")
    add_task(made, "scene", TaskKind.MULTICLASS, "beach forest")
    yield made
    made.close()


def labels(schema: Schema) -> dict[str, int]:
    return {label.name: label.id for label in schema.labels}


def predicted(schema: Schema, seed: int = 0) -> Predictions:
    rng = np.random.default_rng(seed)
    values = rng.random((IMAGES, len(schema.labels)))
    values[:, 3] = 1 - values[:, 2]
    ids = tuple(label.id for label in schema.labels)
    return Predictions(7, ids, values.astype(np.float16), np.full(len(ids), 0.5, np.float32))


def grouped(kinds: int) -> np.ndarray:
    return np.arange(IMAGES, dtype=np.int32) % kinds


def placed(kinds: int) -> Points:
    """As grouped: the first image of each kind is its middle, those of higher kinds are fewer."""
    rng = np.random.default_rng(0)
    centres = np.eye(kinds) * 10
    rows = np.arange(IMAGES)
    values = centres[rows % kinds] + np.where(rows < kinds, 0.0, 1.0)[:, None] * rng.normal(
        size=(IMAGES, kinds)
    )
    return Points(rows, values.astype(np.float16))


def kept_features(folder: Path, project: Project, features: np.ndarray) -> CachedFeatures:
    """Written as the worker writes them, and read as the window does."""
    images = project.images()
    one = folder / "backbone"
    one.mkdir(parents=True)
    features.astype(np.float16).tofile(one / "features.f16")
    np.zeros((IMAGES, 16), dtype=np.uint8).tofile(one / "fingerprints.u8")
    stamp_column(images).tofile(one / "stamps.u8")
    (one / "width").write_text(str(features.shape[1]), "ascii")
    kept = read_features(folder, images)
    assert kept is not None
    return kept


EVERYTHING = np.arange(IMAGES)


def test_typical_images_come_first_while_nothing_is_known(project: Project) -> None:
    schema, states = project.schema(), project.annotation_matrix()
    points = placed(6)
    queue = review_queue(schema, states, None, grouped(6), points, among=EVERYTHING)
    assert sorted(queue.rows[:6] % 6) == [0, 1, 2, 3, 4, 5], "one of each kind"
    assert set(queue.reasons) == {Reason.TYPICAL}
    assert sorted(queue.rows.tolist()) == list(range(IMAGES)), "each once"
    set_states(project, project.schema().labels[0], [0], [1])
    states = project.annotation_matrix()
    queue = review_queue(schema, states, None, grouped(6), points, among=EVERYTHING)
    assert sorted(queue.rows[:4] % 6) == [2, 3, 4, 5], "kinds nobody has looked at"


def test_kinds_nobody_has_looked_at_come_first_where_nobody_knows_where_images_lie(
    project: Project,
) -> None:
    set_states(project, project.schema().labels[0], [0], [1])
    queue = review_queue(
        project.schema(), project.annotation_matrix(), None, grouped(6), among=EVERYTHING
    )
    assert set(queue.rows[:100] % 6) == {2, 3, 4, 5}


def test_only_what_is_asked_about_is_typical(project: Project) -> None:
    schema, states = project.schema(), project.annotation_matrix()
    among = np.setdiff1d(EVERYTHING, np.arange(6))
    queue = review_queue(schema, states, None, grouped(6), placed(6), among=among)
    assert sorted(queue.rows[:6] % 6) == [0, 1, 2, 3, 4, 5]
    assert set(queue.rows.tolist()) == set(among.tolist())


@settings(deadline=None, max_examples=25)
@given(
    st.integers(2, 12),
    st.integers(1, 5),
    st.lists(st.integers(0, 11), max_size=4, unique=True),
    st.booleans(),
    st.integers(0, 2**16),
)
def test_what_tells_most_is_what_lowers_the_variance_of_all_most(
    count: int, axes: int, known: list[int], doubted: bool, seed: int
) -> None:
    """Against the definition: the posterior variance of a Bayesian linear model, image by image."""
    rng = np.random.default_rng(seed)
    z = (rng.normal(size=(count, axes)) * 3).astype(np.float16)
    doubt = rng.random(count).astype(np.float32) + np.float32(0.01) if doubted else None
    known = [one for one in known if one < count]
    points = Points(np.arange(count) + 5, z)
    rows = (
        most_informative_rows(
            points, np.array(known, dtype=np.int64) + 5, points.rows, count, doubt
        )
        - 5
    )
    assert sorted([*rows.tolist(), *known]) == list(range(count)), "each once"

    def variance(given: list[int]) -> float:
        x = z.astype(np.float64)
        precision = np.eye(axes) + x[given].T @ x[given] / NOISE
        of_each = np.einsum("ij,jk,ik->i", x, np.linalg.inv(precision), x)
        return float(np.average(of_each, weights=doubt) * count)

    given = list(known)
    for row in rows.tolist():
        left = [variance([*given, one]) for one in range(count) if one not in given]
        assert variance([*given, row]) <= min(left) * (1 + 1e-4) + 1e-4
        given.append(row)


def test_points_are_read_as_the_worker_writes_them(tmp_path: Path) -> None:
    assert read_points(tmp_path) is None
    folder = live_folder(tmp_path)
    folder.mkdir(parents=True)
    points = placed(3)
    with (folder / POINTS).open("wb") as stream:
        np.savez(stream, rows=points.rows, values=points.values)
    found = read_points(tmp_path)
    assert found is not None
    np.testing.assert_array_equal(found.values, points.values)
    whole = (folder / POINTS).read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"PK" + bytes(200)):
        (folder / POINTS).write_bytes(damaged)
        assert read_points(tmp_path) is None


def test_typical_images_come_first_until_enough_are_annotated(project: Project) -> None:
    schema = project.schema()
    predictions, groups = predicted(schema), grouped(12)
    set_states(project, schema.labels[0], [12], [13])
    states = project.annotation_matrix()
    queue = review_queue(schema, states, predictions, groups, among=EVERYTHING)
    typical = [one is Reason.TYPICAL for one in queue.reasons]
    assert sum(typical) == BEGINNING - 2
    assert all(typical[: BEGINNING - 2])
    assert sorted(queue.rows.tolist()) == list(range(IMAGES)), "each once"


def test_uncertain_images_are_one_of_each_kind(project: Project) -> None:
    schema = project.schema()
    set_states(project, schema.labels[0], list(range(BEGINNING)), [])
    states = project.annotation_matrix()
    predictions, groups = predicted(schema), grouped(12)
    queue = review_queue(schema, states, predictions, groups, among=EVERYTHING)
    picked = [
        row
        for row, reason in zip(queue.rows.tolist(), queue.reasons, strict=True)
        if reason is Reason.UNCERTAIN
    ]
    assert len({row % 12 for row in picked[:8]}) == 8
    shares = [queue.reasons[:40].count(one) / 40 for one in (Reason.UNCERTAIN, Reason.CHANCE)]
    assert shares == pytest.approx([0.70, 0.15], abs=0.03)
    assert sorted(queue.rows.tolist()) == list(range(IMAGES)), "each once"


def test_what_has_one_example_is_asked_for_by_likeness(tmp_path: Path, project: Project) -> None:
    schema = project.schema()
    tree, sea = schema.labels[:2]
    set_states(project, tree, list(range(0, BEGINNING, 2)), list(range(1, BEGINNING, 2)))
    set_states(project, sea, [3], [])
    known = predicted(schema)
    predictions = Predictions(
        7,
        (tree.id, schema.labels[2].id, schema.labels[3].id),
        known.probabilities[:, [0, 2, 3]],
        known.thresholds[[0, 2, 3]],
    )
    features = np.random.default_rng(1).random((IMAGES, 8))
    features[[3, 47]] = np.eye(8)[0]
    kept = kept_features(tmp_path / "features", project, features)
    states = project.annotation_matrix()
    queue = review_queue(schema, states, predictions, grouped(12), features=kept, among=EVERYTHING)
    assert (queue.rows[0], queue.reasons[0]) == (47, Reason.RARE)
    without = review_queue(schema, states, predictions, grouped(12), among=EVERYTHING)
    assert without.reasons[0] is not Reason.RARE


def test_each_task_has_the_same_say_in_an_images_doubt() -> None:
    def entropy(p: float) -> float:
        return -p * math.log2(p) - (1 - p) * math.log2(1 - p)

    objects = tuple(Label(number, 1, f"o{number}", "#000000", "") for number in (1, 2, 3))
    scenes = tuple(Label(number, 2, f"s{number}", "#000000", "") for number in (4, 5))
    schema = Schema(
        (
            Task(1, "objects", TaskKind.MULTILABEL, objects),
            Task(2, "scene", TaskKind.MULTICLASS, scenes),
        )
    )
    values = np.array(
        [[0.5, 0.25, 0.125, 0.5, 0.5], [0.25, 0.25, 0.5, 0.75, 0.25], [np.nan] * 5], np.float16
    )
    states = np.full((3, 5), State.UNKNOWN, dtype=np.int8)
    states[0, 1] = State.ABSENT
    found = uncertainty_over_tasks(
        states, PredictedProbabilities(values, np.full(5, 0.5, np.float32)), schema
    )
    first = (entropy(0.5) + entropy(0.125), 2 * entropy(0.25) + entropy(0.5))
    second = (1.0, entropy(0.25))
    expected = [
        a / (sum(first) / 2) + b / (sum(second) / 2) for a, b in zip(first, second, strict=True)
    ]
    assert found[:2].tolist() == pytest.approx(expected, rel=1e-3)
    assert np.isnan(found[2])
    states[0, 3] = State.PRESENT
    found = uncertainty_over_tasks(
        states, PredictedProbabilities(values, np.full(5, 0.5, np.float32)), schema
    )
    assert found[0] == pytest.approx(first[0] / (sum(first) / 2), rel=1e-3), "the scene is known"


def test_a_task_alone_and_what_is_left(project: Project) -> None:
    schema = project.schema()
    beach = schema.label(labels(schema)["beach"])
    set_states(project, beach, list(range(10)), [])
    states, scene = project.annotation_matrix(), schema.task_of(beach.id).id
    queue = review_queue(schema, states, predicted(schema), None, among=EVERYTHING, task_id=scene)
    assert queue.remaining == IMAGES - 10
    assert set(queue.rows.tolist()) == set(range(10, IMAGES))


@given(skipped=st.lists(st.integers(0, IMAGES - 1), unique=True, max_size=20))
def test_skipped_images_come_back_last(skipped: list[int]) -> None:
    label = Label(1, 1, "tree", "#000000", "1")
    schema = Schema((Task(1, "objects", TaskKind.MULTILABEL, (label,)),))
    states = np.full((IMAGES, 1), State.UNKNOWN, dtype=np.int8)
    queue = review_queue(schema, states, None, None, among=EVERYTHING, skipped=skipped)
    count = len(skipped)
    assert queue.rows[len(queue.rows) - count :].tolist() == skipped
    assert queue.remaining == IMAGES
    assert sorted(queue.rows.tolist()) == list(range(IMAGES))


def test_suggestions_fill_in_what_is_unknown(project: Project) -> None:
    schema = project.schema()
    names = labels(schema)
    set_states(project, schema.label(names["sea"]), [3], [])
    predictions = predicted(schema)
    found = dict(suggested(schema, project.annotation_matrix(), predictions, 3))
    values = predictions.probabilities[3]
    tree = State.PRESENT if values[0] >= 0.5 else State.ABSENT
    scene = "beach" if values[2] > values[3] else "forest"
    assert found == {names["tree"]: tree, names[scene]: State.PRESENT}
    assert suggested(schema, project.annotation_matrix(), None, 3) == ()


def test_accepting_asserts_just_what_was_unknown_and_says_where_it_is_from(
    project: Project,
) -> None:
    schema = project.schema()
    names = labels(schema)
    set_states(project, schema.label(names["tree"]), [], [1])
    set_states(project, schema.label(names["beach"]), [2], [])
    states = (
        (names["tree"], State.PRESENT, (0, 1)),
        (names["forest"], State.PRESENT, (0, 2)),
        (names["sea"], State.ABSENT, (0,)),
    )
    before = project.annotation_matrix()
    project.apply(AcceptSuggestions(7, states))
    asserted = {one.label_id: one for one in project.annotations_of(0)}
    assert {one.state for one in asserted.values()} == {State.PRESENT, State.ABSENT}
    assert {(one.source, one.run_id) for one in asserted.values()} == {(Source.SUGGESTION, 7)}
    after = project.annotation_matrix()
    assert (after[1:3] == before[1:3]).all(), "what a person said stays"
    assert project.undo_title == "Accept suggestions on 1 image"
    project.undo()
    assert (project.annotation_matrix() == before).all()


def test_the_pace_is_the_median_of_the_last_images() -> None:
    pace = ReviewPace()
    for seconds in (2.0, 4.0):
        pace.note(seconds)
    assert pace.seconds_for(10) is None
    pace.note(300.0)
    pace.note(3.0)
    assert pace.done == 4
    assert pace.seconds_for(10) == 30.0


def test_some_are_drawn_by_chance_though_the_order_is_made_anew_with_every_answer(
    project: Project,
) -> None:
    schema, predictions = project.schema(), predicted(project.schema())
    states = project.annotation_matrix().copy()
    asked: dict[Reason, int] = {}
    for _ in range(40):
        queue = review_queue(schema, states, predictions, None, among=EVERYTHING, asked=asked)
        states[queue.rows[0]] = State.ABSENT
        asked[queue.reasons[0]] = asked.get(queue.reasons[0], 0) + 1
    assert asked[Reason.CHANCE] == 6
    assert asked[Reason.UNCERTAIN] >= 26


def test_a_pause_within_the_last_images_does_not_slow_the_pace() -> None:
    pace = ReviewPace()
    for seconds in (2.0, 50.0, 3.0, 55.0, 45.0):
        pace.note(seconds)
    assert pace.seconds_for(10) == 25.0
