"""Window and level in the viewer: of images of more than 8 bits, dragged, stretched and reset."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from dragging import RIGHT
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_driver import ALT, CONTROL, NONE, SHIFT, Driver, draw_images

from labelmt.gui.images.viewer.image_viewer import ImageViewer


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """A ramp of 16 bits whose left half is dark, and two ordinary images."""
    folder = draw_images(tmp_path / "deep", 2)
    ramp = np.concatenate([np.linspace(0, 4000, 100), np.linspace(30_000, 60_000, 100)])
    values = np.tile(ramp.astype(np.uint16), (80, 1))
    Image.fromarray(values).save(folder / "a_ramp.png")
    return folder


def row_of(driver: Driver, name: str) -> int:
    paths = driver.project_view.images.paths
    return next(row for row in range(len(paths)) if paths[row].endswith(name))


def opened(driver: Driver, folder: Path) -> ImageViewer:
    driver.open(folder)
    driver.select(row_of(driver, "a_ramp.png"))
    driver.press(Qt.Key.Key_Return)
    viewer = driver.window.browser.viewer
    driver.until(lambda: viewer.shows_full)
    return viewer


def brightness(viewer: ImageViewer) -> int:
    """Of the image, where it is rather dark."""
    shown, room, ratio = viewer.grab().toImage(), viewer.room(), viewer.devicePixelRatioF()
    x, y = round(room.width() * 0.45 * ratio), round(room.center().y() * ratio)
    return shown.pixelColor(x, y).lightness()


def drag(viewer: ImageViewer, by: QPoint) -> None:
    start = viewer.rect().center()
    QTest.mousePress(viewer, RIGHT, NONE, start)
    for part in (2, 1):
        QTest.mouseMove(viewer, start + by / part)
    QTest.mouseRelease(viewer, RIGHT, NONE, start + by)


def test_the_right_button_drags_window_and_level(driver: Driver, deep: Path) -> None:
    viewer, do = opened(driver, deep), driver.window.commands
    assert do.stretch_window.isEnabled()
    assert not do.reset_window.isEnabled()
    before = brightness(viewer)
    drag(viewer, QPoint(0, -120))
    assert viewer.window_level.bounds is not None
    driver.until(lambda: brightness(viewer) > before + 20)
    assert do.reset_window.isEnabled()
    driver.press("W", CONTROL | ALT)
    assert viewer.window_level.bounds is None
    assert brightness(viewer) == before


def test_what_is_in_view_is_stretched(driver: Driver, deep: Path) -> None:
    viewer = opened(driver, deep)
    driver.press("W", CONTROL | SHIFT)
    driver.until(lambda: bool(viewer.window_level.levels))
    assert viewer.window_level.bounds == pytest.approx((0, 60_000), abs=400)


def test_another_image_comes_as_it_is_and_eight_bits_have_no_window(
    driver: Driver, deep: Path
) -> None:
    viewer, do = opened(driver, deep), driver.window.commands
    drag(viewer, QPoint(40, 0))
    assert viewer.window_level.bounds is not None
    viewer.show_row(row_of(driver, "000.png"))
    driver.until(lambda: viewer.shows_full)
    assert not viewer.window_level.offered
    assert not do.stretch_window.isEnabled()
    viewer.show_row(row_of(driver, "a_ramp.png"))
    driver.until(lambda: viewer.shows_full and viewer.window_level.offered)
    assert viewer.window_level.bounds is None


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_right_button_alone_opens_the_menu(driver: Driver, deep: Path) -> None:
    viewer = opened(driver, deep)
    QTest.mouseClick(viewer, RIGHT, NONE, viewer.rect().center())
    driver.until(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()
    assert viewer.window_level.bounds is None
