"""The schema editor by keys and mouse: every edit is saved, shown and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton, QWidget
from window_driver import CONTROL, NONE, SHIFT, Driver

from labelmt.domain.annotations import State
from labelmt.domain.schema import PALETTE, Label, Schema, Task, TaskKind
from labelmt.gui.labelling.panel.label_picker import LabelPicker
from labelmt.gui.schema.schema_dialog import SchemaDialog
from labelmt.gui.schema.schema_tree_model import ITEM, MIME
from labelmt.project.commands.commands import SetAnnotations

ALT = Qt.KeyboardModifier.AltModifier


class Editor:
    """A person at the dialog."""

    def __init__(self, driver: Driver, dialog: SchemaDialog) -> None:
        self.driver = driver
        self.dialog = dialog

    @property
    def schema(self) -> Schema:
        return self.dialog.schema

    def label(self, name: str) -> Label:
        return next(one for one in self.schema.labels if one.name == name)

    def has(self, name: str) -> bool:
        return any(one.name == name for one in self.schema.labels)

    def names(self, task: int = 0) -> list[str]:
        return [one.name for one in self.schema.tasks[task].labels]

    def click(self, item: Task | Label, modifiers: Qt.KeyboardModifier = NONE) -> None:
        tree = self.dialog.tree
        place = tree.visualRect(tree.schema_model.index_of(item)).center()
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, modifiers, place)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.dialog.tree, key, modifiers)

    def push(self, button: QWidget) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def until(self, condition: Callable[[], bool]) -> None:
        self.driver.until(lambda: not self.dialog.editor.busy and condition())

    def undo(self) -> None:
        self.dialog.activateWindow()  # a question may have been the active one
        self.driver.until(self.dialog.isActiveWindow)
        QTest.keyClick(self.dialog, Qt.Key.Key_Z, CONTROL)

    def redo(self) -> None:
        QTest.keyClick(self.dialog, Qt.Key.Key_Z, CONTROL | SHIFT)

    def question(self) -> QMessageBox:
        def found() -> list[QMessageBox]:
            return [one for one in self.dialog.findChildren(QMessageBox) if one.isVisible()]

        self.driver.until(lambda: bool(found()))
        return found()[0]

    def answer(self, word: str) -> str:
        """Choose a button of the question; what it told."""
        box = self.question()
        [button] = [one for one in box.buttons() if one.text().replace("&", "") == word]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return box.informativeText()


@pytest.fixture
def editor(driver: Driver, images: Path) -> Iterator[Editor]:
    """The dialog on a project with three labels in a task and two in another."""
    driver.open(images)
    driver.add_labels("car", "truck", "vehicle")
    driver.add_task("scene", TaskKind.MULTICLASS)
    driver.add_labels("beach", "city")
    car, truck = driver.label("car"), driver.label("truck")
    for rows, label, state in (
        ((0, 1, 2), car, State.PRESENT),
        ((2, 3), truck, State.PRESENT),
        ((0,), truck, State.ABSENT),
    ):
        driver.window.session.apply(SetAnnotations(rows, label.id, state))
    driver.settle()
    driver.do(driver.window.commands.edit_schema)
    dialog = driver.window.findChild(SchemaDialog)
    assert dialog is not None
    driver.until(dialog.isVisible)
    driver.until(lambda: bool(dialog.schema.tasks))
    yield Editor(driver, dialog)
    dialog.reject()


def test_rename_in_place_and_take_it_back(editor: Editor) -> None:
    editor.click(editor.label("car"))
    editor.press(Qt.Key.Key_F2)
    field = editor.dialog.tree.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    QTest.keyClicks(field, "automobile")
    QTest.keyClick(field, Qt.Key.Key_Return)
    editor.until(lambda: editor.has("automobile"))
    assert editor.dialog.status.text() == "Rename label car to automobile (3 annotations)"
    # The window behind follows at once, without reading any state again.
    assert editor.driver.label("automobile").name == "automobile"
    assert editor.driver.states("automobile")[:4] == [1, 1, 1, -1]
    editor.undo()
    editor.until(lambda: editor.has("car"))
    editor.redo()
    editor.until(lambda: editor.has("automobile"))


def test_keys_and_drags_reorder(editor: Editor) -> None:
    editor.click(editor.label("vehicle"))
    editor.press(Qt.Key.Key_Up, ALT)
    editor.until(lambda: editor.names() == ["car", "vehicle", "truck"])
    assert editor.dialog.tree.selected_labels() == [editor.label("vehicle")]
    editor.press(Qt.Key.Key_Up, ALT)
    editor.until(lambda: editor.names() == ["vehicle", "car", "truck"])
    editor.press(Qt.Key.Key_Up, ALT)  # is first already
    editor.until(lambda: editor.names() == ["vehicle", "car", "truck"])
    assert editor.driver.states("car")[:4] == [1, 1, 1, -1]
    editor.click(editor.schema.tasks[1])
    editor.press(Qt.Key.Key_Up, ALT)
    editor.until(lambda: [task.name for task in editor.schema.tasks] == ["scene", "labels"])
    assert editor.driver.states("car")[:4] == [1, 1, 1, -1]
    drop(editor, [editor.label("vehicle")], after=editor.label("truck"))
    editor.until(lambda: editor.names(1) == ["car", "truck", "vehicle"])


def drop(editor: Editor, labels: list[Label], after: Label) -> None:
    """Let labels fall just below another one, as the view tells its model of it."""
    model = editor.dialog.tree.schema_model
    mime = model.mimeData([model.index_of(one) for one in labels])
    below = model.index_of(after)
    where = (Qt.DropAction.MoveAction, below.row() + 1, 0, below.parent())
    assert mime.hasFormat(MIME)
    assert model.canDropMimeData(mime, *where)
    assert not model.canDropMimeData(mime, Qt.DropAction.MoveAction, 0, 0, below)
    assert not model.canDropMimeData(QMimeData(), *where)
    model.dropMimeData(mime, *where)


def test_colour_key_and_synonyms(editor: Editor) -> None:
    editor.click(editor.label("car"))
    side = editor.dialog.side.form
    editor.push(side.colors.buttons[PALETTE[4]])
    editor.until(lambda: editor.label("car").color == PALETTE[4])
    taken = editor.label("truck").shortcut
    texts = [side.key.itemText(place) for place in range(side.key.count())]
    assert f"{taken}   taken by truck" in texts
    side.key.setFocus()
    QTest.keyClicks(side.key, taken)  # as one types in a list of choices
    side.key.activated.emit(side.key.currentIndex())
    editor.until(lambda: editor.label("car").shortcut == taken)
    assert editor.label("truck").shortcut == ""
    side.synonyms.setFocus()
    QTest.keyClicks(side.synonyms, "auto, Automobile,, auto")
    QTest.keyClick(side.synonyms, Qt.Key.Key_Return)
    editor.until(lambda: editor.label("car").synonyms == ("auto", "Automobile"))
    assert editor.dialog.isVisible()  # Enter is the field's


def test_a_hierarchy_tells_what_follows(editor: Editor) -> None:
    editor.click(editor.label("car"))
    parents = editor.dialog.side.form.parents
    [row] = [r for r in range(parents.count()) if parents.item(r).text() == "vehicle"]
    parents.setFocus()
    parents.setCurrentRow(row)
    QTest.keyClick(parents, Qt.Key.Key_Space)
    assert "3 annotations follow from the hierarchy." in editor.answer("Go on")
    editor.until(lambda: bool(editor.label("car").parents))
    assert editor.driver.states("vehicle")[:4] == [1, 1, 1, -1]
    editor.undo()
    editor.until(lambda: not editor.label("car").parents)
    assert set(editor.driver.states("vehicle")) == {-1}


def test_a_refused_hierarchy_shows_as_it_was(editor: Editor) -> None:
    editor.click(editor.label("car"))
    parents = editor.dialog.side.form.parents
    parents.setFocus()
    parents.setCurrentRow(0)
    QTest.keyClick(parents, Qt.Key.Key_Space)
    editor.answer("Cancel")
    item = editor.dialog.side.form.parents.item(0)
    assert item.checkState() == Qt.CheckState.Unchecked
    assert not editor.label("car").parents


def test_merge_counts_what_unites(editor: Editor) -> None:
    editor.click(editor.label("truck"))
    editor.push(editor.dialog.side.merge)
    picker = editor.dialog.findChild(LabelPicker)
    assert picker is not None
    QTest.keyClicks(picker.text, "cra")
    QTest.keyClick(picker.text, Qt.Key.Key_Return)
    told = editor.answer("Go on")
    assert "3 annotations on 3 images" in told
    assert "On one image present and absent meet" in told
    editor.until(lambda: not editor.has("truck"))
    assert editor.label("car").synonyms == ("truck",)
    assert editor.driver.states("car")[:5] == [1, 1, 1, 1, -1]
    editor.undo()
    editor.until(lambda: editor.has("truck"))
    assert editor.driver.states("truck")[:5] == [0, -1, 1, 1, -1]


def test_move_to_a_task_of_one(editor: Editor) -> None:
    editor.click(editor.label("car"))
    editor.click(editor.label("truck"), CONTROL)
    assert len(editor.dialog.tree.selected_labels()) == 2
    [action] = [one for one in editor.dialog.side.tasks_menu.actions() if one.text() == "scene"]
    action.trigger()
    told = editor.answer("Go on")
    assert "On one image two labels cannot both stay" in told
    editor.until(lambda: editor.names(1) == ["beach", "city", "car", "truck"])
    assert editor.driver.states("truck")[:5] == [0, 0, 0, 1, -1]


def test_archive_hides_and_brings_back(editor: Editor) -> None:
    editor.click(editor.label("car"))
    editor.push(editor.dialog.side.archive)
    editor.until(lambda: editor.label("car").archived)
    shown = [one.name for one in editor.driver.project_view.schema.labels]
    assert shown == ["truck", "vehicle", "beach", "city"]
    assert editor.driver.states("truck")[:4] == [0, -1, 1, 1]
    assert editor.dialog.side.archive.text() == "Bring back"
    editor.push(editor.dialog.side.archive)
    editor.until(lambda: not editor.label("car").archived)
    assert editor.driver.states("car")[:4] == [1, 1, 1, -1]


def test_delete_asks_with_counts(editor: Editor) -> None:
    editor.click(editor.label("car"))
    editor.press(Qt.Key.Key_Delete)
    assert "3 annotations on 3 images go with it." in editor.answer("Cancel")
    assert editor.has("car")
    editor.press(Qt.Key.Key_Delete)
    editor.answer("Delete")
    editor.until(lambda: not editor.has("car"))
    editor.undo()
    editor.until(lambda: editor.has("car"))
    assert editor.dialog.tree.current_item() == editor.label("car")
    assert editor.driver.states("car")[:4] == [1, 1, 1, -1]


def test_new_tasks_and_labels_are_typed(editor: Editor) -> None:
    editor.click(editor.schema.tasks[1])
    adder = editor.dialog.adder
    adder.name.setFocus()
    QTest.keyClicks(adder.name, "forest")
    QTest.keyClick(adder.name, Qt.Key.Key_Return)
    editor.until(lambda: editor.names(1) == ["beach", "city", "forest"])
    assert editor.dialog.tree.current_item() == editor.label("forest")
    editor.push(adder.new_task)
    QTest.keyClicks(adder.form.name, "light")
    QTest.keyClick(adder.form.name, Qt.Key.Key_Return)
    editor.until(lambda: len(editor.schema.tasks) == 3)
    QTest.keyClicks(adder.name, "forest")
    QTest.keyClick(adder.name, Qt.Key.Key_Return)
    editor.until(lambda: editor.names(2) == ["forest"])
    QTest.keyClicks(adder.name, "Forest")
    QTest.keyClick(adder.name, Qt.Key.Key_Return)
    editor.until(lambda: editor.dialog.notices.shown is not None)
    assert editor.dialog.isVisible()


def test_templates_and_files(editor: Editor, tmp_path: Path) -> None:
    [photos] = [
        one
        for one in editor.dialog.templates.menu().actions()
        if isinstance(one, QAction) and one.data() == "photos"
    ]
    photos.trigger()
    editor.until(lambda: editor.has("portrait"))
    file = tmp_path / "schema.yaml"
    editor.dialog.export_to(file)
    editor.until(lambda: str(file) in editor.dialog.status.text())
    editor.undo()
    editor.until(lambda: not editor.has("portrait"))
    editor.dialog.import_from(file)
    editor.until(lambda: editor.has("portrait"))
    file.write_text("labelmt-schema: 1\ntasks:\n- {name: '|', kind: multilabel}\n")
    editor.dialog.import_from(file)
    editor.until(lambda: editor.dialog.notices.shown is not None)
    notice = editor.dialog.notices.shown
    assert notice is not None
    assert "line 3" in notice.details


def test_every_control_has_a_name_and_is_reached_by_tab(editor: Editor) -> None:
    editor.click(editor.label("car"))
    dialog = editor.dialog
    dialog.tree.setFocus()
    seen: list[QWidget] = []
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in seen:
            break
        seen.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    side = dialog.side
    wanted: set[QWidget] = {dialog.tree, dialog.adder.name, side.form.key, side.form.synonyms,
              side.form.parents, dialog.templates, dialog.import_file, dialog.close_button,
              side.form.colors.other, *side.buttons()}  # fmt: skip
    assert wanted <= set(seen)
    for widget in seen:
        named = widget.accessibleName() or (
            widget.text() if isinstance(widget, QPushButton) else widget.toolTip()
        )
        assert named, widget
    assert dialog.tree.schema_model.index_of(editor.label("car")).data(ITEM) is not None


def test_unlabelled_means_absent_is_a_box_of_the_task(editor: Editor) -> None:
    box = editor.dialog.side.unlabelled_absent
    editor.click(editor.schema.tasks[0])
    editor.until(box.isVisible)
    assert not box.isChecked()
    QTest.keyClick(box, Qt.Key.Key_Space)
    editor.until(lambda: editor.schema.tasks[0].unlabelled_absent)
    assert box.isChecked()
    editor.click(editor.schema.labels[0])
    editor.until(lambda: not box.isVisible())
    editor.click(editor.schema.tasks[0])
    editor.undo()
    editor.until(lambda: not editor.schema.tasks[0].unlabelled_absent)
    editor.until(lambda: not box.isChecked())
