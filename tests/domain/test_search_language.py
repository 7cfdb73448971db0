"""The search line's language: what it reads, what it writes, and what it says of mistakes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidQuery
from labelmt.domain.search.dates import moment
from labelmt.domain.search.parser import parse
from labelmt.domain.search.printer import print_query
from labelmt.domain.search.terms import (
    KEYS,
    All,
    AreRows,
    Aspect,
    Compare,
    Comparison,
    Condition,
    Either,
    Expression,
    Figure,
    HasState,
    InPath,
    InTask,
    Is,
    Like,
    Name,
    Not,
    Provenance,
    Query,
    Sample,
    SortBy,
    Word,
)


def test_the_example_of_the_handbook() -> None:
    text = (
        "label:tree -label:sea is:unlabelled p(sea)>0.4 task:scene=harbor path:2024/* "
        "annotator:me since:2026-01 source:suggestion run:12 sort:uncertainty sort:-date"
    )
    query = parse(text)
    assert isinstance(query.where, All)
    assert query.where.terms == (
        HasState(Name("tree")),
        Not(HasState(Name("sea"))),
        Is(Condition.UNLABELLED),
        Compare(Figure.PROBABILITY, Comparison.MORE, 0.4, Name("sea")),
        HasState(Name("harbor", "scene")),
        InPath("2024/*"),
        Provenance(Aspect.ANNOTATOR, "me"),
        Provenance(Aspect.SINCE, "2026-01"),
        Provenance(Aspect.SOURCE, "suggestion"),
        Provenance(Aspect.RUN, "12"),
    )
    assert query.sort == (SortBy(Figure.UNCERTAINTY), SortBy(Figure.DATE, turned=True))
    assert print_query(query) == text


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", None),
        ("   ", None),
        ("harbor 2024", All((Word("harbor"), Word("2024")))),
        ('"two words"', Word("two words")),
        ('label:"blue sea"', HasState(Name("blue sea"))),
        ("absent:sea", HasState(Name("sea"), State.ABSENT)),
        ("unknown:scene=harbor", HasState(Name("harbor", "scene"), State.UNKNOWN)),
        ('task:"the scene"="a harbor"', HasState(Name("a harbor", "the scene"))),
        ("task:scene", InTask(Name(task="scene"))),
        ("-task:scene", Not(InTask(Name(task="scene")))),
        ("a or b c", Either((Word("a"), All((Word("b"), Word("c")))))),
        ("(a or b) c", All((Either((Word("a"), Word("b"))), Word("c")))),
        ("a AND NOT b", All((Word("a"), Not(Word("b"))))),
        ("--a", Word("a")),
        ("-(-a)", Word("a")),
        ("p(blue sea) >= 40%", Compare(Figure.PROBABILITY, Comparison.AT_LEAST, 0.4,
                                       Name("blue sea"))),
        ("p(scene=harbor)<.5", Compare(Figure.PROBABILITY, Comparison.LESS, 0.5,
                                       Name("harbor", "scene"))),
        ("size>2MB", Compare(Figure.SIZE, Comparison.MORE, 2e6)),
        ("similarity>=90%", Compare(Figure.SIMILARITY, Comparison.AT_LEAST, 0.9)),
        ("like:#17,#20", Like("#17,#20")),
        ('like:"my beach.jpg"', Like("my beach.jpg")),
        ("uncertainty<=0.5", Compare(Figure.UNCERTAINTY, Comparison.AT_MOST, 0.5)),
        ("uncertainty", Word("uncertainty")),
        ("IS:Labelled", Is(Condition.LABELLED)),
        ("(a", Word("a")),
        ('label:"blue se', HasState(Name("blue se"))),
        ("or.jpg", Word("or.jpg")),
        ("IMG-12", Word("IMG-12")),
        ("run:012", Provenance(Aspect.RUN, "12")),
        ("of:tree", Provenance(Aspect.OF, name=Name("tree"))),
    ],
)  # fmt: skip
def test_reads(text: str, where: Expression | None) -> None:
    assert parse(text).where == where


@pytest.mark.parametrize(
    ("text", "start", "stop", "said"),
    [
        ("tree lable:sea", 5, 11, "label:"),
        ("is:unlabeled", 3, 12, "unlabelled"),
        ("a sort:dat", 7, 10, "date"),
        ("label:", 0, 6, "label:tree"),
        ("absent:scene=", 0, 13, "absent:scene=tree"),
        ("p(sea)", 0, 6, "p(sea)>0.4"),
        ("p(sea)>1.5", 7, 10, "100%"),
        ("p(sea)>much", 7, 11, "p(sea)>0.4"),
        ("p(sea", 0, 5, "p(sea)>0.4"),
        ("size>3%", 5, 7, "size>2MB"),
        ("since:2026-13", 6, 13, "2026-01"),
        ("since:yesteryear", 6, 16, "yesterday"),
        ("run:twelve", 4, 10, "run:12"),
        ("a or", 2, 4, "label:tree or label:sea"),
        ("or a", 0, 2, "quotes"),
        ("a (b or sort:date)", 8, 17, "outside"),
        ("-sort:date", 0, 10, "sort:-date"),
        ("sort:date sort:-date", 10, 20, "Leave one"),
        ("a - b", 2, 3, "-label:sea"),
        ("a) b", 1, 2, "Take this"),
        ("()", 0, 2, "between"),
        ("(" * 40, 30, 31, "Leave out"),
        ("", 0, 0, ""),
    ],
)
def test_says_where_and_what_would_be_right(text: str, start: int, stop: int, said: str) -> None:
    if not text:
        assert parse(text) == Query()
        return
    with pytest.raises(InvalidQuery) as told:
        parse(text)
    assert (told.value.start, told.value.stop) == (start, stop)
    assert said in told.value.next_step
    assert f"column {start + 1}" in str(told.value)


pieces = st.sampled_from(
    [
        *(f"{key}:" for key in KEYS), "p(", "p (", ")", "(", '"', "\\", "-", "=", "<", ">=", " ",
        " ", "or", "and", "not", "tree", "blue sea", "0.4", "50%", "2MB", "uncertainty", "size",
        "date", "name", "unlabelled", "suggestion", "12", "2026-01", "me", "*", "2024/", "é", "\t",
        "\0", "\u2028", "\U0001f333", "…",
    ]
)  # fmt: skip
texts = st.lists(pieces, max_size=14).map("".join) | st.text(max_size=40)


@given(texts)
@example("\udcff")
@example("p(\u00a0)>1")
@example("size>999999999999999999999999999999999999")
@example("uncertainty>0.0000000000001")
@example("-" * 5000 + "(" * 5000)
def test_any_text_is_read_or_refused_and_written_as_it_was_read(text: str) -> None:
    problem: InvalidQuery | None = None
    try:
        query = parse(text)
    except InvalidQuery as told:
        problem = told
    if problem is not None:
        assert 0 <= problem.start < problem.stop <= max(len(text), 1)
        assert problem.next_step
        return
    written = print_query(query)
    assert parse(written) == query
    assert print_query(parse(written)) == written


names = st.text(min_size=1, max_size=8).filter(lambda one: one == one.strip())
name = st.builds(Name, names, st.just("") | names)
leaf: st.SearchStrategy[Expression] = st.one_of(
    st.builds(Word, st.text(min_size=1, max_size=8)),
    st.builds(InPath, st.text(min_size=1, max_size=8)),
    st.builds(Like, st.text(min_size=1, max_size=8)),
    st.builds(Sample, st.integers(1, 10**9 - 1)),
    st.builds(AreRows, st.lists(st.integers(0, 10**9 - 1), min_size=1, max_size=5).map(tuple)),
    st.builds(Is, st.sampled_from(Condition)),
    st.builds(HasState, name, st.sampled_from(State)),
    st.builds(InTask, st.builds(Name, st.just(""), names)),
    st.builds(
        Compare,
        st.just(Figure.PROBABILITY),
        st.sampled_from(Comparison),
        st.integers(0, 1000).map(lambda one: one / 1000),
        name,
    ),
    st.builds(
        Compare,
        st.just(Figure.SIZE),
        st.sampled_from(Comparison),
        st.integers(0, 10**9).map(float),
    ),
    st.builds(Provenance, st.just(Aspect.ANNOTATOR), names),
    st.builds(Provenance, st.just(Aspect.OF), st.just(""), name),
)


def negated(term: Expression) -> Expression:
    return term.term if isinstance(term, Not) else Not(term)


trees = st.recursive(
    leaf,
    lambda inner: (
        st.builds(All, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Either, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | inner.map(negated)
    ),
    max_leaves=8,
)
orders = st.lists(
    st.builds(SortBy, st.sampled_from([f for f in Figure if f is not Figure.PROBABILITY]),
              st.booleans()),
    max_size=3,
    unique_by=lambda one: one.figure,
).map(tuple)  # fmt: skip


@given(st.none() | trees, orders)
def test_what_is_written_is_read_again(where: Expression | None, sort: tuple[SortBy, ...]) -> None:
    query = Query(where, sort)
    assert parse(print_query(query)) == query


def test_days_begin_here_and_are_compared_in_utc() -> None:
    day = date(2026, 3, 1)
    assert moment("2026-03-01") == moment("2026-3") == moment("today", day)
    assert moment("yesterday", day) == moment("2026-02-28")
    assert moment("2026-03-01T10:30").endswith("+00:00")
    assert moment("2026") < moment("2026-02-28") < moment("2026-03-01T00:01")
    for wrong in ("", "26", "2026-02-30", "1066", "3000", "2026-01-01T25:00", "２０２６"):
        with pytest.raises(ValueError):
            moment(wrong)
