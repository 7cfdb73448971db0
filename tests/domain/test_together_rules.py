"""Rules of what belongs together, and the groups they make."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.errors import InvalidInput
from labelmt.domain.keep_together import (
    KeepTogether,
    Together,
    agreement,
    by_folder,
    by_name,
    by_time,
    parse_rule,
)


@pytest.mark.parametrize(
    "text", ["likeness", "folder", "none", "time:2", "time:0.5", "name:^(.+)_[0-9]+", "column:a:b"]
)
def test_a_rule_is_read_as_it_is_written(text: str) -> None:
    assert str(parse_rule(text)) == text
    assert parse_rule(f" {text} ") == parse_rule(text)
    assert KeepTogether().kind is Together.LIKENESS


WRONG = r"""
bursts folder:x name name: name:( name:[ time: time:-1 time:nan time:x time:inf column:
name:(a+)+$ name:((a|b)c)*d name:(.*a){20} name:.*.*.*.*.*x name:(a|aa)+$ name:(?:(x*)y)+
name:(.+)\1
"""


@pytest.mark.parametrize("text", ["", "name:" + "a" * 201, *WRONG.split()])
def test_what_is_no_rule_is_refused_clearly(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_rule(text)


@given(st.from_regex(r"name:[ab.*+?|()\[\]\\0-9{}^$]{1,24}", fullmatch=True))
def test_no_pattern_that_is_taken_holds_anything_up(text: str) -> None:
    try:
        rule = parse_rule(text)
    except InvalidInput:
        return
    began = time.process_time()
    by_name(["a" * 199 + "!", "ab" * 100 + "!"], rule.pattern)
    assert time.process_time() - began < 5


def test_folders_and_names() -> None:
    paths = ["a/1.jpg", "a/2.jpg", "b/1.jpg", "1.jpg", "a/1.jpg"]
    assert by_folder(paths, [1, 1, 1, 1, 2]).tolist() == [0, 0, 1, 2, 3]
    names = ["b01_1.jpg", "b01_2.jpg", "c/b02_1.jpg", "other", "odd"]
    assert by_name(names, re.compile(r"(b\d+)_\d")).tolist() == [0, 0, 1, 2, 3]


@given(st.lists(st.one_of(st.floats(0, 50), st.just(float("nan"))), max_size=40), st.floats(0.1, 5))
def test_captures_are_together_where_no_gap_parts_them(seconds: list[float], gap: float) -> None:
    moments = np.array(seconds, dtype=np.float64)
    groups = by_time(moments, gap)
    for group in np.unique(groups):
        inside = np.sort(moments[groups == group])
        if len(inside) > 1:
            assert not np.isnan(inside).any()
            assert (np.diff(inside) <= gap).all()
    known = np.flatnonzero(~np.isnan(moments))
    order = known[np.argsort(moments[known], kind="stable")]
    for one, other in pairwise(order):
        assert (groups[one] == groups[other]) == (moments[other] - moments[one] <= gap)


def test_two_cameras_are_no_sequence() -> None:
    seconds = np.array([0.0, 0.5, 1.0, 1.5])
    assert by_time(seconds, 2).tolist() == [0, 0, 0, 0]
    assert by_time(seconds, 2, ["a", "b", "a", "b"]).tolist() == [0, 1, 0, 1]


@given(st.lists(st.integers(0, 5), min_size=2, max_size=30))
def test_agreement_is_one_of_equal_groups_and_falls_with_others(groups: list[int]) -> None:
    ours = np.array(groups)
    several = len(np.unique(ours)) < len(ours)
    assert agreement(ours, ours) == (1.0 if several else 0.0)
    assert agreement(ours, np.arange(len(ours))) == 0.0
    assert 0 <= agreement(ours, np.zeros(len(ours), dtype=np.int64)) <= 1
