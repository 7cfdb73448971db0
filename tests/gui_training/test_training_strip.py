"""The strip, with real clicks and keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from labelmt.domain.metric_records import EpochRecord, TaskMetrics
from labelmt.domain.protocol.messages import (
    EpochMetrics,
    Progress,
    Ready,
    RunFinished,
    RunStarted,
    StepMetrics,
    WorkerEnded,
)
from labelmt.domain.schema import TaskKind
from labelmt.gui.model.training.sparkline import Sparkline
from labelmt.gui.model.training.training_strip import TrainingStrip
from labelmt.project.training.training_state import (
    Point,
    TrainingState,
    cancel_requested,
    reduce,
    requested,
)

TASKS = (TaskMetrics(1, "objects", TaskKind.MULTILABEL, 100, map=0.94),)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A strip below something else that can have the keyboard."""
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(QLineEdit())
    layout.addWidget(TrainingStrip())
    qtbot.addWidget(window)
    window.resize(characters(window, 200), 120)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def characters(widget: QWidget, count: int) -> int:
    """The width of so many, in pixels: how much room there is depends on the machine's font."""
    return widget.fontMetrics().averageCharWidth() * count


@pytest.fixture
def strip(window: QWidget) -> TrainingStrip:
    return window.findChildren(TrainingStrip)[0]


def running() -> TrainingState:
    state = reduce(TrainingState(), Ready(1, "0", ("cuda:0", "cpu")))
    state = reduce(requested(state, 1, "finetune"), RunStarted(1, "finetune", "cuda:0", 80, 20))
    for epoch in range(1, 7):
        state = reduce(state, StepMetrics(1, "finetune", epoch, epoch, 1 / epoch))
        record = EpochRecord("finetune", epoch, 10, 0.1, 0.1, epoch / 7, True, 1.0, TASKS)
        state = reduce(state, EpochMetrics(1, record))
    return reduce(state, Progress(1, "finetune", 6, 10, 41.0))


def finished() -> TrainingState:
    return reduce(running(), RunFinished(1, "finetune", False, 61.0, TASKS))


def missing() -> TrainingState:
    return reduce(running(), WorkerEnded("killed", 9, "tail"))


def button(strip: TrainingStrip, name: str) -> QToolButton:
    """The visible button of this accessible name."""
    found = [
        one
        for one in strip.findChildren(QToolButton)
        if one.isVisible() and one.accessibleName() == name
    ]
    assert len(found) == 1, [one.accessibleName() for one in strip.findChildren(QToolButton)]
    return found[0]


def words(strip: TrainingStrip) -> str:
    labels = strip.findChildren(QLabel)
    return next(one.text() for one in labels if one.accessibleName() == "State of training")


def neighbour(strip: TrainingStrip) -> QLineEdit:
    return strip.window().findChildren(QLineEdit)[0]


def curves(strip: TrainingStrip) -> list[Sparkline]:
    return [curve for curve in strip.findChildren(Sparkline) if curve.isVisible()]


def test_train_by_mouse_and_by_f5_from_anywhere(strip: TrainingStrip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.trainRequested):
        QTest.mouseClick(button(strip, "Train"), Qt.MouseButton.LeftButton)
    field = neighbour(strip)
    field.setFocus()
    with qtbot.waitSignal(strip.trainRequested):
        QTest.keyClick(field, Qt.Key.Key_F5)
    assert field.hasFocus()


def test_while_it_trains_it_can_be_cancelled_but_not_trained(
    strip: TrainingStrip, qtbot: QtBot
) -> None:
    strip.show_state(running())
    assert words(strip) == "Fine-tuning · epoch 6/10 · 41 s left · cuda:0"
    assert not button(strip, "Train").isEnabled()
    with qtbot.assertNotEmitted(strip.trainRequested, wait=20):
        QTest.keyClick(neighbour(strip), Qt.Key.Key_F5)
    cancel = button(strip, "Cancel training")
    assert "best weights" in cancel.toolTip()
    with qtbot.waitSignal(strip.cancelRequested):
        QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)


def test_curves_name_their_last_value_and_their_range(strip: TrainingStrip) -> None:
    strip.show_state(running())
    loss, score = curves(strip)
    assert loss.accessibleName() == "loss"
    assert loss.accessibleDescription() == "now 0.167, between 0.167 and 1.000"
    assert score.accessibleName() == "mAP"
    assert score.accessibleDescription() == "now 0.857, between 0.143 and 0.857"


