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
