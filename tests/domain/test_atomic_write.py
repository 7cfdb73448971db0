"""Files written beside their place: whole, or as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from labelmt.domain.atomic_write import replacing, replacing_path


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_replaced_at_the_end(tmp_path: Path, durable: bool) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"old")
    with replacing(file, durable=durable) as stream:
        stream.write(b"new")
        assert file.read_bytes() == b"old"
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_what_fails_half_way_leaves_the_old_file_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"old")
    with pytest.raises(TypeError), replacing(file) as stream:
        stream.writelines([b"ne", "not bytes"])  # type: ignore[list-item]
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_rivals_each_write_all_of_theirs(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    with replacing(file) as one:
        with replacing(file) as other:
            other.write(b"other")
        one.write(b"one")
        assert file.read_bytes() == b"other"
    assert file.read_bytes() == b"one"


def test_nobody_can_foresee_what_is_written_meanwhile(tmp_path: Path) -> None:
    """In a folder that others may write to, they could have put a link in its place."""
    file, mine = tmp_path / "a.json", tmp_path / "mine"
    mine.write_bytes(b"mine")
    names = set()
    for _ in range(3):
        (tmp_path / "a.json.part").unlink(missing_ok=True)
        (tmp_path / "a.json.part").symlink_to(mine)
        with replacing_path(file) as beside:
            names.add(beside.name)
            beside.write_bytes(b"new")
    assert mine.read_bytes() == b"mine"
    assert len(names) == 3


def test_what_was_never_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replacing_path(tmp_path / "a", durable=False):
        pass
    assert not list(tmp_path.iterdir())
