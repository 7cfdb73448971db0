"""Images as files: dropped onto the window, shown in the file manager, moved to the trash."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from window_driver import CONTROL, SHIFT, Driver, draw_images

from labelmt.domain.annotations import State
from labelmt.domain.images import ImageStatus

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the trash of other systems is not a test's"
)


def drop(driver: Driver, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    left = Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(90, 90), actions, data, left, none)
    QApplication.sendEvent(driver.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(driver.window, QDropEvent(QPointF(90, 90), actions, data, left, none))


def box() -> QMessageBox:
    found = QApplication.activeModalWidget()
    assert isinstance(found, QMessageBox)
    return found


def answer(driver: Driver, text: str) -> None:
    driver.click(next(one for one in box().buttons() if one.text() == text))


def paths(driver: Driver) -> Sequence[str]:
    return driver.project_view.images.paths


def test_dropped_folders_are_added_to_the_open_project(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.press("1")
    driver.settle()
    more = draw_images(tmp_path / "more", 3)
    other = draw_images(tmp_path / "other", 2)
    with driver.bot.waitSignal(driver.window.intake.scanned):
        drop(driver, more, other / "001.png", images / "003.png")
        assert "more" in box().informativeText()
        answer(driver, "Add")
    driver.until(lambda: len(driver.project_view.images) == 13)
    project_view = driver.project_view
    assert {project_view.images.path(row).parent for row in range(8, 13)} == {more, other}
    driver.until(lambda: not (project_view.images.status == ImageStatus.PENDING).any())
    assert (project_view.images.status == ImageStatus.READABLE).all(), "found where they lie"
    assert driver.states("tree") == [State.PRESENT, *[State.UNKNOWN] * 12]


def test_a_folder_around_the_projects_own_is_refused(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    driver.open(images)
    with driver.bot.waitSignal(driver.window.reporter.reported) as told:
        drop(driver, tmp_path)
        answer(driver, "Add")
    assert "twice" in told.args[0].what
    driver.settle()
    assert len(paths(driver)) == 8


def test_a_drop_that_was_not_meant_changes_nothing(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    folder = driver.open(images).folder
    drop(driver, draw_images(tmp_path / "more", 3))
    driver.press(Qt.Key.Key_Escape)
    driver.settle()
    assert (driver.project_view.folder, len(paths(driver))) == (folder, 8)


class Desktop(QObject):
    """Takes what the system would open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()))


@linux
def test_the_folder_of_an_image_is_shown(driver: Driver, images: Path) -> None:
    driver.open(images)
    desktop = Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "open")  # type: ignore[arg-type] # stubs err
    try:
        driver.press("E", CONTROL | SHIFT)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert desktop.opened == [images]


@linux
def test_files_go_to_the_trash_after_a_yes_that_names_their_number(
    driver: Driver, images: Path
) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.select(1, 2, 5)
    driver.press("1")
    driver.settle()
    driver.press(Qt.Key.Key_Delete, CONTROL)
    assert box().text() == "Move 3 image files to the trash?"
    assert box().defaultButton().text().lower().endswith("cancel")
    driver.press(Qt.Key.Key_Return)
    driver.settle()
    assert len(list(images.iterdir())) == 8, "Enter alone moves nothing"
    driver.press(Qt.Key.Key_Delete, CONTROL)
    answer(driver, "Move 3 files to the trash")
    driver.until(lambda: driver.window.notices.shown is not None)
    names = {"001.png", "002.png", "005.png"}
    assert {one.name for one in images.iterdir()} == {f"{i:03d}.png" for i in (0, 3, 4, 6, 7)}
    trash = Path(os.environ["XDG_DATA_HOME"]) / "Trash" / "files"
    there = {one.name for one in trash.iterdir()} if trash.exists() else set()
    assert names <= there
    notice = driver.window.notices.shown
    assert notice is not None
    assert notice.what == "3 of 3 files are in the trash."
    driver.settle()
    images_now = driver.project_view.images
    assert [row for row in range(8) if images_now.status[row] == ImageStatus.MISSING] == [1, 2, 5]
    assert driver.states("tree")[1] == State.PRESENT, "labels stay"
    (trash / "002.png").rename(images / "002.png")
    with driver.bot.waitSignal(driver.window.intake.scanned):
        driver.do(driver.window.commands.scan)
    driver.until(lambda: driver.project_view.images.status[2] != ImageStatus.MISSING)


@linux
def test_a_file_that_cannot_go_is_told_and_the_others_go(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.select(0, 1)
    (images / "000.png").unlink()
    driver.press(Qt.Key.Key_Delete, CONTROL)
    answer(driver, "Move 2 files to the trash")
    driver.until(lambda: driver.window.notices.shown is not None)
    notice = driver.window.notices.shown
    assert notice is not None
    assert notice.what == "1 of 2 files are in the trash."
    assert "000.png" in notice.details
    assert not (images / "001.png").exists()


def test_an_images_menu_offers_them(driver: Driver, images: Path) -> None:
    driver.open(images)
    for widget in driver.window.browser.key_widgets():
        texts = [action.text() for action in widget.actions()]
        assert {"Copy labels", "Move files to the trash…"} <= set(texts)
        assert widget.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
