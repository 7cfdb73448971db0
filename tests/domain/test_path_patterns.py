"""Include and exclude patterns: what they take, and that none takes long."""

from __future__ import annotations

import time

import pytest

from labelmt.domain.errors import InvalidInput
from labelmt.domain.path_patterns import MOST, PathFilter, read_pattern


@pytest.mark.parametrize(
    ("pattern", "taken", "left"),
    [
        ("*.nef", ["a.nef", "x/b.NEF"], ["a.nef.jpg", "nef"]),
        ("./raw/", ["raw/a.jpg"], ["x/raw/a.jpg"]),
        ("/raw/", ["raw/a.jpg", "raw/x/b.jpg"], ["x/raw/a.jpg", "raw.jpg"]),
        ("raw", ["raw", "raw/a.jpg", "x/raw/b.jpg"], ["raws/a.jpg", "x.raw"]),
        ("thumbs/", ["thumbs/a.jpg", "x/thumbs/b.jpg"], ["thumbs"]),
        ("a/*.jpg", ["a/b.jpg"], ["a/b/c.jpg", "x/a/b.jpg"]),
        ("a/**/*.jpg", ["a/b.jpg", "a/b/c.jpg", "a/b/c/d.jpg"], ["b/a/c.jpg"]),
        ("**/cache/x*", ["cache/x", "q/cache/x1.png", "q/r/cache/x"], ["cache/y"]),
        ("**/?/**/", ["a/bc/d", "x/a/b/c"], ["a/b", "ab/cd"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "b/a"]),
        ("IMG_????.jpg", ["img_0001.jpg"], ["img_01.jpg", "img_0001.jpeg"]),
        ("[a-c]*[!0-9].png", ["ax.png", "c-.png"], ["a1.png", "dx.png"]),
        ("*~*", ["a~1", "x/b~"], ["ab"]),
        ("день*", ["ДЕНЬ 1/a.jpg"], ["ночь"]),
        ("a[.b", ["a[.b"], ["a.b"]),
        ("*.*.*", ["a.b.c"], ["a.b"]),
    ],
)
def test_what_a_pattern_takes(pattern: str, taken: list[str], left: list[str]) -> None:
    out = PathFilter(exclude=(pattern,))
    assert [path for path in taken if not out.leaves_out(path)] == []
    assert [path for path in left if out.leaves_out(path)] == []
    alone = PathFilter(include=(pattern,))
    assert [path for path in taken if alone.leaves_out(path)] == []
    assert [path for path in left if not alone.leaves_out(path)] == []


def test_exclusion_wins_and_whole_folders_are_left_out() -> None:
    both = PathFilter(("*.jpg", "/keep/"), ("old/", "*.tmp.jpg"))
    names = "a.jpg", "a.png", "keep/a.png", "keep/old/a.jpg", "x/a.tmp.jpg", "old.jpg"
    assert [one for one in names if not both.leaves_out(one)] == ["a.jpg", "keep/a.png", "old.jpg"]
    assert both.leaves_out_folder("keep/old/")
    assert both.leaves_out_folder("keep/old/deeper/")
    assert not both.leaves_out_folder("keep/")
    assert not PathFilter().leaves_out("anything")


@pytest.mark.parametrize("pattern", ["", "/", "../x", "a/../b", "x\0", "a" * 600, " . ", "**/."])
def test_what_is_no_pattern_is_told(pattern: str) -> None:
    with pytest.raises(InvalidInput, match="no pattern"):
        read_pattern(pattern)
    with pytest.raises(InvalidInput):
        PathFilter(exclude=("x",) * (MOST + 1))


@pytest.mark.parametrize(
    "pattern", ["*a" * 60 + "b", "**/a/" * 60 + "b", "**/" * 99 + "b", "*[a-z]" * 60 + "0"]
)
def test_no_pattern_takes_long(pattern: str) -> None:
    out = PathFilter(exclude=(pattern,))
    begin = time.process_time()
    for path in ("a" * 4000, "a/" * 2000 + "a", "/".join(["a" * 60] * 60)):
        assert not out.leaves_out(path)
    assert time.process_time() - begin < 5  # each way to divide the path tried: for ever
