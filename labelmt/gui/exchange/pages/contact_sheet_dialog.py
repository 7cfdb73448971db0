"""The dialog before a contact sheet: place, images, heading, columns, captions, paper."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLineEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.exchange.pages.page_dialog import PageDialog
from labelmt.gui.exchange.pages.place_row import PlaceRow
from labelmt.gui.theme.tokens import MEDIUM
from labelmt.project.report.contact_sheet import (
    FEWEST_COLUMNS,
    LABELS,
    MOST_COLUMNS,
    NAME,
    USUAL_COLUMNS,
    SheetChoices,
)

Rows = NDArray[np.int64]
SEVERAL = 2
"""Selected images from which they are offered first: one is selected always."""


class ContactSheetDialog(PageDialog):
    """Asks which images go onto pages, and how they look there.

    Args:
        heading: what is proposed to stand above them.
        shown, selected: rows in their order.
    """

    def __init__(
        self, out: Path, heading: str, shown: Rows, selected: Rows, parent: QWidget | None = None
    ) -> None:
        super().__init__(PlaceRow(out, is_folder=False), "", parent)
        self.setWindowTitle(self.tr("Contact sheet"))
        self.write.setText(self.tr("Write contact sheet"))
        self._shown = shown
        self._selected = selected
        self.heading = QLineEdit(heading)
        locale = QLocale()
        self.all_shown = QRadioButton(
            self.tr("The {0} images in view").format(locale.toString(len(shown)))
        )
        self.only_selected = QRadioButton(
            self.tr("Selected images: {0}").format(locale.toString(len(selected)))
        )
        self.only_selected.setEnabled(len(selected) > 0)
        several = len(selected) >= SEVERAL
        (self.only_selected if several else self.all_shown).setChecked(True)
        self.columns = QSpinBox()
        self.columns.setRange(FEWEST_COLUMNS, MOST_COLUMNS)
        self.columns.setValue(USUAL_COLUMNS)
        self.names = QCheckBox(self.tr("Names"))
        self.labels = QCheckBox(self.tr("Labels"))
        for one in (self.names, self.labels):
            one.setChecked(True)
        form = QFormLayout()
        form.addRow(self.tr("Write to"), self.where)
        form.addRow(self.tr("Heading"), self.heading)
        form.addRow(self.tr("Images"), self.all_shown)
        form.addRow("", self.only_selected)
        form.addRow(self.tr("Columns"), self.columns)
        form.addRow(self.tr("Below each"), self.names)
        form.addRow("", self.labels)
        form.addRow(self.tr("Paper"), self.paper)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addSpacing(MEDIUM)
        layout.addStretch(1)
        layout.addWidget(self.notices)
        layout.addWidget(self.buttons)
        letter = self.fontMetrics().averageCharWidth()
        self.resize(letter * 78, self.sizeHint().height())

    def rows(self) -> Rows:
        """The images that were chosen, in their order."""
        return self._selected if self.only_selected.isChecked() else self._shown

    def choices(self) -> SheetChoices:
        """How it is to look."""
        boxes = ((self.names, NAME), (self.labels, LABELS))
        below = tuple(name for box, name in boxes if box.isChecked())
        return SheetChoices(self.heading.text().strip(), self.columns.value(), below)
