"""Part of the training dialog: what is kept together, and the test part."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from labelmt.gui.model.training.keep_together_form import KeepTogetherForm
from labelmt.gui.model.training.test_part_form import TestPartForm
from labelmt.gui.theme.tokens import MEDIUM, SMALL, TIGHT
from labelmt.gui.widgets.muted_colours import quiet_label


class JudgingForm(QWidget):
    """The two forms, each with its title and what it is for, in the columns of the settings."""

    grown = Signal()
    """More or less is said than before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.together, self.test_part = KeepTogetherForm(), TestPartForm()
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, MEDIUM)
        grid.setHorizontalSpacing(2 * MEDIUM)
        grid.setVerticalSpacing(TIGHT)
        grid.setColumnStretch(1, 1)
        why = quiet_label(
            self.tr(
                "Images of one burst, patient or place are never parted between those it learns "
                "from and those that judge it, or figures flatter."
            )
        )
        why.setContentsMargins(0, 0, 0, MEDIUM)
        for line, (title, form) in enumerate(
            ((self.tr("Keep together"), self.together), (self.tr("Test part"), self.test_part))
        ):
            words = QLabel(title)
            words.setContentsMargins(0, SMALL, 0, 0)
            grid.addWidget(words, 2 * line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(form, 2 * line, 1)
        grid.addWidget(why, 1, 1)

    def set_title_width(self, width: int) -> None:
        """Stand in one column with the settings above."""
        self._grid.setColumnMinimumWidth(0, width)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.grown.emit()
        return super().event(event)
