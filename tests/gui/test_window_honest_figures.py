"""The runs window tells what figures are of, how far they may be off, and the least flattering."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from PySide6.QtCore import Qt
from window_driver import SHIFT, Driver, cut_off, draw_images

from labelmt.domain.schema import TaskKind
from labelmt.gui.model.runs.metric_table import MetricTable
from labelmt.gui.model.runs.runs_window import RunsWindow
from labelmt.project.training.status_text import status_line
from labelmt.project.training.training_state import Phase

NewWindow = Callable[..., AbstractContextManager[Driver]]


def trained(driver: Driver, folder: Path) -> RunsWindow:
    """Two tasks, one of either kind, and the runs window after a training."""
    driver.open(draw_images(folder / "some", 16))
    driver.add_labels("tree", "sea")
    driver.add_task("scene", TaskKind.MULTICLASS)
    driver.add_labels("town", "wood")
    driver.select(*range(4))
    for key in ("1", "3"):
        driver.press(key)
    driver.press("2", SHIFT)
    driver.select(*range(4, 8))
    for key in ("2", "4"):
        driver.press(key)
    driver.press("1", SHIFT)
    driver.settle()
    driver.window.browser.focus_images()
    driver.press(Qt.Key.Key_F5)
    driver.until(lambda: driver.window.training.state.phase is Phase.FINISHED)
    driver.until(lambda: driver.project_view.runs[-1].state == "finished")
    driver.settle()
    driver.press(Qt.Key.Key_F7)
    driver.until(lambda: driver.window.runs.dialog is not None)
    dialog = driver.window.runs.dialog
    assert dialog is not None
    driver.until(lambda: dialog.overview.figures.rowCount() > 0)
    return dialog


def lines(table: MetricTable) -> list[list[str]]:
    columns = [one for one in range(table.columnCount()) if not table.isColumnHidden(one)]
    found = []
    for row in range(table.rowCount()):
        items = [table.item(row, column) for column in columns]
        found.append([item.text() for item in items if item is not None])
    return found


def titles(table: MetricTable) -> list[str]:
    items = [table.horizontalHeaderItem(column) for column in range(table.columnCount())]
    return [item.text() for item in items if item is not None]


def test_validation_unlike_photographs_and_test_part_stand_side_by_side(
    new_window: NewWindow, tmp_path: Path
) -> None:
    with new_window("figures", "unlike") as driver:
        dialog = trained(driver, tmp_path)
        page = dialog.overview
        assert titles(page.figures) == [
            "Task", "Figure", "Validation", "Unlike photographs", "Test part",
        ]  # fmt: skip
        first = driver.project_view.schema.tasks[0].name
        assert lines(page.figures)[0] == [
            first, "mAP", "0.750 (0.70 to 0.80)", "0.600 (0.50 to 0.69)", "0.712 (0.66 to 0.76)",
        ]  # fmt: skip
        assert lines(page.figures)[1][2] == "too few to tell"
        assert lines(page.figures)[4] == [first, "labels judged", "1 of 2", "1 of 2", "2 of 2"]
        assert lines(page.figures)[5] == [first, "images judged", "240", "230", "100"]
        assert page.judged.text().splitlines() == [
            "Validation: cross-fitted on 240 images you chose, in 200 groups.",
            "Unlike photographs: cross-fitted on 230 images you chose, in 12 groups.",
            "Test part: 100 images drawn by chance, which it never learnt from.",
            "In brackets: 90 % intervals.",
        ]
        told = f"{first}: mAP 0.712 (0.66 to 0.76) over 2 of 2 labels, of your photographs"
        assert told in dialog.figures.text()
        item = dialog.list.item(0, 2)
        assert item is not None
        assert item.text() == "0.712 · test part"
        assert "100 images drawn by chance, which it never learnt from" in item.toolTip()
        assert page.unlike.text().startswith("4 images look unlike any you annotated")
        driver.click(page.show_unlike)
        driver.until(lambda: driver.window.browser.grid.model().rows.tolist() == [9, 11, 13, 15])
        line = status_line(driver.window.training.state)
        assert f"{first} mAP 0.712 · scene accuracy 0.712 · of your photographs" in line
        dialog.resize(1024, 700)
        assert not [one for one in cut_off(dialog) if "Scroll" not in one], "tabs may scroll"


def test_what_flatters_least_stands_for_a_run(new_window: NewWindow, tmp_path: Path) -> None:
    with new_window("figures", "untested") as driver:
        dialog = trained(driver, tmp_path)
        first = driver.project_view.schema.tasks[0].name
        told = f"{first}: mAP 0.600 (0.50 to 0.69) over 1 of 2 labels, on unlike photographs"
        assert told in dialog.figures.text()
        assert "scene: accuracy 0.600" in dialog.figures.text()
        item = dialog.list.item(0, 2)
        assert item is not None
        assert item.text() == "0.600 · unlike"
        assert "judged by heads that learnt from none that looks like it" in item.toolTip()
        assert "cross-fitted on 230 images you chose, in 12 groups" in item.toolTip()
        assert not dialog.overview.unlike.isVisible()
        line = status_line(driver.window.training.state)
        assert "scene accuracy 0.600 · on unlike photographs" in line
