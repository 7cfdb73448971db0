"""Searches by synonyms, by the number of labels, and with full-width punctuation."""

from __future__ import annotations

from pathlib import Path

import pytest
from making_projects import add_task, new_project, set_states

from labelmt.domain.schema import TaskKind
from labelmt.domain.search.completion import completions
from labelmt.domain.search.parser import parse
from labelmt.domain.search.printer import print_query
from labelmt.project.commands.commands import EditLabel
from labelmt.project.project import Project
from labelmt.project.search.search_project import search_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = new_project(tmp_path, ["a（1）.jpg", "b.jpg", "c.jpg"])
    cat, dog = add_task(project, "things", TaskKind.MULTILABEL, "cat dog")
    project.apply(EditLabel(cat.id, synonyms=("kitten", "猫")))
    set_states(project, cat, [0, 1], [2])
    set_states(project, dog, [1], [])
    return project


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("label:kitten", [0, 1]),
        ("label：猫", [0, 1]),
        ("（label：cat or label：dog）　-label：dog", [0]),
        ("labels>=2", [1]),
        ("labels＝0", [2]),
        ("sort:labels labels<=1", [0, 2]),
        ("image：#0，#2", [0, 2]),
        ('"a（1）"', [0]),
        ("“b.jpg”", [1]),
    ],
)
def test_what_is_typed_is_understood(project: Project, query: str, found: list[int]) -> None:
    assert search_project(project, query).tolist() == found
    assert parse(print_query(parse(query))) == parse(query)
    project.close()


def test_a_synonym_is_completed_to_its_label(project: Project) -> None:
    schema = project.schema()
    assert "label:cat " in completions("kitt", 4, schema).options
    assert completions("label：猫", 7, schema).options == ("label:cat ",)
    project.close()
