"""Arrays with a checksum: read by NumPy alone, and no flipped bit of them goes unnoticed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from labelmt.domain.array_checksums import is_as_written, write_array
from labelmt.domain.derived_files import UnusableFile, read_array

KINDS = st.sampled_from([np.float16, np.float32, np.int8, np.int32, np.int64, np.bool_])
SHAPES = arrays.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=6)


@settings(max_examples=60)
@given(data=st.data(), turned=st.booleans())
def test_what_was_written_is_read(data: st.DataObject, turned: bool) -> None:
    kind = data.draw(KINDS)
    array = data.draw(arrays.arrays(kind, data.draw(SHAPES)))
    array = array.T if turned else array
    with TemporaryDirectory() as folder:
        file = Path(folder) / "a.npy"
        write_array(file, array)
        for mapped in (False, True) if array.size else (False,):
            found = read_array(file, kind, array.shape, mapped=mapped)
            np.testing.assert_array_equal(found, array)
        np.testing.assert_array_equal(np.load(file, allow_pickle=False), array)
        assert is_as_written(file)


def test_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "a.npy"
    write_array(file, np.linspace(0, 1, 6, dtype=np.float16).reshape(3, 2))
    whole = file.read_bytes()
    for place in range(8 * len(whole)):
        broken = bytearray(whole)
        broken[place // 8] ^= 1 << place % 8
        file.write_bytes(broken)
        with pytest.raises(UnusableFile):
            read_array(file, np.float16, (3, 2))


@pytest.mark.parametrize("cut", range(1, 60))
def test_what_is_cut_off_is_noticed(tmp_path: Path, cut: int) -> None:
    """But for the whole checksum: that is how older versions wrote it."""
    file = tmp_path / "a.npy"
    write_array(file, np.linspace(0, 1, 6, dtype=np.float16).reshape(3, 2))
    file.write_bytes(file.read_bytes()[:-cut])
    if cut == 12:
        assert read_array(file, np.float16, (3, 2)).size == 6
    else:
        with pytest.raises(UnusableFile):
            read_array(file, np.float16, (3, 2))


def test_an_array_without_a_checksum_is_taken_as_it_is(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(3))
    assert read_array(tmp_path / "a.npy", np.int64, (3,)).tolist() == [0, 1, 2]
    np.save(tmp_path / "empty.npy", np.zeros((0, 2), np.int8))
    assert is_as_written(tmp_path / "empty.npy")
