"""What changes in a folder is told once it is whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from labelmt.imaging.folder_watch import SettlingPaths, watch


class TestSettling:
    def test_a_file_that_grows_waits_until_it_is_whole(self, tmp_path: Path) -> None:
        file, settling = tmp_path / "a.png", SettlingPaths()
        file.write_bytes(b"a")
        settling.note([file])
        assert settling.settled() == ()
        for _ in range(3):  # copied slowly: it grows, though the system tells of it late
            with file.open("ab") as stream:
                stream.write(b"more")
            assert settling.settled() == ()
        assert settling.settled() == (file,)
        assert settling.settled() == ()

    def test_one_that_is_told_of_again_waits_again(self, tmp_path: Path) -> None:
        file, settling = tmp_path / "a.png", SettlingPaths()
        file.write_bytes(b"a")
        settling.note([file])
        settling.settled()
        settling.note([file])
        assert settling.settled() == ()
        assert settling.settled() == (file,)

    def test_what_vanished_settles_too(self, tmp_path: Path) -> None:
        file, settling = tmp_path / "a.png", SettlingPaths()
        settling.note([file])
        settling.settled()
        assert settling.settled() == (file,)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[list[Path]]:
    """What a watch of tmp_path/root tells."""
    (tmp_path / "root").mkdir()
    stop, found = threading.Event(), list[Path]()

    def listen() -> None:
        for paths in watch([tmp_path / "root", tmp_path / "not there"], stop):
            found.extend(paths)

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(listen)
        yield found
        stop.set()
        job.result(timeout=60)


def test_images_and_folders_are_told_and_nothing_else(told: list[Path], tmp_path: Path) -> None:
    root = tmp_path / "root"
    number = 0
    waiting = threading.Event()
    while not told:  # until the system has begun to watch
        number += 1
        (root / f"{number}.png").write_bytes(b"x")
        waiting.wait(0.2)
        assert number < 100
    (root / ".hidden.png").write_bytes(b"x")
    (root / "notes.txt").write_bytes(b"x")
    (root / "sub").mkdir()
    (root / "sub" / "photo.JPG").write_bytes(b"x")
    while root / "sub" / "photo.JPG" not in told and root / "sub" not in told:
        waiting.wait(0.1)
    names = {path.name for path in told}
    assert ".hidden.png" not in names
    assert "notes.txt" not in names


def test_without_any_folder_it_ends_at_once(tmp_path: Path) -> None:
    assert list(watch([tmp_path / "not there"], threading.Event())) == []