def test_a_lost_worker_is_told_and_a_restart_offered(strip: TrainingStrip, qtbot: QtBot) -> None:
    strip.show_state(missing())
    assert "ended from outside" in words(strip)
    assert "annotations" in words(strip)
    with qtbot.waitSignal(strip.restartRequested):
        QTest.mouseClick(button(strip, "Restart training process"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(strip.detailsRequested):
        QTest.mouseClick(button(strip, "Details"), Qt.MouseButton.LeftButton)
    assert button(strip, "Train").isEnabled()


def test_a_cancel_that_takes_long_can_be_cut_short(strip: TrainingStrip, qtbot: QtBot) -> None:
    strip.show_state(cancel_requested(running()))
    with qtbot.waitSignal(strip.restartRequested):
        QTest.mouseClick(button(strip, "Stop now"), Qt.MouseButton.LeftButton)


def test_the_result_stays_with_its_curves(strip: TrainingStrip) -> None:
    strip.show_state(finished())
    assert words(strip) == "Trained in 61 s · objects mAP 0.940"
    assert len(curves(strip)) == 2
    assert strip.train_action.isEnabled()


def test_every_button_is_reached_and_pressed_by_keyboard(
    strip: TrainingStrip, qtbot: QtBot
) -> None:
    strip.show_state(missing())
    neighbour(strip).setFocus()
    seen = []
    for _ in range(5):
        QTest.keyClick(strip.window().focusWidget(), Qt.Key.Key_Tab)
        seen.append(strip.window().focusWidget().accessibleName())
    assert seen[:4] == [
        "Train",
        "Restart training process",
        "Details",
        "Training settings…",
    ]
    button(strip, "Training settings…").setFocus()
    with qtbot.waitSignal(strip.settingsRequested):
        QTest.keyClick(strip.window().focusWidget(), Qt.Key.Key_Space)


def test_the_keyboard_stays_in_the_strip_when_its_button_goes(
    strip: TrainingStrip, qtbot: QtBot
) -> None:
    button(strip, "Train").setFocus()
    strip.show_state(running())
    assert button(strip, "Cancel training").hasFocus()
    strip.show_state(finished())
    assert button(strip, "Train").hasFocus()


def test_a_click_leaves_the_keyboard_where_it_was(strip: TrainingStrip, qtbot: QtBot) -> None:
    field = neighbour(strip)
    field.setFocus()
    QTest.mouseClick(button(strip, "Train"), Qt.MouseButton.LeftButton)
    strip.show_state(running())
    QTest.mouseClick(button(strip, "Cancel training"), Qt.MouseButton.LeftButton)
    assert field.hasFocus()


def test_a_narrow_window_drops_the_curves_and_keeps_the_words(
    strip: TrainingStrip, qtbot: QtBot
) -> None:
    strip.show_state(running())
    height = strip.height()
    narrow = characters(strip, 80)
    strip.window().resize(narrow, 120)
    qtbot.waitUntil(lambda: strip.width() < narrow)
    assert curves(strip) == []
    assert words(strip).startswith("Fine-tuning")
    strip.window().resize(characters(strip, 200), 120)
    qtbot.waitUntil(lambda: len(curves(strip)) == 2)
    assert strip.height() == height


@pytest.mark.parametrize("state", [TrainingState, running, finished, missing])
def test_it_paints_in_light_and_dark(
    strip: TrainingStrip, state: Callable[[], TrainingState]
) -> None:
    strip.show_state(state())
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.palette()
    try:
        for window in ("#f0f0f0", "#323232"):
            application.setPalette(QPalette(QColor(window)))
            picture = strip.grab().toImage()
            shades = {
                picture.pixelColor(x, y).lightness() // 32
                for x in range(0, picture.width(), 2)
                for y in range(0, picture.height(), 2)
            }
            assert len(shades) >= 3, "words stand out from the ground"
    finally:
        application.setPalette(before)


def test_a_curve_of_one_value_and_of_none(qtbot: QtBot) -> None:
    curve = Sparkline("loss")
    qtbot.addWidget(curve)
    assert curve.accessibleDescription() == "nothing yet"
    for points in ((), (Point(0, 0.5),), (Point(0, 0.5), Point(1, 0.5)), (Point(0, -1e9),)):
        curve.show_points(points)
        curve.resize(curve.sizeHint())
        assert not curve.grab().isNull()
    curve.resize(10, 20)
    assert not curve.grab().isNull()
