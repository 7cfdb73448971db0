"""The window of runs: list, thresholds, mistakes, two beside each other, and what is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QTableWidget, QWidget
from window_driver import NONE, SHIFT, Driver, draw_images

from labelmt.domain.held_out_predictions import JUDGED
from labelmt.domain.schema import TaskKind
from labelmt.gui.model.runs.runs_window import RunsWindow
from labelmt.project.commands.commands import EditLabel, RenameTask
from labelmt.project.run_folders import run_folder
from labelmt.project.runs.manage_runs import thresholds_of
from labelmt.project.training.training_state import Phase

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return draw_images(tmp_path / "many", 24)


def train(driver: Driver) -> None:
    before = len(driver.project_view.runs)
    driver.window.activateWindow()
    driver.window.browser.focus_images()
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: driver.window.training.state.phase is Phase.FINISHED)
    driver.settle()
    driver.until(lambda: len(driver.project_view.runs) == before + 1)
    driver.until(lambda: driver.project_view.runs[-1].state == "finished")


def labelled(driver: Driver, images: Path) -> None:
    """Twelve images known of two labels, and a scene of each."""
    driver.open(images)
    driver.add_labels("tree", "sea")
    driver.add_task("scene", TaskKind.MULTICLASS)
    driver.add_labels("town", "wood")
    driver.select(*range(6))
    for key in ("1", "3"):
        driver.press(key, SHIFT if key == "1" else NONE)
    driver.press("2")
    driver.select(*range(18, 24))
    driver.press("1")
    driver.press("2", SHIFT)
    driver.press("4")
    driver.settle()


def opened(driver: Driver) -> RunsWindow:
    driver.press(Qt.Key.Key_F7)
    driver.until(lambda: driver.window.runs.dialog is not None)
    dialog = driver.window.runs.dialog
    assert dialog is not None
    driver.until(lambda: dialog.labels.table.rowCount() > 0)
    return dialog


def turn_to(dialog: RunsWindow, part: QWidget) -> None:
    bar = dialog.tabs.tabBar()
    QTest.mouseClick(bar, LEFT, NONE, bar.tabRect(dialog.tabs.indexOf(part)).center())
    assert dialog.tabs.currentWidget() is part


def push(button: QAbstractButton) -> None:
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, LEFT, NONE, QPoint(8, button.height() // 2))


def cells(dialog: RunsWindow, column: int) -> list[str]:
    return cells_of(dialog.list, column)


def cells_of(table: QTableWidget, column: int) -> list[str]:
    items = [table.item(row, column) for row in range(table.rowCount())]
    return [item.text() for item in items if item is not None]


def test_runs_are_listed_and_named_and_noted(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    train(driver)
    dialog = opened(driver)
    assert cells(dialog, 0) == ["Run 2", "Run 1"]
    assert cells(dialog, 1) == ["predicts", "finished"]
    assert cells(dialog, 2) == cells(dialog, 3) == ["0.750", "0.750"]
    titles = [dialog.list.horizontalHeaderItem(column) for column in (2, 3)]
    tasks = driver.project_view.schema.tasks
    assert [one.text() for one in titles if one] == [task.name for task in tasks]
    assert [one.toolTip() for one in titles if one] == ["mAP", "accuracy"]
    assert "objects" not in dialog.figures.text()
    assert "mAP 0.750" in dialog.figures.text()
    dialog.name.setFocus()
    dialog.name.selectAll()
    QTest.keyClicks(dialog.name, "the better one")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    driver.until(lambda: cells(dialog, 0) == ["the better one", "Run 1"])
    assert dialog.isVisible(), "Enter named the run, nothing else"
    dialog.notes.setFocus()
    QTest.keyClicks(dialog.notes, "with flips")
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    driver.until(lambda: driver.project_view.runs[1].notes == "with flips")
    driver.until(lambda: dialog.name.text() == "Run 1")
    assert dialog.notes.toPlainText() == ""
    QTest.keyClick(dialog.list, Qt.Key.Key_Up)
    assert dialog.notes.toPlainText() == "with flips"


def test_what_was_renamed_since_has_its_present_name(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    dialog = opened(driver)
    task, label = driver.project_view.schema.tasks[0], driver.project_view.schema.labels[0]
    driver.until(lambda: label.name in cells_of(dialog.labels.table, 0))
    assert "Renamed" not in dialog.overview.summary.text()
    driver.window.session.apply(RenameTask(task.id, "nature"))
    driver.window.session.apply(EditLabel(label.id, name="oak"))
    driver.settle()
    driver.until(lambda: "oak" in cells_of(dialog.labels.table, 0))
    title = dialog.list.horizontalHeaderItem(2)
    assert title is not None
    assert title.text() == "nature"
    assert label.name not in cells_of(dialog.labels.table, 0)
    assert "nature" in cells_of(dialog.labels.table, 1)
    assert dialog.figures.text().startswith("nature: ")
    words = dialog.overview.summary.text()
    assert f"nature was {task.name}" in words
    assert f"oak was {label.name}" in words
    driver.window.activateWindow()
    driver.window.session.undo()
    driver.until(lambda: label.name in cells_of(dialog.labels.table, 0))


def test_another_run_predicts_and_one_is_deleted(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    train(driver)
    dialog = opened(driver)
    assert not dialog.serve.isEnabled()
    assert not dialog.delete.isEnabled()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    push(dialog.serve)
    driver.until(lambda: cells(dialog, 1) == ["finished", "predicts"])
    assert driver.project_view.predictions is not None
    assert driver.project_view.predictions.run_id == driver.project_view.runs[0].id
    QTest.keyClick(dialog.list, Qt.Key.Key_Up)
    gone = run_folder(driver.project_view.folder, driver.project_view.runs[1].id)
    assert gone.is_dir()
    push(dialog.delete)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    QTest.keyClick(box, Qt.Key.Key_Escape)  # no is the first answer
    assert gone.is_dir()
    push(dialog.delete)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    push(next(one for one in box.buttons() if one.text() == "Delete"))
    driver.until(lambda: cells(dialog, 0) == ["Run 1"])
    assert not gone.exists()


def test_a_threshold_is_tried_kept_and_given_back(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    dialog, labels = opened(driver), None
    labels = dialog.labels
    turn_to(dialog, labels)
    tree = driver.label("tree").id
    labels.choose(tree)
    assert labels.editor.name.text() == "tree"
    assert labels.editor.threshold == pytest.approx(0.5)
    before = labels.editor.effect.text()
    assert "6 found, 0 missed, 0 false alarms" in before
    labels.editor.slider.setFocus()
    for _ in range(9):
        QTest.keyClick(labels.editor.slider, Qt.Key.Key_PageUp)
    assert labels.editor.threshold == pytest.approx(0.95)
    assert "0 found, 6 missed" in labels.editor.effect.text()
    run = driver.project_view.runs[0].id
    assert driver.project_view.threshold(tree) == pytest.approx(0.5), "tried, not kept"
    push(labels.editor.use)
    driver.until(lambda: driver.project_view.threshold(tree) == pytest.approx(0.95))
    driver.until(labels.editor.fitted.isEnabled)
    assert labels.editor.name.text() == "tree", "the same label stays chosen"
    push(labels.editor.fitted)
    driver.until(lambda: driver.project_view.threshold(tree) == pytest.approx(0.5))
    found: list[object] = []
    driver.window.session.run(lambda project: thresholds_of(project, run)[1], found.append)
    driver.until(lambda: found == [{}])
    labels.choose(driver.label("town").id)
    assert not labels.editor.slider.isEnabled()
    assert "the most probable one" in labels.editor.effect.text()


def test_images_on_which_a_threshold_errs_are_shown(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    dialog = opened(driver)
    labels = dialog.labels
    turn_to(dialog, labels)
    labels.choose(driver.label("tree").id)
    assert not labels.editor.missed.isEnabled()
    assert not labels.editor.false_alarms.isEnabled()
    labels.editor.slider.setValue(0)
    assert labels.editor.false_alarms.text() == "Show false alarms (6)"
    push(labels.editor.false_alarms)
    shown = driver.window.browser.grid.model()
    driver.until(lambda: shown.rows.tolist() == list(range(6)))
    labels.editor.slider.setValue(1000)
    assert labels.editor.missed.text() == "Show missed (6)"
    push(labels.editor.missed)
    driver.until(lambda: shown.rows.tolist() == list(range(18, 24)))
    labels.choose(driver.label("town").id)
    assert not labels.editor.missed.isVisible()


def test_labels_annotated_together_filter_the_images(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    dialog = opened(driver)
    both = dialog.label_cooccurrence
    turn_to(dialog, both)
    assert both.table.model().columnCount() == 4
    at = [[both.model.count(line, column) for column in range(4)] for line in range(2)]
    assert at == [[6, 0, 0, 6], [0, 6, 6, 0]]
    index = both.model.index(0, 3)
    QTest.mouseClick(both.table.viewport(), LEFT, NONE, both.table.visualRect(index).center())
    assert both.cell.text() == "6 of the 6 images with tree show wood as well (100 %)"
    shown = driver.window.browser.grid.model()
    driver.until(lambda: shown.rows.tolist() == list(range(18, 24)))
    assert driver.window.workspace.filter_bar.text == "label:tree label:wood"
    both.task.setFocus()
    QTest.keyClick(both.task, Qt.Key.Key_Down)
    both.table.setFocus()
    both.table.setCurrentIndex(both.model.index(0, 2))
    assert both.cell.text() == "town is annotated on 6 images"
    QTest.keyClick(both.table, Qt.Key.Key_Return)
    driver.until(lambda: shown.rows.tolist() == list(range(6)))
    assert driver.window.workspace.filter_bar.text == "label:town"


def test_a_cell_of_the_mistakes_shows_its_images(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    dialog = opened(driver)
    mistakes = dialog.mistakes
    turn_to(dialog, mistakes)
    # The worker of tests says of all labels what it says of the row: sea is missed at the start.
    index = mistakes.model.index(1, 1)
    assert mistakes.model.data(index) == "6"
    QTest.mouseClick(
        mistakes.table.viewport(), LEFT, NONE, mistakes.table.visualRect(index).center()
    )
    assert mistakes.cell.text() == "sea is missed on 6 images"
    shown = driver.window.browser.grid.model()
    driver.until(lambda: shown.rows.tolist() == list(range(6)))
    assert driver.window.workspace.filter_bar.text == "image:#0,#1,#2,#3,#4,#5"
    mistakes.task.setFocus()
    QTest.keyClick(mistakes.task, Qt.Key.Key_Down)
    assert mistakes.task.currentText() == "scene"
    # Equal probabilities: the first label is taken for the second one's images, too.
    assert mistakes.model.words(1, 0) == "6 images of wood are taken for town"
    mistakes.table.setFocus()
    mistakes.table.setCurrentIndex(mistakes.model.index(1, 0))
    QTest.keyClick(mistakes.table, Qt.Key.Key_Return)
    driver.until(lambda: shown.rows.tolist() == list(range(18, 24)))


def test_two_runs_are_compared_and_the_changed_images_shown(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    train(driver)
    file = run_folder(driver.project_view.folder, driver.project_view.runs[0].id) / JUDGED
    with np.load(file) as found:
        arrays = {name: found[name] for name in found.files}
    arrays["probabilities"][arrays["rows"] >= 21, 0] = 0.1  # the earlier run missed these trees
    np.savez(file, **arrays)
    dialog = opened(driver)
    comparison = dialog.comparison
    turn_to(dialog, comparison)
    assert comparison.other.currentText() == "Run 1"
    assert "12 of the same images" in comparison.verdict.text()
    assert comparison.better.text() == "Show 3 images that got better"
    assert not comparison.worse.isEnabled()
    push(comparison.better)
    driver.until(lambda: driver.window.browser.grid.model().rows.tolist() == [21, 22, 23])
    assert comparison.table.rowCount() == 4
    present = [comparison.table.item(row, 5) for row in range(4)]
    assert [item.text() for item in present if item is not None] == ["6"] * 4


def test_curves_and_the_learning_curve_are_drawn(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    dialog = opened(driver)
    turn_to(dialog, dialog.curves)
    assert dialog.curves.loss.accessibleDescription() == "training: 0.500; validation: 0.500"
    turn_to(dialog, dialog.ahead)
    assert "mAP 0.750 with 12 images" in dialog.ahead.words.text()
    assert "Too few points" in dialog.ahead.words.text()
    least, most = dialog.ahead.plot.area.viewRange()[0]
    assert least <= 2.1, "one point alone has whole images to either side"
    assert most >= 21.9


def test_without_a_run_it_says_what_makes_one(driver: Driver, many: Path) -> None:
    driver.open(many)
    driver.press(Qt.Key.Key_F7)
    driver.until(lambda: driver.window.runs.dialog is not None)
    dialog = driver.window.runs.dialog
    assert dialog is not None
    assert "Train (F5) makes one" in dialog.figures.text()
    assert not dialog.tabs.isEnabled()


def test_a_wished_precision_finds_its_threshold(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    file = run_folder(driver.project_view.folder, driver.project_view.runs[0].id) / JUDGED
    with np.load(file) as found:
        arrays = {name: found[name] for name in found.files}
    tree = driver.label("tree").id
    column = arrays["label_ids"].tolist().index(tree)
    # Trees are the last six of twelve; two others look like the surest of them, one is missed.
    arrays["probabilities"][:, column] = (
        0.1, 0.1, 0.1, 0.2, 0.66, 0.7, 0.3, 0.6, 0.65, 0.8, 0.85, 0.9,
    )  # fmt: skip
    np.savez(file, **arrays)
    dialog = opened(driver)
    labels, editor = dialog.labels, dialog.labels.editor
    turn_to(dialog, labels)
    labels.choose(tree)
    editor.precision.setFocus()
    editor.precision.selectAll()
    QTest.keyClicks(editor.precision, "95")
    QTest.keyClick(editor.precision, Qt.Key.Key_Return)
    assert dialog.isVisible(), "Enter took the precision, nothing else"
    assert editor.threshold == pytest.approx(0.75), "half-way to the next lower probability"
    assert editor.precision.value() == 100
    assert editor.recall.value() == 50, "what it costs"
    assert editor.recall_interval.text().startswith("(2")
    assert "3 found, 3 missed, 0 false alarms" in editor.effect.text()
    assert editor.level.text() == "from 0.750, in use: 0.500"
    editor.recall.setFocus()
    editor.recall.selectAll()
    QTest.keyClicks(editor.recall, "80")
    QTest.keyClick(editor.recall, Qt.Key.Key_Return)
    assert editor.threshold == pytest.approx(0.45)
    assert editor.precision.value() == pytest.approx(71.4)
    push(editor.use)
    driver.until(lambda: driver.project_view.threshold(tree) == pytest.approx(0.45))
    driver.until(editor.fitted.isEnabled)
    assert editor.level.text() == "from 0.450"


def test_a_press_on_the_curve_takes_the_threshold_there(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    dialog = opened(driver)
    labels, editor = dialog.labels, dialog.labels.editor
    turn_to(dialog, labels)
    labels.choose(driver.label("tree").id)
    area = editor.plot.area
    box = area.plotItem.vb
    half = area.mapFromScene(box.mapViewToScene(QPointF(0.5, 1.0)))
    QTest.mouseClick(area.viewport(), LEFT, NONE, half)
    assert "3 found, 3 missed, 0 false alarms" in editor.effect.text()
    assert editor.recall.value() == 50
    all_of_them = area.mapFromScene(box.mapViewToScene(QPointF(1.0, 0.5)))
    QTest.mousePress(area.viewport(), LEFT, NONE, half)
    QTest.mouseMove(area.viewport(), all_of_them)
    drag = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(all_of_them), QPointF(all_of_them), LEFT, LEFT, NONE
    )
    QApplication.sendEvent(area.viewport(), drag)
    assert "6 found, 0 missed, 6 false alarms" in editor.effect.text()
    assert editor.precision.value() == 50


def test_too_few_images_promise_no_precision(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    file = run_folder(driver.project_view.folder, driver.project_view.runs[0].id) / JUDGED
    with np.load(file) as found:
        arrays = {name: found[name][..., :] for name in found.files}
    keep = slice(2, 10)  # four of each kind
    for name in ("rows", "states", "probabilities"):
        arrays[name] = arrays[name][keep]
    np.savez(file, **arrays)
    dialog = opened(driver)
    turn_to(dialog, dialog.labels)
    dialog.labels.choose(driver.label("tree").id)
    assert not dialog.labels.editor.precision.isVisible()
    assert "Too few to tell precision and recall" in dialog.labels.editor.effect.text()


def test_each_labels_precision_says_how_far_it_may_be_off(driver: Driver, many: Path) -> None:
    labelled(driver, many)
    train(driver)
    dialog = opened(driver)
    turn_to(dialog, dialog.labels)
    table = dialog.labels.table

    def told() -> str:
        item = table.item(0, 2)
        assert item is not None
        return item.text()

    driver.until(lambda: "to" in told())
    low, high = told().split("(")[1].rstrip(")").split(" to ")
    assert float(low) < float(high) <= 1
    dialog.labels.choose(driver.label("tree").id)
    apart = dialog.labels.editor.recall_interval.text()
    dialog.labels.show_intervals(np.repeat(np.arange(12), 2), {})
    assert "to" not in told()
    assert dialog.labels.editor.recall_interval.text() == "too few to tell", apart
