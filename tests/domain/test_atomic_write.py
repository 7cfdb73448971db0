"""Files written beside their place: whole, or as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from labelmt.domain.atomic_write import replacing, replacing_path


@pytest.mark.parametrize("durable", [True, False])
@pytest.mark.parametrize("rivals", [True, False])
def test_a_file_is_replaced_at_the_end(tmp_path: Path, durable: bool, rivals: bool) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"old")
    with replacing(file, durable=durable, rivals=rivals) as stream:
        stream.write(b"new")
        assert file.read_bytes() == b"old"
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("rivals", [True, False])
def test_what_fails_half_way_leaves_the_old_file_alone(tmp_path: Path, rivals: bool) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"old")
    with pytest.raises(TypeError), replacing(file, rivals=rivals) as stream:
        stream.writelines([b"ne", "not bytes"])  # type: ignore[list-item]
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_rivals_each_write_all_of_theirs(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    with replacing(file, rivals=True) as one:
        with replacing(file, rivals=True) as other:
            other.write(b"other")
        one.write(b"one")
        assert file.read_bytes() == b"other"
    assert file.read_bytes() == b"one"


def test_what_was_never_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replacing_path(tmp_path / "a", durable=False):
        pass
    assert not list(tmp_path.iterdir())
