"""The training dialog asks what is kept together, and draws a test part."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from features_on_disk import cache_features
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QMessageBox,
)
from window_driver import NONE, Driver, cut_off, draw_images

from labelmt.gui.model.training.judging_form import JudgingForm
from labelmt.gui.model.training.settings_dialog import SettingsDialog
from labelmt.project.search.saved_views import save_view
from labelmt.project.training.keep_together import chosen_rule
from labelmt.project.training.test_part import read_test_part


@pytest.fixture
def bursts(tmp_path: Path) -> Path:
    """Six scenes of four frames, ``a_0.png`` to ``f_3.png``."""
    drawn, folder = draw_images(tmp_path / "drawn", 24), tmp_path / "bursts"
    folder.mkdir()
    for number, file in enumerate(sorted(drawn.iterdir())):
        shutil.copy(file, folder / f"{'abcdef'[number // 4]}_{number % 4}.png")
    return folder


def opened(driver: Driver) -> tuple[SettingsDialog, JudgingForm]:
    driver.do(driver.window.strip.settings_action)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SettingsDialog)
    form = dialog.judging
    assert form is not None
    driver.until(form.together.isEnabled)
    driver.until(form.test_part.isEnabled)
    return dialog, form


def choose(box: QComboBox, words: str) -> None:
    """With the keyboard, as by the arrow keys."""
    box.setFocus()
    for _ in range(box.count()):
        QTest.keyClick(box, Qt.Key.Key_Up)
    while box.currentText() != words:
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before, words


def push(button: QAbstractButton) -> None:
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, NONE, QPoint(8, button.height() // 2))


def accept(dialog: SettingsDialog) -> None:
    push(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))


def rule(driver: Driver) -> str | None:
    found: list[str | None] = []
    driver.window.session.run(lambda project: chosen_rule(project), lambda one: found.append(
        None if one is None else str(one)
    ))  # fmt: skip
    driver.until(lambda: bool(found))
    return found[0]


def test_a_rule_is_chosen_and_says_what_it_makes(driver: Driver, bursts: Path) -> None:
    driver.open(bursts)
    driver.add_labels("tree")
    dialog, form = opened(driver)
    together = form.together
    assert together.choice.currentText() == "Images that look alike"
    driver.until(lambda: "found out when training" in together.effect.text())
    choose(together.choice, "Images with the same part of the name")
    assert together.pattern.isVisible()
    driver.until(
        lambda: (
            together.effect.text() == "Puts 24 images into 6 groups of several; the largest has 4."
        )
    )
    together.pattern.setFocus()
    together.pattern.selectAll()
    QTest.keyClicks(together.pattern, "(a+)+")
    QTest.keyClick(together.pattern, Qt.Key.Key_Tab)
    driver.until(lambda: "cannot be used" in together.effect.text())
    together.pattern.setFocus()
    together.pattern.selectAll()
    QTest.keyClicks(together.pattern, "^([ab])")
    QTest.keyClick(together.pattern, Qt.Key.Key_Tab)
    driver.until(lambda: "8 images into 2 groups" in together.effect.text())
    assert not cut_off(dialog)
    accept(dialog)
    driver.settle()
    assert rule(driver) == "name:^([ab])"
    dialog, form = opened(driver)
    assert form.together.pattern.text() == "^([ab])"
    choose(form.together.choice, "Nothing: each image by itself")
    nothing = "No two of these images belong together by this rule."
    driver.until(lambda: form.together.effect.text() == nothing)
    dialog.reject()
    driver.settle()
    assert rule(driver) == "name:^([ab])", "Cancel keeps what was chosen"


def test_what_looks_like_bursts_is_proposed(driver: Driver, bursts: Path) -> None:
    driver.open(bursts)
    driver.add_labels("tree")
    directions = np.random.default_rng(0).normal(size=(6, 32))
    noise = np.random.default_rng(1).normal(size=(24, 32))
    features = np.repeat(directions, 4, axis=0) + 0.001 * noise
    cache_features(driver.project_view, range(24), features.astype(np.float32))
    dialog, form = opened(driver)
    together = form.together
    driver.until(together.proposal.isVisible)
    assert together.proposal.text() == (
        "These look like bursts of about 4 images (names alike but for a number): "
        "keep each together?"
    )
    push(together.take)
    assert together.choice.currentText() == "Images with the same part of the name"
    assert not together.proposal.isVisible()
    driver.until(lambda: "24 images into 6 groups" in together.effect.text())
    accept(dialog)
    driver.settle()
    kept = rule(driver)
    assert kept is not None
    assert kept.startswith("name:")


def test_a_test_part_is_drawn_labelled_unaided_and_drawn_again_on_asking(
    driver: Driver, bursts: Path
) -> None:
    driver.open(bursts)
    driver.add_labels("tree", "sea")
    driver.select(0, 1)
    driver.press("1")
    driver.select(2, 3)
    driver.press("2")
    driver.press(Qt.Key.Key_F6)
    driver.until(lambda: driver.project_view.predictions is not None)
    driver.until(lambda: driver.window.live.idle)
    driver.settle()
    everything = np.arange(24)
    tree = driver.label("tree").id
    assert driver.project_view.predictions is not None
    assert not np.isnan(driver.project_view.predictions.at(everything, tree)).any()
    dialog, form = opened(driver)
    part = form.test_part
    assert not part.label.isVisible()
    part.count.setFocus()
    part.count.selectAll()
    QTest.keyClicks(part.count, "6")
    push(part.draw)
    driver.until(part.label.isVisible)
    assert part.state.text() == "6 images, 6 of them still to label."
    push(part.label)
    driver.until(lambda: len(driver.window.browser.grid.model().rows) == 6)
    rows = driver.window.browser.grid.model().rows
    hidden = driver.project_view.predictions.at(everything, tree)
    assert np.flatnonzero(np.isnan(hidden)).tolist() == sorted(rows.tolist())
    dialog, form = opened(driver)
    push(form.test_part.draw)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    QTest.keyClick(box, Qt.Key.Key_Escape)  # no is the first answer
    found: list[list[int]] = []

    def look() -> list[int]:
        found.clear()
        driver.window.session.run(
            lambda project: read_test_part(project).rows.tolist(), found.append
        )
        driver.until(lambda: bool(found))
        return found[0]

    assert look() == sorted(rows.tolist())
    push(form.test_part.draw)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    push(next(one for one in box.buttons() if one.text() == "Draw another"))
    driver.until(lambda: not set(look()) & set(rows.tolist()))
    assert len(look()) == 6
    dialog.reject()


def test_a_test_part_is_made_of_a_selection_or_a_saved_search(driver: Driver, bursts: Path) -> None:
    driver.open(bursts)
    driver.add_labels("tree")
    driver.window.session.run(lambda project: save_view(project, "burst a", "a_"))
    driver.settle()
    driver.select(0, 1, 2)
    dialog, form = opened(driver)
    part = form.test_part
    offered = [part.source.itemText(place) for place in range(part.source.count())]
    assert offered == [
        "By chance, from all images",
        "The images selected (3)",
        "Saved view “burst a”",
    ]
    choose(part.source, "The images selected (3)")
    assert not part.count.isVisible()
    assert part.draw.text() == "Use these"
    assert not cut_off(dialog)
    push(part.draw)
    driver.until(part.label.isVisible)
    assert part.state.text() == "3 images, 3 of them still to label."
    found: list[list[int]] = []

    def look() -> list[int]:
        found.clear()
        driver.window.session.run(
            lambda project: read_test_part(project).rows.tolist(), found.append
        )
        driver.until(lambda: bool(found))
        return found[0]

    assert look() == [0, 1, 2]
    choose(part.source, "Saved view “burst a”")
    push(part.draw)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    push(next(one for one in box.buttons() if one.text() == "Use these instead"))
    driver.until(lambda: look() == [0, 1, 2, 3])
    dialog.reject()
