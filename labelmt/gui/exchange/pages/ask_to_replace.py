"""Asks before pages take the place of what is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from labelmt.formats.output import Exists, NotEmpty


def ask_to_replace(window: QWidget, there: Exists, agreed: Callable[[], None]) -> None:
    """Open a question; ``agreed`` is called where the answer is yes."""
    translate = QCoreApplication.translate
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Question)
    if isinstance(there, NotEmpty):
        box.setText(
            translate(
                "pages", "There is something in this folder already. Write into it all the same?"
            )
        )
        yes = translate("pages", "Write into it")
    else:
        box.setText(translate("pages", "There is a file of this name already. Replace it?"))
        yes = translate("pages", "Replace")
    box.setInformativeText(there.subject)
    button = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.finished.connect(box.deleteLater)
    button.clicked.connect(agreed)
    box.open()
