"""Thumbnails on disk within a bound: real files, with dates set as if time had passed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from PIL import Image

from labelmt.imaging.thumbnail_eviction import PARTS, ThumbnailRoom
from labelmt.imaging.thumbnails import ThumbnailStore

DAY = 24 * 3600


def stamp(number: int, part: str = "ab") -> str:
    return f"{part}{number:030x}"


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "image.png"
    Image.radial_gradient("L").resize((200, 150)).convert("RGB").save(path)
    return path


def fill(store: ThumbnailStore, image: Path, count: int) -> list[Path]:
    """So many thumbnails of one part; the first was used longest ago."""
    made = [store.make(image, stamp(number)).path for number in range(count)]
    for number, path in enumerate(made):
        when = time.time() - (count - number) * DAY * 2
        os.utime(path, (when, when))
    return made


def room_for(folder: Path, image: Path, count: float) -> ThumbnailRoom:
    """A bound of so many thumbnails in each part."""
    store = ThumbnailStore(folder / "to measure")
    size = store.make(image, stamp(0)).path.stat().st_size
    return ThumbnailRoom(folder / "thumbnails", round(size * count) * PARTS)


def test_those_not_used_longest_go_first(tmp_path: Path, image: Path) -> None:
    made = fill(ThumbnailStore(tmp_path / "thumbnails"), image, 8)
    room = room_for(tmp_path, image, 6.5)
    store = ThumbnailStore(tmp_path / "thumbnails", room=room)
    assert store.find(stamp(1)) == made[1], "used now"
    newest = store.make(image, stamp(8)).path
    left = sorted(path for path in room.folder.rglob("*") if path.is_file())
    assert left == sorted([made[1], *made[5:], newest])
    assert sum(path.stat().st_size for path in left) <= room.part_bytes


def test_all_sizes_share_the_bound_and_other_parts_are_left_alone(
    tmp_path: Path, image: Path
) -> None:
    room = room_for(tmp_path, image, 2.5)
    small = ThumbnailStore(room.folder, 64, room)
    large = ThumbnailStore(room.folder, 256, room)
    other = small.make(image, stamp(0, "cd")).path
    paths = fill(small, image, 1) + fill(large, image, 2)
    for number in range(2, 6):
        large.make(image, stamp(number))
    assert not paths[0].exists(), "the small one was used longest ago"
    assert other.exists()
    files = list(room.folder.glob("*/ab/*"))
    assert sum(path.stat().st_size for path in files) <= room.part_bytes


def test_what_was_just_made_stays_however_small_the_bound(tmp_path: Path, image: Path) -> None:
    store = ThumbnailStore(tmp_path, room=ThumbnailRoom(tmp_path, PARTS))
    for number in range(3):
        made = store.make(image, stamp(number))
        assert list(tmp_path.glob("256/ab/*")) == [made.path]


def test_files_left_half_written_go_and_those_being_written_stay(
    tmp_path: Path, image: Path
) -> None:
    room = ThumbnailRoom(tmp_path / "thumbnails", PARTS)
    folder = room.folder / "256" / "ab"
    folder.mkdir(parents=True)
    old, new = folder / ".00.part", folder / ".01.part"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - DAY, time.time() - DAY))
    ThumbnailStore(room.folder, room=room).make(image, stamp(0))
    assert (old.exists(), new.exists()) == (False, True)


def test_a_part_is_full_once_its_bytes_are_taken(tmp_path: Path, image: Path) -> None:
    room = room_for(tmp_path, image, 2)
    store = ThumbnailStore(room.folder, room=room)
    had = []
    for number in range(3):
        had.append(room.has_room(stamp(number)))
        if had[-1]:
            store.make(image, stamp(number))
    assert had == [True, True, False]
    assert room.has_room(stamp(0, "cd"))
    assert not ThumbnailRoom(room.folder, room.part_bytes * PARTS).has_room(stamp(9)), "as read"
