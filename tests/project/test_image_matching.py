"""Which image a name in a file means, and that no other image is taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_projects import table_of

from labelmt.project.exchange.match_images import How, ImageMatcher
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.images.image_names import unique_names

ROOT = Path("/somewhere/photos/cats")


def images(*paths: str, roots: dict[int, Path] | None = None, root_ids: str = "") -> ImageTable:
    where = [int(one) for one in root_ids] or [1] * len(paths)
    rows = [
        (row, root, path.encode(), 1, 1, 0, "")
        for row, (path, root) in enumerate(zip(paths, where, strict=True))
    ]
    return table_of(roots or {1: ROOT}, rows)


def found(table: ImageTable, *names: str) -> list[list[int]]:
    return [list(rows) for rows in ImageMatcher(table).match(names).rows]


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("in/00 1.jpg", How.EXACT),
        ("./in/00 1.jpg", How.EXACT),
        ("in\\00 1.jpg", How.EXACT),
        ("/somewhere/photos/cats/in/00 1.jpg", How.WHOLE),
        ("cats/in/00 1.jpg", How.ROOT),
        ("D:\\work\\photos\\cats\\in\\00 1.jpg", How.ROOT),
        ("00 1.jpg", How.END),
        ("in/00%201.jpg", How.CHANGED),
        ("/data/local-files/?d=cats/in/00%201.jpg", How.CHANGED),
        ("/data/upload/3/1f2e3d4c-00_1.jpg", How.CHANGED),
        ("1f2e3d4c-00_1.jpg", How.CHANGED),
        ("s3://bucket/cats/in/00%201.jpg", How.CHANGED),
        ("in__00 1.jpg", How.CHANGED),
        ("IN/00 1.JPG", How.CASE),
        ("in/00 1", How.ENDING),
        ("00 1", How.ENDING),
    ],
)
def test_a_name_is_found(name: str, how: How) -> None:
    table = images("in/00 1.jpg", "in/002.jpg", "out/other.jpg")
    matches = ImageMatcher(table).match([name])
    assert [list(rows) for rows in matches.rows] == [[0]]
    assert matches.how == {how: 1}


def test_the_exact_path_wins_over_the_normal_form() -> None:
    table = images("a\\b.jpg", "a/b.jpg", " c.jpg", "c.jpg")
    assert found(table, "a\\b.jpg", "a/b.jpg", " c.jpg", "c.jpg") == [[0], [1], [2], [3]]


def test_a_table_for_dogs_is_not_one_for_cats() -> None:
    table = images("000.jpg", "001.jpg")
    assert found(table, "cats/000.jpg", "dogs/000.jpg") == [[0], []]
    assert found(table, "000.jpg", "/etc/000.jpg") == [[0], []]


def test_a_folder_that_is_there_is_another_place(tmp_path: Path) -> None:
    for name in ("cats", "dogs"):
        (tmp_path / name).mkdir()
    table = images("000.jpg", roots={1: tmp_path / "cats"})
    assert found(table, "dogs/000.jpg") == [[]]
    assert found(table, "/etc/000.jpg") == [[]]
    assert found(table, "birds/000.jpg") == [[0]], "one prefix serves all, and is no place here"


def test_one_prefix_must_serve_every_row() -> None:
    table = images("a.jpg", "b.jpg")
    matches = ImageMatcher(table).match(["old/x/a.jpg", "old/x/b.jpg", "old/x/gone.jpg"])
    assert [list(rows) for rows in matches.rows] == [[0], [1], []]
    assert (matches.prefix, matches.how) == ("old/x", {How.PREFIX: 2})
    assert found(table, "old/x/a.jpg", "old/y/b.jpg") == [[], []]


def test_several_images_of_one_name_are_told() -> None:
    table = images("one/a.jpg", "two/a.jpg", "a.png", "a.jpeg")
    assert found(table, "a.jpg", "a") == [[0, 1], [2, 3]]


def test_roots_with_the_same_paths_are_told_apart() -> None:
    roots = {1: Path("/x/first/photos"), 2: Path("/x/second/photos"), 3: Path("/x/third")}
    table = images("a.jpg", "a.jpg", "a.jpg", "b.jpg", roots=roots, root_ids="1233")
    names = unique_names(table)
    assert names == ["first/photos/a.jpg", "second/photos/a.jpg", "third/a.jpg", "b.jpg"]
    assert found(table, *names) == [[0], [1], [2], [3]]


def test_a_name_that_another_image_has_is_not_taken() -> None:
    roots = {1: Path("/x/a"), 2: Path("/x/b")}
    table = images("p.jpg", "b/p.jpg", "p.jpg", roots=roots, root_ids="112")
    names = unique_names(table)
    assert names == ["a/p.jpg", "b/p.jpg", "/x/b/p.jpg"]
    assert found(table, *names) == [[0], [1], [2]]


_PARTS = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1,
                 max_size=4).filter(lambda one: one not in (".", ".."))  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    pairs=st.lists(
        st.tuples(st.sampled_from([1, 2, 3]), st.lists(_PARTS, min_size=1, max_size=3)),
        min_size=1, max_size=8, unique_by=lambda one: (one[0], tuple(one[1])),
    )
)  # fmt: skip
def test_every_image_is_found_by_the_name_it_is_given(
    pairs: list[tuple[int, list[str]]],
) -> None:
    roots = {1: Path("/r/a"), 2: Path("/r/b"), 3: Path("/s/b")}
    rows = [(row, root, "/".join(parts).encode(), 1, 1, 0, "") for row, (root, parts)
            in enumerate(pairs)]  # fmt: skip
    table = table_of(roots, rows)
    names = unique_names(table)
    assert len(set(names)) == len(names)
    assert found(table, *names) == [[row] for row in range(len(rows))]
