"""Why: the key, the colours over the image, and what they follow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from window_driver import CONTROL, NONE, SHIFT, Driver, draw_images, opened_window

from labelmt.gui.model.explain.heatmap_colours import AGAINST, FOR, coloured
from labelmt.project.training.training_state import Phase

Key = Qt.Key


@pytest.fixture
def trained(driver: Driver, images: Path) -> Driver:
    """A window with predictions; the last image is the most probable to have each label."""
    return with_predictions(driver, images)


def with_predictions(driver: Driver, images: Path) -> Driver:
    driver.open(images)
    driver.add_labels("tree", "sea")
    for rows, key, modifiers in (
        ((0, 1), "1", NONE), ((2, 3), "2", NONE), ((6, 7), "1", SHIFT), ((6, 7), "2", SHIFT),
    ):  # fmt: skip
        driver.select(*rows)
        driver.press(key, modifiers)
    driver.settle()
    driver.press(Key.Key_F5)
    driver.until(lambda: driver.window.training.state.phase is Phase.FINISHED)
    driver.until(lambda: driver.project_view.predictions is not None)
    driver.settle()
    driver.select(4)
    return driver


def explanation(driver: Driver) -> None:
    driver.press("H", CONTROL | SHIFT)


def explained(driver: Driver) -> QImage:
    """What is drawn over the image, once it is."""
    found: list[QImage] = []

    def drawn() -> bool:
        viewer = driver.window.browser.looked_at
        if viewer is not None and viewer.overlay is not None and driver.window.explanation.settled:
            found.append(viewer.overlay)
        return bool(found)

    driver.until(drawn)
    return found[0]


def strongest_row(overlay: QImage) -> int:
    """Of the four rows of the map, the one whose left end speaks for the label."""
    edge = overlay.height() // 4
    fors = [overlay.pixelColor(4, edge * row + edge // 2) for row in range(4)]
    return max(range(4), key=lambda row: fors[row].red() - fors[row].blue())


def test_the_key_opens_the_image_and_explains_its_most_probable_label(trained: Driver) -> None:
    bar = trained.window.workspace.explanation_bar
    assert not bar.isVisible()
    explanation(trained)
    overlay = explained(trained)
    viewer = trained.window.browser.looked_at
    assert viewer is not None
    assert viewer.row == 4
    assert QApplication.focusWidget() is viewer
    assert bar.isVisible()
    assert strongest_row(overlay) == trained.label("tree").id % 4
    assert bar.answer.text() == "tree: 75 % by the image alone"
    explanation(trained)
    assert viewer.overlay is None
    assert not bar.isVisible()
    assert viewer.row == 4  # just the colours went


def test_another_label_is_explained_when_it_is_chosen(trained: Driver) -> None:
    explanation(trained)
    explained(trained)
    panel, bar = trained.window.panel, trained.window.workspace.explanation_bar
    panel.view.setCurrentIndex(panel.model.index_of(trained.label("sea").id))
    assert strongest_row(explained(trained)) == trained.label("sea").id % 4
    assert bar.label.currentText() == "sea"
    assert bar.answer.text().startswith("sea: ")
    bar.label.setFocus()
    trained.press(Key.Key_Up)  # the label before
    assert bar.label.currentText() == "tree"
    assert strongest_row(explained(trained)) == trained.label("tree").id % 4


def test_the_next_image_is_explained_and_the_last_ones_colours_go_at_once(trained: Driver) -> None:
    explanation(trained)
    explained(trained)
    viewer = trained.window.browser.looked_at
    assert viewer is not None
    for _ in range(3):
        trained.press(Key.Key_Right)
        assert viewer.overlay is None
    assert viewer.row == 7
    explained(trained)
    trained.press(Key.Key_Escape)
    assert not trained.window.workspace.explanation_bar.isVisible()
    assert viewer.overlay is None
    trained.press(Key.Key_Return)  # and again with the next image that is opened
    explained(trained)


def test_zoom_and_pan_move_the_colours_with_the_image(trained: Driver) -> None:
    explanation(trained)
    explained(trained)
    viewer = trained.window.browser.looked_at
    assert viewer is not None
    trained.until(lambda: viewer.shows_full)
    viewer.set_overlay_opacity(1.0)
    sole = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    sole.fill(QColor(0, 255, 0))
    viewer.set_overlay(sole)  # covers all of the image, and nothing else
    for notches in (0, 360):
        where = QPointF(viewer.width() / 3, viewer.height() / 3)
        turn = QWheelEvent(
            where, QPointF(viewer.mapToGlobal(where.toPoint())), QPoint(), QPoint(0, notches),
            Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(viewer, turn)
        picture = viewer.grab().toImage()
        middle = viewer.room().center().toPoint() * viewer.devicePixelRatio()
        assert picture.pixelColor(middle) == QColor(0, 255, 0)
    assert viewer.zoom.factor > 1.5
    assert viewer.overlay is not None


def test_the_slider_lets_the_image_through(trained: Driver) -> None:
    explanation(trained)
    overlay = explained(trained)
    viewer, slider = (
        trained.window.browser.looked_at,
        trained.window.workspace.explanation_bar.opacity,
    )
    assert viewer is not None
    trained.until(lambda: viewer.shows_full)

    def seen() -> QImage:
        return viewer.grab().toImage()

    slider.setFocus()
    trained.press(Key.Key_Home)
    assert slider.value() == 0
    bare = seen()
    trained.press(Key.Key_End)
    assert slider.value() == 100
    assert seen() != bare
    viewer.set_overlay(None)
    assert seen() == bare
    assert not overlay.isNull()


def test_of_two_images_the_framed_one_is_explained(trained: Driver) -> None:
    trained.press("B", CONTROL)
    explanation(trained)
    explained(trained)
    left, right = trained.window.browser.pair.sides
    assert left.overlay is not None
    assert right.overlay is None
    trained.press(Key.Key_Tab)
    assert left.overlay is None
    explained(trained)
    assert right.overlay is not None


def test_predictions_that_come_are_explained_anew(trained: Driver) -> None:
    explanation(trained)
    before = explained(trained)
    shown = trained.project_view.predictions
    trained.press(Key.Key_F5)
    trained.until(lambda: trained.project_view.predictions is not shown)
    trained.until(lambda: trained.window.training.state.phase is Phase.FINISHED)
    trained.settle()
    trained.until(lambda: explained(trained).cacheKey() != before.cacheKey())


def test_without_predictions_there_is_nothing_to_explain(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.select(0)
    explanation(driver)
    bar = driver.window.workspace.explanation_bar
    assert bar.answer.text() == "Nothing has been learnt of this image yet."


@pytest.fixture
def refused(qtbot: QtBot, images: Path) -> Iterator[Driver]:
    with opened_window(qtbot, "refuse") as driver:
        yield with_predictions(driver, images)


def test_what_cannot_be_explained_is_told_in_words(refused: Driver) -> None:
    explanation(refused)
    bar = refused.window.workspace.explanation_bar
    refused.until(lambda: bar.answer.text() == "It is not known.")
    assert "Train again." in bar.answer.toolTip()
    viewer = refused.window.browser.looked_at
    assert viewer is not None
    assert viewer.overlay is None


@pytest.fixture
def dying(qtbot: QtBot, images: Path) -> Iterator[Driver]:
    with opened_window(qtbot, "die") as driver:
        yield with_predictions(driver, images)


def test_a_worker_that_dies_is_told_and_asked_again_for_the_next_image(dying: Driver) -> None:
    explanation(dying)
    bar, thread = dying.window.workspace.explanation_bar, dying.window.training.thread_of_worker
    dying.until(lambda: "cut off" in bar.answer.text())
    with dying.bot.waitSignal(thread.workerStarting):
        dying.press(Key.Key_Right)
    dying.until(lambda: "cut off" in bar.answer.text())


def test_the_bar_is_reached_by_keyboard(trained: Driver) -> None:
    explanation(trained)
    explained(trained)
    bar = trained.window.workspace.explanation_bar
    reached = set()
    for _ in range(40):
        trained.press(Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    assert {bar.label, bar.opacity, bar.leave} <= reached
    assert all(one.accessibleName() for one in (bar.label, bar.opacity, bar.answer))
    bar.leave.setFocus()
    trained.press(Key.Key_Space)
    assert not trained.window.commands.explanation.isChecked()
    assert QApplication.focusWidget() is trained.window.browser.looked_at


def test_another_project_is_not_shown_the_last_ones_colours(
    trained: Driver, tmp_path: Path
) -> None:
    explanation(trained)
    explained(trained)
    trained.open(draw_images(tmp_path / "others", 3))
    trained.select(1)
    trained.press(Key.Key_Return)
    viewer = trained.window.browser.looked_at
    assert viewer is not None
    assert viewer.overlay is None


def test_colours_tell_for_from_against_and_strong_from_weak() -> None:
    places = np.array([[2.0, 0.0, -1.0]], dtype=np.float32).repeat(3, axis=0)
    image = coloured(places)
    row = image.height() // 2
    left, middle, right = (
        image.pixelColor(at, row) for at in (0, image.width() // 2, image.width() - 1)
    )
    assert (left.rgb(), left.alpha()) == (FOR.rgb(), 255)
    assert middle.alpha() < 30
    assert right.alpha() == pytest.approx(128, abs=2)
    assert right.blue() == pytest.approx(AGAINST.blue(), abs=3)
    assert coloured(np.zeros((2, 2), dtype=np.float32)).pixelColor(5, 5).alpha() == 0
