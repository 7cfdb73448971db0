"""What is typed finds the label that is meant, of hundreds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.project.schema.label_search import find_labels


def schema_of(*names: str) -> Schema:
    """Labels of these names; "a/b/c" is a with the synonyms b and c."""
    parts = [name.split("/") for name in names]
    labels = tuple(
        Label(number, 1, one[0], "#000000", synonyms=tuple(one[1:]))
        for number, one in enumerate(parts, 1)
    )
    return Schema((Task(1, "things", TaskKind.MULTILABEL, labels),))


BIRDS = schema_of("sparrow", "house sparrow", "sparrowhawk", "Großer Brachvogel", "car/automobile",
                  "class 1", "class 12", "Évry", "spar")  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "first", "exact"),
    [
        ("spa", "spar", False),
        ("sparrow", "sparrow", True),
        ("SPARROW", "sparrow", True),
        ("hou", "house sparrow", False),
        ("sparow", "sparrow", False),
        ("brach", "Großer Brachvogel", False),
        ("GROSSER", "Großer Brachvogel", False),
        ("auto", "car", False),
        ("E\u0301vry", "Évry", True),
        ("class 3", "class 1", False),
        ("hawk", "sparrowhawk", False),
    ],
)
def test_the_first_match(typed: str, first: str, exact: bool) -> None:
    match = find_labels(BIRDS, typed)[0]
    assert (match.label.name, match.exact) == (first, exact)


def test_nothing_is_found_for_nothing_or_nonsense() -> None:
    assert find_labels(BIRDS, "  ") == []
    assert find_labels(BIRDS, "xyzzy") == []
    assert find_labels(Schema(), "a") == []


def test_each_label_comes_once_with_the_name_that_was_met() -> None:
    found = find_labels(schema_of("car/carriage/cart", "scar"), "car")
    assert [(one.label.name, one.called) for one in found] == [("car", "car"), ("scar", "scar")]


@given(names=st.lists(st.text(min_size=1), max_size=8), typed=st.text(max_size=12))
def test_any_text_may_be_typed(names: list[str], typed: str) -> None:
    found = find_labels(schema_of(*(name.replace("/", "") or "x" for name in names)), typed, 4)
    assert len(found) <= 4
    assert len({one.label.id for one in found}) == len(found)
