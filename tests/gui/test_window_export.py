"""Labels are exported from the window: what is lost is told before, nothing is replaced unasked."""

from __future__ import annotations

import csv
from pathlib import Path

from PySide6.QtWidgets import QApplication, QMessageBox
from window_driver import Driver

from labelmt.gui.exchange.export_dialog import ExportDialog


def dialog_of(driver: Driver) -> ExportDialog:
    driver.window.commands.export_labels.trigger()
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog))
    found = QApplication.activeModalWidget()
    assert isinstance(found, ExportDialog)
    driver.until(lambda: bool(found.told.text()))
    return found


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_labels_leave_the_window(driver: Driver, images: Path, tmp_path: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.press("1")
    driver.settle()
    task = driver.project_view.schema.tasks[0].name
    out = tmp_path / "labels.csv"

    dialog = dialog_of(driver)
    assert dialog.told.text().startswith("1 annotations of ")
    names = [dialog.format.itemText(place) for place in range(dialog.format.count())]
    dialog.format.setCurrentIndex(names.index("Class folders"))
    driver.until(lambda: "left out" in dialog.told.text())
    assert dialog.pictures.isEnabled()
    dialog.format.setCurrentIndex(0)
    driver.until(lambda: "left out" not in dialog.told.text())
    dialog.place.setText(str(out))
    with driver.bot.waitSignal(driver.window.label_export.told, timeout=20_000) as told:
        driver.click(dialog.export)
    assert "exported" in told.args[0].what
    rows = rows_of(out)
    assert len(rows) == len(driver.project_view.images)
    assert [row[task] for row in rows].count("tree") == 1

    out.write_text("mine", encoding="utf-8")
    dialog = dialog_of(driver)
    dialog.place.setText(str(out))
    driver.click(dialog.export)
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert out.read_text(encoding="utf-8") == "mine"
    with driver.bot.waitSignal(driver.window.label_export.told, timeout=20_000):
        driver.click(next(one for one in box.buttons() if one.text() == "Replace"))
    assert rows_of(out) == rows
