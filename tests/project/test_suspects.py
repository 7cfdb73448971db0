"""Suspected mistakes against plain definitions, and what confirming does."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_projects import add_task, new_project, set_states

from labelmt.domain.annotations import Source, State
from labelmt.domain.metric_records import TOO_FEW
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import PALETTE, Label, Schema, Task, TaskKind
from labelmt.project.commands.commands import ConfirmAnnotations, SetAnnotations
from labelmt.project.review.suspects import (
    EXPECTED,
    SURE,
    WEIGHT,
    confidence_thresholds,
    most_suspicious,
    out_of_sample,
    suspects_of,
)

SCHEMA = Schema(
    (
        Task(1, "things", TaskKind.MULTILABEL, (Label(1, 1, "tree", PALETTE[0]),)),
        Task(
            2,
            "place",
            TaskKind.MULTICLASS,
            tuple(Label(i, 2, name, PALETTE[i]) for i, name in ((2, "sea"), (3, "land"))),
        ),
    )
)


def model_of(values: list[list[float]], own: float = math.nan) -> Predictions:
    """``values`` are of models that never saw the image; ``own`` is of the one that serves."""
    array = np.array(values, dtype=np.float16).reshape(len(values), 3)
    halves = np.full(3, 0.5, dtype=np.float32)
    return Predictions(1, SCHEMA.label_ids, np.full_like(array, own), halves, array)


chance = st.floats(0, 1, width=16) | st.just(math.nan)
images = st.lists(
    st.tuples(st.sampled_from([-1, 0, 1]), st.sampled_from([-1, 0, 1]), chance, chance),
    min_size=2 * TOO_FEW,
    max_size=40,
)


def least(answers: int, wrong: int) -> float:
    """The suspicion from which one in ten is a mistake, with so many sure answers."""
    share = (wrong + EXPECTED * WEIGHT) / (answers + WEIGHT)
    odds = (1 - share) / share / 9
    return odds / (1 + odds)


def mean(found: list[float]) -> float:
    return sum(found) / len(found) if len(found) >= TOO_FEW else math.inf


@settings(deadline=None)
@given(images)
def test_suspicion_is_confident_learning(made: list[tuple[int, int, float, float]]) -> None:
    """``made``: state of tree, which of sea and land is present, probabilities of tree and sea."""
    states = np.array(
        [(tree, *((-1, -1) if place < 0 else (place, 1 - place))) for tree, place, *_ in made],
        dtype=np.int8,
    )
    values = [[tree, sea, 1 - sea] for *_, tree, sea in made]
    found = most_suspicious(states, model_of(values), SCHEMA, {}, trusted_from=0)
    halves = np.array(values, dtype=np.float16).astype(np.float64)
    tree = {
        s: mean([h if s else 1 - h for h, a in zip(halves[:, 0], states[:, 0], strict=True)
                 if a == s and not math.isnan(h)])
        for s in (0, 1)
    }  # fmt: skip
    bars = [
        min(0.5, mean([h for h, a in zip(halves[:, c], states[:, c], strict=True)
                       if a == 1 and not math.isnan(h)]))
        for c in (1, 2)
    ]  # fmt: skip
    known = [(p, a) for p, a in zip(halves[:, 0], states[:, 0], strict=True) if a >= 0]
    asked = [(p, a) for p, a in known if p >= 0.95 or p <= np.float32(1 - SURE)]
    tree_least = least(len(asked), sum((p > 0.5) != (a == 1) for p, a in asked))
    known = [
        (max(p, q), (p < q) != (a == 0))
        for (_, p, q), (_, a, _) in zip(halves.tolist(), states.tolist(), strict=True)
        if a >= 0 and not math.isnan(p)
    ]
    asked = [(p, wrong) for p, wrong in known if p >= 0.95]
    place_least = least(len(asked), sum(wrong for _, wrong in asked))
    for row, (state, place, *_) in enumerate(made):
        doubts = []
        p = halves[row, 0]
        if state >= 0 and not math.isnan(p):
            other = p if state == 0 else 1 - p
            bar = max(tree[1 - state], tree_least)
            if other > 0.5 and other >= bar - 1e-6:
                doubts.append((other, abs(other - bar) < 1e-5))
        if place >= 0 and not math.isnan(halves[row, 1]):
            given_, better = (0, 1) if place == 1 else (1, 0)
            own, other = halves[row, 1 + given_], halves[row, 1 + better]
            if other > own and other >= bars[better] - 1e-6 and 1 - own >= place_least - 1e-6:
                edge = min(abs(other - bars[better]), abs(1 - own - place_least)) < 1e-5
                doubts.append((1 - own, edge))
        if any(edge for _, edge in doubts):  # equal but for rounding: either may be
            continue
        wanted = max((value for value, _ in doubts), default=math.nan)
        assert found[row] == pytest.approx(wanted, abs=2e-3, nan_ok=True)


def test_an_image_that_taught_nothing_is_suspected_by_what_the_model_says_of_it() -> None:
    """Accepted unseen: no fold had to leave it out."""
    values = [[0.05, math.nan, math.nan]] * 20 + [[0.95, math.nan, math.nan]] * 20
    states = np.array([[0, -1, -1]] * 20 + [[1, -1, -1]] * 21, dtype=np.int8)
    accepted = [*values, [math.nan] * 3]
    found = most_suspicious(states, model_of(accepted, own=0.02), SCHEMA, {})
    assert found[40] == pytest.approx(0.98, abs=1e-2)
    assert np.isnan(found[:40]).all()


@pytest.mark.parametrize("wrong", [0, 20])
def test_who_errs_seldom_is_seldom_asked(wrong: int) -> None:
    """0.9 for another answer says little where 400 sure ones agree, and much where 20 do not."""
    sure = np.array([0.97] * 200 + [0.03] * 200)
    states = np.full((401, 3), -1, dtype=np.int8)
    states[:, 0] = [1] * 200 + [0] * 201
    sure[:wrong] = 0.03
    values = np.full((401, 3), math.nan)
    values[:, 0] = [*sure, 0.9]
    found = ~np.isnan(most_suspicious(states, model_of(values.tolist()), SCHEMA, {}))
    assert found[:-1].sum() == wrong
    assert found[-1] == (wrong > 0)


@pytest.mark.parametrize(("present", "asked"), [(1, False), (9, False), (10, True)])
def test_a_label_that_few_images_judged_accuses_nobody(present: int, asked: bool) -> None:
    """Six images are enough for a bar; they are not enough to be believed."""
    states = np.full((present + 20, 3), -1, dtype=np.int8)
    states[:, 0] = [1] * present + [0] * 20
    values = np.full((present + 20, 3), math.nan)
    values[:, 0] = [0.9] * present + [0.02] * 20
    values[0, 0] = 0.02
    found = most_suspicious(states, model_of(values.tolist()), SCHEMA, {})
    assert bool(~np.isnan(found[0])) is asked


def test_a_rare_choice_is_not_accused_either() -> None:
    states = np.array([[-1, 1, 0]] * 3 + [[-1, 0, 1]] * 30, dtype=np.int8)
    values = [[math.nan, 0.05, 0.95]] * 33
    assert np.isnan(most_suspicious(states, model_of(values), SCHEMA, {})).all()


def test_a_suspect_says_what_would_fit_better() -> None:
    states = np.array([[1, 1, 0]] * 6 + [[0, 0, 1]] * 6, dtype=np.int8)
    values = [[0.9, 0.9, 0.1]] * 6 + [[0.1, 0.1, 0.9]] * 6
    values[0] = [0.9, 0.05, 0.95]
    outside = out_of_sample(model_of(values))
    assert outside is not None
    bars = confidence_thresholds(states, outside, SCHEMA)
    (one,) = suspects_of(0, states[0], outside, bars, SCHEMA, {})
    assert (one.label.name, one.better and one.better.name) == ("sea", "land")
    assert (one.probability, one.better_probability) == pytest.approx((0.05, 0.95), abs=1e-3)
    assert suspects_of(1, states[1], outside, bars, SCHEMA, {}) == ()
    assert suspects_of(0, states[0], outside, bars, SCHEMA, {2: np.array([0])}) == ()


def test_without_out_of_fold_probabilities_nothing_is_suspect() -> None:
    states = np.ones((3, 3), dtype=np.int8)
    assert np.isnan(most_suspicious(states, None, SCHEMA, {})).all()


def test_confirming_keeps_the_state_and_who_confirmed(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg", "b.jpg", "c.jpg"])
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    set_states(project, tree, [0], [1])
    project.apply(ConfirmAnnotations((0, 1, 2), tree.id))
    states = {one.row: (one.state, one.source) for r in range(3) for one in
              project.annotations_of(r)}  # fmt: skip
    assert states == {
        0: (State.PRESENT, Source.KEPT),
        1: (State.ABSENT, Source.KEPT),
    }
    assert {key: rows.tolist() for key, rows in project.confirmed().items()} == {tree.id: [0, 1]}
    assert project.undo_title == "Confirm tree on 3 images"
    project.apply(SetAnnotations((1,), tree.id, State.PRESENT))
    assert project.confirmed()[tree.id].tolist() == [0], "it lapses when the annotation changes"
    project.undo()
    project.undo()
    assert project.confirmed() == {}
    project.close()
