"""What each person said of a pair is kept when somebody else says otherwise; undo is exact."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_projects import Content, add_task, content_of, new_project

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.people import Statement
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import (
    DeleteLabel,
    MergeLabels,
    RevertAction,
    RevertSource,
    SetAnnotations,
    SettleDisputes,
)
from labelmt.project.project import Project
from labelmt.project.rescue.restore import restore
from labelmt.project.who_and_when import annotate_as
from labelmt.storage.opinion_repository import read_statements
from labelmt.storage.salvage import fill, read_damaged

PRESENT, ABSENT, UNKNOWN = State.PRESENT, State.ABSENT, State.UNKNOWN
IMAGES = ("a.jpg", "b.jpg")


@contextmanager
def acting(who: str) -> Iterator[None]:
    annotate_as(who)
    try:
        yield
    finally:
        annotate_as("")


def say(
    project: Project, who: str, label_id: int, state: State, rows: tuple[int, ...] = (0,)
) -> None:
    with acting(who):
        project.apply(SetAnnotations(rows, label_id, state, seen=Seen.ONE))


def statements(project: Project) -> list[Statement]:
    with project.reading() as view:
        return list(read_statements(view))


def said(project: Project) -> dict[tuple[str, int, int], int]:
    """(annotator, label id, row) to state; nobody says two things of a pair."""
    found = statements(project)
    words = {(one.annotator, one.label_id, one.row): one.state for one in found}
    assert len(words) == len(found)
    return words


def truth(project: Project, row: int = 0) -> dict[int, tuple[int, str, str]]:
    return {
        one.label_id: (one.state, one.annotator, one.source) for one in project.annotations_of(row)
    }


def whole(project: Project) -> tuple[Content, list[Statement]]:
    return content_of(project), statements(project)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, list(IMAGES))
    yield made
    made.close()


def test_the_latest_counts_and_both_are_kept(project: Project) -> None:
    tree, _ = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    say(project, "ann", tree.id, PRESENT)
    say(project, "ben", tree.id, ABSENT)
    assert truth(project) == {tree.id: (ABSENT, "ben", "human")}
    assert said(project) == {("ann", tree.id, 0): PRESENT, ("ben", tree.id, 0): ABSENT}
    say(project, "ann", tree.id, ABSENT)  # alike now: the annotation keeps who said so first
    assert truth(project)[tree.id][:2] == (ABSENT, "ben")
    assert said(project) == {("ann", tree.id, 0): ABSENT, ("ben", tree.id, 0): ABSENT}


def test_agreeing_is_said_too_and_can_be_undone(project: Project) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    say(project, "ann", tree.id, PRESENT)
    before = whole(project)
    say(project, "ben", tree.id, PRESENT)
    assert said(project) == {("ann", tree.id, 0): PRESENT, ("ben", tree.id, 0): PRESENT}
    assert truth(project)[tree.id][1] == "ann"
    changes = project.undo()
    assert changes is not None
    assert changes.annotations is not None
    assert whole(project) == before


def test_one_choice_makes_way_for_anothers_and_stays_beside_it(project: Project) -> None:
    cat, dog = add_task(project, "animal", TaskKind.MULTICLASS, "cat dog")
    say(project, "ann", cat.id, PRESENT)
    say(project, "ben", dog.id, PRESENT)
    assert project.annotation_matrix()[0].tolist() == [ABSENT, PRESENT]
    assert said(project) == {("ann", cat.id, 0): PRESENT, ("ben", dog.id, 0): PRESENT}


def test_what_a_reviewer_settled_stays_whatever_others_say(project: Project) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    say(project, "ann", tree.id, PRESENT)
    say(project, "ben", tree.id, ABSENT)
    before = whole(project)
    with acting("eve"):
        project.apply(SettleDisputes((0,), tree.id, PRESENT))
    settled = {tree.id: (PRESENT, "eve", "settled")}
    assert truth(project) == settled
    say(project, "ben", tree.id, PRESENT)
    say(project, "ann", tree.id, ABSENT)
    say(project, "ann", tree.id, UNKNOWN)
    assert truth(project) == settled
    assert said(project) == {
        ("ann", tree.id, 0): ABSENT, ("ben", tree.id, 0): PRESENT, ("eve", tree.id, 0): PRESENT,
    }  # fmt: skip
    for _ in range(3):
        project.undo()
    assert whole(project) == before


def test_a_settled_choice_of_one_label_stays(project: Project) -> None:
    cat, dog = add_task(project, "animal", TaskKind.MULTICLASS, "cat dog")
    say(project, "ann", cat.id, PRESENT)
    with acting("eve"):
        project.apply(SettleDisputes((0,), dog.id, PRESENT))
    say(project, "ben", cat.id, PRESENT)
    assert truth(project) == {dog.id: (PRESENT, "eve", "settled")}
    words = said(project)
    assert words[("ben", cat.id, 0)] == words[("ann", cat.id, 0)] == PRESENT


def test_who_says_otherwise_of_a_settled_choice_has_said_one_thing(project: Project) -> None:
    """Absent first, and then present, which a settled choice of another label holds back."""
    cat, dog = add_task(project, "animal", TaskKind.MULTICLASS, "cat dog")
    with acting("eve"):
        project.apply(SettleDisputes((0,), dog.id, PRESENT))
    say(project, "ann", cat.id, ABSENT)
    before = whole(project)
    say(project, "ann", cat.id, PRESENT)
    assert said(project) == {("ann", cat.id, 0): PRESENT, ("eve", dog.id, 0): PRESENT}
    assert project.annotation_matrix()[0].tolist() == [ABSENT, PRESENT]
    project.undo()
    assert whole(project) == before
    project.redo()
    say(project, "ann", cat.id, ABSENT)
    assert said(project) == {("ann", cat.id, 0): ABSENT, ("eve", dog.id, 0): PRESENT}


def test_labels_that_go_or_merge_take_what_was_said_with_them(project: Project) -> None:
    tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    say(project, "ann", tree.id, PRESENT)
    say(project, "ben", tree.id, ABSENT)
    say(project, "ann", sea.id, ABSENT)
    before = whole(project)
    project.apply(MergeLabels((tree.id,), sea.id))
    assert said(project) == {("ann", sea.id, 0): PRESENT, ("ben", sea.id, 0): ABSENT} or said(
        project
    ) == {("ann", sea.id, 0): ABSENT, ("ben", sea.id, 0): ABSENT}
    project.undo()
    assert whole(project) == before
    project.apply(DeleteLabel(tree.id))
    assert said(project) == {("ann", sea.id, 0): ABSENT}
    project.undo()
    assert whole(project) == before


def test_taking_back_an_action_or_a_source_takes_words_back(project: Project) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    say(project, "ann", tree.id, PRESENT)
    before = whole(project)
    say(project, "ben", tree.id, ABSENT)
    action = project.history(0, 99).entries[-1].id
    project.apply(RevertAction(action))
    assert whole(project) == before
    project.undo()
    project.apply(RevertSource(Source.HUMAN))
    assert statements(project) == []


def test_a_word_taken_back_returns_beside_what_another_said_since(project: Project) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    other = Project.open(project.folder)
    project.look_for_others()
    say(project, "ann", tree.id, ABSENT)
    say(project, "ann", tree.id, UNKNOWN)
    other.look_for_others()
    say(other, "ben", tree.id, ABSENT)
    project.look_for_others()
    before = whole(project)
    with acting("ann"):
        project.undo()
    assert said(project) == {("ann", tree.id, 0): ABSENT, ("ben", tree.id, 0): ABSENT}
    assert truth(project)[tree.id][1] == "ben", "what another said since stays"
    with acting("ann"):
        project.redo()
    assert whole(project) == before
    other.close()


def test_a_word_that_was_beside_anothers_returns_there(project: Project) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    other = Project.open(project.folder)
    project.look_for_others()
    say(other, "ben", tree.id, ABSENT)
    project.look_for_others()
    say(project, "ann", tree.id, ABSENT)
    say(project, "ann", tree.id, PRESENT)
    other.look_for_others()
    say(other, "ben", tree.id, ABSENT)
    project.look_for_others()
    with acting("ann"):
        project.undo()
    assert said(project) == {("ann", tree.id, 0): ABSENT, ("ben", tree.id, 0): ABSENT}
    other.close()


ACTS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 3), st.integers(-1, 1)),
    min_size=1,
    max_size=10,
)


@settings(max_examples=5)
@given(acts=ACTS, kind=st.sampled_from(list(TaskKind)), settles=st.integers(0, 9))
def test_undo_is_exact_whoever_said_what(
    tmp_path_factory: pytest.TempPathFactory,
    acts: list[tuple[int, int, int, int]],
    kind: TaskKind,
    settles: int,
) -> None:
    project = new_project(tmp_path_factory.mktemp("words"), list(IMAGES))
    labels = add_task(project, "things", kind, "tree sea")
    states = [whole(project)]
    for number, (who, label, rows, state) in enumerate(acts):
        chosen = tuple(row for row in range(2) if rows >> row & 1)
        label_id = labels[label].id
        with acting("ann" if who else "ben"):
            if number == settles and state != UNKNOWN:
                changed = project.apply(SettleDisputes(chosen, label_id, State(state)))
            else:
                changed = project.apply(SetAnnotations(chosen, label_id, State(state)))
        said(project)
        assert bool(changed) == (whole(project) != states[-1])
        if changed:
            states.append(whole(project))
    for before in reversed(states[:-1]):
        project.undo()
        assert whole(project) == before
    for after in states[1:]:
        project.redo()
        assert whole(project) == after
    project.close()


@settings(max_examples=5)
@given(acts=ACTS, undos=st.lists(st.integers(0, 1), max_size=12))
def test_undos_that_cross_take_back_ones_own_words_alone(
    tmp_path_factory: pytest.TempPathFactory,
    acts: list[tuple[int, int, int, int]],
    undos: list[int],
) -> None:
    """Two people with a window each: what one said is as if the other had never undone anything."""
    project = new_project(tmp_path_factory.mktemp("cross"), list(IMAGES))
    labels = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    windows = {"ann": project, "ben": Project.open(project.folder)}
    stacks: dict[str, list[dict[tuple[int, int], int]]] = {"ann": [{}], "ben": [{}]}
    for ben, label, rows, state in acts:
        who = "ben" if ben else "ann"
        chosen = tuple(row for row in range(2) if rows >> row & 1)
        windows[who].look_for_others()
        with acting(who):
            changed = windows[who].apply(SetAnnotations(chosen, labels[label].id, State(state)))
        if changed:
            words = dict(stacks[who][-1])
            for row in chosen:
                if state == UNKNOWN:
                    words.pop((labels[label].id, row), None)
                else:
                    words[labels[label].id, row] = state
            stacks[who].append(words)
    for ben in [*undos, *[0] * 10, *[1] * 10]:
        who = "ben" if ben else "ann"
        if len(stacks[who]) > 1:
            with acting(who):
                windows[who].undo()
            stacks[who].pop()
        now = said(project)
        for one, stack in stacks.items():
            kept = {(key[1], key[2]): state for key, state in now.items() if key[0] == one}
            assert kept == stack[-1], one
    assert statements(project) == []
    for window in windows.values():
        window.close()


def test_the_journal_brings_words_back(tmp_path: Path) -> None:
    project = new_project(tmp_path, list(IMAGES))
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    project.backups.before("test")
    say(project, "ann", tree.id, PRESENT)
    say(project, "ben", tree.id, ABSENT)
    say(project, "ann", tree.id, PRESENT, (1,))
    say(project, "ben", tree.id, PRESENT, (1,))
    say(project, "ben", tree.id, UNKNOWN, (1,))
    before = statements(project)
    project.close()
    restore(project.folder)
    project = Project.open(project.folder)
    assert statements(project) == before
    project.close()
    damaged = read_damaged(project.folder / "project.sqlite", tmp_path)
    fill(tmp_path / "filled.sqlite", damaged, project.folder)
    with closing(sqlite3.connect(tmp_path / "filled.sqlite")) as connection:
        kept = connection.execute("SELECT annotator, image_row, state FROM opinion").fetchall()
    assert kept == [("ann", 0, 1), ("ann", 1, 1)]
