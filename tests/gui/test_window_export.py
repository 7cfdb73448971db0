"""Labels are exported from the window: what is lost is told before, nothing is replaced unasked."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from window_driver import Driver

from labelmt.domain.schema import TaskKind
from labelmt.gui.exchange.export_dialog import ExportDialog
from labelmt.gui.exchange.import_dialog import ImportDialog
from labelmt.project.exchange.import_preview import ColumnPreview


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
    assert dialog.told.text().startswith("1 annotation, ")
    names = [dialog.format.itemText(place) for place in range(dialog.format.count())]
    dialog.format.setCurrentIndex(names.index("Class folders"))
    driver.until(lambda: "left out" in dialog.told.text())
    assert dialog.pictures.isEnabled()
    dialog.format.setCurrentIndex(0)
    driver.until(lambda: "left out" not in dialog.told.text())
    dialog.place.setText(str(out))
    with driver.bot.waitSignal(driver.window.label_export.told) as told:
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
    with driver.bot.waitSignal(driver.window.label_export.told):
        driver.click(next(one for one in box.buttons() if one.text() == "Replace"))
    assert rows_of(out) == rows


def test_suggestions_are_written_where_a_format_has_a_place_for_them(driver: Driver) -> None:
    dialog = ExportDialog(Path("/tmp"), ("objects",), np.arange(3))
    driver.bot.addWidget(dialog)
    dialog.show()
    assert not dialog.suggested.isEnabled(), "CSV of annotations has none"
    assert dialog.choices().suggestions is None
    dialog.format.setCurrentIndex(dialog.format.findText("Label Studio"))
    driver.click(dialog.suggested)
    assert dialog.choices().suggestions == 0.5
    dialog.least.setFocus()
    with driver.bot.waitSignal(dialog.changed):
        QTest.keyClick(dialog.least, Qt.Key.Key_Up)
    assert dialog.choices().suggestions == 0.55
    dialog.format.setCurrentIndex(dialog.format.findText("Pascal VOC"))
    assert dialog.choices().suggestions is None


def test_a_folder_with_something_in_it_is_asked_about(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.press("1")
    driver.settle()
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    dialog = dialog_of(driver)
    dialog.format.setCurrentIndex(dialog.format.findText("Class folders"))
    dialog.place.setText(str(out))
    driver.click(dialog.export)
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert "something in this folder" in box.text()
    assert [one.name for one in out.iterdir()] == ["mine.txt"]
    with driver.bot.waitSignal(driver.window.label_export.told) as told:
        driver.click(next(one for one in box.buttons() if one.text() == "Write into it"))
    assert "1 other file is in the folder still" in told.args[0].what
    assert (out / "mine.txt").read_text() == "mine"
    assert (out / "tree").is_dir()


def test_both_dialogs_fit_a_small_screen_with_a_font_twice_as_large(driver: Driver) -> None:
    """1024×700; nothing is cut off."""
    font = QApplication.font()
    large = QFont(font)
    large.setPointSizeF(font.pointSizeF() * 2)
    QApplication.setFont(large)
    try:
        window = QWidget()
        driver.bot.addWidget(window)
        window.resize(1024, 700)
        leaving = ExportDialog(Path("/tmp"), ("objects",), np.arange(3), window)
        coming = ImportDialog(Path("labels.csv"), window)
        for dialog in (leaving, coming):
            dialog.show()
            driver.until(dialog.isVisible)
            assert dialog.width() <= 1024
            assert dialog.height() <= 700
        for place in range(leaving.format.count()):
            leaving.format.setCurrentIndex(place)
            QApplication.processEvents()
            summary = leaving.summary
            assert summary.height() >= summary.heightForWidth(summary.width())
        column = ColumnPreview("a column", "a task", TaskKind.MULTILABEL, ("x",), ("x",), True,
                               True, {"x": 1}, {"x": "x"})  # fmt: skip
        coming.columns.show_columns([column])
        QApplication.processEvents()
        tree = coming.columns
        for place in range(4):
            assert tree.columnWidth(place) >= tree.fontMetrics().averageCharWidth() * 14
    finally:
        QApplication.setFont(font)


def test_a_place_that_cannot_be_written_is_told_in_the_open_dialog(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    driver.open(images)
    driver.add_labels("tree")
    driver.press("1")
    driver.settle()
    dialog = dialog_of(driver)
    for place in ("nowhere/labels.csv", "pictures", "pictures/000.png/labels.csv"):
        dialog.place.setText(str(tmp_path / place))
        assert not dialog.notices.isVisible(), "it was of another place"
        driver.click(dialog.export)
        driver.until(dialog.notices.isVisible)
        assert dialog.isVisible()
        assert dialog.export.isEnabled()
        assert dialog.place.hasFocus()
    dialog.place.setText(str(tmp_path / "labels.csv"))
    with driver.bot.waitSignal(driver.window.label_export.told):
        driver.click(dialog.export)
    assert rows_of(tmp_path / "labels.csv")
    dialog = dialog_of(driver)
    assert dialog.out == tmp_path / "labels.csv", "where one was last"
    driver.click(dialog.export)
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert box is not None
    QTest.keyClick(box, Qt.Key.Key_Escape)
    driver.until(lambda: QApplication.activeModalWidget() is dialog)
    assert dialog.export.isEnabled(), "another place can be chosen"
    dialog.reject()
