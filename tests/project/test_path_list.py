"""A compact list of paths is a list of these paths."""

from __future__ import annotations

import os
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.project.images.column_kinds import PathColumn
from labelmt.project.images.path_list import BLOCK, FROM, PathList

texts = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))


@given(texts, texts)
def test_it_is_the_list(paths: list[str], more: list[str]) -> None:
    compact = PathList.of(paths)
    assert len(compact) == len(paths)
    assert compact == paths
    assert list(compact) == paths
    assert [compact[place] for place in range(-len(paths), len(paths))] == [*paths, *paths]
    assert compact[1:3] == paths[1:3]
    assert compact.with_more(more) == [*paths, *more]
    assert (compact == more) is (paths == more)
    for place in (len(paths), -len(paths) - 1):
        with pytest.raises(IndexError):
            compact[place]


@pytest.mark.skipif(sys.platform == "win32", reason="names there are Unicode")
def test_names_that_are_no_text_are_kept() -> None:
    odd = os.fsdecode(b"caf\xe9.jpg")
    compact = PathList.of([odd, "é.jpg"])
    assert list(compact) == [odd, "é.jpg"]
    assert os.fsencode(compact[0]) == b"caf\xe9.jpg"


def test_long_lists_are_read_in_blocks() -> None:
    paths = [f"{number % 7}/{number}.jpg" for number in range(2 * BLOCK + 3)]
    assert list(PathList.of(paths)) == paths


def test_data_of_another_number_of_paths_is_refused() -> None:
    for data, count in ((b"a\0b\0", 1), (b"a\0b", 2), (b"", 1), (b"a\0b", 1)):
        with pytest.raises(ValueError, match="other images"):
            PathList(data, count)


def test_a_column_of_many_is_compact_and_grows_and_changes() -> None:
    column = PathColumn("path")
    paths = [f"{number}.jpg" for number in range(FROM)]
    encoded = [os.fsencode(path) for path in paths]
    made = column.changed([], np.arange(FROM), encoded, FROM)
    assert isinstance(made, PathList)
    assert made == paths
    again = column.unpack(column.pack(made), FROM)
    assert isinstance(again, PathList)
    assert again == paths
    assert column.changed(made, np.array([3, 5]), [b"3.jpg", b"5.jpg"], FROM) is made
    grown = column.changed(made, np.arange(FROM, FROM + 2), [b"x.jpg", b"y.jpg"], FROM + 2)
    assert grown == [*paths, "x.jpg", "y.jpg"]
    renamed = column.changed(grown, np.array([1, FROM + 2]), [b"one.jpg", b"z.jpg"], FROM + 3)
    assert renamed == [paths[0], "one.jpg", *paths[2:], "x.jpg", "y.jpg", "z.jpg"]
    few = column.changed([], np.arange(2), [b"a", b"b"], 2)
    assert few == ["a", "b"]
    assert column.unpack(column.pack(few), 2) == few
