"""How a person saw what they asserted: noted with every pair, kept through undo, derived for old
projects; what nobody saw judges nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_projects import add_task, content_of, new_project

from labelmt.domain.annotation_matrix import (
    MODELS_CODE,
    UNSEEN_CODE,
    split_codes,
    teaching_states,
)
from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import (
    AcceptSuggestions,
    ConfirmAnnotations,
    ImportAnnotations,
    ImportedTask,
    PasteStates,
    SetAnnotations,
    TransferLabels,
)
from labelmt.project.project import Project
from labelmt.project.training.live_learning import LiveData, LivePreparing
from labelmt.project.training.prepare_run import prepare_run

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN
REVISION_0008 = Path(__file__).parent.parent / "storage" / "revision_0008.sql"
IMAGES = [f"{number}.jpg" for number in range(9)]


def seen_of(project: Project, row: int) -> dict[str, Seen]:
    names = {label.id: label.name for label in project.full_schema().labels}
    return {names[one.label_id]: one.seen for one in project.annotations_of(row)}


def test_each_way_of_asserting_notes_how_the_pair_was_seen(tmp_path: Path) -> None:
    project = new_project(tmp_path, IMAGES)
    tree, car, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree car sea")
    project.apply(SetAnnotations((0,), tree.id, P))
    project.apply(SetAnnotations((1, 2), tree.id, P))
    project.apply(SetAnnotations((3, 4), tree.id, P, seen=Seen.VISIBLE))
    project.apply(PasteStates((3, 4), ((car.id, A),), Seen.VISIBLE))
    project.apply(AcceptSuggestions(1, ((sea.id, P, (0,)),), Seen.ONE))
    project.apply(AcceptSuggestions(1, ((sea.id, P, (1, 2)),)))
    project.apply(TransferLabels(0, (5,)))
    cells = ((8, ("tree",)),)
    table = ImportedTask("things", TaskKind.MULTILABEL, ("tree",), cells)
    project.apply(ImportAnnotations("labels.csv", (table,), U))
    assert seen_of(project, 0) == {"tree": Seen.ONE, "sea": Seen.ONE}
    assert seen_of(project, 1) == {"tree": Seen.UNSEEN, "sea": Seen.UNSEEN}
    assert seen_of(project, 3) == {"tree": Seen.VISIBLE, "car": Seen.VISIBLE}
    assert seen_of(project, 5) == {"tree": Seen.UNSEEN, "sea": Seen.UNSEEN}
    assert seen_of(project, 8) == {"tree": Seen.UNSEEN}
    judging = project.judging_matrix().tolist()
    assert judging[0] == [P, U, P], "looked at"
    assert judging[1] == judging[2] == judging[5] == [U, U, U], "in bulk, and a transfer"
    assert judging[3] == judging[4] == [P, A, U], "visible"
    assert judging[8] == [P, U, U], "imported"
    assert project.annotation_matrix()[1].tolist() == [P, U, P]
    assert project.teaching_matrix()[1].tolist() == [P, U, U], "but for what a model said itself"
    project.close()


def test_what_was_accepted_unseen_counts_once_a_person_says_it_too(tmp_path: Path) -> None:
    project = new_project(tmp_path, IMAGES)
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    project.apply(AcceptSuggestions(3, ((tree.id, P, (0, 1)),)))
    before = content_of(project)
    project.apply(SetAnnotations((0,), tree.id, P))
    assert project.judging_matrix()[:2].tolist() == [[P], [U]]
    assert [one.source for one in project.annotations_of(0)] == [Source.HUMAN]
    project.apply(ConfirmAnnotations((1,), tree.id))
    assert project.judging_matrix()[:2].tolist() == [[P], [P]]
    project.apply(AcceptSuggestions(3, ((tree.id, P, (0, 1)),)))
    assert project.judging_matrix()[:2].tolist() == [[P], [P]], "it cannot be unseen again"
    project.undo()
    project.undo()
    assert content_of(project) == before
    assert project.judging_matrix()[:2].tolist() == [[U], [U]]
    project.close()


def test_an_absence_is_seen_where_the_presence_it_follows_from_is(tmp_path: Path) -> None:
    project = new_project(tmp_path, IMAGES)
    beach, city = add_task(project, "scene", TaskKind.MULTICLASS, "beach city")
    project.apply(SetAnnotations((0,), beach.id, P))
    project.apply(AcceptSuggestions(3, ((city.id, P, (1, 2)),)))
    assert project.annotation_matrix()[:2].tolist() == [[P, A], [A, P]]
    assert project.judging_matrix()[:3].tolist() == [[P, A], [U, U], [U, U]]
    project.close()


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_columns_brought_up_to_date_say_what_the_database_says(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = new_project(tmp_path_factory.mktemp("seen"), IMAGES)
    tree, car = add_task(project, "things", TaskKind.MULTILABEL, "tree car")
    beach, city = add_task(project, "scene", TaskKind.MULTICLASS, "beach city")
    [start] = project.history(5, 6).entries
    labels = st.sampled_from([tree.id, car.id, beach.id, city.id])
    rows = st.lists(st.integers(0, 8), min_size=1, max_size=4, unique=True).map(tuple)
    act = st.one_of(
        st.builds(
            SetAnnotations, rows, labels, st.sampled_from(State), seen=st.sampled_from(Seen)
        ),
        st.builds(
            lambda rows, label, seen: AcceptSuggestions(1, ((label, P, rows),), seen),
            rows, labels, st.sampled_from(Seen),
        ),
        st.just("undo"), st.just("redo"),
    )  # fmt: skip
    for one in data.draw(st.lists(act, max_size=12)):
        if isinstance(one, str):
            _ = project.redo() if one == "redo" else project.undo()
            project.go_to(start.id) if len(project.schema().labels) < 4 else None
        else:
            project.apply(one)
        states, judging = project.annotation_matrix(), project.judging_matrix()
        taught = project.teaching_matrix()
        again = Project.open(project.folder)
        assert np.array_equal(taught, again.teaching_matrix())
        assert np.array_equal(states, again.annotation_matrix())
        assert np.array_equal(judging, again.judging_matrix())
        again.close()
        assert ((judging == states) | (judging == U)).all()
        for row in range(9):
            for told in project.annotations_of(row):
                column = project.schema().columns[told.label_id]
                seen = told.seen is not Seen.UNSEEN
                assert judging[row, column] == (told.state if seen else U) or not seen
                own_word = not seen and told.source is Source.SUGGESTION
                assert taught[row, column] != told.state or not own_word or told.state == A
                assert own_word or taught[row, column] == told.state
    project.close()


CODES = st.sampled_from([-1, 0, 1, 2, 3, 4, 5])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(CODES, min_size=3, max_size=3), max_size=6))
def test_codes_are_split_into_what_is_annotated_and_what_judges(rows: list[list[int]]) -> None:
    from labelmt.domain.schema import PALETTE, Label, Schema, Task

    one = Label(1, 1, "tree", PALETTE[0], "", 0)
    two = Label(2, 2, "beach", PALETTE[1], "", 0)
    other = Label(3, 2, "city", PALETTE[2], "", 1)
    schema = Schema(
        (
            Task(1, "things", TaskKind.MULTILABEL, (one,), 0),
            Task(2, "scene", TaskKind.MULTICLASS, (two, other), 1),
        )
    )
    codes = np.array(rows, dtype=np.int8).reshape(-1, 3)
    states, judging = split_codes(codes, schema)
    taught = teaching_states(codes, schema)
    for code, state, judge, teach in zip(
        codes.tolist(), states.tolist(), judging.tolist(), taught.tolist(), strict=True
    ):
        assert state[0] == (code[0] % UNSEEN_CODE if code[0] >= UNSEEN_CODE else code[0])
        assert teach[0] == (U if code[0] >= MODELS_CODE else state[0])
        assert judge[0] == (code[0] if code[0] < UNSEEN_CODE else U)
        for here, there in ((1, 2), (2, 1)):
            if code[here] == U and code[there] == P:
                assert judge[here] == A
            if code[here] == U and code[there] in (P + UNSEEN_CODE, P + MODELS_CODE):
                assert (state[here], judge[here]) == (A, U)
                assert teach[here] == (U if code[there] >= MODELS_CODE else A)


def opened_from_0008(folder: Path) -> Project:
    (folder / "project").mkdir()
    connection = sqlite3.connect(folder / "project" / "project.sqlite")
    connection.executescript(REVISION_0008.read_text(encoding="utf-8"))
    connection.close()
    return Project.open(folder / "project")


def test_an_old_project_learns_from_its_history_how_pairs_were_seen(tmp_path: Path) -> None:
    project = opened_from_0008(tmp_path)
    assert seen_of(project, 0) == {"tree": Seen.ONE, "car": Seen.ONE, "sea": Seen.ONE}
    assert {one.source for one in project.annotations_of(0)} == {
        Source.HUMAN, Source.KEPT, Source.SUGGESTION,
    }  # fmt: skip
    assert seen_of(project, 1) == {"tree": Seen.VISIBLE, "car": Seen.UNSEEN}
    assert seen_of(project, 7) == {"tree": Seen.UNSEEN}, "116 images at once"
    assert seen_of(project, 5) == {"tree": Seen.UNSEEN, "boat": Seen.ONE}
    assert seen_of(project, 6)["boat"] is Seen.UNSEEN, "a transfer"
    assert seen_of(project, 8)["sea"] is Seen.UNSEEN, "imported"
    sea = project.schema().columns[next(o.id for o in project.schema().labels if o.name == "sea")]
    assert project.judging_matrix()[8, sea] == P, "yet an import judges"
    project.close()


def test_undoing_an_old_action_brings_back_how_its_pairs_were_seen(tmp_path: Path) -> None:
    project = opened_from_0008(tmp_path)
    [before, *_] = project.history(0, 100).entries
    content = content_of(project)
    project.go_to(0)
    assert project.annotation_count() == 0
    last = [one.id for one in project.history(0, 100).entries]
    project.go_to(last[-2])
    assert content_of(project) == content
    assert before.title == "Make task things"
    project.close()


def test_what_a_model_said_and_nobody_saw_teaches_no_model(tmp_path: Path) -> None:
    """Live learning and a run learn from the same pairs; a person's selection teaches both."""
    project = new_project(tmp_path, IMAGES)
    tree, _ = add_task(project, "things", TaskKind.MULTILABEL, "tree car")
    beach, city = add_task(project, "scene", TaskKind.MULTICLASS, "beach city")
    for row, state in ((0, P), (1, P), (2, A), (3, A)):
        project.apply(SetAnnotations((row,), tree.id, state))
        project.apply(SetAnnotations((row,), (beach if state == P else city).id, P))
    project.apply(SetAnnotations((4, 5), tree.id, P))
    project.apply(AcceptSuggestions(1, ((tree.id, P, (6, 7)), (beach.id, P, (6,)))))
    project.apply(SetAnnotations((7,), tree.id, P))
    live = LivePreparing().prepare(project, LiveData.of(project))
    run = prepare_run(project, "heads", project.training_settings())
    for folder in (live.folder, run.folder):
        given = np.load(folder / "annotations.npy")
        assert given[4:8, 0].tolist() == [P, P, U, P], "6 was accepted unseen, 7 was confirmed"
        assert given[6].tolist() == [U, U, U], "nor that no other scene is there"
    project.undo()
    live = LivePreparing().prepare(project, LiveData.of(project))
    assert np.load(live.folder / "annotations.npy")[7, 0] == U
    project.close()
