"""The dialog that exports a model: format, run, place; progress, result and errors inside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.exported_model import HF, ONNX, PT2
from labelmt.domain.run_records import RunRecord
from labelmt.gui.theme.tokens import MEDIUM
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.wrapped_label import WrappedLabel
from labelmt.project.training.export_model import ModelExportChoices

PAUSE_MS = 200
"""After a choice, before what would come of it is looked at."""
LETTERS, LINES = 76, 26
"""Its usual size."""
ENDINGS = {ONNX: ".onnx", PT2: ".pt2", HF: ""}


class ModelExportDialog(FittingDialog):
    """Asks what to export, shows how far that is, and what came of it.

    ``changed`` asks for a preview, which ``show_preview`` shows; ``export_asked`` for the export;
    ``stop_asked`` for its end.
    """

    changed = Signal()
    export_asked = Signal()
    stop_asked = Signal()

    def __init__(
        self, place: Path, runs: Sequence[RunRecord], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export model"))
        self.running = False
        self.replaces = False
        """Whether there is something at the place that would be replaced."""
        self.format = QComboBox()
        self._summaries = {
            ONNX: self.tr(
                "One file for ONNX Runtime and whatever else reads ONNX, in any language and "
                "without LabelMT. Images of any size go in."
            ),
            PT2: self.tr(
                "One file for PyTorch, without LabelMT. PyTorch runs code that such a file holds: "
                "pass it on to people who trust you."
            ),
            HF: self.tr(
                "A folder as the Hugging Face hub has it: weights as safetensors, configuration, "
                "and a model card filled from the run."
            ),
        }
        for name, title in (
            (ONNX, self.tr("ONNX")),
            (PT2, self.tr("PyTorch (torch.export)")),
            (HF, self.tr("Folder for the Hugging Face hub")),
        ):
            self.format.addItem(title, name)
        self.summary = WrappedLabel()
        self.run = QComboBox()
        for one in runs:
            title = self.tr("{0} (predicts)").format(one.name) if one.serves else one.name
            self.run.addItem(title, one.id)
        serving = next((at for at, one in enumerate(runs) if one.serves), len(runs) - 1)
        self.run.setCurrentIndex(serving)
        self.place = QLineEdit(str(place.with_suffix(ENDINGS[ONNX])))
        self.browse = QPushButton(self.tr("Choose…"))
        self.place.setAccessibleName(self.tr("Write to"))
        self.licence = QLineEdit()
        self.licence.setPlaceholderText(self.tr("not stated"))
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Export model"))
        self.phase = QLabel()
        self.buttons = QDialogButtonBox()
        self.export = self.buttons.addButton(
            self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.close_button = self.buttons.addButton(
            self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole
        )
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._lay_out()
        self._connect()
        self._show_format()
        self._show_running(False)

    @property
    def chosen(self) -> str:
        """The format's name."""
        return str(self.format.currentData())

    @property
    def out(self) -> Path:
        """Where to; a person's ``~`` is their home."""
        return Path(self.place.text().strip()).expanduser()

    def choices(self) -> ModelExportChoices:
        """What was chosen so far; nothing is replaced."""
        return ModelExportChoices(
            format=self.chosen,
            run=self.run.currentData(),
            images_licence=self.licence.text().strip(),
        )

    def show_preview(self, lines: Sequence[str], *, possible: bool, replaces: bool) -> None:
        """Tell what would be written, or why it cannot be.

        Args:
            replaces: there is something at the place.
        """
        self.replaces = replaces
        self.told.setText("\n".join(lines))
        self.export.setText(self.tr("Replace it") if replaces else self.tr("Export"))
        self.export.setEnabled(possible and not self.running)

    def show_progress(self, phase: str, done: int, total: int) -> None:
        """Show how far it is; ``total`` 0 while that cannot be told."""
        self.phase.setText(phase)
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def show_begun(self) -> None:
        """It has begun: nothing can be chosen until it has ended."""
        self._show_running(True)
        self.told.setText("")
        self.show_progress(self.tr("Loading the model…"), 0, 0)

    def show_done(self, lines: Sequence[str]) -> None:
        """It has ended well."""
        self._show_running(False)
        self.told.setText("\n".join(lines))
        self.export.setEnabled(False)
        self.close_button.setText(self.tr("Close"))
        self.close_button.setFocus()

    def show_failed(self, lines: Sequence[str]) -> None:
        """It has ended with an error, or was stopped; one may choose otherwise and try again."""
        self._show_running(False)
        self.told.setText("\n".join(lines))

    @Slot()
    def reject(self) -> None:
        """Close it; while an export runs, that is stopped instead."""
        if self.running:
            self.close_button.setEnabled(False)
            self.close_button.setText(self.tr("Stopping…"))
            self.stop_asked.emit()
        else:
            super().reject()

    def _show_running(self, running: bool) -> None:
        self.running = running
        for one in (self.format, self.run, self.place, self.browse, self.licence):
            one.setEnabled(not running)
        self.export.setEnabled(not running)
        self.close_button.setEnabled(True)
        self.close_button.setText(self.tr("Stop") if running else self.tr("Cancel"))
        for part in (self.progress, self.phase):
            part.setVisible(running)

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(self.browse)
        form = QFormLayout()
        form.addRow(self.tr("Format"), self.format)
        form.addRow("", self.summary)
        form.addRow(self.tr("Run"), self.run)
        form.addRow(self.tr("Write to"), where)
        form.addRow(self.tr("Licence of the images"), self.licence)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        area = QScrollArea()
        area.setAccessibleName(self.tr("What would be written"))
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self.told)
        area.setMinimumHeight(self.fontMetrics().height() * 5)
        layout.addSpacing(MEDIUM)
        layout.addWidget(area, 1)
        layout.addWidget(self.phase)
        layout.addWidget(self.progress)
        layout.addWidget(self.buttons)
        letter = self.fontMetrics()
        self.resize(letter.averageCharWidth() * LETTERS, letter.height() * LINES)

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._show_format)
        self.run.currentIndexChanged.connect(self._look_again)
        self.place.textChanged.connect(self._look_again)
        self.licence.textChanged.connect(self._look_again)
        self._pause.timeout.connect(self.changed)
        self.browse.clicked.connect(self._ask_where)
        self.buttons.accepted.connect(self.export_asked)
        self.buttons.rejected.connect(self.reject)

    @Slot()
    def _look_again(self) -> None:
        self.export.setEnabled(False)  # until it is known what would come of it
        self._pause.start()

    @Slot()
    def _show_format(self) -> None:
        self.summary.show_text(self._summaries[self.chosen])
        if self.place.text().strip():
            known = self.out.suffix.lower() in ENDINGS.values()
            bare = self.out.with_suffix("") if known else self.out
            self.place.setText(f"{bare}{ENDINGS[self.chosen]}")
        self._look_again()

    @Slot()
    def _ask_where(self) -> None:
        if self.chosen == HF:
            title = self.tr("Folder to write to")
            found = QFileDialog.getExistingDirectory(self, title, str(self.out.parent))
        else:
            title = self.tr("File to write")
            option = QFileDialog.Option.DontConfirmOverwrite  # the button says so
            found, _ = QFileDialog.getSaveFileName(self, title, str(self.out), options=option)
        if found:
            self.place.setText(found)


def overwriting(choices: ModelExportChoices) -> ModelExportChoices:
    """The same, and what is there may be replaced."""
    return replace(choices, overwrite=True)
