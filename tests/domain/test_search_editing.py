"""What a click does to a search, and what is offered while one is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.errors import InvalidQuery
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.domain.search.completion import completions
from labelmt.domain.search.parser import parse
from labelmt.domain.search.printer import print_query
from labelmt.domain.search.query_editing import asked, standing, toggled
from labelmt.domain.search.terms import Condition, HasState, Is, Name, Term

SCHEMA = Schema(
    (
        Task(1, "objects", TaskKind.MULTILABEL, (
            Label(1, 1, "tree", ""), Label(2, 1, "blue sea", ""), Label(3, 1, "red", ""))),
        Task(2, "the sign", TaskKind.MULTICLASS, (
            Label(4, 2, "red", ""), Label(5, 2, "street", ""))),
    )
)  # fmt: skip
TREE = HasState(Name("tree"))


@pytest.mark.parametrize(
    ("before", "term", "negated", "after"),
    [
        ("", TREE, False, "label:tree"),
        ("label:tree", TREE, False, ""),
        ("label:tree", TREE, True, "-label:tree"),
        ("-label:tree x", TREE, True, "x"),
        ("-label:tree x", TREE, False, "x label:tree"),
        ("a or b", TREE, False, "(a or b) label:tree"),
        ("label:tree or b", TREE, False, "(label:tree or b) label:tree"),
        ("is:labelled x", Is(Condition.UNLABELLED), False, "x is:unlabelled"),
        ("is:labelled x", Is(Condition.DISAGREE), False, "is:labelled x is:disagree"),
        ("x sort:-date", TREE, False, "x label:tree sort:-date"),
    ],
)
def test_a_click_toggles_a_term(before: str, term: Term, negated: bool, after: str) -> None:
    assert print_query(toggled(parse(before), term, negated=negated)) == after


@given(
    st.lists(st.sampled_from(["label:tree", "-label:tree", "x", "is:labelled", "(a or b)"])),
    st.booleans(),
)
def test_a_second_click_takes_the_first_back(terms: list[str], negated: bool) -> None:
    query = parse(" ".join(terms))
    once = toggled(query, TREE, negated=negated)
    if standing(query, TREE) is None:
        assert standing(once, TREE) is not negated
        assert asked(toggled(once, TREE, negated=negated)) == asked(query)
    assert parse(print_query(once)) == once


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("", ()),
        ("la", ("label:", "labels>=")),
        ("label:", ("label:tree ", 'label:"blue sea" ', "label:objects=red ",
                    'label:"the sign"=red ', "label:street ")),
        ("x -label:TR", ("label:tree ", "label:street ")),
        ("label:tree", ()),
        ("label:sea", ('label:"blue sea" ',)),
        ('label:"blue s', ('label:"blue sea" ',)),
        ("(label:st", ("label:street ",)),
        ("task:", ("task:objects", 'task:"the sign"')),
        ('task:"the sign"=s', ('task:"the sign"=street ',)),
        ("p(t", ("p(tree)>", "p(street)>")),
        ("x sort:-p(bl", ('sort:-p("blue sea") ',)),
        ("sort:-d", ("sort:-date ",)),
        ("is:un", ("is:unlabelled ", "is:unreadable ", "is:unlike ", "is:unseen ", "is:unsure ")),
        ("run:1", ("run:12 ", "run:10 ")),
        ("street", ("label:street ",)),
        ("zzz", ()),
    ],
)  # fmt: skip
def test_what_is_offered(text: str, offered: tuple[str, ...]) -> None:
    assert completions(text, len(text), SCHEMA, (2, 10, 12)).options == offered


def test_everything_is_offered_where_it_is_asked_for() -> None:
    options = completions("label:tree ", 11, SCHEMA, asked=True)
    assert options.start == options.stop == 11
    assert {"label:", "is:", "sort:", "p("} <= set(options.options)


@given(st.text(st.sampled_from('abelp:(")= -\\trs'), max_size=25), st.data())
def test_taking_what_is_offered_never_harms_the_rest(text: str, data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(text)))
    found = completions(text, cursor, SCHEMA, (1,), asked=True)
    assert 0 <= found.start <= found.stop == cursor
    for option in found.options:
        whole = option.endswith(" ")
        try:
            before = parse(text[: found.start])
        except InvalidQuery:
            continue
        if whole and text[: found.start].count('"') % 2 == 0:
            taken = parse(text[: found.start] + option)
            assert len(asked(taken)) + len(taken.sort) >= len(asked(before)) + len(before.sort)
