"""Likely by name: the order, and how far a name may be believed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from making_projects import add_task, new_project, set_states
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.name_scores import NameScores, write_name_scores
from labelmt.domain.predictions import Predictions
from labelmt.domain.protocol.manifest import read_images, read_manifest
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.project.review.likely_by_name import (
    ENOUGH,
    NameEvidence,
    likely_named,
    name_column,
    name_scores_of,
    name_standing,
    names_folder,
    names_that_speak,
    rows_by_name,
)
from labelmt.project.review.review_queue import Reason, review_queue
from labelmt.project.review.trust import Trust, label_trust
from labelmt.project.training.prepare_names import prepare_project_names

TRAIN, CAT = Label(1, 1, "train", "", synonyms=("locomotive",)), Label(2, 1, "cat", "")
SCHEMA = Schema((Task(1, "things", TaskKind.MULTILABEL, (TRAIN, CAT)),))
CALLED = (("train", "locomotive"), ("cat",))


def scores(values: NDArray[Any], useless: tuple[int, ...] = ()) -> NameScores:
    return NameScores(values.astype(np.float16), (1, 2), CALLED, useless)


@given(st.integers(0, 10_000), st.booleans())
def test_every_image_comes_once_and_the_likeliest_first(seed: int, open_only: bool) -> None:
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((40, 2)).astype(np.float32)
    values[rng.random(40) < 0.3] = np.nan
    states = rng.integers(-1, 2, (45, 2)).astype(np.int8)
    rows = rng.permutation(45)[:40]
    found = rows_by_name(rows, 2, SCHEMA, states, scores(values), open_only=open_only)
    expected = [row for row in rows.tolist() if not open_only or states[row, 1] == State.UNKNOWN]
    assert sorted(found.tolist()) == sorted(expected)
    told = [row for row in found.tolist() if row < 40 and not np.isnan(values[row, 1])]
    assert found[: len(told)].tolist() == told
    assert (np.diff(values.astype(np.float16)[told, 1]) <= 0).all()
    rest = found[len(told) :].tolist()
    assert rest == [row for row in expected if row in rest], "as they were"


def test_without_scores_the_order_stays() -> None:
    rows, states = np.array([3, 1, 2]), np.full((5, 2), State.UNKNOWN, dtype=np.int8)
    assert rows_by_name(rows, 1, SCHEMA, states, None).tolist() == [3, 1, 2]
    useless = scores(np.eye(5, 2, dtype=np.float32), useless=(1,))
    assert rows_by_name(rows, 1, SCHEMA, states, useless).tolist() == [3, 1, 2]


def test_a_renamed_label_is_not_known_by_its_old_name() -> None:
    told = scores(np.zeros((3, 2), dtype=np.float32))
    assert name_column(told, TRAIN) is not None
    assert name_column(told, replace(TRAIN, name="tram")) is None
    assert name_column(told, replace(TRAIN, synonyms=())) is None
    assert name_column(told, replace(CAT, id=9)) is None
    assert name_column(None, TRAIN) is None


def test_a_name_counts_once_a_dozen_was_looked_at() -> None:
    told = scores(np.zeros((20, 2), dtype=np.float32))
    judging = np.full((20, 2), State.UNKNOWN, dtype=np.int8)
    none = name_standing(TRAIN, SCHEMA, judging, told)
    assert none.evidence is NameEvidence.UNJUDGED
    assert str(none.told) == "From the name alone: nothing has judged this yet."
    assert none.served_by == "locomotive"
    judging[: ENOUGH - 1, 0] = State.PRESENT
    some = name_standing(TRAIN, SCHEMA, judging, told)
    assert not some.may_be_taken
    assert str(some.told) == "From the name alone: 11 images of a dozen were looked at."
    judging[ENOUGH - 1, 0] = State.ABSENT
    enough = name_standing(TRAIN, SCHEMA, judging, told)
    assert enough.may_be_taken
    assert enough.seen == ENOUGH
    assert not name_standing(CAT, SCHEMA, judging, told).may_be_taken
    useless = name_standing(TRAIN, SCHEMA, judging, scores(told.values, useless=(1,)))
    assert useless.evidence is NameEvidence.USELESS
    assert not useless.may_be_taken
    assert "switched off" in str(useless.told)
    unread = name_standing(replace(TRAIN, name="tram"), SCHEMA, judging, told)
    assert unread.evidence is NameEvidence.NONE
    assert not unread.may_be_taken


def test_a_projects_names_go_to_the_worker_and_come_back(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg", "b.jpg", "c.jpg", "d.jpg"])
    labels = add_task(project, "things", TaskKind.MULTILABEL, "train cat")
    set_states(project, labels[0], [0, 1], [])
    folder = names_folder(project.folder)
    assert name_scores_of(project) is None
    specs = prepare_project_names(project, folder)
    manifest = read_manifest(folder)
    assert manifest.tasks == specs
    assert manifest.settings.backbone == "efficientnet_lite0"
    assert manifest.feature_cache == str(project.feature_cache)
    assert len(read_images(folder).rows) == 4
    taught = np.load(folder / "annotations.npy")
    assert taught[:, 0].tolist() == [State.PRESENT, State.PRESENT, State.UNKNOWN, State.UNKNOWN]
    ids = tuple(label.id for label in labels)
    values = np.zeros((4, 2), dtype=np.float16)
    write_name_scores(folder, NameScores(values, ids, (("train",), ("cat",))))
    told = name_scores_of(project)
    assert told is not None
    assert told.label_ids == ids
    assert project.predictions() is None  # nothing that reads probabilities sees them
    project.close()


def test_a_name_speaks_until_a_model_has_learnt_it() -> None:
    told = scores(np.zeros((4, 2), dtype=np.float32))
    assert list(names_that_speak(told, SCHEMA, None)) == [1, 2]
    learnt = Predictions(1, (1,), np.zeros((4, 1), dtype=np.float16), np.ones(1, dtype=np.float32))
    assert list(names_that_speak(told, SCHEMA, learnt)) == [2]
    assert list(names_that_speak(scores(told.values, useless=(2,)), SCHEMA, None)) == [1]
    renamed = Schema((replace(SCHEMA.tasks[0], labels=(replace(TRAIN, name="tram"), CAT)),))
    assert list(names_that_speak(told, renamed, None)) == [2]
    assert names_that_speak(None, SCHEMA, None) == {}


def test_likely_images_come_label_by_label_in_turn() -> None:
    values = np.array([[2.5, 0], [0, 3.0], [3.0, 0], [0, 2.1], [1.9, 0], [np.nan, 9]])
    speaking = names_that_speak(scores(values), SCHEMA, None)
    states = np.full((6, 2), State.UNKNOWN, dtype=np.int8)
    rows = np.arange(6)
    assert likely_named(rows, SCHEMA, states, speaking).tolist() == [2, 5, 0, 1, 3]
    states[2, 0] = State.ABSENT
    assert likely_named(rows, SCHEMA, states, speaking).tolist() == [0, 5, 1, 3]
    assert likely_named(rows[:2], SCHEMA, states, speaking).tolist() == [0, 1]
    many = np.full((20, 2), State.UNKNOWN, dtype=np.int8)
    many[10:, 1] = State.PRESENT  # shown often enough: its name asks no more
    assert likely_named(rows, SCHEMA, many, speaking).tolist() == [2, 0]


def test_the_review_asks_by_name_and_for_telling_images_in_turn() -> None:
    states = np.full((30, 2), State.UNKNOWN, dtype=np.int8)
    named = np.array([29, 28, 27])
    queue = review_queue(SCHEMA, states, None, None, among=np.arange(30), named=named)
    assert queue.rows[:6:2].tolist() == [29, 28, 27]
    assert queue.reasons[:6] == (Reason.NAMED, Reason.TYPICAL) * 3
    assert sorted(queue.rows.tolist()) == list(range(30)), "each once"
    later = review_queue(
        SCHEMA, states, None, None, among=np.arange(30), named=named, asked={Reason.NAMED: 1}
    )
    assert later.reasons[0] is Reason.TYPICAL


def test_the_light_beside_a_label_says_that_only_its_name_speaks() -> None:
    states = np.full((20, 2), State.UNKNOWN, dtype=np.int8)
    told = scores(np.zeros((20, 2), dtype=np.float32), useless=(2,))
    found = label_trust(SCHEMA, states, None, (), told, states)
    assert found[1].light is Trust.NAMED
    assert found[2].light is Trust.FEW
    train, cat = found[1].name, found[2].name
    assert train is not None
    assert cat is not None
    assert str(train.reading) == "What else it is called is read too: “locomotive”."
    assert "English synonym" in str(cat.reading)
    foreign = Schema((replace(SCHEMA.tasks[0], labels=(TRAIN, replace(CAT, name="Katze ß"))),))
    unread = label_trust(foreign, states, None, (), told, states)[2].name
    assert unread is not None
    assert unread.foreign
    assert all(one.name is None for one in label_trust(SCHEMA, states, None, ()).values())
