"""Training explains itself: how long it may take, whether it can learn, who predicts then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from window_driver import SHIFT, Driver, opened_window

from labelmt.domain.protocol.messages import Progress
from labelmt.gui.model.training.reading_speed import ReadingSpeed
from labelmt.gui.model.training.time_question import OTHER, TimeQuestion
from labelmt.project.training.training_state import Phase


@pytest.fixture
def asking(qtbot: QtBot) -> Iterator[Driver]:
    with opened_window(qtbot, asks_for_time=True) as driver:
        yield driver


def words(driver: Driver) -> str:
    labels = driver.window.strip.findChildren(QLabel)
    return next(one.text() for one in labels if one.accessibleName() == "State of training")


def label_some(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.select(0, 1)
    driver.press("1", SHIFT)
    driver.select(6, 7)
    driver.press("1")
    driver.settle()


def question(driver: Driver) -> TimeQuestion:
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), TimeQuestion))
    found = QApplication.activeModalWidget()
    assert isinstance(found, TimeQuestion)
    return found


def closed(driver: Driver) -> None:
    driver.until(lambda: QApplication.activeModalWidget() is None)
    driver.window.activateWindow()
    driver.window.browser.focus_images()


def test_f5_asks_how_long_it_may_take(asking: Driver, images: Path) -> None:
    label_some(asking, images)
    window = asking.window
    asking.press(Qt.Key.Key_F5)
    dialog = question(asking)
    assert dialog.time.currentText() == "5 minutes", "nobody chose to have no limit"
    assert dialog.time.itemText(0) == "As long as it gets better"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    closed(asking)
    assert not window.training.busy
    asking.press(Qt.Key.Key_F5)
    dialog = question(asking)
    dialog.time.setFocus()
    QTest.keyClick(dialog.time, Qt.Key.Key_Up)
    assert dialog.time.currentText() == "1 minute"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    closed(asking)
    asking.until(lambda: window.training.state.phase is Phase.FINISHED)
    asking.settle()
    assert asking.project_view.settings.budget == 60
    kept: list[int] = []
    window.session.run(lambda project: kept.append(project.training_settings().budget))
    asking.settle()
    assert kept == [60]
    asking.press(Qt.Key.Key_F5)
    dialog = question(asking)
    assert dialog.time.currentText() == "1 minute"
    dialog.at_once.setFocus()
    QTest.keyClick(dialog.at_once, Qt.Key.Key_Space)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    closed(asking)
    asking.until(lambda: window.training.state.phase is Phase.FINISHED)
    asking.settle()
    asking.press(Qt.Key.Key_F5)
    assert window.training.busy, "it is not asked again"
    asking.until(lambda: window.training.state.phase is Phase.FINISHED)


def test_no_limit_is_offered_again_where_it_was_chosen(qtbot: QtBot, driver: Driver) -> None:
    dialog = TimeQuestion(0, driver.window)
    qtbot.addWidget(dialog)
    assert dialog.budget == 300
    dialog.time.setCurrentIndex(0)
    dialog.accept()
    again = TimeQuestion(0, driver.window)
    qtbot.addWidget(again)
    assert again.budget == 0
    again.reject()


def test_a_time_of_ones_own_is_kept_to_the_second(qtbot: QtBot, driver: Driver) -> None:
    dialog = TimeQuestion(100, driver.window)
    qtbot.addWidget(dialog)
    assert dialog.time.currentData() == OTHER
    assert dialog.minutes.value() == 2
    assert dialog.budget == 100
    dialog.minutes.setValue(7)
    assert dialog.budget == 420


def test_training_is_offered_where_there_is_something_to_learn(
    driver: Driver, images: Path
) -> None:
    driver.open(images)
    driver.until(
        lambda: words(driver) == "Needs a label present on one image and absent on another"
    )
    driver.add_labels("tree")
    driver.select(0)
    driver.press("1")
    driver.settle()
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: driver.window.notices.shown is not None)
    notice = driver.window.notices.shown
    assert notice is not None
    assert notice.what == "There is nothing to learn from yet."
    assert notice.details == ""
    assert not notice.serious
    driver.select(1)
    driver.press("1", SHIFT)
    driver.until(lambda: words(driver).startswith("Ready to train"))


def test_opening_says_nothing_of_a_training_process(driver: Driver, images: Path) -> None:
    seen: list[str] = []
    driver.window.training.state_changed.connect(lambda _state: seen.append(words(driver)))
    driver.open(images)
    driver.window.training.thread_of_worker.warm_up()
    driver.until(lambda: bool(driver.window.training.state.devices))
    assert seen
    assert not [one for one in seen if "process" in one]


def test_it_is_told_who_predicts_and_the_one_before_can_again(driver: Driver, images: Path) -> None:
    label_some(driver, images)
    window = driver.window
    for _ in range(2):
        driver.press(Qt.Key.Key_F5)
        driver.until(lambda: window.training.state.phase is Phase.FINISHED)
        driver.settle()
        window.training.state = type(window.training.state)(devices=window.training.state.devices)
    driver.until(lambda: window.notices.shown is not None)
    notice = window.notices.shown
    assert notice is not None
    first, second = driver.project_view.runs
    assert second.serves
    assert f"{second.name} predicts from now on." in notice.what
    button = next(
        one for one in window.notices.findChildren(QPushButton)
        if one.text() == f"Use {first.name} again"
    )  # fmt: skip
    driver.click(button)
    driver.until(lambda: driver.project_view.runs[0].serves)


def test_the_question_says_what_reading_adds(asking: Driver, images: Path) -> None:
    label_some(asking, images)
    asking.press(Qt.Key.Key_F5)
    dialog = question(asking)
    asking.until(dialog.total.isVisible)
    assert dialog.total.text().startswith("8 images are read first")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    closed(asking)
    asking.window.training.reading.images_per_second = 2.0
    asking.until(lambda: QApplication.focusWidget() is not None)
    asking.press(Qt.Key.Key_F5)
    dialog = question(asking)
    asking.until(dialog.total.isVisible)
    dialog.time.setFocus()
    QTest.keyClick(dialog.time, Qt.Key.Key_Up)
    told = "Reading 8 images comes first, about 4 s: about 64 s in all, and predicting them."
    assert dialog.total.text() == told
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    closed(asking)


def test_the_speed_of_reading_is_measured_and_kept(labelmt_home: Path) -> None:
    speed = ReadingSpeed()
    assert speed.seconds_for(100) is None
    clock = iter((0.0, 0.5, 10.0, 10.0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "labelmt.gui.model.training.reading_speed.time.monotonic", lambda: next(clock)
        )
        for done in (0, 10, 200):
            speed.take(Progress(1, "features", done, 400))
        speed.take(Progress(1, "heads", 0, 1))
    assert speed.images_per_second == 20
    assert ReadingSpeed().seconds_for(100) == 5
