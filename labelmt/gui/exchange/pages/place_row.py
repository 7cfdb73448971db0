"""Where pages are written to, in a dialog: a line to type in, and a button to choose with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from labelmt.gui.core.remembered_places import Purpose, remember


class PlaceRow(QWidget):
    """Asks for a folder, or for a file that may be there already: that is asked when written."""

    changed = Signal()

    def __init__(self, place: Path, *, is_folder: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_folder = is_folder
        self.place = QLineEdit(str(place))
        self.place.setAccessibleName(self.tr("Write to"))
        self.browse = QPushButton(self.tr("Choose…"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.place, 1)
        layout.addWidget(self.browse)
        self.setFocusProxy(self.place)
        self.place.textChanged.connect(self.changed)
        self.browse.clicked.connect(self._ask)

    @property
    def path(self) -> Path:
        """Where to; a person's ``~`` is their home."""
        return Path(self.place.text().strip()).expanduser()

    @property
    def is_given(self) -> bool:
        return bool(self.place.text().strip())

    @Slot()
    def _ask(self) -> None:
        if self._is_folder:
            title = self.tr("Folder to write to")
            found = QFileDialog.getExistingDirectory(self, title, str(self.path.parent))
        else:
            title = self.tr("File to write")
            option = QFileDialog.Option.DontConfirmOverwrite
            found, _ = QFileDialog.getSaveFileName(self, title, str(self.path), options=option)
        if found:
            remember(Purpose.EXPORT, Path(found))
            self.place.setText(found)
