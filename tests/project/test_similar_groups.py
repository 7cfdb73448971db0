"""Groups of similar images: a partition, of at most so many, the same for the same images."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making_projects import add_task, new_project, set_states
from numpy.typing import NDArray

from labelmt.domain.schema import TaskKind
from labelmt.learning.features.feature_cache import FeatureCache
from labelmt.project.similarity import similar_groups as grouping
from labelmt.project.similarity.similar_groups import alike_groups, groups_of_unlabelled


def heaps(count: int, heaps: int, seed: int = 0) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
    """Directions around a few axes, and which one each is around."""
    chance = np.random.default_rng(seed)
    kind = chance.integers(0, heaps, count)
    points = np.eye(heaps, max(heaps, 2))[kind] + chance.normal(size=(count, max(heaps, 2))) * 0.05
    return points.astype(np.float16), kind


@given(st.integers(1, 120), st.integers(1, 6), st.integers(1, 40), st.booleans(), st.integers(0, 9))
def test_groups_part_the_images(count: int, kinds: int, size: int, cells: bool, seed: int) -> None:
    points, _ = heaps(count, kinds, seed)
    rows = np.flatnonzero(np.random.default_rng(seed).random(count) < 0.8)
    with pytest.MonkeyPatch.context() as patch:
        if cells:
            patch.setattr(grouping, "CELL", 16)
        found = alike_groups(points, rows, size)
        again = alike_groups(points, rows[::-1], size)
    assert found is not None
    assert again is not None
    assert sorted(row for one in found for row in one.tolist()) == rows.tolist()
    assert all(1 <= len(one) <= size for one in found)
    lengths = [len(one) for one in found]
    assert lengths == sorted(lengths, reverse=True)
    assert [one.tolist() for one in found] == [one.tolist() for one in again]


def test_a_group_is_of_one_kind_where_kinds_are_apart() -> None:
    points, kind = heaps(200, 5)
    found = alike_groups(points, np.arange(200), 30)
    assert found is not None
    assert all(len(set(kind[one].tolist())) == 1 for one in found)


def test_thousands_of_the_same_picture_are_parted_all_the_same() -> None:
    found = alike_groups(np.ones((40, 8), dtype=np.float16), np.arange(40), 7)
    assert found is not None
    assert sum(map(len, found)) == 40
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "CELL", 10)
        patch.setattr(
            grouping, "nearest_centres", lambda points, _count: np.zeros(len(points), dtype=int)
        )
        found = alike_groups(np.ones((40, 8), dtype=np.float16), np.arange(40), 7)
    assert found is not None
    assert sum(map(len, found)) == 40


def test_it_can_be_ended() -> None:
    points, _ = heaps(20, 2)
    assert alike_groups(points, np.arange(20), 5, lambda _share: True) is None
    assert alike_groups(points, np.arange(0), 5) == ()


def test_what_is_labelled_is_in_no_group(tmp_path: Path) -> None:
    project = new_project(tmp_path, [f"{row:02d}.jpg" for row in range(12)])
    tree, _ = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    [harbor] = add_task(project, "scene", TaskKind.MULTICLASS, "harbor")
    assert groups_of_unlabelled(project) is None, "there are no features"
    images = project.images()
    points, _ = heaps(10, 2)
    with FeatureCache(project.feature_cache / "net", 2, 12) as cache:
        stamps = [images.stamp(row) for row in range(10)]
        cache.put(
            range(10), stamps, [bytes([row]) * 16 for row in range(10)], points.astype(np.float32)
        )
    set_states(project, tree, [0, 1], [2])
    set_states(project, harbor, [9], [])

    def rows(task_id: int | None) -> list[int]:
        found = groups_of_unlabelled(project, 4, task_id)
        assert found is not None
        return sorted(row for one in found for row in one.tolist())

    assert rows(None) == [3, 4, 5, 6, 7, 8]
    assert rows(tree.task_id) == [3, 4, 5, 6, 7, 8, 9]
    assert rows(harbor.task_id) == [0, 1, 2, 3, 4, 5, 6, 7, 8]
