"""The dialog before an export: format, place, images, and what the format cannot carry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.text import translated
from labelmt.formats.base import AnnotationFormat, Carries, Pictures
from labelmt.formats.registry import writable
from labelmt.gui.core.remembered_places import Purpose, remember
from labelmt.gui.exchange.export_told import told_of
from labelmt.gui.theme.tokens import MEDIUM
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.notices import Notice, NoticeBar, describe
from labelmt.gui.widgets.wrapped_label import WrappedLabel
from labelmt.project.exchange.export_choices import ExportChoices, Rows
from labelmt.project.exchange.export_preview import ExportPreview

PAUSE_MS = 200
"""After a choice, before what would come of it is looked at."""
USUAL_SIZE = QSize(600, 540)
USUAL_LEAST = 0.5
"""Probability from which suggestions are written where nobody says another."""


class ExportDialog(FittingDialog):
    """Asks what to export; ``changed`` asks for a preview, which ``show_preview`` shows."""

    changed = Signal()
    export_asked = Signal()
    """The place is to be looked at: then it is accepted, or ``refuse`` tells why not."""

    def __init__(
        self, folder: Path, tasks: tuple[str, ...], shown: Rows, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export labels"))
        self._shown = shown
        self.formats = writable(AnnotationFormat)
        self.format = QComboBox()
        for one in self.formats:
            self.format.addItem(translated(one.title))
        self.summary = WrappedLabel()
        self.place = QLineEdit(str(folder / "labels.csv"))
        self.place.setAccessibleName(self.tr("Write to"))
        self.browse = QPushButton(self.tr("Choose…"))
        self.tasks = QComboBox()
        self.tasks.addItem(self.tr("All tasks"), ())
        for name in tasks:
            self.tasks.addItem(name, (name,))
        self.all_images = QRadioButton(self.tr("All images"))
        count = QLocale().toString(len(shown))
        self.shown_images = QRadioButton(self.tr("The {0} images in view").format(count))
        self.all_images.setChecked(True)
        self.absent = QCheckBox(self.tr("Labels that are absent"))
        self.absent.setChecked(True)
        self.split = QCheckBox(self.tr("Training, validation and test part of each image"))
        self.unseen = QCheckBox(self.tr("Accepted suggestions that nobody has looked at"))
        self.suggested = QCheckBox(self.tr("Suggestions, from a probability of"))
        self.least = QDoubleSpinBox()
        self.least.setAccessibleName(self.tr("Least probability of a suggestion"))
        self.least.setRange(0.01, 1.0)
        self.least.setSingleStep(0.05)
        self.least.setValue(USUAL_LEAST)
        self.least.setEnabled(False)
        self.pictures = QComboBox()
        for title, choice in (
            (self.tr("As is usual for the format"), None),
            (self.tr("Copy"), Pictures.COPY),
            (self.tr("Link"), Pictures.LINK),
            (self.tr("Leave out"), Pictures.NONE),
        ):
            self.pictures.addItem(title, choice)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons = QDialogButtonBox()
        self.export = self.buttons.addButton(
            self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.notices = NoticeBar()
        self._problem: Notice | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._lay_out()
        self._connect()
        self._show_format()

    @property
    def chosen(self) -> AnnotationFormat:
        return self.formats[self.format.currentIndex()]

    @property
    def _suggests(self) -> bool:
        return self.suggested.isEnabled() and self.suggested.isChecked()

    @property
    def out(self) -> Path:
        """Where to; a person's ``~`` is their home."""
        return Path(self.place.text().strip()).expanduser()

    def choices(self) -> ExportChoices:
        """What was chosen so far."""
        return ExportChoices(
            format=self.chosen.name,
            tasks=self.tasks.currentData() or (),
            rows=self._shown if self.shown_images.isChecked() else None,
            present_only=not self.absent.isChecked(),
            suggestions=self.least.value() if self._suggests else None,
            accepted=self.unseen.isChecked(),
            split=self.split.isChecked(),
            pictures=self.pictures.currentData(),
        )

    def show_preview(self, preview: ExportPreview) -> None:
        """Tell what would be written, and what could not be."""
        self.told.setText("\n".join(told_of(preview)))

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(self.browse)
        form = QFormLayout()
        form.addRow(self.tr("Format"), self.format)
        form.addRow("", self.summary)
        form.addRow(self.tr("Write to"), where)
        form.addRow(self.tr("Tasks"), self.tasks)
        form.addRow(self.tr("Images"), self.all_images)
        form.addRow("", self.shown_images)
        form.addRow(self.tr("Include"), self.absent)
        form.addRow("", self.unseen)
        form.addRow("", self.split)
        suggested = QHBoxLayout()
        suggested.addWidget(self.suggested)
        suggested.addWidget(self.least)
        suggested.addStretch(1)
        form.addRow("", suggested)
        form.addRow(self.tr("Image files"), self.pictures)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self.told)
        area.setAccessibleName(self.tr("What would be written"))
        area.setMinimumHeight(self.fontMetrics().height() * 4)
        layout.addSpacing(MEDIUM)
        layout.addWidget(area, 1)
        layout.addWidget(self.notices)
        layout.addWidget(self.buttons)
        parent = self.parentWidget()
        self.resize(USUAL_SIZE if parent is None else USUAL_SIZE.boundedTo(parent.size()))

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._show_format)
        for box in (self.tasks, self.pictures):
            box.currentIndexChanged.connect(self._look_again)
        switches: tuple[QAbstractButton, ...] = (
            self.all_images, self.absent, self.unseen, self.split, self.suggested,
        )  # fmt: skip
        for button in switches:
            button.toggled.connect(self._look_again)
        self.suggested.toggled.connect(lambda _on: self.least.setEnabled(self._suggests))
        self.least.valueChanged.connect(self._look_again)
        self._pause.timeout.connect(self.changed)
        self.browse.clicked.connect(self._ask_where)
        self.place.textChanged.connect(lambda text: self.export.setEnabled(bool(text.strip())))
        self.place.textChanged.connect(self._take_back_problem)
        self.buttons.accepted.connect(self._ask_to_export)
        self.buttons.rejected.connect(self.reject)

    @Slot()
    def _look_again(self) -> None:
        self._pause.start()  # not with the value of whatever has changed as its time

    @Slot()
    def _ask_to_export(self) -> None:
        self.export.setEnabled(False)  # until the place has been looked at
        self.export_asked.emit()

    def refuse(self, error: Exception | None) -> None:
        """It cannot be written there, or is not to be: another place can be chosen here."""
        self.export.setEnabled(bool(self.place.text().strip()))
        if error is not None:
            self._take_back_problem()
            self._problem = describe(error)
            self.notices.tell(self._problem)
            self.place.setFocus()

    @Slot()
    def _take_back_problem(self) -> None:
        if self._problem is not None:
            self.notices.withdraw(self._problem)
            self._problem = None

    @Slot()
    def _show_format(self) -> None:
        format = self.chosen
        self.summary.show_text(translated(format.summary).replace("`", ""))
        self.pictures.setEnabled(format.is_folder)
        self.suggested.setEnabled(Carries.PROBABILITIES in format.carries)
        self.least.setEnabled(self._suggests)
        ending = format.suffixes[0] if format.suffixes else ""
        if self.place.text().strip():
            self.place.setText(str(self.out.with_suffix(ending)))
        self._pause.start()

    @Slot()
    def _ask_where(self) -> None:
        if self.chosen.is_folder:
            title = self.tr("Folder to write to")
            found = QFileDialog.getExistingDirectory(self, title, str(self.out.parent))
        else:
            title = self.tr("File to write")
            option = QFileDialog.Option.DontConfirmOverwrite  # asked when it is written
            found, _ = QFileDialog.getSaveFileName(self, title, str(self.out), options=option)
        if found:
            remember(Purpose.EXPORT, Path(found))
            self.place.setText(found)


def overwriting(choices: ExportChoices) -> ExportChoices:
    """The same, and files that are there may be replaced."""
    return replace(choices, overwrite=True)
