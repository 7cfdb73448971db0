"""The label panel: what it shows of a selection, and what it asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from labelmt.domain.annotations import State
from labelmt.domain.key_sets import SHORTCUT_KEYS
from labelmt.domain.schema import PALETTE, Label, Schema, Task, TaskKind
from labelmt.gui.core.selection_summary import Summary
from labelmt.gui.labelling.panel.key_dialog import KeyDialog
from labelmt.gui.labelling.panel.label_menu import LabelMenu
from labelmt.gui.labelling.panel.label_model import LabelRole
from labelmt.gui.labelling.panel.label_panel import LabelPanel
from labelmt.gui.labelling.panel.row_painter import lay_out

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def make_schema(count: int = 3) -> Schema:
    objects = [
        Label(i + 1, 1, f"thing {i}", PALETTE[i % len(PALETTE)], SHORTCUT_KEYS[i : i + 1])
        for i in range(count)
    ]
    scene = [Label(10_001, 2, "harbor", PALETTE[3]), Label(10_002, 2, "beach", PALETTE[4])]
    return Schema(
        (
            Task(1, "objects", TaskKind.MULTILABEL, tuple(objects)),
            Task(2, "scene", TaskKind.MULTICLASS, tuple(scene)),
        )
    )


def summary(schema: Schema, **states: State | None) -> Summary:
    shown = [states.get(label.name.replace(" ", "_"), State.UNKNOWN) for label in schema.labels]
    count = len(shown)
    return Summary(3, tuple(shown), (0.25,) * count, (0.5,) * count)


@pytest.fixture
def panel(qtbot: QtBot) -> LabelPanel:
    panel = LabelPanel()
    qtbot.addWidget(panel)
    schema = make_schema()
    shown = summary(schema, thing_0=State.PRESENT, thing_1=None, harbor=State.ABSENT)
    panel.show_schema(schema)
    panel.show_summary(shown)
    panel.resize(360, 500)
    with qtbot.waitActive(panel):
        panel.show()
    return panel


def test_a_new_label_of_a_long_list_is_scrolled_to(panel: LabelPanel) -> None:
    panel.show_schema(make_schema(60))
    assert panel.view.verticalScrollBar().value() == 0, "many at once: the place stays"
    schema = make_schema(60)
    new = Label(20_000, 2, "lagoon", PALETTE[5])
    scene = replace(schema.tasks[1], labels=(*schema.tasks[1].labels, new))
    panel.show_schema(Schema((schema.tasks[0], scene)))
    row = panel.view.visualRect(panel.model.index_of(new.id))
    assert row.isValid()
    assert panel.view.viewport().rect().contains(row)


def click(panel: LabelPanel, label_id: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    row = panel.view.visualRect(panel.model.index_of(label_id))
    box = lay_out(row, panel.view.fontMetrics()).state.center()
    QTest.mouseClick(panel.view.viewport(), LEFT, modifiers, box)


def test_a_click_on_a_name_selects_it_and_marks_nothing(panel: LabelPanel, qtbot: QtBot) -> None:
    name = panel.view.visualRect(panel.model.index_of(2)).center()
    with qtbot.assertNotEmitted(panel.pressed_label):
        QTest.mouseClick(panel.view.viewport(), LEFT, NONE, name)
    label = panel.current_label()
    assert label is not None
    assert label.id == 2


def test_a_click_asks_for_one_of_the_three_states(panel: LabelPanel, qtbot: QtBot) -> None:
    for modifiers, state in ((NONE, State.PRESENT), (SHIFT, State.ABSENT), (ALT, State.UNKNOWN)):
        with qtbot.waitSignal(panel.pressed_label) as asked:
            click(panel, 2, modifiers)
        assert asked.args == [2, state]


def test_the_list_works_without_a_mouse(panel: LabelPanel, qtbot: QtBot) -> None:
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.model.index_of(1))
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    for key, modifiers, state in (
        (Qt.Key.Key_Space, NONE, State.PRESENT),
        (Qt.Key.Key_Space, SHIFT, State.ABSENT),
        (Qt.Key.Key_Backspace, NONE, State.UNKNOWN),
    ):
        with qtbot.waitSignal(panel.pressed_label) as asked:
            QTest.keyClick(panel.view, key, modifiers)
        assert asked.args == [2, state]
    with qtbot.waitSignal(panel.delete_asked) as asked:
        QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    assert asked.args[0].id == 2


def test_a_press_that_slides_off_marks_nothing(panel: LabelPanel, qtbot: QtBot) -> None:
    rows = [panel.view.visualRect(panel.model.index_of(i)) for i in (1, 3)]
    start, end = (lay_out(row, panel.view.fontMetrics()).state.center() for row in rows)
    with qtbot.assertNotEmitted(panel.pressed_label):
        QTest.mousePress(panel.view.viewport(), LEFT, NONE, start)
        QTest.mouseRelease(panel.view.viewport(), LEFT, NONE, end)


def test_states_and_what_a_screen_reader_says(panel: LabelPanel) -> None:
    model = panel.model
    spoken = [
        model.data(model.index_of(label.id), Qt.ItemDataRole.AccessibleTextRole)
        for label in model.schema.labels
    ]
    chance = "probability 0.25"
    assert spoken == [
        f"thing 0, present, {chance}, key 1",
        f"thing 1, mixed, {chance}, key 2",
        f"thing 2, unknown, {chance}, key 3",
        f"harbor, absent, {chance}",
        f"beach, unknown, {chance}",
    ]
    assert [model.data(model.index_of(i), LabelRole.ONE_OF) for i in (1, 10_001)] == [False, True]
    heading = model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert heading == "Task scene, exactly one"


def test_marks_differ_in_shape_not_in_colour_alone(panel: LabelPanel) -> None:
    """Present, mixed and unknown, drawn without colour, are three different pictures."""
    pictures = set()
    for label_id in (1, 2, 3):
        row = panel.view.visualRect(panel.model.index_of(label_id))
        shot = panel.view.viewport().grab(row.adjusted(28, 2, -row.width() + 48, -2)).toImage()
        gray = shot.convertToFormat(shot.Format.Format_Mono)
        pictures.add(bytes(gray.constBits()))
    assert len(pictures) == 3


def test_only_a_selection_that_changed_is_painted_again(panel: LabelPanel, qtbot: QtBot) -> None:
    schema = panel.model.schema
    same = summary(schema, thing_0=State.PRESENT, thing_1=None, harbor=State.ABSENT)
    with qtbot.assertNotEmitted(panel.model.dataChanged):
        panel.show_summary(same)
    with qtbot.waitSignal(panel.model.dataChanged):
        panel.show_summary(summary(schema))
    assert panel.model.data(panel.model.index_of(1), LabelRole.STATE) is State.UNKNOWN


def test_what_is_typed_stays_when_the_row_changes_meanwhile(
    panel: LabelPanel, qtbot: QtBot
) -> None:
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.model.index_of(3))
    QTest.keyClick(panel.view, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "sea")
    panel.model.set_suggested({3: State.PRESENT})
    with qtbot.waitSignal(panel.rename_asked) as asked:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert asked.args[1] == "sea"


def test_a_renamed_label_is_asked_for_and_not_shown_before_it_is(
    panel: LabelPanel, qtbot: QtBot
) -> None:
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.model.index_of(3))
    QTest.keyClick(panel.view, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "sea")
    with qtbot.waitSignal(panel.rename_asked) as asked:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert (asked.args[0].id, asked.args[1]) == (3, "sea")
    assert panel.model.index_of(3).data() == "thing 2"


def test_labels_are_typed_one_after_the_other(panel: LabelPanel, qtbot: QtBot) -> None:
    panel.adder.start()
    for name in ("tree", "sea"):
        QTest.keyClicks(panel.adder.name, name)
        with qtbot.waitSignal(panel.adder.label_made) as typed:
            QTest.keyClick(panel.adder.name, Qt.Key.Key_Return)
        assert typed.args == [name, 1]
    assert panel.adder.name.hasFocus()
    assert panel.adder.name.text() == ""
    with qtbot.waitSignal(panel.adder.left):
        QTest.keyClick(panel.adder.name, Qt.Key.Key_Escape)


def test_a_task_is_typed_in_place(panel: LabelPanel, qtbot: QtBot) -> None:
    panel.adder.start_task()
    form = panel.adder.form
    QTest.keyClicks(form.name, "weather")
    QTest.mouseClick(form.exactly_one, LEFT, NONE, QPoint(8, form.exactly_one.height() // 2))
    with qtbot.waitSignal(panel.adder.task_typed) as typed:
        QTest.mouseClick(form.add, LEFT)
    assert typed.args == ["weather", TaskKind.MULTICLASS]
    assert form.isHidden()
    assert panel.adder.name.hasFocus()


def test_a_new_task_is_where_the_next_label_goes(panel: LabelPanel) -> None:
    adder = panel.adder
    tasks = panel.model.schema.tasks
    assert adder.task.currentData() == 1
    adder.set_tasks((*tasks, Task(3, "weather", TaskKind.MULTICLASS)))
    assert adder.task.currentData() == 3
    adder.set_tasks(tasks)
    assert adder.task.currentData() == 1


def test_a_thousand_labels_need_no_thousand_widgets(panel: LabelPanel) -> None:
    before = len(panel.findChildren(QWidget))
    schema = make_schema(1000)
    panel.show_schema(schema)
    panel.show_summary(summary(schema))
    panel.view.setCurrentIndex(panel.model.index_of(900))
    place = panel.view.verticalScrollBar().value()
    panel.show_schema(schema)
    panel.show_summary(summary(schema, thing_4=State.PRESENT))
    assert len(panel.findChildren(QWidget)) == before
    assert panel.view.currentIndex() == panel.model.index_of(900)
    assert panel.view.verticalScrollBar().value() == place


def test_the_menu_offers_what_a_label_can(panel: LabelPanel, qtbot: QtBot) -> None:
    schema = panel.model.schema
    menu = LabelMenu(schema.labels[0], schema, panel)
    texts = [action.text() for action in menu.actions() if action.text()]
    marks = ["Mark present", "Mark absent", "Mark unknown"]
    rest = [
        "Sweep for this label", "Rename", "Colour", "Change key…", "Describe…", "Delete label…",
    ]  # fmt: skip
    assert texts == [*marks, *rest]
    with qtbot.waitSignal(menu.state_chosen) as chosen:
        menu.actions()[1].trigger()
    assert chosen.args == [State.ABSENT]
    task_menu = LabelMenu(schema.tasks[0], schema, panel)
    assert [a.text() for a in task_menu.actions() if a.text()] == ["Rename", "Delete task…"]


def test_a_key_is_chosen_by_pressing_it(panel: LabelPanel) -> None:
    schema = panel.model.schema
    dialog = KeyDialog(schema.labels[0], schema, panel)
    dialog.show()
    for taken in (Qt.Key.Key_2, Qt.Key.Key_L, Qt.Key.Key_Tab):
        QTest.keyClick(dialog, taken)
        assert dialog.isVisible(), "taken by another label, by the window, or no label key"
    QTest.keyClick(dialog, Qt.Key.Key_G)
    assert dialog.result() == KeyDialog.DialogCode.Accepted
    assert dialog.key == "G"


def test_a_key_of_another_label_is_taken_by_pressing_it_once_more(panel: LabelPanel) -> None:
    schema = panel.model.schema
    dialog = KeyDialog(schema.labels[0], schema, panel)
    dialog.show()
    QTest.keyClick(dialog, Qt.Key.Key_2)
    assert schema.labels[1].name in dialog.findChildren(QLabel)[0].text()
    for other in (Qt.Key.Key_3, Qt.Key.Key_2):
        QTest.keyClick(dialog, other)
        assert dialog.isVisible(), "what is told last is what a second press agrees to"
    QTest.keyClick(dialog, Qt.Key.Key_2)
    assert dialog.result() == KeyDialog.DialogCode.Accepted
    assert dialog.key == "2"


def test_a_row_drawn_from_pictures_shows_what_it_would_when_drawn_anew(panel: LabelPanel) -> None:
    def shown(view: QWidget) -> QImage:
        return view.grab().toImage()

    schema = panel.model.schema
    plain = summary(schema)
    marked = summary(schema, thing_0=State.PRESENT, thing_1=State.ABSENT, harbor=None)
    first = {}
    for name, content in (("plain", plain), ("marked", marked)):
        panel.show_summary(content)
        first[name] = shown(panel.view.viewport())
    assert first["plain"] != first["marked"]
    for name, content in (("plain", plain), ("marked", marked)):
        panel.show_summary(content)
        assert shown(panel.view.viewport()) == first[name]
    panel.resize(480, 500)
    panel.show_summary(plain)
    wide = shown(panel.view.viewport())
    panel.resize(360, 500)
    assert shown(panel.view.viewport()) == first["plain"]
    assert wide.size() != first["plain"].size()


def test_a_changed_look_draws_rows_anew(panel: LabelPanel) -> None:
    before = panel.view.viewport().grab().toImage()
    palette = panel.view.palette()
    for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Text):
        palette.setColor(role, QColor("black" if role is QPalette.ColorRole.Base else "white"))
    panel.view.setPalette(palette)
    after = panel.view.viewport().grab().toImage()
    row = panel.view.visualRect(panel.model.index_of(3))
    text = {after.pixelColor(x, row.center().y()).lightness() for x in range(row.width())}
    assert max(text) > 150, "white on black"
    assert before != after
