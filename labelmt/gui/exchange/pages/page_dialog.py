"""What the dialogs for pages have in common: the place is looked at before they close."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from labelmt.gui.exchange.pages.paper_choice import PaperChoice
from labelmt.gui.exchange.pages.place_row import PlaceRow
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.notices import Notice, NoticeBar, describe


class PageDialog(FittingDialog):
    """Asks where pages go, and on which paper."""

    write_asked = Signal()
    """The place is to be looked at: then it is accepted, or ``refuse`` tells why not."""

    def __init__(self, where: PlaceRow, button: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.where = where
        self.paper = PaperChoice()
        self.notices = NoticeBar()
        self.buttons = QDialogButtonBox()
        self.write = self.buttons.addButton(button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._problem: Notice | None = None
        self.buttons.accepted.connect(self._ask)
        self.buttons.rejected.connect(self.reject)
        where.changed.connect(self._look_at_place)

    def refuse(self, error: Exception | None) -> None:
        """It cannot be written there, or is not to be: another place can be chosen here."""
        self.write.setEnabled(self.where.is_given)
        if error is not None:
            self._take_back()
            self._problem = describe(error)
            self.notices.tell(self._problem)
            self.where.setFocus()

    @Slot()
    def _ask(self) -> None:
        self.write.setEnabled(False)  # until the place has been looked at
        self.write_asked.emit()

    @Slot()
    def _look_at_place(self) -> None:
        self.write.setEnabled(self.where.is_given)
        self._take_back()

    def _take_back(self) -> None:
        if self._problem is not None:
            self.notices.withdraw(self._problem)
            self._problem = None
