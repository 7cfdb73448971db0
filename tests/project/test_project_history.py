"""The history as a list: jumps, pages, taking back one action or one source, after restarts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_projects import Content, add_task, content_of, new_project

from labelmt.domain.annotations import Source, State
from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import (
    CreateLabel,
    DeleteLabel,
    PasteStates,
    ProjectCommand,
    RevertAction,
    RevertSource,
    SetAnnotations,
)
from labelmt.project.exchange.import_table import import_table
from labelmt.project.project import Project

P, A, U = State.PRESENT, State.ABSENT, State.UNKNOWN
ROWS = 4


def command_of(choice: tuple[int, int, int], project: Project) -> ProjectCommand | None:
    """A command on a multilabel and a multiclass task, picked by numbers."""
    kind, a, bits = choice
    labels = project.schema().labels
    if kind == 0 or not labels:
        return CreateLabel(project.schema().tasks[a % 2].id, f"name {bits}")
    label = labels[a % len(labels)]
    rows = tuple(row for row in range(ROWS) if bits >> row & 1)
    if kind == 1:
        return DeleteLabel(label.id)
    if kind == 2:
        return PasteStates(rows, tuple((one.id, State(bits % 3 - 1)) for one in labels[:3]))
    if kind == 3:
        return RevertSource(Source.SUGGESTION, bits % 3 + 1)
    if kind == 4:
        page = project.history(0, 100)
        return RevertAction(page.entries[bits % page.done].id)
    return SetAnnotations(rows, label.id, State(a % 3 - 1), list(Source)[bits % 3], bits % 3 + 1)


CHOICES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(1, 15)), min_size=1, max_size=10
)


@settings(max_examples=15)
@given(choices=CHOICES, jumps=st.lists(st.integers(0, 30), max_size=6), reopen=st.booleans())
def test_every_jump_meets_the_state_of_that_moment(
    tmp_path_factory: pytest.TempPathFactory,
    choices: list[tuple[int, int, int]],
    jumps: list[int],
    reopen: bool,
) -> None:
    project = new_project(tmp_path_factory.mktemp("jumps"), [f"{one}.jpg" for one in range(ROWS)])
    add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    add_task(project, "place", TaskKind.MULTICLASS, "beach forest")
    begun = project.history(0, 0).done
    states: list[Content] = [content_of(project)]
    for choice in choices:
        command = command_of(choice, project)
        try:
            changes = project.apply(command) if command else None
        except InvalidInput:
            changes = None
        if changes:
            states.append(content_of(project))
        matrix = project.annotation_matrix()
        columns = project.schema().columns
        for task in project.schema().tasks:
            if task.kind is TaskKind.MULTICLASS and task.labels:
                one_of = matrix[:, [columns[one.id] for one in task.labels]]
                assert ((one_of == P).sum(axis=1) <= 1).all(), "one label of a task at most"
    ids = [entry.id for entry in project.history(0, 1000).entries]
    assert len(ids) == begun + len(states) - 1
    for jump in jumps:
        if reopen:
            project.close()
            project = Project.open(project.folder)
        place = jump % len(states)
        project.go_to(ids[begun + place - 1])
        assert content_of(project) == states[place]
        page = project.history(0, 1000)
        assert (page.total, page.done) == (len(ids), begun + place)
        assert [entry.id for entry in page.entries] == ids
    project.go_to(0)
    assert project.schema().tasks == ()
    project.go_to(ids[-1])
    assert content_of(project) == states[-1]
    project.close()


def test_a_page_says_what_was_done(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg", "b.jpg", "c.jpg"])
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    project.apply(SetAnnotations((0, 1), tree.id, P, Source.SUGGESTION, 12))
    project.apply(SetAnnotations((1, 2), tree.id, A))
    project.undo()
    page = project.history(1, 4)
    assert (page.total, page.done, page.start) == (4, 3, 1)
    made, accepted, marked = page.entries
    assert (made.title, made.pairs, made.source) == ("Make label tree", 0, "")
    assert (accepted.pairs, accepted.source, accepted.run_id) == (2, "suggestion", 12)
    assert (marked.title, marked.pairs) == ("Set tree absent on 2 images", 2)
    assert marked.annotator
    assert marked.at > accepted.at > made.at or marked.at >= accepted.at
    assert project.history(3, 9).entries == (marked,)
    assert project.history(4, 9).entries == ()
    project.close()


def test_an_import_is_taken_back_but_what_came_after_it_stays(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg", "b.jpg", "c.jpg"])
    tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    project.apply(SetAnnotations((0,), tree.id, A))
    before = content_of(project)
    table = tmp_path / "table.csv"
    table.write_text("path,things\na.jpg,tree|sea\nb.jpg,sea\nc.jpg,tree\n", encoding="utf-8")
    import_table(project, table, {})
    imported = project.history(0, 100).entries[-1]
    assert (imported.source, imported.pairs) == ("import", 6)
    project.apply(SetAnnotations((1,), sea.id, A))  # somebody knew better
    after = content_of(project)
    project.apply(RevertAction(imported.id))
    assert project.undo_title == "Take back: Import table.csv"
    assert project.annotation_matrix().tolist() == [[A, U], [U, A], [U, U]]
    assert content_of(project).annotations[0] == before.annotations[0], "who said it first, too"
    project.undo()
    assert content_of(project) == after
    project.close()


def test_accepted_suggestions_of_one_run_are_taken_back_as_one(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg", "b.jpg", "c.jpg"])
    tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    project.apply(SetAnnotations((0, 1), tree.id, P, Source.SUGGESTION, 1))
    project.apply(SetAnnotations((0, 2), sea.id, A, Source.SUGGESTION, 2))
    project.apply(SetAnnotations((2,), tree.id, P, Source.SUGGESTION, 2))
    project.apply(SetAnnotations((1,), sea.id, P))
    project.apply(RevertSource(Source.SUGGESTION, 2))
    assert project.annotation_matrix().tolist() == [[P, U], [P, P], [U, U]]
    assert project.history(0, 100).entries[-1].pairs == 3
    project.apply(RevertSource(Source.SUGGESTION))
    assert project.annotation_matrix().tolist() == [[U, U], [U, P], [U, U]]
    assert not project.apply(RevertSource(Source.SUGGESTION)), "nothing is left of it"
    project.undo()
    project.undo()
    assert project.annotation_matrix().tolist() == [[P, A], [P, P], [P, A]]
    project.close()


def test_a_choice_that_was_made_anew_is_not_taken_back(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg", "b.jpg"])
    beach, forest = add_task(project, "place", TaskKind.MULTICLASS, "beach forest")
    project.apply(SetAnnotations((0, 1), beach.id, P))
    project.apply(SetAnnotations((0, 1), beach.id, U))
    cleared = project.history(0, 100).entries[-1].id
    project.apply(SetAnnotations((0,), forest.id, P))
    project.apply(RevertAction(cleared))
    assert project.annotation_matrix().tolist() == [[A, P], [P, A]]
    project.close()


def test_what_cannot_be_taken_back_says_so(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg"])
    add_task(project, "things", TaskKind.MULTILABEL, "tree")
    with pytest.raises(InvalidInput):
        project.apply(RevertAction(project.history(0, 100).entries[0].id))
    with pytest.raises(NotFound):
        project.apply(RevertAction(99))
    with pytest.raises(NotFound):
        project.go_to(99)
    place = add_task(project, "place", TaskKind.MULTICLASS, "beach forest")
    with pytest.raises(InvalidInput):
        project.apply(PasteStates((0,), tuple((one.id, P) for one in place)))
    project.close()


def test_hundreds_of_actions_are_undone_after_restarts(tmp_path: Path) -> None:
    """Without limit: each restart goes on where the one before it stopped."""
    project = new_project(tmp_path, [f"{one}.jpg" for one in range(50)])
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    for number in range(150):
        project.apply(SetAnnotations((number % 50,), tree.id, State(number // 50 % 2)))
    for _ in range(3):
        project.close()
        project = Project.open(project.folder)
        for _ in range(50):
            assert project.undo() is not None
    assert (project.annotation_matrix() == U).all()
    project.close()
    project = Project.open(project.folder)
    page = project.history(0, 3)
    assert (page.total, page.done) == (152, 2)
    project.go_to(project.history(101, 102).entries[0].id)
    assert (project.annotation_matrix() == P).all()
    project.close()


def test_an_older_projects_actions_get_their_figures(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg", "b.jpg"])
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    project.apply(SetAnnotations((0, 1), tree.id, P, Source.SUGGESTION, 3))
    entries = project.history(0, 100).entries
    project.close()
    connection = sqlite3.connect(project.folder / "project.sqlite")
    newer = {
        "history": ("pairs", "source", "run_id"),
        "task": ("archived", "former"),
        "label": ("archived", "synonyms", "parents", "description", "examples", "former"),
        "image": (
            "fingerprint",
            "asked",
            "in_test",
            "inode",
            "version",
            "changed",
            "labelled_size",
            "labelled_fingerprint",
            "unsure",
            "rating",
            "comment",
        ),
        "root": ("relative",),
        "run": ("notes", "test_tasks"),
    }
    for table, columns in newer.items():
        for column in columns:
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    connection.execute("DROP INDEX ix_annotation_kept")
    connection.execute("ALTER TABLE annotation DROP COLUMN seen")
    connection.execute("DROP TABLE learning_point")
    connection.execute("DROP TABLE capture")
    connection.execute("DROP TABLE opinion")
    connection.execute("UPDATE alembic_version SET version_num = '0003'")
    connection.commit()
    connection.close()
    project = Project.open(project.folder)
    assert project.history(0, 100).entries == entries
    project.close()
