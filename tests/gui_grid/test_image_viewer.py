"""One image: through the order, closer and further, by keys and mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.images.grid.grid_view import GridView
from labelmt.gui.images.thumbnails.qimage_conversion import to_qimage
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.images.viewer.image_loader import ImageLoader, Wish, levels_of
from labelmt.gui.images.viewer.image_viewer import ImageViewer
from labelmt.gui.images.viewer.zoom import Zoom, fit_scale

Key, Mod = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def grid(project_view: ProjectView, show_grid: Callable[[ProjectView], GridView]) -> GridView:
    return show_grid(project_view)


@pytest.fixture
def viewer(grid: GridView, loader: ThumbnailLoader, qtbot: QtBot) -> Iterator[ImageViewer]:
    view = ImageViewer(grid.model(), loader)
    qtbot.addWidget(view)
    view.resize(600, 460)
    with qtbot.waitExposed(view):
        view.show()
    view.setFocus()
    yield view
    view.close_loader()


def open_image(viewer: ImageViewer, row: int, qtbot: QtBot) -> None:
    viewer.show_row(row)
    qtbot.waitUntil(lambda: viewer.shows_full)


def test_left_and_right_follow_the_order_of_the_grid(
    grid: GridView, viewer: ImageViewer, qtbot: QtBot
) -> None:
    grid.set_rows(np.array([5, 3, 8]))
    viewer.show_row(5)
    rows: list[int] = []
    viewer.rowChanged.connect(rows.append)
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_Home):
        QTest.keyClick(viewer, key)
    QTest.keyClick(viewer, Key.Key_End)
    assert rows == [3, 8, 3, 5, 8]
    qtbot.waitUntil(lambda: viewer.shows_full)
    grid.set_rows(np.array([8, 5, 3]))
    QTest.keyClick(viewer, Key.Key_Right)
    assert viewer.row == 5


def test_the_image_itself_comes_and_its_neighbours_with_it(
    viewer: ImageViewer, qtbot: QtBot
) -> None:
    open_image(viewer, 4, qtbot)
    size = viewer.natural()
    assert size == QSizeF(120, 90)
    shown = viewer.grab().toImage()
    middle = shown.pixelColor(shown.width() // 2, int(viewer.room().center().y()))
    assert (middle.red(), middle.green(), middle.blue()) == pytest.approx((250, 240, 200), abs=12)

    def beside() -> bool:
        project_view = viewer._model.project_view
        assert project_view is not None
        return all(
            viewer._loader.picture(row, project_view.images.stamp(row)) is not None
            for row in (3, 5)
        )

    qtbot.waitUntil(beside)


def test_keys_zoom(viewer: ImageViewer, qtbot: QtBot) -> None:
    open_image(viewer, 4, qtbot)
    assert viewer.zoom.fits
    QTest.keyClick(viewer, Key.Key_Plus)
    QTest.keyClick(viewer, Key.Key_Plus)
    assert viewer.zoom.factor == pytest.approx(1.25**2)
    QTest.keyClick(viewer, Key.Key_Minus)
    assert viewer.zoom.factor == pytest.approx(1.25)
    QTest.keyClick(viewer, Key.Key_0, Mod.ControlModifier)
    assert viewer.zoom.fits
    viewer.resize(100, 80)  # less than the image has
    QTest.keyClick(viewer, Key.Key_1, Mod.ControlModifier)
    size = viewer.natural()
    assert size is not None
    assert viewer.zoom.box(size, viewer.room()).width() == pytest.approx(120)
    viewer.grab()


def test_an_image_smaller_than_the_window_is_shown_in_its_own_pixels(
    viewer: ImageViewer, qtbot: QtBot
) -> None:
    open_image(viewer, 4, qtbot)
    size = viewer.natural()
    assert size is not None
    whole = fit_scale(size, viewer.room())
    assert whole > 2
    QTest.keyClick(viewer, Key.Key_Plus)
    QTest.keyClick(viewer, Key.Key_1, Mod.ControlModifier)
    box = viewer.zoom.box(size, viewer.room())
    assert box.size() == size
    assert box.center() == viewer.room().center()
    QTest.keyClick(viewer, Key.Key_Minus)
    assert viewer.zoom.box(size, viewer.room()).size() == size, "no smaller than that"
    for _ in range(20):
        QTest.keyClick(viewer, Key.Key_Plus)
        if viewer.zoom.factor >= 1:
            break
    assert viewer.zoom.fits, "a stop on the way"
    QTest.keyClick(viewer, Key.Key_Minus)
    assert viewer.zoom.factor < 1
    viewer.resize(100, 80)
    now = viewer.zoom.box(size, viewer.room())
    assert now.width() == pytest.approx(size.width() * whole / 1.25), "as large as before"
    viewer.grab()


def test_the_wheel_zooms_to_the_cursor_and_a_drag_pans(viewer: ImageViewer, qtbot: QtBot) -> None:
    open_image(viewer, 4, qtbot)
    size, room = viewer.natural(), viewer.room()
    assert size is not None
    at = QPointF(150, 120)
    before = viewer.zoom.box(size, room)
    for _ in range(4):
        event = QWheelEvent(
            at,
            QPointF(viewer.mapToGlobal(at.toPoint())),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Mod.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewer, event)
    after = viewer.zoom.box(size, room)
    assert after.width() == pytest.approx(before.width() * 1.25**4)
    share = (at.x() - before.left()) / before.width()
    assert (at.x() - after.left()) / after.width() == pytest.approx(share)
    QTest.mousePress(viewer, Qt.MouseButton.LeftButton, Mod.NoModifier, QPoint(300, 200))
    QTest.mouseMove(viewer, QPoint(320, 215))
    QTest.mouseRelease(viewer, Qt.MouseButton.LeftButton, Mod.NoModifier, QPoint(320, 215))
    moved = viewer.zoom.box(size, room)
    assert moved.left() == pytest.approx(after.left() + 20)
    assert moved.top() == pytest.approx(after.top() + 15)
    QTest.mouseDClick(viewer, Qt.MouseButton.LeftButton, Mod.NoModifier, QPoint(300, 200))
    assert viewer.zoom.fits


def test_an_unreadable_image_is_a_card_with_the_reason(
    viewer: ImageViewer, qtbot: QtBot, project_view: ProjectView
) -> None:
    viewer.show_row(29)

    def failed() -> bool:
        picture = viewer._loader.picture(29, project_view.images.stamp(29))
        return picture is not None and "web page" in picture.problem

    qtbot.waitUntil(failed)
    assert not viewer.shows_full
    viewer.grab()


@pytest.mark.parametrize("key", [Key.Key_Escape, Key.Key_Return])
def test_back_to_the_grid(viewer: ImageViewer, qtbot: QtBot, key: Qt.Key) -> None:
    viewer.show_row(1)
    with qtbot.waitSignal(viewer.left):
        QTest.keyClick(viewer, key)


def test_results_of_images_left_behind_are_dropped(project_view: ProjectView, qtbot: QtBot) -> None:
    loader = ImageLoader()
    wishes = [
        Wish(row, project_view.images.path(row), project_view.images.stamp(row)) for row in range(3)
    ]
    loaded: list[int] = []
    loader.loaded.connect(loaded.append)
    for wish in wishes:
        loader.want([wish])
    qtbot.waitUntil(lambda: loaded == [2])
    assert [loader.picture(wish.row, wish.stamp) is None for wish in wishes] == [True, True, False]
    loader.close()
    assert loader.picture(2, wishes[2].stamp) is None


def test_the_bound_of_bytes_spares_the_image_shown(project_view: ProjectView, qtbot: QtBot) -> None:
    loader = ImageLoader(cache_bytes=120 * 90 * 4 + 1)
    wishes = [
        Wish(row, project_view.images.path(row), project_view.images.stamp(row)) for row in (1, 2)
    ]
    loaded: list[int] = []
    loader.loaded.connect(loaded.append)
    loader.want(wishes)
    qtbot.waitUntil(lambda: sorted(loaded) == [1, 2])
    assert loader.picture(1, wishes[0].stamp) is not None
    assert loader.picture(2, wishes[1].stamp) is None
    loader.close()


def test_halves_are_made_down_to_a_screen() -> None:
    levels = levels_of(to_qimage(Image.new("RGB", (5000, 3001), (10, 20, 30))))
    assert [(one.width(), one.height()) for one in levels] == [
        (5000, 3001),
        (2500, 1500),
        (1250, 750),
    ]
    assert levels[2].pixelColor(600, 300).blue() == 30


sides = st.floats(20, 4000)


@given(
    image=st.builds(QSizeF, sides, sides),
    width=sides,
    height=sides,
    by=st.lists(st.tuples(st.floats(0.3, 4), st.floats(0, 1), st.floats(0, 1)), max_size=6),
)
def test_no_zoom_shows_a_gap_beside_what_it_cuts_off(
    image: QSizeF, width: float, height: float, by: list[tuple[float, float, float]]
) -> None:
    room = QRectF(0, 0, width, height)
    zoom = Zoom()
    for factor, x, y in by:
        zoom = zoom.zoomed(factor, QPointF(x * width, y * height), image, room)
        zoom = zoom.moved(QPointF(50 * x, -50 * y), image, room)
    box = zoom.box(image, room)
    assert zoom.factor >= min(1, 1 / fit_scale(image, room)) - 1e-9
    assert box.width() == pytest.approx(image.width() * fit_scale(image, room) * zoom.factor)
    for start, length, space in (
        (box.left(), box.width(), width),
        (box.top(), box.height(), height),
    ):
        if length >= space:
            assert start <= 1e-6
            assert start + length >= space - 1e-6
        else:
            assert start == pytest.approx((space - length) / 2, abs=1e-6)
