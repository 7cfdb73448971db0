"""Features that are kept are right, or recomputed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from labelmt.domain.errors import EnvironmentFault
from labelmt.domain.images import image_stamp
from labelmt.learning.features.feature_cache import FeatureCache

A, B = image_stamp("a", 1, 1), image_stamp("b", 1, 1)
PRINT_A, PRINT_B = b"a" * 16, b"b" * 16


def test_a_row_is_valid_for_the_file_it_was_computed_from(tmp_path: Path) -> None:
    with FeatureCache(tmp_path, 3, rows=2) as cache:
        assert not cache.valid([0, 1], [A, B]).any()
        cache.put([1], [B], [PRINT_B], np.ones((1, 3), dtype=np.float32))
    with FeatureCache(tmp_path, 3, rows=4) as cache:
        assert cache.valid([0, 1, 3], [A, B, B]).tolist() == [False, True, False]
        assert cache.valid([1], [A]).tolist() == [False]
        assert cache.features[1].tolist() == [1.0, 1.0, 1.0]


def test_the_same_content_elsewhere_costs_nothing(tmp_path: Path) -> None:
    with FeatureCache(tmp_path, 3, rows=3) as cache:
        cache.put([0], [A], [PRINT_A], np.full((1, 3), 2.0, dtype=np.float32))
        assert not cache.reuse(1, B, PRINT_B)
        assert cache.reuse(2, B, PRINT_A)
        assert cache.features[2].tolist() == [2.0, 2.0, 2.0]
        cache.put([0], [B], [PRINT_B], np.zeros((1, 3), dtype=np.float32))
        assert cache.reuse(1, A, PRINT_A)  # row 2 still holds it
        assert cache.features[1].tolist() == [2.0, 2.0, 2.0]


def test_a_crash_before_the_stamp_recomputes(tmp_path: Path) -> None:
    """Features reach the disk first; what has no stamp is not believed."""
    code = (
        "import os, sys, numpy as np\n"
        "from pathlib import Path\n"
        "from labelmt.learning.features.feature_cache import FeatureCache\n"
        "cache = FeatureCache(Path(sys.argv[1]), 3, 2)\n"
        "cache.features[0] = 7\n"
        "cache.features.flush()\n"
        "os._exit(9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, timeout=60)
    assert done.returncode == 9
    with FeatureCache(tmp_path, 3, rows=2) as cache:  # and its lock died with it
        assert not cache.valid([0], [A]).any()


def test_one_process_at_a_time(tmp_path: Path) -> None:
    with (
        FeatureCache(tmp_path, 3, rows=1),
        pytest.raises(EnvironmentFault, match="Another training"),
    ):
        FeatureCache(tmp_path, 3, rows=1)
    with FeatureCache(tmp_path, 3, rows=1):
        pass


def test_a_file_that_was_cut_off_is_not_taken_for_whole(tmp_path: Path) -> None:
    rows, stamps = list(range(8)), [f"{n:032x}" for n in range(1, 9)]
    prints = [bytes([n]) * 16 for n in range(1, 9)]
    with FeatureCache(tmp_path, 32, 8) as cache:
        cache.put(rows, stamps, prints, np.ones((8, 32), dtype=np.float32))
    file = tmp_path / "features.f16"
    file.write_bytes(file.read_bytes()[: 4 * 64 + 30])
    with FeatureCache(tmp_path, 32, 8) as cache:
        assert cache.valid(rows, stamps).tolist() == [True] * 4 + [False] * 4
        assert not cache.reuse(0, stamps[0], prints[6]), "nor is it taken from a twin"
    with FeatureCache(tmp_path, 32, 8) as cache:
        assert cache.valid(rows, stamps).tolist() == [True] * 4 + [False] * 4


def test_features_that_are_zero_or_no_numbers_are_computed_again(tmp_path: Path) -> None:
    rows, stamps = list(range(4)), [f"{n:032x}" for n in range(1, 5)]
    prints = [bytes([n]) * 16 for n in range(1, 5)]
    with FeatureCache(tmp_path, 100, 4) as cache:
        cache.put(rows, stamps, prints, np.ones((4, 100), dtype=np.float32))
    features = np.memmap(tmp_path / "features.f16", np.float16, mode="r+", shape=(4, 100))
    features[1] = 0  # as a file that was cut off and grown again by an older version
    features[2, 99] = np.nan
    features[3, 50:] = 0
    features.flush()
    with FeatureCache(tmp_path, 100, 4) as cache:
        assert cache.valid(rows, stamps).tolist() == [True, False, False, False]


def test_a_width_that_was_overwritten_is_noted_again(tmp_path: Path) -> None:
    FeatureCache(tmp_path, 32, 8).__exit__(None, None, None)
    (tmp_path / "width").write_bytes(b"\xff")
    FeatureCache(tmp_path, 32, 8).__exit__(None, None, None)
    assert (tmp_path / "width").read_bytes() == b"32"


def test_room_on_the_disk_is_asked_for_before_it_is_mapped(tmp_path: Path) -> None:
    with FeatureCache(tmp_path, 1280, 400):
        told = (tmp_path / "features.f16").stat()
    assert told.st_blocks * 512 >= told.st_size == 400 * 1280 * 2
