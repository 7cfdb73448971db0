"""The size of paper in a dialog; at first what the person's country uses."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QComboBox, QWidget

from labelmt.gui.paper.paper_sizes import A4, LETTER, Paper

_LETTER_COUNTRIES = {
    QLocale.Country.UnitedStates, QLocale.Country.Canada, QLocale.Country.Mexico,
    QLocale.Country.Philippines, QLocale.Country.Chile, QLocale.Country.Colombia,
}  # fmt: skip


class PaperChoice(QComboBox):
    """A4 or Letter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Paper"))
        for one in (A4, LETTER):
            self.addItem(one.name, one)
        if QLocale.system().territory() in _LETTER_COUNTRIES:
            self.setCurrentIndex(1)

    @property
    def paper(self) -> Paper:
        return LETTER if self.currentIndex() == 1 else A4
