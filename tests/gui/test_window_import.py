"""What an import would do is shown before it is done, and chosen anew."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from window_driver import Driver

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.gui.exchange.import_dialog import ImportDialog


def dialog_of(driver: Driver, file: Path) -> ImportDialog:
    driver.window.projects.import_table(file)
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), ImportDialog))
    found = QApplication.activeModalWidget()
    assert isinstance(found, ImportDialog)
    return found


def test_a_table_is_previewed_mapped_and_imported(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    driver.open(images)
    names = list(driver.project_view.images.paths)
    table = tmp_path / "labels.csv"
    table.write_text(
        f"file_name,Dinge\n{names[0]},tree\n{names[1]},sea\nnone.png,tree\n", encoding="utf-8"
    )
    dialog = dialog_of(driver, table)
    driver.until(lambda: "2 images found, 1 missing" in dialog.told.text())
    task, kind, labels = dialog._rows["Dinge"]
    assert labels.text() == "2 labels, 2 new; kind guessed"
    assert kind.currentData() == TaskKind.MULTICLASS
    task.selectAll()
    QTest.keyClicks(task, "things")
    kind.setCurrentIndex(kind.findData(TaskKind.MULTILABEL))
    kind.activated.emit(kind.currentIndex())
    driver.click(dialog.skip)
    driver.until(lambda: "none.png" not in dialog.told.text())
    assert labels.text() == "2 labels, 2 new"
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Import")
    with driver.bot.waitSignal(driver.window.label_import.told, timeout=20_000):
        driver.click(button)
    driver.settle()
    (made,) = driver.project_view.schema.tasks
    assert (made.name, made.kind) == ("things", TaskKind.MULTILABEL)
    assert driver.states("tree")[:2] == [State.PRESENT, State.ABSENT]


def test_a_file_that_cannot_be_read_says_so(driver: Driver, images: Path, tmp_path: Path) -> None:
    driver.open(images)
    file = tmp_path / "bad.json"
    file.write_text('{"images": [NaN], "annotations": []}', encoding="utf-8")
    dialog = dialog_of(driver, file)
    driver.until(lambda: bool(dialog.told.text()))
    assert "bad.json" in dialog.told.text()
    dialog.reject()
