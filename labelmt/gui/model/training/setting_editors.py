"""One small editor for each type of setting: choice, switch, whole number, number, text."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeAlias

from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from labelmt.domain.settings.training_settings import Range
from labelmt.gui.model.training.setting_titles import choice_title

DECIMALS = 8
"""Enough for a learning rate of 0.00000001."""

LEAST_LETTERS = 16
"""Of a choice, in a narrow window."""


class ChoiceEditor(QComboBox):
    """One of the choices that the setting has, or what else it may be, typed in."""

    def __init__(self, allowed: Range, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(bool(allowed.also))
        # The form gives it more: a long name must not widen a dialog past its screen.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LEAST_LETTERS)
        for choice in allowed.choices:
            self.addItem(choice_title(choice), choice)

    def value(self) -> str:
        at = self.findText(self.currentText())
        return self.currentText().strip() if at < 0 else str(self.itemData(at))

    def put(self, value: Any) -> None:
        at = self.findData(value)
        self.setCurrentIndex(at)
        if at < 0:
            self.setEditText(str(value))


class SwitchEditor(QCheckBox):
    """On or off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def value(self) -> bool:
        return self.isChecked()

    def put(self, value: Any) -> None:
        self.setChecked(bool(value))


class WholeNumberEditor(QSpinBox):
    """A whole number within its range."""

    def __init__(self, allowed: Range, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(int(allowed.minimum or 0), int(allowed.maximum or 2**31 - 1))
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)

    def put(self, value: Any) -> None:
        self.setValue(int(value))


class NumberEditor(QDoubleSpinBox):
    """A number within its range, shown without trailing zeros; steps follow its size."""

    def __init__(self, allowed: Range, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(DECIMALS)
        self.setRange(allowed.minimum or 0.0, 1e9 if allowed.maximum is None else allowed.maximum)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)

    def textFromValue(self, value: float) -> str:  # noqa: N802 - Qt's virtual
        text = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return text.rstrip("0").removesuffix(point) if point in text else text

    def put(self, value: Any) -> None:
        self.setValue(float(value))


class TextEditor(QLineEdit):
    """One line, such as names of tasks."""

    def value(self) -> str:
        return self.text().strip()

    def put(self, value: Any) -> None:
        self.setText(str(value))


SettingEditor: TypeAlias = (
    ChoiceEditor | SwitchEditor | WholeNumberEditor | NumberEditor | TextEditor
)


def editor_for(one: dataclasses.Field[Any]) -> SettingEditor:
    """The editor that fits a setting's type and range."""
    allowed: Range = one.metadata["range"]
    if allowed.choices:
        return ChoiceEditor(allowed)
    if isinstance(one.default, bool):
        return SwitchEditor()
    if isinstance(one.default, str):
        return TextEditor()
    return WholeNumberEditor(allowed) if isinstance(one.default, int) else NumberEditor(allowed)
