"""The dialog of training settings, with real clicks and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from labelmt.domain.settings.training_settings import TrainingSettings, setting_fields
from labelmt.gui.model.training import settings_dialog
from labelmt.gui.model.training.chosen_images import ChosenImages
from labelmt.gui.model.training.judging_form import JudgingForm
from labelmt.gui.model.training.setting_editors import (
    ChoiceEditor,
    NumberEditor,
    SwitchEditor,
    TextEditor,
    WholeNumberEditor,
)
from labelmt.gui.model.training.settings_dialog import SettingsDialog
from labelmt.project.training.test_part import TestPart

ODD = TrainingSettings(
    backbone="small_cnn", epochs=37, head_rate=1 / 3, dropout=0.123456789012, flip=False
)


def opened(qtbot: QtBot, settings: TrainingSettings, *devices: str) -> SettingsDialog:
    dialog = SettingsDialog(settings, devices)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def press(qtbot: QtBot, dialog: SettingsDialog, which: QDialogButtonBox.StandardButton) -> None:
    QTest.mouseClick(dialog.buttons.button(which), Qt.MouseButton.LeftButton)


def fold(dialog: SettingsDialog) -> QToolButton:
    return next(one for one in dialog.findChildren(QToolButton) if one.text() == "Advanced")


@pytest.mark.parametrize("settings", [TrainingSettings(), ODD])
def test_what_is_not_touched_comes_back_exactly(qtbot: QtBot, settings: TrainingSettings) -> None:
    dialog = opened(qtbot, settings)
    press(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
    assert dialog.result() == SettingsDialog.DialogCode.Accepted
    assert dialog.settings() == settings


def test_each_setting_has_an_editor_a_name_and_its_help(qtbot: QtBot) -> None:
    dialog = opened(qtbot, TrainingSettings(), "cuda:0", "cpu")
    typed = {str: TextEditor, bool: SwitchEditor, int: WholeNumberEditor, float: NumberEditor}
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    for one in setting_fields():
        editor = dialog.editor(one.name)
        kind = ChoiceEditor if one.metadata["range"].choices else typed[type(one.default)]
        assert type(editor) is kind
        assert editor.accessibleName() in shown
        assert editor.accessibleDescription().startswith(one.metadata["help"])
        assert editor.accessibleDescription() in shown
    assert "cuda:0" in dialog.editor("device").accessibleDescription()


@pytest.mark.parametrize("scale", [1, 2])
def test_no_setting_is_cut_off_on_the_right(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, scale: float
) -> None:
    metrics = QFontMetrics(QApplication.font())
    if scale > 1 and metrics.horizontalAdvance("i") == metrics.horizontalAdvance("W"):
        pytest.skip("without any font letters are boxes twice as wide, and twice that is no room")
    screen = QSize(1024, 700)
    monkeypatch.setattr(settings_dialog, "room_on_screen", lambda _window: screen)
    before, font = QApplication.font(), QApplication.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    QApplication.setFont(font)
    try:
        form = JudgingForm()
        dialog = SettingsDialog(TrainingSettings(), ("cuda:0",), judging=form)
        qtbot.addWidget(dialog)
        form.test_part.show_choices([ChosenImages("The 12 images that are selected", "")])
        rows = np.arange(12, dtype=np.int64)
        form.test_part.show_part(TestPart(rows, rows, 300))
        dialog.show()
        qtbot.waitExposed(dialog)
        (area,) = dialog.findChildren(QScrollArea)
        inside = area.widget()
        assert inside is not None
        for unfolded in (False, True):
            fold(dialog).setChecked(unfolded)
            qtbot.waitUntil(lambda: inside.width() == area.viewport().width())
            assert dialog.width() <= screen.width()
            for button in (form.test_part.draw, form.test_part.label):
                end = button.mapTo(inside, button.rect().bottomRight())
                assert inside.rect().contains(end), button.text()
    finally:
        QApplication.setFont(before)


def test_typing_changes_settings(qtbot: QtBot) -> None:
    dialog = opened(qtbot, TrainingSettings())
    epochs, backbone = dialog.editor("epochs"), dialog.editor("backbone")
    assert isinstance(epochs, WholeNumberEditor)
    epochs.setFocus()
    epochs.selectAll()
    QTest.keyClicks(epochs, "25")
    backbone.setFocus()
    QTest.keyClick(backbone, Qt.Key.Key_Down)
    press(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
    assert dialog.settings() == TrainingSettings(epochs=25, backbone="resnet50")


def test_advanced_settings_unfold_by_key_and_take_small_numbers(qtbot: QtBot) -> None:
    dialog = opened(qtbot, TrainingSettings())
    rate = dialog.editor("backbone_rate")
    assert isinstance(rate, NumberEditor)
    assert not rate.isVisible()
    assert rate.text() == f"0{rate.locale().decimalPoint()}0001"
    fold(dialog).setFocus()
    QTest.keyClick(fold(dialog), Qt.Key.Key_Space)
    assert rate.isVisible()
    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, f"0{rate.locale().decimalPoint()}00003")
    press(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
    assert dialog.settings() == TrainingSettings(backbone_rate=3e-5)


def test_advanced_settings_that_differ_are_in_sight(qtbot: QtBot) -> None:
    assert opened(qtbot, ODD).editor("dropout").isVisible()


def test_a_value_out_of_range_cannot_be_entered(qtbot: QtBot) -> None:
    dialog = opened(qtbot, TrainingSettings())
    epochs = dialog.editor("epochs")
    assert isinstance(epochs, WholeNumberEditor)
    epochs.selectAll()
    QTest.keyClicks(epochs, "99999")
    press(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
    assert 1 <= dialog.settings().epochs <= 1000


def test_defaults_come_back(qtbot: QtBot) -> None:
    dialog = opened(qtbot, ODD)
    press(qtbot, dialog, QDialogButtonBox.StandardButton.RestoreDefaults)
    press(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
    assert dialog.settings() == TrainingSettings()


def test_escape_leaves_it(qtbot: QtBot) -> None:
    dialog = opened(qtbot, TrainingSettings())
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == SettingsDialog.DialogCode.Rejected


def test_tab_goes_through_every_setting_in_sight(qtbot: QtBot) -> None:
    dialog = opened(qtbot, ODD)
    assert dialog.focusWidget() is dialog.editor("backbone")
    seen = []
    for _ in range(len(setting_fields()) + 1):
        seen.append(dialog.focusWidget().accessibleName() or "Advanced")
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    names = [dialog.editor(one.name).accessibleName() for one in setting_fields()]
    assert [name for name in seen if name != "Advanced"] == names


def test_the_wheel_over_a_setting_does_not_change_it(qtbot: QtBot) -> None:
    dialog = opened(qtbot, TrainingSettings())
    epochs = dialog.editor("epochs")
    for focused in (False, True):
        (epochs if focused else dialog.editor("backbone")).setFocus()
        middle = QPointF(epochs.rect().center())
        QApplication.sendEvent(
            epochs,
            QWheelEvent(
                middle,
                epochs.mapToGlobal(middle),
                QPoint(),
                QPoint(0, 120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )
        assert (dialog.settings().epochs != 10) == focused


def test_any_network_of_timm_is_typed_in_and_nonsense_is_told(qtbot: QtBot) -> None:
    dialog = opened(qtbot, TrainingSettings())
    backbone = dialog.editor("backbone")
    assert isinstance(backbone, ChoiceEditor)

    def type_in(said: str) -> None:
        backbone.setFocus()
        QTest.keyClick(backbone, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(backbone, said)
        press(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)

    type_in("nonsense")
    assert dialog.isVisible()
    assert "nonsense" in dialog.problem.text()
    assert dialog.problem.isVisible()
    assert backbone.hasFocus()
    type_in("timm:vit_small_patch14_dinov2.lvd142m")
    assert not dialog.isVisible()
    assert dialog.settings().backbone == "timm:vit_small_patch14_dinov2.lvd142m"
    again = opened(qtbot, dialog.settings())
    assert again.editor("backbone").value() == "timm:vit_small_patch14_dinov2.lvd142m"
