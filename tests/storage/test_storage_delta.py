"""A delta survives its packing, and its reverse is exact."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from labelmt.storage.row_delta import Delta, Value, pack, unpack

TEXT = st.text(max_size=8)
VALUES: st.SearchStrategy[Value | None] = st.none() | st.builds(
    Value, st.integers(0, 1), TEXT, TEXT, TEXT, st.none() | st.integers(1, 9), TEXT
)
PAIRS: st.SearchStrategy[tuple[Value | None, Value | None]] = st.tuples(VALUES, VALUES)
ANNOTATIONS = st.dictionaries(
    st.integers(1, 5), st.dictionaries(st.integers(0, 10**6), PAIRS, max_size=6), max_size=4
)


@st.composite
def tables(draw: st.DrawFn, *columns: str) -> dict[int, tuple[Any, Any]]:
    """Rows by id, before and after; at least one of them is there."""
    made: dict[int, tuple[Any, Any]] = {}
    for key in draw(st.sets(st.integers(1, 9), max_size=3)):
        before, after = (
            {"id": key, "name": draw(TEXT)} | {column: draw(TEXT) for column in columns}
            for _ in range(2)
        )
        made[key] = draw(st.sampled_from([(before, after), (None, after), (before, None)]))
    return made


DELTAS = st.builds(
    Delta,
    tables("archived", "former"),
    tables("archived", "synonyms", "parents", "former", "description", "examples"),
    ANNOTATIONS,
)


@settings(max_examples=40)
@given(DELTAS)
def test_a_delta_survives_packing(delta: Delta) -> None:
    assert unpack(pack(delta)) == delta


@settings(max_examples=40)
@given(DELTAS)
def test_reversing_twice_changes_nothing(delta: Delta) -> None:
    assert delta.reversed().reversed() == delta


def test_equal_values_are_packed_once() -> None:
    value = Value(1, "human", "somebody", "2026-01-01T00:00:00.000+00:00", None)
    pairs: dict[int, tuple[Value | None, Value | None]] = dict.fromkeys(range(10000), (None, value))
    assert len(pack(Delta(annotations={1: pairs}))) < 50_000


def test_a_delta_of_no_pairs_is_nothing() -> None:
    assert not Delta(annotations={1: {}})
