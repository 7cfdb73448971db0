"""The dialog that locates a moved folder of images and relinks it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.core.remembered_places import Purpose, begin_in, remember
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.project.intake.relocate import Relocation, RootState


class LocateDialog(FittingDialog):
    """Nothing is changed before a person has read how many images were found."""

    look_asked = Signal(int, object)
    """Root id, Path: look there for its images."""
    stop_asked = Signal()
    relink_asked = Signal(object)
    """Relocation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Locate a moved folder"))
        self._found: Relocation | None = None
        self.folders = QComboBox()
        self.folders.setAccessibleName(self.tr("Folder that was moved"))
        self.folders.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.folders.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.place = QLineEdit()
        self.place.setAccessibleName(self.tr("Where it lies now"))
        self.place.setPlaceholderText(self.tr("Path of the folder"))
        self.browse = QPushButton(self.tr("Browse…"))
        self.look = QPushButton(self.tr("Look for its images"))
        self.relink = QPushButton(self.tr("Re-link"))
        self.found_text = QLabel()
        self.found_text.setWordWrap(True)
        self.found_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(self.tr("Looking for images"))
        self._lay_out()
        self.browse.clicked.connect(self._browse)
        self.look.clicked.connect(self._look)
        self.relink.clicked.connect(self._relink)
        self.place.textChanged.connect(self._forget)
        self.folders.currentIndexChanged.connect(self._forget)
        self.finished.connect(self.stop_asked)
        self._forget()

    def _lay_out(self) -> None:
        how = QLabel(
            self.tr(
                "Choose the folder that the images lie in now. They are found by their path "
                "below it, then by what the files hold; their labels stay with them."
            )
        )
        how.setWordWrap(True)
        line = QHBoxLayout()
        line.addWidget(self.place, 1)
        line.addWidget(self.browse)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(self.tr("Was"), self.folders)
        form.addRow(self.tr("Is now"), line)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        for button in (self.look, self.relink):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(self.fontMetrics().height() // 2)
        layout.addWidget(how)
        layout.addLayout(form)
        layout.addWidget(self.busy)
        layout.addWidget(self.found_text, 1)
        layout.addWidget(buttons)
        unit = self.fontMetrics().height()
        self.resize(unit * 40, unit * 16)

    def show_roots(self, states: Sequence[RootState]) -> None:
        """List the project's folders, those that lack images first."""
        locale = QLocale()
        self.folders.clear()
        for one in sorted(states, key=lambda one: (one.exists, -one.missing)):
            facts = self.tr("all {0} images there").format(locale.toString(one.images))
            if not one.exists:
                facts = self.tr("not there, {0} images").format(locale.toString(one.images))
            elif one.missing:
                facts = self.tr("{0} of {1} images missing").format(
                    locale.toString(one.missing), locale.toString(one.images)
                )
            self.folders.addItem(f"{one.folder}  ({facts})", one.root_id)
            self.folders.setItemData(
                self.folders.count() - 1,
                plain_tip(str(one.folder)),
                Qt.ItemDataRole.ToolTipRole,
            )

    def show_found(self, found: Relocation) -> None:
        """Say what was found; it can be re-linked where that is anything."""
        self._found = found if found.found else None
        self.busy.hide()
        locale = QLocale()
        total = locale.toString(found.found + len(found.lost))
        parts = [
            self.tr("{0} of {1} images found: {2} by their path, {3} by what they hold.").format(
                locale.toString(found.found), total,
                locale.toString(len(found.by_path)), locale.toString(len(found.by_content)),
            )
        ]  # fmt: skip
        if len(found.lost) == 1:
            parts.append(self.tr("One was not found; it stays in the project, marked missing."))
        elif found.lost:
            parts.append(
                self.tr("{0} were not found; they stay in the project, marked missing.").format(
                    locale.toString(len(found.lost))
                )
            )
        if not found.found:
            parts = [self.tr("All images of this folder are where they were.")]
        if not found.found and found.lost:
            parts = [self.tr("None of the {0} images is in this folder.").format(total)]
        self.found_text.setText(" ".join(parts))
        self._offer()
        if self._found is not None:
            self.relink.setFocus()

    def show_problem(self, text: str) -> None:
        """Say why nothing could be looked for."""
        self.busy.hide()
        self.found_text.setText(text)
        self._offer()

    @Slot()
    def _forget(self) -> None:
        self.stop_asked.emit()
        self._found = None
        self.busy.hide()
        self.found_text.setText("")
        self._offer()

    def _offer(self) -> None:
        count = self._found.found if self._found is not None else 0
        text = self.tr("Re-link {0} images").format(QLocale().toString(count))
        self.relink.setText(text if count else self.tr("Re-link"))
        self.relink.setEnabled(bool(count))
        self.relink.setDefault(bool(count))
        self.look.setDefault(not count)
        self.look.setEnabled(bool(self.place.text().strip()) and self.folders.count() > 0)

    @Slot()
    def _browse(self) -> None:
        start = self.place.text() or str(begin_in(Purpose.IMAGES))
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Where it lies now"), start)
        if chosen:
            remember(Purpose.IMAGES, Path(chosen))
            self.place.setText(chosen)
            self._look()

    @Slot()
    def _look(self) -> None:
        self._forget()
        self.busy.show()
        self.look.setEnabled(False)
        place = Path(self.place.text().strip()).expanduser()
        self.look_asked.emit(self.folders.currentData(), place)

    @Slot()
    def _relink(self) -> None:
        if self._found is not None:
            self.relink_asked.emit(self._found)
            self.accept()
