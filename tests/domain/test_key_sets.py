"""Keys of labels beyond the thirty-third: in sets, each of them of one task."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.key_sets import (
    KEY_SETS,
    SHORTCUT_KEYS,
    free_key,
    is_label_key,
    key_in_set,
    sets_in_use,
    split_key,
)

EACH = [key_in_set(one, key) for one in range(1, KEY_SETS + 1) for key in SHORTCUT_KEYS]


@given(st.integers(1, KEY_SETS), st.sampled_from(SHORTCUT_KEYS))
def test_a_key_comes_back_from_what_is_stored(key_set: int, key: str) -> None:
    stored = key_in_set(key_set, key)
    assert split_key(stored) == (key_set, key)
    assert is_label_key(stored)


@pytest.mark.parametrize("text", ["", "H", "L", "1Q", "0Q", "2H", "22Q", "2", "-", "²Q", "a"])
def test_what_is_no_key_is_refused(text: str) -> None:
    assert is_label_key(text) == (text == "2")


@given(st.lists(st.integers(1, 3), max_size=400))
def test_each_label_gets_a_key_of_its_own_while_there_are_any(tasks: list[int]) -> None:
    taken: dict[str, int] = {}
    for task in tasks:
        key = free_key(taken, task)
        assert key not in taken
        if key:
            taken[key] = task
        else:
            assert len(taken) >= len(SHORTCUT_KEYS) * (KEY_SETS - 2)
    assert list(taken)[: len(SHORTCUT_KEYS)] == list(SHORTCUT_KEYS)[: len(taken)]
    for key_set in sets_in_use(taken):
        owners = {task for key, task in taken.items() if split_key(key)[0] == key_set}
        assert key_set == 1 or len(owners) == 1
