"""Labelled images that hold another picture: told, found, confirmed; and what was left out."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from window_driver import SHIFT, Driver

from labelmt.domain.annotations import State
from labelmt.domain.text import counted
from labelmt.gui.widgets.notices import Notice
from labelmt.imaging.fingerprint import fingerprint_of
from labelmt.project.project import Project
from labelmt.project.training.training_state import Phase
from labelmt.storage.relink_repository import read_all_fingerprints


def told(driver: Driver) -> list[Notice]:
    notices: list[Notice] = []
    driver.window.parts.told.connect(notices.append)
    return notices


def prints(project: Project) -> dict[int, bytes]:
    with project.database.read() as connection:
        return read_all_fingerprints(connection)


def label(driver: Driver, *rows: int) -> None:
    driver.add_labels("tree")
    driver.show_all()
    driver.select(*rows)
    driver.press("1")
    driver.settle()


def swap(one: Path, other: Path) -> None:
    one.rename(one.with_suffix(".away"))
    other.rename(one)
    one.with_suffix(".away").rename(other)


def test_files_that_swapped_names_keep_their_labels(driver: Driver, images: Path) -> None:
    driver.open(images)
    label(driver, 2)
    driver.until(lambda: 2 in prints_of(driver))
    driver.window.close_project()
    swap(images / "002.png", images / "005.png")
    driver.open(images)
    driver.until(lambda: driver.project_view.images.paths[2] == "005.png")
    assert driver.states("tree")[2] == State.PRESENT
    assert driver.states("tree")[5] == State.UNKNOWN


def prints_of(driver: Driver) -> dict[int, bytes]:
    found: list[dict[int, bytes]] = []
    driver.window.session.run(prints, found.append)
    driver.until(lambda: bool(found))
    return found[0]


def test_another_picture_is_told_found_and_confirmed(driver: Driver, images: Path) -> None:
    driver.open(images)
    label(driver, 2, 3)
    driver.until(lambda: {2, 3} <= prints_of(driver).keys())
    notices = told(driver)
    Image.new("RGB", (90, 90), "yellow").save(images / "002.png")
    driver.do(driver.window.commands.scan)
    driver.until(lambda: bool(driver.project_view.images.changed.any()))
    driver.until(lambda: any("1 labelled" in one.what for one in notices))
    [notice] = [one for one in notices if "labelled" in one.what]
    assert notice.offers == (driver.window.commands.show_changed,)
    driver.do(driver.window.commands.show_changed)
    driver.until(lambda: driver.window.browser.visible_rows() == (2,))
    driver.select(2)
    driver.do(driver.window.commands.accept_changed)
    driver.until(lambda: not driver.project_view.images.changed.any())
    assert driver.states("tree")[2] == State.PRESENT
    driver.do(driver.window.commands.accept_changed)
    driver.until(lambda: any("None of the selected" in one.what for one in notices))


def test_an_old_project_learns_what_its_labelled_images_hold(driver: Driver, images: Path) -> None:
    driver.open(images)
    label(driver, 1, 4)
    driver.window.contents.read.connect(lambda: done.append(True))

    def forget(project: Project) -> None:
        with project.database.write() as connection:
            connection.exec_driver_sql("UPDATE image SET fingerprint = NULL")

    driver.window.session.run(forget)
    done: list[bool] = []
    driver.do(driver.window.commands.scan)
    driver.until(lambda: {1, 4} <= prints_of(driver).keys())
    assert prints_of(driver)[4] == fingerprint_of(images / "004.png")
    driver.until(lambda: bool(done))


def test_what_was_left_out_is_told_when_asked(driver: Driver, images: Path, tmp_path: Path) -> None:
    driver.open(images)
    (images / "drawing.kra").touch()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    Image.fromarray(np.zeros((9, 9), np.uint8)).save(elsewhere / "x.png")
    (images / "out").symlink_to(elsewhere)
    count = len(driver.project_view.images)
    notices = told(driver)
    driver.do(driver.window.commands.scan)
    driver.until(lambda: bool(notices))
    [notice] = notices
    foreign = counted("{count:,} file of a format that is not read was left out.", "", 1)
    assert str(foreign) in notice.what
    assert notice.offers == (driver.window.commands.follow_links,)
    driver.do(driver.window.commands.follow_links)
    driver.until(lambda: len(driver.project_view.images) == count + 1)
    assert driver.project_view.images.paths[-1] == "out/x.png"


def test_a_watch_tells_it_too(driver: Driver, images: Path) -> None:
    driver.open(images)
    label(driver, 2)
    driver.until(lambda: 2 in prints_of(driver))
    driver.do(driver.window.commands.watch)
    notices = told(driver)
    written = 0.0

    def found() -> bool:
        """Written again, after it could settle, until the system has begun to watch."""
        nonlocal written
        if time.monotonic() > written + 4 and not driver.project_view.images.changed.any():
            written = time.monotonic()
            Image.new("RGB", (int(written) % 500 + 9, 90), "yellow").save(images / "002.png")
        return any("labelled" in one.what for one in notices)

    driver.bot.waitUntil(found)
    assert driver.project_view.images.changed.nonzero()[0].tolist() == [2]


def test_a_training_tells_what_it_leaves_out_and_so_does_its_run(
    driver: Driver, images: Path
) -> None:
    driver.open(images)
    driver.add_labels("tree", "sea")
    driver.show_all()
    for rows, first, second in (((0, 1, 2, 3), "1", "2"), ((4, 5, 6, 7), "2", "1")):
        driver.select(*rows)
        driver.press(first)
        driver.press(second, SHIFT)
    driver.settle()
    driver.until(lambda: {2, 3} <= prints_of(driver).keys())
    Image.new("RGB", (90, 90), "yellow").save(images / "002.png")
    driver.do(driver.window.commands.scan)
    driver.until(lambda: bool(driver.project_view.images.changed.any()))
    notices = told(driver)
    driver.window.browser.focus_images()
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: driver.window.training.state.phase is Phase.FINISHED)
    driver.settle()
    left_out = [one for one in notices if "left out until you confirm its labels" in one.what]
    assert [one.offers for one in left_out] == [(driver.window.commands.show_changed,)]
    driver.press(Qt.Key.Key_F7)
    driver.until(lambda: driver.window.runs.dialog is not None)
    dialog = driver.window.runs.dialog
    assert dialog is not None
    summary = dialog.overview.summary
    driver.until(lambda: "1 annotated image whose file held another picture" in summary.text())
