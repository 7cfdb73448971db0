"""Thumbnails of real files, through the real pool."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from making_project_views import draw_image, make_project_view, make_table
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from labelmt.domain.changes import Changes
from labelmt.domain.images import ImageOutcome, ImageStatus
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.user_activity import UserActivity
from labelmt.gui.images.grid.grid_model import GridRole
from labelmt.gui.images.grid.grid_view import GridView
from labelmt.gui.images.thumbnails.pixmap_cache import Entry, PixmapCache
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.images.thumbnails.thumbnail_queue import PASSED_OVER, Request, ThumbnailQueue

Show = Callable[[ProjectView], GridView]


class Heard:
    """What a loader has told of."""

    def __init__(self, loader: ThumbnailLoader) -> None:
        self.ready: set[int] = set()
        self.decoded: dict[int, tuple[int, int, str]] = {}
        self.progress = (0, -1)
        self.faults: list[Exception] = []
        loader.ready.connect(self.ready.update)
        loader.decoded.connect(self._decoded)
        loader.progressed.connect(self._progressed)
        loader.failed.connect(self.faults.append)

    def _decoded(self, results: list[ImageOutcome]) -> None:
        self.decoded.update({one.row: (one.width, one.height, one.problem) for one in results})

    def _progressed(self, done: int, total: int) -> None:
        self.progress = done, total

    @property
    def everything(self) -> bool:
        return self.progress[0] == self.progress[1]


def test_what_is_on_screen_is_shown_and_the_rest_is_made(
    project_view: ProjectView, loader: ThumbnailLoader, show_grid: Show, qtbot: QtBot
) -> None:
    heard = Heard(loader)
    grid = show_grid(project_view)
    # The last of everything may still be on its way when its turn has come.
    qtbot.waitUntil(lambda: len(heard.decoded) == 30 and heard.everything)
    qtbot.waitUntil(lambda: set(grid.visible_rows()) <= heard.ready)
    assert heard.decoded[1] == (120, 90, "")
    assert heard.decoded[0] == (70, 110, "")
    assert "web page" in heard.decoded[29][2]
    assert sorted(heard.decoded) == list(range(30))
    pixmap = loader.pixmap(1)
    assert pixmap is not None
    assert max(pixmap.width(), pixmap.height()) == 96
    made = list((project_view.folder / "cache" / "thumbnails").rglob("*.jpg"))
    assert len(made) == 29


def test_a_part_that_is_missing_is_marked_in_the_cell(
    tmp_path: Path, loader: ThumbnailLoader, show_grid: Show, qtbot: QtBot
) -> None:
    whole, half = tmp_path / "pictures" / "0.jpg", tmp_path / "pictures" / "1.jpg"
    draw_image(whole, 1, (400, 300))
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    table = make_table(tmp_path / "pictures", ["0.jpg", "1.jpg"])
    view = make_project_view(tmp_path / "project", table, predicted=False)
    heard = Heard(loader)
    grid = show_grid(view)
    qtbot.waitUntil(lambda: len(heard.decoded) == 2 and heard.ready >= {0, 1})
    assert heard.decoded[0][2] == ""
    note = heard.decoded[1][2]
    assert "missing" in note

    def picture() -> QPixmap:
        return grid.viewport().grab(grid.visualRect(grid.model().index(1)))

    before = picture().toImage()
    view.images = replace(table, problems={1: note})
    grid.model().refresh(Changes(images=(1,)))
    index = grid.model().index(1)
    assert note in str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert note in str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    assert picture().toImage() != before


def is_as_wide(loader: ThumbnailLoader, edge: int) -> bool:
    pixmap = loader.pixmap(0)
    return pixmap is not None and pixmap.width() == edge


def test_the_largest_thumbnails_are_sharp_on_dense_screens(tmp_path: Path, qtbot: QtBot) -> None:
    root = tmp_path / "images"
    draw_image(root / "large.png", 1, (1600, 1200))
    loader = ThumbnailLoader()
    try:
        loader.set_project(make_project_view(tmp_path / "project", make_table(root, ["large.png"])))
        for edge in (200, 512, 1024):
            loader.set_edge(edge)
            loader.want([0])
            qtbot.waitUntil(partial(is_as_wide, loader, edge))
    finally:
        loader.close()


def test_beyond_the_bound_thumbnails_are_made_for_those_who_look_alone(
    project_view: ProjectView, qtbot: QtBot
) -> None:
    loader = ThumbnailLoader(disk_bytes=0)
    try:
        heard = Heard(loader)
        loader.set_project(project_view)
        qtbot.waitUntil(lambda: heard.everything and len(heard.decoded) == 30)
        folder = project_view.folder / "cache" / "thumbnails"
        assert heard.decoded[1] == (120, 90, ""), "sizes and problems are known all the same"
        assert "web page" in heard.decoded[29][2]
        assert not list(folder.rglob("*.jpg"))
        loader.set_edge(96)
        loader.want([4, 5])
        qtbot.waitUntil(lambda: loader.pixmap(4) is not None and loader.pixmap(5) is not None)
        assert 1 <= len(list(folder.rglob("*.jpg"))) <= 2
    finally:
        loader.close()


class Gazing(UserActivity):
    """Somebody acts until told otherwise."""

    acts = True

    @property
    def held(self) -> bool:
        return self.acts


def test_while_somebody_acts_only_what_is_looked_at_is_made(
    project_view: ProjectView, qtbot: QtBot
) -> None:
    activity = Gazing()
    loader = ThumbnailLoader(activity=activity)
    try:
        heard = Heard(loader)
        loader.set_project(project_view)
        loader.set_edge(96)
        for row in (7, 8, 9):
            loader.want([row])
            qtbot.waitUntil(partial(lambda one: loader.pixmap(one) is not None, row))
        assert set(heard.decoded) == {7, 8, 9}
        activity.acts = False
        qtbot.waitUntil(lambda: len(heard.decoded) == 30 and heard.everything)
    finally:
        loader.close()


def test_the_picture_is_drawn_in_its_cell(
    project_view: ProjectView, loader: ThumbnailLoader, show_grid: Show, qtbot: QtBot
) -> None:
    grid = show_grid(project_view)
    index = grid.model().index(1)
    qtbot.waitUntil(lambda: loader.pixmap(1) is not None)
    center = grid.visualRect(index).center()
    # The disc every test image has; the thumbnail's middle is a little above the cell's.
    shown = grid.viewport().grab().toImage().pixelColor(center.x(), center.y() - 18)
    assert (shown.red(), shown.green(), shown.blue()) == pytest.approx((250, 240, 200), abs=12)


def test_an_unreadable_image_says_why(
    project_view: ProjectView, loader: ThumbnailLoader, show_grid: Show, qtbot: QtBot
) -> None:
    grid = show_grid(project_view)
    grid.scrollToBottom()
    qtbot.waitUntil(lambda: bool(loader.problem(29)))
    assert "web page" in loader.problem(29)
    project_view.images.status[29] = ImageStatus.UNREADABLE
    project_view.images.problems[29] = loader.problem(29)
    grid.refresh(Changes(images=(29,)))
    assert "web page" in grid.model().index(29).data(GridRole.CELL).problem
    grid.grab()


def test_known_thumbnails_are_not_decoded_again(
    project_view: ProjectView, loader: ThumbnailLoader, qtbot: QtBot
) -> None:
    heard = Heard(loader)
    loader.set_project(project_view)
    qtbot.waitUntil(lambda: heard.everything)
    project_view.images.status[:29] = ImageStatus.READABLE
    project_view.images.status[29] = ImageStatus.UNREADABLE
    for row in range(29):
        project_view.images.path(row).unlink()  # decoding would fail now
    again = Heard(loader)
    loader.set_edge(64)
    loader.set_project(project_view)
    loader.want(range(30))
    qtbot.waitUntil(lambda: again.everything and len(again.ready) == 29)
    assert again.decoded == {}


def test_a_changed_file_is_shown_anew(
    project_view: ProjectView, loader: ThumbnailLoader, qtbot: QtBot
) -> None:
    heard = Heard(loader)
    loader.set_project(project_view)
    loader.set_edge(64)
    loader.request(2)
    qtbot.waitUntil(lambda: heard.everything and 2 in heard.ready)
    path = project_view.images.path(2)
    draw_image(path, 2, (30, 60))
    os.utime(path, ns=(1, 1))
    table = make_table(path.parent, project_view.images.paths)
    project_view.images = replace(table, status=np.full(30, ImageStatus.READABLE, dtype=np.int8))
    project_view.images.status[2] = ImageStatus.PENDING
    heard.ready.clear()
    loader.follow(Changes(images=(2,)))
    assert loader.pixmap(2) is None
    loader.request(2)
    qtbot.waitUntil(lambda: 2 in heard.ready)
    assert heard.decoded[2] == (30, 60, "")


def test_images_are_seen_where_thumbnails_cannot_be_kept(
    project_view: ProjectView, loader: ThumbnailLoader, qtbot: QtBot
) -> None:
    folder = project_view.folder / "cache"
    folder.mkdir(parents=True)
    (folder / "thumbnails").write_bytes(b"a file where a folder should be")
    heard = Heard(loader)
    loader.set_edge(64)
    loader.set_project(project_view)
    loader.want(range(5))
    qtbot.waitUntil(lambda: set(range(5)) <= heard.ready)
    assert all(loader.pixmap(row) is not None for row in range(5))
    assert len(heard.faults) == 1


def test_another_project_gets_nothing_of_the_last_one(
    project_view: ProjectView, loader: ThumbnailLoader, qtbot: QtBot
) -> None:
    loader.set_edge(64)
    loader.set_project(project_view)
    loader.want(range(30))
    loader.set_project(None)
    assert loader.pixmap(0) is None
    heard = Heard(loader)
    loader.want(range(3))
    loader.close()
    assert heard.ready == set()


def test_the_queue_gives_the_newest_wishes_in_order(tmp_path: Path) -> None:
    queue = ThumbnailQueue(make_table(tmp_path, [f"{i}.jpg" for i in range(6)]))
    queue.wish([Request(1, 96), Request(2, 96)])
    queue.wish([Request(4, 96), Request(5, 96)])
    queue.add(Request(3, 96))
    taken = []
    while (request := queue.take(lambda row: row != 1)) is not None:
        taken.append((request.row, request.edge))
        queue.finish(request)
    assert taken == [(3, 96), (4, 96), (5, 96), (0, 0), (2, 0), (3, 0), (4, 0), (5, 0)]
    assert queue.progress() == (6, 6)
    queue.follow(queue.images, [2])
    assert queue.progress() == (5, 6)
    again = queue.take(lambda _row: True)
    assert again == Request(2, 0)
    queue.stop()
    queue.add(Request(1, 96))
    assert queue.take(lambda _row: True) is None


def test_the_cache_keeps_what_was_used_last(qtbot: QtBot) -> None:
    cache = PixmapCache(limit=3 * 10 * 10 * 4)
    for row in range(3):
        cache.put(row, Entry(QPixmap(10, 10), 10, ""))
    size = cache.size
    assert cache.get(0) is not None
    cache.put(3, Entry(QPixmap(10, 10), 10, ""))
    assert cache.get(1) is None
    assert cache.get(0) is not None
    assert cache.size <= max(size, 3 * 10 * 10 * 4)


def test_a_held_loader_makes_just_what_is_looked_at(
    project_view: ProjectView, loader: ThumbnailLoader, qtbot: QtBot
) -> None:
    heard = Heard(loader)
    loader.hold(True)
    loader.set_edge(64)
    loader.set_project(project_view)
    loader.want([3, 4])
    qtbot.waitUntil(lambda: heard.ready == {3, 4})
    loader.want([5])
    qtbot.waitUntil(lambda: heard.ready == {3, 4, 5})
    assert sorted(heard.decoded) == [3, 4, 5]
    loader.hold(False)
    qtbot.waitUntil(lambda: heard.everything)
    assert sorted(heard.decoded) == list(range(30))


def test_the_window_never_waits_for_images_that_need_nothing(tmp_path: Path) -> None:
    count = 20 * PASSED_OVER
    queue = ThumbnailQueue(make_table(tmp_path, [f"{row}.png" for row in range(count)]))
    looked_at = 0
    begun = threading.Event()

    def useless(_row: int) -> bool:
        nonlocal looked_at
        looked_at += 1
        if looked_at == 3:
            begun.set()
        time.sleep(0)
        return False

    taken: list[Request | None] = []
    thread = threading.Thread(target=lambda: taken.append(queue.take(useless)))
    thread.start()
    assert begun.wait(10)
    queue.wish([Request(7, 96)])
    before = looked_at
    thread.join()
    assert before < count, "the wish was taken in between"
    assert taken == [Request(7, 96)], "and came first"
