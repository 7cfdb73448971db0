"""Folders as people have them, on a real disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from labelmt.domain.errors import NoPermission, NotFound
from labelmt.domain.images import FoundImage
from labelmt.imaging.scan import BATCH, ScanBatch, scan

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")


def never() -> bool:
    return False


def put(root: Path, *names: str, data: bytes = b"x") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def paths(root: Path) -> list[str]:
    return [found.path for batch in scan(root, never) for found in batch.found]


def problems(root: Path) -> dict[str, str]:
    return {path: why for batch in scan(root, never) for path, why in batch.problems}


def test_images_by_name_in_any_case_and_depth(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", "B.JPEG", "c.Png", "d.webp", "e.tif", "f.TIFF", "g.bmp", "h.gif")
    put(tmp_path, "notes.txt", "a.jpg.part", "jpg", "deep/er/still/i.jfif")
    assert paths(tmp_path) == [
        "B.JPEG", "a.jpg", "c.Png", "d.webp", "e.tif", "f.TIFF", "g.bmp", "h.gif",
        "deep/er/still/i.jfif",
    ]  # fmt: skip


def test_size_and_time_are_the_files(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", data=b"12345")
    os.utime(tmp_path / "a.jpg", ns=(5, 1_700_000_000_123_456_700))
    (batch,) = scan(tmp_path, never)
    about = (tmp_path / "a.jpg").stat()
    assert batch == ScanBatch((FoundImage("a.jpg", 5, about.st_mtime_ns),))


def test_the_order_is_the_same_each_time(tmp_path: Path) -> None:
    put(tmp_path, *(f"{folder}/{name}.png" for folder in "dacb" for name in "zyx"), "m.png")
    expected = ["m.png", *(f"{folder}/{name}.png" for folder in "abcd" for name in "xyz")]
    assert paths(tmp_path) == expected


def test_hidden_and_foreign_folders_are_left_out(tmp_path: Path) -> None:
    put(tmp_path, "in.jpg", "._in.jpg", ".thumbs/a.jpg", "__MACOSX/b.jpg", "@eaDir/c.jpg")
    assert paths(tmp_path) == ["in.jpg"]
    assert paths(tmp_path / ".thumbs") == ["a.jpg"]  # asked for by name


def test_project_folders_are_left_out(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", "project/project.sqlite", "project/cache/thumbnails/t.jpg")
    assert paths(tmp_path) == ["a.jpg"]


def test_a_project_made_right_in_its_folder_of_images(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", "project.sqlite", "cache/thumbnails/t.jpg", "runs/1/curve.png")
    put(tmp_path, "backups/old.png", "holiday/cache/b.jpg")
    assert paths(tmp_path) == ["a.jpg", "holiday/cache/b.jpg"]


@pytest.mark.parametrize("name", ["🦊.jpg", "two\nlines.jpg", "n" * 196 + ".jpg", "a'b\"|,.jpg"])
def test_odd_names(name: str, tmp_path: Path) -> None:
    put(tmp_path, name, f"{name}.d/{name}")
    assert paths(tmp_path) == [name, f"{name}.d/{name}"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_not_unicode(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/caf\xe9.jpg", "wb") as file:  # noqa: PTH123
        file.write(b"x")
    (name,) = paths(tmp_path)
    assert name == "caf\udce9.jpg"
    assert (tmp_path / name).read_bytes() == b"x"


def test_large_folders_come_in_batches(tmp_path: Path) -> None:
    put(tmp_path, *(f"{index:05}.jpg" for index in range(BATCH + 1)))
    batches = list(scan(tmp_path, never))
    assert sum(len(batch.found) for batch in batches) == BATCH + 1
    assert max(len(batch.found) for batch in batches) <= BATCH


def test_an_empty_folder_has_nothing_to_tell(tmp_path: Path) -> None:
    assert list(scan(tmp_path, never)) == []


def test_cancelling_ends_it(tmp_path: Path) -> None:
    put(tmp_path, *(f"{folder}/{index}.jpg" for folder in "abc" for index in range(10)))
    asked = iter([False] * 8 + [True] * 1000)
    found = [one for batch in scan(tmp_path, lambda: next(asked)) for one in batch.found]
    assert 0 < len(found) < 10
    assert list(scan(tmp_path, lambda: True)) == []


@needs_links
class TestLinks:
    def test_a_linked_file_and_folder_are_followed(self, tmp_path: Path) -> None:
        put(tmp_path, "elsewhere/a.jpg", "elsewhere/more/b.jpg", "root/c.jpg")
        (tmp_path / "root" / "d.jpg").symlink_to(tmp_path / "elsewhere" / "a.jpg")
        (tmp_path / "root" / "linked").symlink_to(tmp_path / "elsewhere")
        assert paths(tmp_path / "root") == ["c.jpg", "d.jpg", "linked/a.jpg", "linked/more/b.jpg"]

    def test_circles_end(self, tmp_path: Path) -> None:
        put(tmp_path, "a/b/c.jpg", "d/e.jpg")
        (tmp_path / "a" / "b" / "up").symlink_to(tmp_path)
        (tmp_path / "a" / "across").symlink_to(tmp_path / "d")
        (tmp_path / "d" / "across").symlink_to(tmp_path / "a")
        assert paths(tmp_path) == ["a/b/c.jpg", "d/e.jpg"]

    def test_a_folder_has_its_own_path_before_that_of_a_link(self, tmp_path: Path) -> None:
        put(tmp_path, "z-real/a.jpg")
        (tmp_path / "a-link").symlink_to(tmp_path / "z-real")
        assert paths(tmp_path) == ["z-real/a.jpg"]

    def test_links_that_lead_nowhere_are_told(self, tmp_path: Path) -> None:
        (tmp_path / "gone.jpg").symlink_to(tmp_path / "not there")
        (tmp_path / "self.jpg").symlink_to(tmp_path / "self.jpg")
        assert problems(tmp_path) == {
            "gone.jpg": "It vanished while the folder was read, or is a link that leads nowhere.",
            "self.jpg": "It is a link that leads back to itself.",
        }

    def test_a_pipe_called_jpg_is_no_image(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.jpg")
        assert paths(tmp_path) == []


def test_a_folder_that_vanishes_while_it_is_scanned(tmp_path: Path) -> None:
    put(tmp_path, "a/1.jpg", "a/2.jpg", "b/1.jpg", "c/1.jpg")
    steps: list[Callable[[], object]] = [
        lambda: None,  # before the root
        lambda: None,  # before "a"
        lambda: shutil.rmtree(tmp_path / "b"),  # before "a/1.jpg"; "b" is already noted
    ]

    def cancelled() -> bool:
        if steps:
            steps.pop(0)()
        return False

    batches = list(scan(tmp_path, cancelled))
    assert [one.path for batch in batches for one in batch.found] == [
        "a/1.jpg", "a/2.jpg", "c/1.jpg",
    ]  # fmt: skip
    ((path, why),) = (one for batch in batches for one in batch.problems)
    assert path == "b"
    assert "vanished" in why


def test_a_root_that_is_not_there_is_an_error_not_an_empty_folder(tmp_path: Path) -> None:
    # Else a disk that is not plugged in would turn all images into missing ones.
    with pytest.raises(NotFound):
        list(scan(tmp_path / "disk", never))
    put(tmp_path, "file.jpg")
    with pytest.raises(NotFound):
        list(scan(tmp_path / "file.jpg", never))


class TestPermission:
    """Permissions do not bind root, so that as root a child of user nobody looks."""

    def test_an_unreadable_folder_is_told_and_the_rest_found(self, nobody_can_reach: Path) -> None:
        put(nobody_can_reach, "open/a.jpg", "closed/b.jpg", "zoo/c.jpg")
        assert (
            self._look(nobody_can_reach, "closed")
            == "open/a.jpg,zoo/c.jpg;closed: It may not be read."
        )

    def test_an_unreadable_root(self, nobody_can_reach: Path) -> None:
        put(nobody_can_reach, "root/a.jpg")
        assert self._look(nobody_can_reach, "root", root="root") == NoPermission.__name__

    @needs_links
    def test_a_link_to_where_we_may_not_look(self, nobody_can_reach: Path) -> None:
        put(nobody_can_reach, "closed/inner/b.jpg", "root/a.jpg")
        (nobody_can_reach / "root" / "link.jpg").symlink_to(
            nobody_can_reach / "closed" / "inner" / "b.jpg"
        )
        looked = self._look(nobody_can_reach, "closed", root="root")
        assert looked == "a.jpg;link.jpg: It may not be read."

    @staticmethod
    def _look(folder: Path, closed: str, root: str = ".") -> str:
        (folder / closed).chmod(0)
        program = (
            "import os, sys\n"
            "from pathlib import Path\n"
            "from labelmt.domain.errors import LabelMTError\n"
            "from labelmt.imaging.scan import scan\n"
            "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
            "try: batches = list(scan(Path(sys.argv[1]), lambda: False))\n"
            "except LabelMTError as error: sys.exit(print(type(error).__name__))\n"
            "print(','.join(f.path for b in batches for f in b.found), end=';')\n"
            "print(','.join(f'{p}: {why}' for b in batches for p, why in b.problems))\n"
        )
        try:
            done = subprocess.run(
                [sys.executable, "-c", program, str(folder / root)],
                capture_output=True,
                text=True,
                check=True,
                cwd=Path(__file__).parents[2],
            )
        finally:
            (folder / closed).chmod(0o755)
        return done.stdout.strip()
