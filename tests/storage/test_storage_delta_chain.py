"""One delta for many: what a jump through the history applies."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from labelmt.storage.row_delta import Delta, Value, figures_of

VALUES = st.one_of(
    st.none(),
    st.builds(
        Value,
        st.integers(0, 1),
        st.sampled_from(["human", "suggestion"]),
        st.just("me"),
        st.just("2026-01-01"),
        st.one_of(st.none(), st.integers(1, 2)),
        st.sampled_from(["one", "unseen"]),
    ),
)
STATES = st.lists(
    st.dictionaries(st.tuples(st.integers(1, 2), st.integers(0, 3)), VALUES, max_size=8),
    min_size=1,
    max_size=5,
)
State = dict[tuple[int, int], Value | None]


def delta_between(before: State, after: State) -> Delta:
    delta = Delta()
    for pair in before.keys() | after.keys():
        old, new = before.get(pair), after.get(pair)
        if old != new:
            delta.annotations.setdefault(pair[0], {})[pair[1]] = (old, new)
    return delta


def content(delta: Delta) -> dict[int, dict[int, tuple[Value | None, Value | None]]]:
    return {label: pairs for label, pairs in delta.annotations.items() if pairs}


@given(states=STATES)
def test_a_chain_of_deltas_is_the_delta_of_its_ends(states: list[State]) -> None:
    chain = Delta()
    for before, after in pairwise(states):
        chain = chain.then(delta_between(before, after))
    assert content(chain) == content(delta_between(states[0], states[-1]))
    assert not chain.then(chain.reversed())


def test_figures_name_a_source_that_all_share() -> None:
    mine = Value(1, "human", "me", "now", None)
    taken = Value(1, "suggestion", "me", "now", 4)
    delta = Delta(annotations={1: {0: (None, taken), 1: (taken, None)}})
    assert figures_of(delta).source == "suggestion"
    assert figures_of(delta).run_id == 4
    delta.annotations[2] = {0: (None, mine)}
    figures = figures_of(delta)
    assert (figures.pairs, figures.source, figures.run_id) == (3, "", None)
