"""What an import would do is shown before it is done, and chosen anew."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QTreeWidgetItem
from window_driver import Driver

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.gui.exchange.import_columns import TOLD
from labelmt.gui.exchange.import_dialog import ImportDialog


def dialog_of(driver: Driver, file: Path) -> ImportDialog:
    driver.window.projects.import_table(file)
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), ImportDialog))
    found = QApplication.activeModalWidget()
    assert isinstance(found, ImportDialog)
    return found


def of_folder(driver: Driver) -> ImportDialog:
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), ImportDialog))
    found = QApplication.activeModalWidget()
    assert isinstance(found, ImportDialog)
    driver.until(found.accept_button.isEnabled)
    return found


def press_import(driver: Driver, dialog: ImportDialog) -> None:
    driver.until(dialog.accept_button.isEnabled)
    with driver.bot.waitSignal(driver.window.label_import.told):
        driver.click(dialog.accept_button)
    driver.settle()


def choose(box: QComboBox, title: str) -> None:
    """As the keyboard does it."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.count()):
        if not box.currentText().startswith(title):
            QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText().startswith(title)


def tick(dialog: ImportDialog, item: QTreeWidgetItem) -> None:
    tree = dialog.columns
    tree.setFocus()
    tree.setCurrentItem(item, 0)
    QTest.keyClick(tree, Qt.Key.Key_Space)


def type_name(driver: Driver, dialog: ImportDialog, item: QTreeWidgetItem, name: str) -> None:
    tree = dialog.columns
    tree.setFocus()
    tree.setCurrentItem(item, 1)
    QTest.keyClick(tree, Qt.Key.Key_F2)
    line = QApplication.focusWidget()
    assert line is not None
    QTest.keyClicks(line, name)
    QTest.keyClick(line, Qt.Key.Key_Return)
    driver.until(lambda: item.text(1) == name)


def labels_of(driver: Driver) -> dict[str, list[str]]:
    return {
        task.name: [label.name for label in task.labels]
        for task in driver.project_view.schema.tasks
    }


def folders_of_pets(place: Path) -> Path:
    for number, name in enumerate(("cat", "cat", "dog")):
        (place / name).mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30), (number * 70, 90, 20)).save(place / name / f"{number}.png")
    return place


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
    row = dialog.columns.rows["Dinge"]
    task, kind = row.task, row.kind
    assert row.item.text(TOLD) == "2 labels, 2 new; kind guessed"
    assert kind.currentData() == TaskKind.MULTICLASS
    task.selectAll()
    QTest.keyClicks(task, "things")
    kind.setCurrentIndex(kind.findData(TaskKind.MULTILABEL))
    kind.activated.emit(kind.currentIndex())
    driver.click(dialog.skip)
    driver.until(lambda: "none.png" not in dialog.told.text() and dialog.accept_button.isEnabled())
    assert row.item.text(TOLD) == "2 labels, 2 new"
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Import")
    with driver.bot.waitSignal(driver.window.label_import.told):
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


def test_single_labels_are_renamed_and_left_out(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    driver.open(images)
    table = tmp_path / "labels.csv"
    table.write_text("path,things\n000.png,tree|sea\n001.png,Baum\n", encoding="utf-8")
    dialog = dialog_of(driver, table)
    driver.until(lambda: "things" in dialog.columns.rows)
    labels = dialog.columns.rows["things"].labels  # one column is shown with its labels
    assert {name: item.text(3) for name, item in labels.items()} == dict.fromkeys(
        ("Baum", "sea", "tree"), "1 image"
    )
    type_name(driver, dialog, labels["Baum"], "tree")
    tick(dialog, labels["sea"])
    driver.until(lambda: labels["sea"].text(2) == "left out")
    assert labels["tree"].text(3) == "2 images"
    press_import(driver, dialog)
    assert labels_of(driver) == {"things": ["tree"]}
    assert driver.states("tree")[:2] == [State.PRESENT, State.PRESENT]


def test_separator_and_column_of_images_are_chosen(
    driver: Driver, images: Path, tmp_path: Path
) -> None:
    driver.open(images)
    table = tmp_path / "labels.csv"
    table.write_text("path,shot,a;b\nx,000.png,cat;dog\ny,001.png,dog\n", encoding="utf-8")
    dialog = dialog_of(driver, table)
    driver.until(lambda: "2 missing" in dialog.told.text())
    assert dialog.reading.path_box.currentText() == "path (guessed)"
    choose(dialog.reading.path_box, "shot")
    driver.until(lambda: "2 images found, 0 missing" in dialog.told.text())
    assert set(dialog.columns.rows) == {"path", "a;b"}
    tick(dialog, dialog.columns.rows["path"].item)
    choose(dialog.reading.separator_box, "semicolon")
    driver.until(lambda: "there is no column" in dialog.told.text())
    assert not dialog.accept_button.isEnabled()
    choose(dialog.reading.separator_box, "comma")
    driver.until(lambda: "2 missing" in dialog.told.text())
    assert dialog.reading.path_box.currentText() == "path (guessed)"
    dialog.reject()


def test_folders_are_labels_one_step_from_the_start_page(driver: Driver, tmp_path: Path) -> None:
    pets = folders_of_pets(tmp_path / "pets")
    with driver.bot.waitSignal(driver.window.intake.scanned):
        driver.window.projects.learn_from_tags(pets)
    dialog = of_folder(driver)
    assert dialog.format.currentText() == "Class folders – 3 images in 2 folders"
    assert "3 images found, 0 missing" in dialog.told.text()
    press_import(driver, dialog)
    assert [sorted(names) for names in labels_of(driver).values()] == [["cat", "dog"]]
    assert driver.states("cat") == [State.PRESENT, State.PRESENT, State.ABSENT]


def test_a_folder_says_what_it_has_and_another_format_is_chosen(
    driver: Driver, tmp_path: Path
) -> None:
    pets = folders_of_pets(tmp_path / "pets")
    (pets / "cat" / "0.txt").write_text("furry, asleep", encoding="utf-8")
    driver.open(pets)
    driver.window.projects.folder_import_asked.emit(pets)
    dialog = of_folder(driver)
    offered = [dialog.format.itemText(row) for row in range(2)]
    assert offered == [
        "Text beside each image – 1 text file beside images",
        "Class folders – 3 images in 2 folders",
    ]
    assert dialog.choices().format == "txt"
    choose(dialog.format, "Class folders")
    driver.until(lambda: "3 images found" in dialog.told.text())
    choose(dialog.format, "Text beside")
    driver.until(lambda: "1 image found" in dialog.told.text())
    press_import(driver, dialog)
    assert [sorted(names) for names in labels_of(driver).values()] == [["asleep", "furry"]]


def test_a_folder_without_labels_says_so(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.window.projects.folder_import_asked.emit(images)
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), ImportDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ImportDialog)
    driver.until(lambda: "No labels were found in this folder" in dialog.told.text())
    assert not dialog.accept_button.isEnabled()
    dialog.reject()
