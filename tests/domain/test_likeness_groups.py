"""Near-duplicates share a group, whatever share of the images they are, and nothing is chained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from labelmt.domain import near_neighbours
from labelmt.domain.likeness_groups import (
    LARGEST_LEAST,
    LARGEST_SHARE,
    near_duplicate_groups,
)

Features = NDArray[np.float32]


def varied(count: int, seed: int, width: int = 64) -> Features:
    """Of images that have some in common: cosines about 0.4 to each other."""
    rng = np.random.default_rng(seed)
    made: Features = (rng.normal(size=(count, width)) + 0.8).astype(np.float32)
    return made


def bursts(
    count: int, frames: int, seed: int, apart: float = 0.2
) -> tuple[Features, NDArray[np.int64]]:
    """Features of bursts, and which burst each image is of."""
    of = np.repeat(np.arange(count), frames)
    noise = np.random.default_rng(seed + 1).normal(size=(len(of), 64)) * apart
    return (varied(count, seed)[of] + noise).astype(np.float32), of


@given(st.integers(1, 60), st.integers(1, 8), st.integers(0, 99))
def test_bursts_are_found_however_many_images_are_of_one(
    count: int, frames: int, seed: int
) -> None:
    features, of = bursts(max(count, 4), frames, seed)
    groups = near_duplicate_groups(features)
    assert len(np.unique(groups)) == len(np.unique(of))
    assert (groups[:, None] == groups).tolist() == (of[:, None] == of).tolist()


@given(st.integers(2, 80), st.integers(1, 10), st.integers(0, 99))
def test_equal_images_always_share_a_group(count: int, distinct: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    which = rng.integers(0, distinct, count)
    groups = near_duplicate_groups(varied(distinct, seed)[which])
    for one in range(distinct):
        assert len(np.unique(groups[which == one])) <= 1


@given(st.integers(0, 99), st.floats(0.0, 0.2), st.integers(2, 150))
def test_a_chain_of_images_each_like_the_next_makes_no_large_group(
    seed: int, step: float, count: int
) -> None:
    rng = np.random.default_rng(seed)
    steps = rng.normal(size=(count, 64)) * step + 1e-3 * rng.normal(size=(count, 64))
    features = (varied(1, seed) + np.cumsum(steps, axis=0)).astype(np.float32)
    largest = np.bincount(near_duplicate_groups(features)).max()
    assert largest <= max(LARGEST_LEAST, LARGEST_SHARE * count)


@given(st.integers(0, 99))
def test_order_and_length_of_features_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    features, _ = bursts(20, 3, seed)
    groups, order = near_duplicate_groups(features), rng.permutation(len(features))
    lengths = rng.uniform(1, 20, (len(order), 1)).astype(np.float32)
    other = near_duplicate_groups(features[order] * lengths)
    assert ((groups[order][:, None] == groups[order]) == (other[:, None] == other)).all()


@pytest.mark.parametrize("dimensions", [10, 20, 64])
def test_where_all_is_alike_as_in_x_rays_only_repeats_share_a_group(dimensions: int) -> None:
    rng = np.random.default_rng(dimensions)
    shared, directions = rng.normal(size=256) * 10, rng.normal(size=(dimensions, 256))
    places = rng.normal(size=(400, dimensions))
    features = (shared + places @ directions * 0.3).astype(np.float32)
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    assert np.median(unit @ unit.T) > 0.93
    groups = near_duplicate_groups(features)
    assert len(np.unique(groups)) >= 396
    assert np.bincount(groups).max() <= 2
    features[7] = features[300] * 1.001
    groups = near_duplicate_groups(features)
    assert groups[7] == groups[300]


def pairs(count: int) -> NDArray[np.float16]:
    """In more directions than the sieve has axes; every two are of one scene."""
    rng = np.random.default_rng(0)
    scenes = np.repeat(rng.normal(size=(count // 2, 96)), 2, axis=0)
    return (scenes + 0.05 * rng.normal(size=scenes.shape)).astype(np.float16)


def as_pairs(groups: NDArray[np.int64], rows: NDArray[np.int64]) -> bool:
    """Whether images of one pair share a group, and no others."""
    _, expected = np.unique(rows // 2, return_inverse=True)
    both = np.unique(np.stack([groups, expected]), axis=1).shape[1]
    return bool(both == len(np.unique(groups)) == len(np.unique(expected)))


def test_features_may_lie_in_a_file(tmp_path: Path) -> None:
    np.save(tmp_path / "features.npy", pairs(400))
    mapped = np.load(tmp_path / "features.npy", mmap_mode="r")
    rows = np.random.default_rng(1).permutation(400)[:301]
    found = near_duplicate_groups(mapped, rows)
    assert as_pairs(found, rows)
    assert len(near_duplicate_groups(mapped, rows[:0])) == 0


@pytest.mark.parametrize("exact", [7000, 5000])
def test_beyond_what_is_compared_in_full(exact: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near_neighbours, "EXACT", exact)
    monkeypatch.setattr(near_neighbours, "AROUND", 50)
    assert as_pairs(near_duplicate_groups(pairs(6000)), np.arange(6000))
