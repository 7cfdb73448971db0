"""Images that cannot be shown, folders that moved, folders that are watched: with real files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from window_driver import CONTROL, Driver, draw_images

from labelmt.domain.annotations import State
from labelmt.domain.images import ImageStatus
from labelmt.gui.project.locate_dialog import LocateDialog
from labelmt.gui.project.missing_model import Column


def status(driver: Driver, row: int) -> int:
    return int(driver.project_view.images.status[row])


def damage(path: Path) -> bytes:
    whole = path.read_bytes()
    path.write_bytes(whole[:60])  # of a longer part what there is would be shown
    return whole


def test_an_image_that_is_cut_short_is_shown_with_a_note(driver: Driver, images: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (120, 160, 3), dtype=np.uint8)
    Image.fromarray(noise).save(images / "002.png")
    whole = (images / "002.png").read_bytes()
    (images / "002.png").write_bytes(whole[: len(whole) // 2])
    driver.open(images)
    driver.until(lambda: status(driver, 2) == ImageStatus.READABLE)
    driver.window.browser.show_image(2)
    viewer = driver.window.browser.viewer
    driver.until(lambda: viewer.shows_full)
    assert viewer.accessibleDescription().startswith("Cut short: the last 5")
    driver.window.browser.show_image(3)
    driver.until(lambda: viewer.row == 3 and viewer.shows_full)
    assert viewer.accessibleDescription() == ""


class TestList:
    def test_what_cannot_be_shown_is_listed_with_its_reason(
        self, driver: Driver, images: Path
    ) -> None:
        damage(images / "002.png")
        (images / "005.png").write_bytes(b"<html>not found</html>")
        driver.open(images)
        driver.until(lambda: status(driver, 5) == ImageStatus.UNREADABLE)
        driver.do(driver.window.commands.show_missing)
        model = driver.window.missing.dialog.model
        assert model.rows.tolist() == [2, 5]
        shown = [[model.data(model.index(row, column)) for column in Column] for row in range(2)]
        assert shown[0][0] == "002.png"
        assert "damaged" in shown[0][1]
        assert "a web page" in shown[1][1]

    def test_it_is_copied(self, driver: Driver, images: Path) -> None:
        damage(images / "002.png")
        driver.open(images)
        driver.until(lambda: status(driver, 2) == ImageStatus.UNREADABLE)
        driver.do(driver.window.commands.show_missing)
        dialog = driver.window.missing.dialog
        clipboard = QGuiApplication.clipboard()
        clipboard.clear()
        driver.until(dialog.list.hasFocus)
        QTest.keyClick(dialog.list, Qt.Key.Key_A, CONTROL)
        QTest.keyClick(dialog.list, Qt.Key.Key_C, CONTROL)
        driver.until(lambda: clipboard.text() != "")
        text = clipboard.text()
        assert text.startswith(f"{images / '002.png'}\t")
        assert "damaged" in text
        clipboard.clear()
        driver.click(dialog.copy)
        driver.until(lambda: clipboard.text() == text)
        dialog.reject()
        clipboard.clear()
        driver.select(1, 2)
        driver.do(driver.window.commands.copy_reason)
        driver.until(lambda: clipboard.text() == text)

    def test_a_file_that_was_put_right_is_read_on_another_try(
        self, driver: Driver, images: Path
    ) -> None:
        (images / "scan.dcm").write_bytes(bytes(128) + b"DICM" + b"nothing")
        whole = damage(images / "002.png")
        driver.open(images)
        driver.until(lambda: status(driver, 2) == ImageStatus.UNREADABLE)
        driver.window.browser.show_image(2)
        viewer = driver.window.browser.viewer
        driver.do(driver.window.commands.show_missing)
        dialog = driver.window.missing.dialog
        (images / "002.png").write_bytes(whole)
        driver.until(dialog.list.hasFocus)
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)
        driver.until(lambda: status(driver, 2) == ImageStatus.READABLE)
        driver.until(lambda: viewer.shows_full)
        driver.until(lambda: dialog.model.rows.tolist() == [8])
        assert status(driver, 8) == ImageStatus.UNREADABLE

    def test_trying_again_what_stays_damaged_says_the_same(
        self, driver: Driver, images: Path
    ) -> None:
        damage(images / "002.png")
        driver.open(images)
        driver.until(lambda: status(driver, 2) == ImageStatus.UNREADABLE)
        seen: list[int] = []
        driver.window.session.changed.connect(lambda _update: seen.append(status(driver, 2)))
        driver.do(driver.window.commands.try_again)
        driver.until(lambda: ImageStatus.PENDING in seen)
        driver.until(lambda: status(driver, 2) == ImageStatus.UNREADABLE)

    def test_no_unreadable_ones_are_said_to_be_none(self, driver: Driver, images: Path) -> None:
        driver.open(images)
        driver.do(driver.window.commands.try_again)
        notice = driver.window.notices.shown
        assert notice is not None
        assert "no unreadable" in notice.what


class TestMoved:
    def test_a_moved_folder_is_offered_to_be_located(
        self,
        new_window: Callable[..., AbstractContextManager[Driver]],
        images: Path,
        tmp_path: Path,
    ) -> None:
        with new_window() as driver:
            driver.open(images)
            driver.add_labels("tree")
            driver.select(1, 3)
            driver.press("1")
            driver.settle()
            before, project = driver.states("tree"), driver.project_view.folder
        moved = tmp_path / "elsewhere"
        images.rename(moved)
        (moved / "001.png").rename(moved / "renamed.png")
        with new_window() as driver:
            window = driver.window
            with driver.bot.waitSignal(window.intake.scanned):
                window.start(project)
            notice = window.notices.shown
            assert notice is not None
            assert str(images) in notice.subject
            [offer] = [
                one
                for one in window.notices.findChildren(QPushButton)
                if one.text() == window.commands.locate.text()
            ]
            driver.click(offer)
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, LocateDialog)
            assert window.notices.shown is None
            driver.until(lambda: dialog.folders.count() == 1)
            QTest.keyClicks(dialog.place, str(moved))
            QTest.keyClick(dialog.place, Qt.Key.Key_Return)
            driver.until(dialog.relink.isEnabled)
            assert dialog.relink.text() == "Re-link 8 images"
            assert "7 by their path, 1 by what they hold" in dialog.found_text.text()
            with driver.bot.waitSignal(window.intake.scanned):
                QTest.keyClick(dialog.relink, Qt.Key.Key_Space)
            driver.until(lambda: bool((driver.project_view.images.status == 1).all()))
            assert driver.project_view.images.path(1) == moved / "renamed.png"
            assert driver.states("tree") == before

    def test_a_folder_that_is_back_is_no_longer_said_to_be_away(
        self, driver: Driver, images: Path, tmp_path: Path
    ) -> None:
        driver.open(images)
        images.rename(tmp_path / "away")
        driver.do(driver.window.commands.scan)
        driver.until(lambda: driver.window.notices.shown is not None)
        (tmp_path / "away").rename(images)
        driver.do(driver.window.commands.scan)
        driver.until(lambda: driver.window.notices.shown is None)
        assert (driver.project_view.images.status == ImageStatus.READABLE).all()

    def test_a_wrong_folder_is_said_to_be_one(
        self, driver: Driver, images: Path, tmp_path: Path
    ) -> None:
        driver.open(images)
        images.rename(tmp_path / "moved")
        driver.do(driver.window.commands.locate)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, LocateDialog)
        driver.until(lambda: dialog.folders.count() == 1)
        (tmp_path / "wrong").mkdir()
        for place, words in ((tmp_path / "wrong", "None of the 8"), (tmp_path / "no", "no such")):
            dialog.place.setText(str(place))
            driver.click(dialog.look)
            driver.until(lambda words=words: words in dialog.found_text.text())  # type: ignore[misc]
            assert not dialog.relink.isEnabled()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert driver.project_view.images.roots == {1: images}


class TestWatch:
    def test_new_changed_renamed_and_removed_files_show_by_themselves(
        self, driver: Driver, images: Path, tmp_path: Path
    ) -> None:
        driver.open(images)
        driver.add_labels("tree")
        driver.select(2)
        driver.press("1")
        driver.settle()
        watching, action = driver.window.watching, driver.window.commands.watch
        assert not action.isChecked()
        driver.do(action)
        driver.until(lambda: watching.watches == (images,))
        project_view = driver.project_view
        stamp = project_view.images.stamp(4)
        # The system needs a moment until it watches: what is made before it is found by nobody.
        number = 100

        def appears() -> bool:
            nonlocal number
            if len(project_view.images) == 8:
                number += 1
                draw_images(tmp_path / "new", 1)
                (tmp_path / "new" / "000.png").rename(images / f"{number}.png")
            return len(project_view.images) > 8

        driver.bot.waitUntil(appears)
        (images / "002.png").rename(images / "other.png")
        (images / "003.png").unlink()
        Image.new("RGB", (99, 50), "navy").save(images / "004.png")
        shutil.copytree(draw_images(tmp_path / "more", 2), images / "sub")
        driver.until(lambda: project_view.images.paths[2] == "other.png")
        driver.until(lambda: status(driver, 3) == ImageStatus.MISSING)
        driver.until(lambda: project_view.images.stamp(4) != stamp)
        driver.until(lambda: "sub/001.png" in project_view.images.paths)
        assert driver.states("tree")[2] == State.PRESENT

    def test_the_wish_is_remembered_with_the_project(
        self, new_window: Callable[..., AbstractContextManager[Driver]], images: Path
    ) -> None:
        with new_window() as driver:
            driver.open(images)
            driver.do(driver.window.commands.watch)
            driver.settle()
            project = driver.project_view.folder
        with new_window() as driver:
            driver.open(project)
            driver.until(lambda: driver.window.watching.watches == (images,))
            assert driver.window.commands.watch.isChecked()
            driver.do(driver.window.commands.watch)
            assert driver.window.watching.watches == ()
