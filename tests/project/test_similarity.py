"""The reader of cached features, and the cosine of images."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making_projects import image_columns, table_of
from numpy.typing import NDArray
from threadpoolctl import threadpool_info

from labelmt.domain.errors import InvalidQuery
from labelmt.domain.search.terms import Like
from labelmt.learning.features.feature_cache import FeatureCache
from labelmt.project.images.image_columns import ImageTable, with_rows
from labelmt.project.search.like_terms import images_named, like_text
from labelmt.project.similarity.cached_features import WIDTH, CachedFeatures, read_features
from labelmt.project.similarity.cosine_similarity import BLOCK, FeatureMemory, similarity_to
from labelmt.project.similarity.file_stamps import stamp_column
from labelmt.project.similarity.single_thread_blas import one_thread


def table(names: list[str]) -> ImageTable:
    rows = [
        (row, 1 + row % 2, name.encode(), 100 + row, 7, 1, "") for row, name in enumerate(names)
    ]
    return table_of({1: Path("/pictures"), 2: Path("/more pictures")}, rows)


def numbered(count: int) -> ImageTable:
    return table([f"a/{row:04d}.jpg" for row in range(count)])


def fill(folder: Path, images: ImageTable, features: NDArray[np.float32], rows: list[int]) -> None:
    with FeatureCache(folder, features.shape[1], len(images)) as cache:
        stamps = [images.stamp(row) for row in rows]
        cache.put(rows, stamps, [bytes([row % 256]) * 16 for row in rows], features[rows])


def read(cache: Path, images: ImageTable) -> CachedFeatures:
    found = read_features(cache, images)
    assert found is not None
    return found


def test_stamps_are_those_of_the_table_and_follow_it() -> None:
    images = table(["a/b.jpg", "ü.png", "c d.tif"])
    stamps = stamp_column(images)
    assert [bytes(one).hex() for one in stamps] == [images.stamp(row) for row in range(3)]
    decoded = with_rows(images, image_columns([(1, 2, "ü.png".encode(), 101, 7, 2, "broken")]))
    assert stamp_column(decoded) is stamps, "the file is the same"
    changed = with_rows(images, image_columns([(1, 2, "ü.png".encode(), 999, 7, 1, "")]))
    assert bytes(stamp_column(changed)[1]).hex() == changed.stamp(1) != images.stamp(1)
    assert (stamp_column(changed)[[0, 2]] == stamps[[0, 2]]).all()


def test_features_are_read_beside_the_one_that_writes(tmp_path: Path) -> None:
    images, chance = numbered(10), np.random.default_rng(1)
    features = chance.normal(size=(10, 6)).astype(np.float32)
    with FeatureCache(tmp_path / "net", 6, 10) as cache:
        assert read_features(tmp_path, images) is None, "nothing is in it yet"
        cache.put([3, 4], [images.stamp(3), images.stamp(4)], [b"a" * 16, b"b" * 16], features[3:5])
        kept = read(tmp_path, images)
        assert np.flatnonzero(kept.valid).tolist() == [3, 4]
        assert not kept.features.flags.writeable
        np.testing.assert_allclose(kept.features[3], features[3], rtol=1e-3)


def test_a_changed_file_has_no_features(tmp_path: Path) -> None:
    images = numbered(4)
    fill(tmp_path / "net", images, np.eye(4, 5, dtype=np.float32) + 1, [0, 1, 2, 3])
    changed = with_rows(images, image_columns([(2, 1, b"a/0002.jpg", 9999, 7, 0, "")]))
    assert read(tmp_path, changed).valid.tolist() == [True, True, False, True]
    grown = with_rows(images, image_columns([(4, 1, b"a/0004.jpg", 1, 1, 0, "")]))
    assert read(tmp_path, grown).valid.tolist() == [True] * 4 + [False]


def test_the_fullest_cache_serves_and_older_ones_need_no_width(tmp_path: Path) -> None:
    images = numbered(6)
    fill(tmp_path / "few", images, np.ones((6, 3), dtype=np.float32), [0, 1])
    fill(tmp_path / "many", images, np.ones((6, 5), dtype=np.float32), [0, 1, 2])
    assert read(tmp_path, images).width == 5
    (tmp_path / "many" / WIDTH).unlink()
    assert read(tmp_path, images).width == 5
    (tmp_path / "many" / "features.f16").write_bytes(b"\0" * 7)
    assert read(tmp_path, images).folder.name == "few", "one that is not whole is left alone"
    assert read_features(tmp_path / "none", images) is None


@given(st.integers(1, 3 * BLOCK), st.integers(1, 5), st.integers(0, 99))
def test_similarity_is_the_cosine_with_the_mean_direction(
    tmp_path_factory: pytest.TempPathFactory, count: int, chosen: int, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    features = chance.normal(size=(count, 4)).astype(np.float16)
    valid = chance.random(count) < 0.8
    rows = chance.permutation(np.arange(count))[:chosen]
    valid[rows] = True
    none = np.zeros((count, 16), dtype=np.uint8)
    kept = CachedFeatures(Path(), features, none, none, valid)
    found = similarity_to(kept, rows)
    exact = features.astype(np.float64)
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    mean = exact[rows].mean(axis=0)
    np.testing.assert_allclose(
        found[valid], (exact @ mean / np.linalg.norm(mean))[valid], atol=1e-5
    )
    assert np.isnan(found[~valid]).all()


def test_the_same_question_is_answered_once(tmp_path: Path) -> None:
    images, shelf = numbered(5), FeatureMemory(tmp_path)
    fill(tmp_path / "net", images, np.eye(5, dtype=np.float32) + 1, [0, 1, 2])
    asked = np.array([1])
    first = shelf.similarity(read(tmp_path, images), asked)
    assert shelf.similarity(read(tmp_path, images), asked) is first
    fill(tmp_path / "net", images, np.eye(5, dtype=np.float32) + 1, [3])
    more = shelf.similarity(read(tmp_path, images), asked)
    assert not np.isnan(more[3])


def named(text: str, images: ImageTable) -> list[int]:
    found: list[int] = images_named(Like(text), images).tolist()
    return found


def test_images_are_named_by_path_name_or_number() -> None:
    images = table(["a/one.jpg", "b/one.jpg", "two.jpg", "17.png", "a/b/two.jpg"])
    assert named("a/one.jpg", images) == [0]
    assert named("two.jpg", images) == [2], "a whole path comes before a name"
    assert named("17", images) == [3], "a name comes before a number"
    assert named("2", images) == [2]
    assert named("#0,#4", images) == [0, 4]
    with pytest.raises(InvalidQuery, match="Several images") as told:
        named("one.jpg", images)
    assert "like:a/one.jpg” or “like:b/one.jpg" in told.value.next_step
    for nobody in ("three", "#5", "#0,#99", "#"):
        with pytest.raises(InvalidQuery, match="There is no image"):
            named(nobody, images)


@given(st.sets(st.integers(0, 299), min_size=1))
def test_what_is_written_of_images_means_them(rows: set[int]) -> None:
    images = numbered(300)
    ascending = np.array(sorted(rows))
    found = named(like_text(ascending, images), images)
    assert set(found) <= rows
    assert len(found) == min(len(rows), 64)
    assert {min(rows), max(rows)} <= set(found)


def test_one_path_under_two_folders_is_written_as_a_number() -> None:
    same = [(row, 1 + row, b"a.jpg", 1, 1, 1, "") for row in range(2)]
    images = table_of({1: Path("/x"), 2: Path("/y")}, same)
    assert like_text(np.array([1]), images) == "#1"


def threads() -> list[int]:
    return [int(one["num_threads"]) for one in threadpool_info()]


def test_the_threads_of_linear_algebra_come_back_after_the_last() -> None:
    before = threads()
    first, second = one_thread(), one_thread()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert set(threads()) == {1}
    second.__exit__(None, None, None)
    assert threads() == before
