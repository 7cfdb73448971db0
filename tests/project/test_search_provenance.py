"""Searches of provenance, before and after every kind of change."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project, set_states

from labelmt.domain.annotations import Source, State
from labelmt.domain.schema import TaskKind
from labelmt.domain.search.parser import parse
from labelmt.project.commands.commands import DeleteLabel, SetAnnotations
from labelmt.project.history.provenance import MOST_TOUCHED
from labelmt.project.project import Project
from labelmt.project.search.find_images import find_rows
from labelmt.project.search.provenance_query import annotation_filters
from labelmt.project.search.search_columns import Columns
from labelmt.project.who_and_when import annotator


def find(project: Project, text: str) -> list[int]:
    query = parse(text)
    schema = project.schema()
    columns = Columns(project.images(), schema, project.annotation_matrix(), project.predictions())
    annotated = project.provenance.read(annotation_filters(query, schema))
    rows: list[int] = find_rows(query, columns, annotated).tolist()
    return rows


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Ten images: tree by hand on 0, 1, 2; sea by run 12 on 2, 3 and by run 9 on 4; boat imported
    on 5.
    """
    made = new_project(tmp_path, [f"{number}.jpg" for number in range(10)])
    tree, sea, boat = add_task(made, "objects", TaskKind.MULTILABEL, "tree sea boat")
    set_states(made, tree, [0, 1], [2])
    for rows, run in (((2, 3), 12), ((4,), 9)):
        made.apply(SetAnnotations(rows, sea.id, State.PRESENT, Source.SUGGESTION, run))
    made.apply(SetAnnotations((5,), boat.id, State.PRESENT, Source.IMPORT))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("source:suggestion", [2, 3, 4]),
        ("source:suggestion run:12", [2, 3]),
        ("run:9", [4]),
        ("run:77", []),
        ("source:human", [0, 1, 2]),
        ("source:import or run:9", [4, 5]),
        ("annotator:me", [0, 1, 2, 3, 4, 5]),
        ('annotator:"{who}" -source:human', [3, 4, 5]),
        ("annotator:nobody", []),
        ("since:yesterday", [0, 1, 2, 3, 4, 5]),
        ("before:yesterday", []),
        ("-since:2026", [6, 7, 8, 9]),
        ("of:tree", [0, 1, 2]),
        ("of:tree source:suggestion", []),
        ("of:tree (source:suggestion)", []),
        ("(of:tree since:2020) (source:suggestion since:2020)", [2]),
        ("of:sea source:suggestion -run:9 sort:-name", [3, 2]),
    ],
)
def test_provenance_is_found(project: Project, text: str, rows: list[int]) -> None:
    who = project.database.annotator(annotator)
    assert find(project, text.replace("{who}", who)) == rows


def test_answers_follow_every_change(project: Project) -> None:
    """What is remembered must be what reading anew would find."""
    tree, sea, boat = project.schema().labels
    texts = ("source:human", "run:12", "of:sea", "of:tree source:human", "annotator:me")

    def check() -> list[list[int]]:
        remembered = [find(project, text) for text in texts]
        project.provenance.forget()
        anew = [find(project, text) for text in texts]
        assert remembered == anew
        return anew

    first = check()
    project.apply(SetAnnotations((7, 8), tree.id, State.PRESENT))
    assert check()[0] == [0, 1, 2, 7, 8]
    project.apply(SetAnnotations((3,), sea.id, State.UNKNOWN))
    project.apply(SetAnnotations((2,), sea.id, State.ABSENT))
    assert check()[1] == []
    for _ in range(3):
        project.undo()
    assert check() == first
    project.redo()
    project.apply(DeleteLabel(boat.id))
    assert check()[4] == [0, 1, 2, 3, 4, 7, 8]
    project.undo()
    assert check()[4] == [0, 1, 2, 3, 4, 5, 7, 8]


def test_a_change_alone_does_not_read_everything_anew(project: Project) -> None:
    """Labelling within such a view asks after every key."""
    tree = project.schema().labels[0]
    [wanted] = annotation_filters(parse("source:human"), project.schema())
    before = project.provenance.read([wanted])[wanted]
    assert project.provenance.read([wanted])[wanted] is before, "nothing has changed"
    project.apply(SetAnnotations((9,), tree.id, State.PRESENT))
    assert project.provenance.read([wanted])[wanted].tolist() == [0, 1, 2, 9]


def test_another_process_that_writes_is_noticed(project: Project, tmp_path: Path) -> None:
    tree = project.schema().labels[0]
    assert find(project, "source:human") == [0, 1, 2]
    other = Project.open(tmp_path / "project")
    other.apply(SetAnnotations((8,), tree.id, State.PRESENT))
    other.close()
    assert find(project, "source:human") == [0, 1, 2, 8]


def test_many_changes_at_once_are_read_anew(tmp_path: Path) -> None:
    count = MOST_TOUCHED + 1
    project = new_project(tmp_path, [f"{number}.jpg" for number in range(count)])
    [tree] = add_task(project, "objects", TaskKind.MULTILABEL, "tree")
    assert find(project, "source:human") == []
    project.apply(SetAnnotations(tuple(range(count)), tree.id, State.PRESENT))
    assert len(find(project, "source:human")) == count
    project.close()


def test_a_label_or_image_newer_than_the_window_does_no_harm(project: Project) -> None:
    """The database may be ahead of the columns by a change."""
    query, schema = parse("source:suggestion"), project.schema()
    images = project.images()
    small = dataclasses.replace(
        images,
        root_ids=images.root_ids[:3],
        paths=images.paths[:3],
        sizes=images.sizes[:3],
        mtimes=images.mtimes[:3],
        status=images.status[:3],
    )
    columns = Columns(small, schema, project.annotation_matrix()[:3], None)
    annotated = project.provenance.read(annotation_filters(query, schema))
    assert find_rows(query, columns, annotated).tolist() == [2]
    assert np.concatenate(list(annotated.values())).tolist() == [2, 3, 4]
