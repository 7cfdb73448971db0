"""The dialog before a table is imported: what labels that are not listed mean."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.annotations import State
from labelmt.domain.text import translated
from labelmt.formats.base import AnnotationFormat
from labelmt.formats.registry import reader_for


class ImportDialog(QDialog):
    """``unlisted`` is the state of labels that a filled cell does not list."""

    def __init__(self, file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import a table"))
        what = QLabel(
            self.tr("“{0}”: {1}").format(
                file.name, translated(reader_for(file, AnnotationFormat).explained)
            )
        )
        what.setWordWrap(True)
        what.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)
        self.absent = QRadioButton(self.tr("Labels that a cell does not list are absent"))
        self.unknown = QRadioButton(self.tr("Labels that a cell does not list are unknown"))
        self.absent.setChecked(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(what)
        layout.addWidget(self.absent)
        layout.addWidget(self.unknown)
        layout.addWidget(buttons)

    @property
    def unlisted(self) -> State:
        return State.UNKNOWN if self.unknown.isChecked() else State.ABSENT
