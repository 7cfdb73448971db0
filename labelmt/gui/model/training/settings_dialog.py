"""The dialog of training settings, made from their declaration in domain.settings."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.errors import InvalidSetting
from labelmt.domain.settings.training_settings import TrainingSettings, changed, setting_fields
from labelmt.domain.text import translated
from labelmt.gui.model.training.judging_form import JudgingForm
from labelmt.gui.model.training.setting_editors import SettingEditor, editor_for
from labelmt.gui.model.training.setting_titles import setting_title
from labelmt.gui.theme.tokens import MEDIUM, TIGHT
from labelmt.gui.widgets.fitting_dialog import FittingDialog, room_on_screen
from labelmt.gui.widgets.muted_colours import quiet_label


class SettingsDialog(FittingDialog):
    """Edits TrainingSettings; ``settings()`` has the result once accepted.

    Args:
        settings: what the dialog shows first.
        devices: what the worker found, best first, to say what "auto" takes; may be empty.
        judging: form of how figures are judged, below what is set most.
    """

    def __init__(
        self,
        settings: TrainingSettings,
        devices: Sequence[str] = (),
        parent: QWidget | None = None,
        judging: JudgingForm | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Training settings"))
        self.setModal(True)
        self._settings = settings
        self._editors: dict[str, SettingEditor] = {}
        self._shown: dict[str, str | bool | int | float] = {}
        notes = {"device": self.tr("Found: {0}.").format(", ".join(devices))} if devices else {}
        basic = self._form([f for f in setting_fields() if not f.metadata["advanced"]], notes)
        self._advanced = self._form([f for f in setting_fields() if f.metadata["advanced"]], {})
        self._fold = self._make_fold()
        self.judging = judging
        self._lay_out(basic)
        self._show_all(settings)
        self._fold.setChecked(self._differs_in_advanced(settings))
        self._unfold(self._fold.isChecked())
        next(iter(self._editors.values())).setFocus()

    def settings(self) -> TrainingSettings:
        """The settings as the dialog shows them; what was not touched is exactly as given."""
        result = self._settings
        for name, editor in self._editors.items():
            if editor.value() != self._shown[name]:
                result = changed(result, name, editor.value())
        return result

    def editor(self, name: str) -> SettingEditor:
        """The editor of one setting."""
        return self._editors[name]

    def _form(self, fields: Sequence[dataclasses.Field[Any]], notes: Mapping[str, str]) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * MEDIUM)
        grid.setVerticalSpacing(TIGHT)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, self._title_width())
        for index, one in enumerate(fields):
            help = " ".join(filter(None, (translated(one.metadata["help"]), notes.get(one.name))))
            editor = self._editors[one.name] = editor_for(one)
            editor.setAccessibleName(setting_title(one.name))
            editor.setAccessibleDescription(help)
            editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            editor.installEventFilter(self)
            title = QLabel(setting_title(one.name))
            title.setBuddy(editor)
            explained = quiet_label(help)
            explained.setBuddy(editor)
            explained.setContentsMargins(0, 0, 0, MEDIUM)
            grid.addWidget(title, 2 * index, 0)
            grid.addWidget(editor, 2 * index, 1)
            grid.addWidget(explained, 2 * index + 1, 1)
        return form

    def _title_width(self) -> int:
        """One for both parts, so that their editors stand in one column."""
        metrics = self.fontMetrics()
        return max(metrics.horizontalAdvance(setting_title(f.name)) for f in setting_fields())

    def _make_fold(self) -> QToolButton:
        fold = QToolButton()
        fold.setText(self.tr("Advanced"))
        fold.setCheckable(True)
        fold.setAutoRaise(True)
        fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        fold.setAccessibleDescription(self.tr("Shows or hides the settings few people need"))
        fold.toggled.connect(self._unfold)
        return fold

    def _lay_out(self, basic: QWidget) -> None:
        inside = QWidget()
        column = self._column = QVBoxLayout(inside)
        column.addWidget(basic)
        if self.judging is not None:
            self.judging.set_title_width(self._title_width())
            self.judging.grown.connect(self._grow)
            column.addWidget(self.judging)
        column.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._advanced)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        self._scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        choices = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(choices.Ok | choices.Cancel | choices.RestoreDefaults)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(choices.RestoreDefaults).clicked.connect(self._restore_defaults)
        outside = QVBoxLayout(self)
        self.problem = quiet_label("")
        self.problem.hide()
        outside.addWidget(self._scroll)
        outside.addWidget(self.problem)
        outside.addWidget(self.buttons)

    def accept(self) -> None:
        """Close, unless something that was typed cannot be: say what, and stay."""
        try:
            self.settings()
        except InvalidSetting as error:
            said = (translated(error.said("what")), translated(error.said("next_step")))
            self.problem.setText(" ".join(filter(None, said)))
            self.problem.show()
            if error.subject in self._editors:
                self._editors[error.subject].setFocus()
            return
        super().accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel scroll the page, and change a value only where the keyboard is."""
        if event.type() is QEvent.Type.Wheel and not cast(QWidget, watched).hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    @Slot(bool)
    def _unfold(self, shown: bool) -> None:
        self._fold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self._advanced.setVisible(shown)
        self._grow()

    def _grow(self) -> None:
        """Be as wide and as high as the content, within the screen."""
        style = self.style()
        sides = 2 * style.pixelMetric(QStyle.PixelMetric.PM_LayoutLeftMargin)
        room = room_on_screen(self)
        width = max(self.width() if self.isVisible() else 0, self._preferred_width(sides))
        width = min(width, room.width())
        height = self._column.totalHeightForWidth(width - sides)
        below = self.buttons.sizeHint().height() + 4 * style.pixelMetric(
            QStyle.PixelMetric.PM_LayoutBottomMargin
        )
        self.resize(width, min(height + below, round(room.height() * 0.9)))

    def _preferred_width(self, sides: int) -> int:
        """Lines that are read easily, or more where the forms and a scroll bar need it."""
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        least = self._column.totalMinimumSize().width() + bar + sides
        return max(self.fontMetrics().averageCharWidth() * 130, least)

    @Slot()
    def _restore_defaults(self) -> None:
        defaults = TrainingSettings()
        for name, editor in self._editors.items():
            editor.put(getattr(defaults, name))

    def _show_all(self, settings: TrainingSettings) -> None:
        for name, editor in self._editors.items():
            editor.put(getattr(settings, name))
            self._shown[name] = editor.value()

    def _differs_in_advanced(self, settings: TrainingSettings) -> bool:
        return any(
            getattr(settings, one.name) != one.default
            for one in setting_fields()
            if one.metadata["advanced"]
        )
