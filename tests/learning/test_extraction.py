"""From image files to the feature cache, batches overlapping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from labelmt.domain.images import image_stamp
from labelmt.learning.data.preprocessing import Preprocessing
from labelmt.learning.features.extraction import BATCH, BEGUN, extract
from labelmt.learning.features.feature_cache import FeatureCache

SIZE = 8
PIXELS = Preprocessing(SIZE, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
COUNT = 3 * BATCH + 5
BROKEN = BATCH + 2


class Means:
    """Mean colours, computed when they are waited for; counts what it was given."""

    def __init__(self) -> None:
        self.images, self.waiting, self.most_waiting = 0, 0, 0

    def __call__(self, pixels: NDArray[np.uint8]) -> Callable[[], NDArray[np.float32]]:
        self.images += len(pixels)
        self.waiting += 1
        self.most_waiting = max(self.most_waiting, self.waiting)

        def wait() -> NDArray[np.float32]:
            self.waiting -= 1
            made: NDArray[np.float32] = pixels.mean(axis=(1, 2), dtype=np.float32)
            return made

        return wait


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    """Images that each have a colour of their own; one of them is broken."""
    files = [tmp_path / f"{number}.png" for number in range(COUNT)]
    for number, file in enumerate(files):
        Image.new("RGB", (SIZE, SIZE), (number, 2 * number, 3)).save(file)
    files[BROKEN].write_bytes(b"not an image")
    return [str(file) for file in files]


def test_features_belong_to_their_images_whatever_failed_between(
    tmp_path: Path, paths: list[str]
) -> None:
    rows = list(range(COUNT))[::-1]
    stamps = [image_stamp(path, 1, 1) for path in paths]
    infer = Means()
    with FeatureCache(tmp_path / "cache", 3, COUNT) as cache:
        batches = list(extract(cache, infer, PIXELS, rows, paths, stamps))
        made = np.array(cache.features, dtype=np.float32)
        again = list(extract(cache, infer, PIXELS, rows, paths, stamps))
    good = [number for number in range(COUNT) if number != BROKEN]
    assert [row for batch in batches for row in batch.rows] == [rows[n] for n in good]
    assert [row for batch in batches for row, _ in batch.failed] == [rows[BROKEN]]
    wanted = np.array([(number, 2 * number, 3) for number in good], dtype=np.float32)
    assert np.array_equal(made[[rows[n] for n in good]], wanted)
    assert infer.most_waiting <= BEGUN
    assert infer.images == len(good)  # the second time cost the broken one alone
    assert [len(batch.rows) for batch in again] == [len(good), 0]


def test_who_stops_half_way_keeps_what_was_handed_over(tmp_path: Path, paths: list[str]) -> None:
    rows = list(range(COUNT))
    stamps = [image_stamp(path, 1, 1) for path in paths]
    with FeatureCache(tmp_path / "cache", 3, COUNT) as cache:
        running = extract(cache, Means(), PIXELS, rows, paths, stamps)
        first = next(running)
        running.close()
        assert cache.valid(rows, stamps).nonzero()[0].tolist() == list(first.rows)
        infer = Means()
        rest = [
            row
            for batch in extract(cache, infer, PIXELS, rows, paths, stamps)
            for row in batch.rows
        ]
    assert sorted(rest) == [row for row in rows if row != BROKEN]
    assert infer.images == COUNT - 1 - len(first.rows)


def test_what_is_missing_of_an_image_is_told_beside_its_features(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    whole, half = tmp_path / "whole.jpg", tmp_path / "half.jpg"
    Image.fromarray(noise).save(whole)
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    paths = [str(whole), str(half)]
    with FeatureCache(tmp_path / "cache", 3, 2) as cache:
        batches = list(extract(cache, Means(), PIXELS, [0, 1], paths, ["00" * 16, "11" * 16]))
    assert [row for batch in batches for row in batch.rows] == [0, 1]
    ((row, note),) = [one for batch in batches for one in batch.notes]
    assert row == 1
    assert "missing" in note
