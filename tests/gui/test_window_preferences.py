"""Edit › Preferences: every change holds at once, and is there at the next start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from window_driver import CONTROL, Driver, cut_off

from labelmt.gui.project.preferences_dialog import PreferencesDialog
from labelmt.gui.theme.apply_theme import Theme
from labelmt.gui.theme.theme_menu import applied_theme, choose_theme
from labelmt.project.places.preferences import Preferences, read_preferences, use_preferences
from labelmt.project.who_and_when import system_user

NewWindow = Callable[..., AbstractContextManager[Driver]]


@pytest.fixture(autouse=True)
def as_at_first() -> Iterator[None]:
    yield
    use_preferences(Preferences())
    choose_theme(Theme.SYSTEM)


def opened(driver: Driver) -> PreferencesDialog:
    QTest.keyClick(driver.window, Qt.Key.Key_Comma, CONTROL)
    driver.until(lambda: driver.window.preferences.dialog is not None)
    dialog = driver.window.preferences.dialog
    assert dialog is not None
    driver.until(dialog.isVisible)
    return dialog


def closed(driver: Driver, dialog: PreferencesDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    driver.until(lambda: driver.window.preferences.dialog is None)
    driver.window.activateWindow()
    driver.window.browser.focus_images()
    driver.settle()


def test_annotations_have_the_name_from_now_on(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.select(0)
    driver.press("1")
    driver.settle()
    dialog = opened(driver)
    assert dialog.name.placeholderText() == system_user()
    dialog.name.setFocus()
    QTest.keyClicks(dialog.name, "Ada")
    closed(driver, dialog)
    driver.select(1)
    driver.press("1")
    driver.settle()
    said: list[list[str]] = []
    driver.window.session.run(
        lambda project: [
            str(one.annotator) for row in (0, 1) for one in project.annotations_of(row)
        ],
        said.append,
    )
    driver.until(lambda: bool(said))
    assert said == [[system_user(), "Ada"]]
    driver.until(lambda: read_preferences().annotator == "Ada")


def test_what_was_chosen_is_there_at_the_next_start(new_window: NewWindow, images: Path) -> None:
    with new_window() as driver:
        driver.open(images)
        dialog = opened(driver)
        dialog.minutes.setFocus()
        QTest.keyClick(dialog.minutes, Qt.Key.Key_A, CONTROL)
        QTest.keyClicks(dialog.minutes, "25")
        QTest.keyClick(dialog.minutes, Qt.Key.Key_Tab)
        dialog.thumbnails.setValue(0.5)
        closed(driver, dialog)
        assert driver.window.browser.loader.disk_bytes == 2**29
        driver.until(lambda: read_preferences().backup_minutes == 25)
    with new_window() as driver:
        driver.until(lambda: driver.window.browser.loader.disk_bytes == 2**29)
        dialog = opened(driver)
        assert (dialog.minutes.value(), dialog.thumbnails.value()) == (25, 0.5)
        assert not dialog.clear_pictures.isEnabled()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        driver.until(lambda: driver.window.preferences.dialog is None)


def test_of_many_changes_the_last_is_kept(new_window: NewWindow) -> None:
    for last in range(200, 210):
        with new_window() as driver:
            dialog = opened(driver)
            for minutes in (*range(100, 130), last):
                dialog.minutes.setValue(minutes)
        assert read_preferences().backup_minutes == last


def test_a_theme_is_shown_at_once(driver: Driver) -> None:
    dialog = opened(driver)
    dialog.theme.setFocus()
    QTest.keyClick(dialog.theme, Qt.Key.Key_End)
    assert applied_theme().theme is Theme.DARK
    menu = driver.window.commands.theme
    menu.aboutToShow.emit()
    assert [one.data() for one in menu.actions() if one.isChecked()] == [Theme.DARK]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_caches_say_what_they_take_and_are_cleared(driver: Driver, images: Path) -> None:
    project = driver.open(images)
    thumbnails = project.folder / "cache" / "thumbnails"
    driver.until(lambda: len(list(thumbnails.rglob("*.jpg"))) == len(project.images))
    features = project.folder / "cache" / "features"
    (features / "net").mkdir(parents=True)
    (features / "net" / "features.f16").write_bytes(bytes(2000))
    dialog = opened(driver)
    driver.until(dialog.clear_pictures.isEnabled)
    assert "2.0 kB" in dialog.features_used.text()
    assert not cut_off(dialog)
    driver.click(dialog.clear_vectors)
    driver.until(lambda: not features.exists())
    driver.until(lambda: not dialog.clear_vectors.isEnabled())
    driver.until(dialog.clear_pictures.isEnabled)
    driver.click(dialog.clear_pictures)
    driver.until(lambda: not thumbnails.exists())
    driver.until(lambda: not dialog.clear_pictures.isEnabled())
    closed(driver, dialog)


def test_a_file_that_makes_no_sense_is_as_if_there_were_none(labelmt_home: Path) -> None:
    file = labelmt_home / "config" / "preferences.json"
    file.parent.mkdir(parents=True)
    for text in ("", "[" * 100_000, '{"backup_minutes": 0}', '{"backups_gb": -1.0}', '{"x": 1}'):
        file.write_text(text, encoding="utf-8")
        assert read_preferences() == Preferences()
