"""Which group comes next, whatever is labelled, taken out, skipped and undone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from labelmt.gui.labelling.groups.group_progress import GroupProgress


def made(sizes: list[int]) -> tuple[GroupProgress, list[NDArray[np.int64]]]:
    edges = np.cumsum([0, *sizes])
    groups = [np.arange(a, b) for a, b in pairwise(edges.tolist())]
    return GroupProgress(groups, np.ones(int(edges[-1]), dtype=np.bool_)), groups


def label(progress: GroupProgress, rows: NDArray[np.int64], open_: bool = False) -> None:
    progress.note(np.asarray(rows), np.full(len(rows), open_))


def test_done_groups_leave_and_skipped_ones_come_last() -> None:
    progress, groups = made([3, 2, 2])
    assert progress.go_on() == 0
    assert progress.go_on() == 1, "skipped"
    label(progress, groups[1])
    assert progress.open_keys().tolist() == [1, 2, 0], "the current one stays while one looks at it"
    assert progress.go_on() == 2
    assert progress.open_keys().tolist() == [2, 0]
    label(progress, groups[2])
    assert progress.go_on() == 0
    label(progress, groups[0])
    assert progress.go_on() is None
    assert (progress.done, progress.total) == (7, 7)


def test_what_was_taken_out_is_left_for_other_groups() -> None:
    progress, groups = made([4, 2])
    progress.go_on()
    label(progress, groups[0][1:])
    assert progress.go_on() == 1
    assert progress.rows(0).tolist() == [1, 2, 3]
    label(progress, groups[1])
    assert progress.go_on() is None
    assert progress.left_outside == 1
    assert progress.done == 5


def test_the_only_group_left_is_asked_about_again() -> None:
    progress, _ = made([2])
    assert progress.go_on() == 0
    assert progress.go_on() == 0


def test_an_undone_label_opens_its_group_again() -> None:
    progress, groups = made([2, 2])
    progress.go_on()
    label(progress, groups[0])
    assert progress.go_on() == 1
    assert progress.open_keys().tolist() == [1]
    label(progress, groups[0], open_=True)
    assert progress.open_keys().tolist() == [0, 1]
    assert progress.done == 0


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.data())
def test_counts_hold_whatever_happens(sizes: list[int], data: st.DataObject) -> None:
    progress, _ = made(sizes)
    open_ = np.ones(sum(sizes), dtype=np.bool_)
    seen: set[int] = set()
    progress.go_on()
    for _ in range(data.draw(st.integers(0, 25))):
        if progress.current is None:
            break
        seen.add(progress.current)
        if data.draw(st.booleans()):
            among = progress.rows(progress.current).tolist()
            if data.draw(st.booleans()):
                among = list(range(len(open_)))
            chosen = data.draw(st.lists(st.sampled_from(among), unique=True))
            rows = np.array(chosen, dtype=np.int64)
            state = data.draw(st.booleans())
            open_[rows] = state
            label(progress, rows, open_=state)
        else:
            progress.go_on()
        keys = progress.open_keys().tolist()
        assert len(keys) == len(set(keys))
        assert progress.current is None or progress.current in keys
        assert progress.done == len(open_) - int(open_.sum())
        inside = [row for key in range(len(sizes)) for row in progress.rows(key).tolist()]
        assert len(inside) == len(set(inside))
        asked = [row for key in keys for row in progress.rows(key).tolist() if open_[row]]
        assert int(open_.sum()) == len(asked) + progress.left_outside, "nothing is lost"
    if progress.current is None and open_.any():
        assert progress.left_outside, "what is left can be grouped anew"
