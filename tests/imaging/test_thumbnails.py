"""Thumbnails on a real disk: made once, whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from labelmt.domain.errors import DiskFull, EnvironmentFault, UnreadableImage
from labelmt.example import draw_scene, random_scene
from labelmt.imaging.fingerprint import fingerprint
from labelmt.imaging.thumbnails import Thumbnail, ThumbnailStore

STAMP = "ab" + "0" * 30


@pytest.fixture
def store(tmp_path: Path) -> ThumbnailStore:
    return ThumbnailStore(tmp_path / "cache" / "thumbnails")


def saved(path: Path, size: tuple[int, int], **options: Any) -> Path:
    draw_scene(random_scene(1), (96, 72)).resize(size).save(path, **options)
    return path


def left_over(store: ThumbnailStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file() and path.suffix != ".jpg"]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1200, 900), (256, 192)),
        ((900, 1200), (192, 256)),
        ((3000, 3), (256, 1)),
        ((100, 80), (100, 80)),
        ((1, 1), (1, 1)),
        ((256, 256), (256, 256)),
    ],
)
@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_fits_the_square_and_is_not_enlarged(
    size: tuple[int, int], expected: tuple[int, int], kind: str, store: ThumbnailStore,
    tmp_path: Path,
) -> None:  # fmt: skip
    made = store.make(saved(tmp_path / f"image.{kind}", size), STAMP)
    assert made == Thumbnail(store.path_of(STAMP), *size)
    with Image.open(made.path) as small:
        assert (small.format, small.mode, small.size) == ("JPEG", "RGB", expected)
    assert left_over(store) == []


def test_looks_like_the_image(store: ThumbnailStore, tmp_path: Path) -> None:
    picture = draw_scene(random_scene(7), (1024, 768))
    picture.save(tmp_path / "image.jpg", quality=95)
    wanted = picture.resize((256, 192), Image.Resampling.BICUBIC)
    with Image.open(store.make(tmp_path / "image.jpg", STAMP).path) as small:
        pairs = zip(small.tobytes(), wanted.tobytes(), strict=True)
        assert sum(abs(a - b) for a, b in pairs) / (256 * 192 * 3) < 4


def test_size_is_that_of_the_image_upright(store: ThumbnailStore, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    made = store.make(saved(tmp_path / "image.jpg", (800, 600), exif=exif), STAMP)
    assert (made.width, made.height) == (600, 800)
    with Image.open(made.path) as small:
        assert small.size == (192, 256)


def test_found_once_made(store: ThumbnailStore, tmp_path: Path) -> None:
    assert store.find(STAMP) is None
    made = store.make(saved(tmp_path / "image.png", (40, 30)), STAMP)
    assert store.find(STAMP) == made.path
    assert store.find("cd" + STAMP[2:]) is None
    assert ThumbnailStore(store.folder, edge=128).find(STAMP) is None


def test_an_empty_file_left_by_a_power_cut_is_made_again(
    store: ThumbnailStore, tmp_path: Path
) -> None:
    store.path_of(STAMP).parent.mkdir(parents=True)
    store.path_of(STAMP).touch()
    assert store.find(STAMP) is None
    store.make(saved(tmp_path / "image.png", (40, 30)), STAMP)
    assert store.find(STAMP) is not None


def test_many_threads_make_the_same_one(store: ThumbnailStore, tmp_path: Path) -> None:
    image = saved(tmp_path / "image.jpg", (640, 480))
    target = store.path_of(STAMP)
    seen: set[bytes] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            if store.find(STAMP):
                seen.add(fingerprint(target.read_bytes()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: store.make(image, STAMP), range(40)))
    done.set()
    watcher.join()
    assert set(results) == {Thumbnail(target, 640, 480)}
    assert seen <= {fingerprint(target.read_bytes())}  # never a half-written one
    assert left_over(store) == []


def test_nothing_is_written_for_what_is_no_image(store: ThumbnailStore, tmp_path: Path) -> None:
    (tmp_path / "image.jpg").write_bytes(b"not one")
    with pytest.raises(UnreadableImage):
        store.make(tmp_path / "image.jpg", STAMP)
    assert not store.folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="the umask is of POSIX")
def test_others_may_read_it_if_the_umask_lets_them(store: ThumbnailStore, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        made = store.make(saved(tmp_path / "image.png", (40, 30)), STAMP)
    finally:
        os.umask(before)
    assert made.path.stat().st_mode & 0o777 == 0o644


class TestNoRoom:
    def test_a_write_that_fails_half_way(self, store: ThumbnailStore, tmp_path: Path) -> None:
        """A limit on file sizes makes the kernel refuse the write as a full disk does."""
        if os.name == "nt":
            pytest.skip("Windows has no such limit")
        image = saved(tmp_path / "image.png", (640, 480))
        shown = self._in_child(
            "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))", image, store
        )
        assert shown == DiskFull.__name__
        assert list(store.folder.rglob("*.*")) == []

    def test_a_folder_that_may_not_be_written(
        self, store: ThumbnailStore, nobody_can_reach: Path
    ) -> None:
        image = saved(nobody_can_reach / "image.png", (40, 30))
        store.folder.mkdir(parents=True)
        store.folder.chmod(0o555)
        become_nobody = "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)"
        assert self._in_child(become_nobody, image, store) == "NoPermission"

    def test_a_file_where_the_folder_should_be(self, store: ThumbnailStore, tmp_path: Path) -> None:
        store.folder.parent.mkdir(parents=True)
        store.folder.touch()
        with pytest.raises(EnvironmentFault, match="thumbnail cannot be written"):
            store.make(saved(tmp_path / "image.png", (40, 30)), STAMP)

    @staticmethod
    def _in_child(prepare: str, image: Path, store: ThumbnailStore) -> str:
        program = (
            "import os, sys\n"
            "from pathlib import Path\n"
            "from labelmt.domain.errors import LabelMTError\n"
            "from labelmt.imaging.thumbnails import ThumbnailStore\n"
            f"{prepare}\n"
            "try: ThumbnailStore(Path(sys.argv[2])).make(Path(sys.argv[1]), sys.argv[3])\n"
            "except LabelMTError as error: os.write(1, type(error).__name__.encode())\n"
        )
        arguments = [sys.executable, "-c", program, str(image), str(store.folder), STAMP]
        root = Path(__file__).parents[2]
        return subprocess.run(
            arguments, capture_output=True, text=True, check=True, cwd=root
        ).stdout


def test_fingerprint_is_of_the_content_alone() -> None:
    # BLAKE2b-128 of "abc", from the reference implementation.
    assert fingerprint(b"abc").hex() == "cf4ab791c62b8d2b2109c90275287816"
    assert fingerprint(b"") != fingerprint(b"\0")
