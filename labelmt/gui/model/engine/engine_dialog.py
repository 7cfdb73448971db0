"""The dialog of the learning engine: what it is, where it comes from, how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

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
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.theme.tokens import MEDIUM
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.wrapped_label import WrappedLabel
from labelmt.project.engine.best_choice import CPU
from labelmt.project.engine.installed_engine import EngineProgress, EngineState
from labelmt.project.engine.lock_file import EngineChoice

LETTERS = 68
"""Its usual width."""
STEPS = 1000


class Origin(Enum):
    """Where the engine comes from."""

    NETWORK = auto()
    INDEX = auto()
    FOLDER = auto()
    PYTHON = auto()


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What the dialog shows.

    Attributes:
        choice: id of the build that is installed, was begun, or fits this machine.
        python: another Python that is used; empty where there is none.
        missing: bytes that are to be fetched of that build.
    """

    state: EngineState
    choice: str
    choices: tuple[EngineChoice, ...]
    python: str
    missing: int

    @property
    def ready(self) -> bool:
        """Whether something can learn."""
        return bool(self.python) or self.state is EngineState.WHOLE


class EngineDialog(FittingDialog):
    """Asks for the engine to be installed; may be closed while it is being fetched.

    ``install_asked``, ``stop_asked``, ``repair_asked`` and ``remove_asked`` ask for what their
    names say.
    """

    install_asked = Signal()
    stop_asked = Signal()
    repair_asked = Signal()
    remove_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Learning engine"))
        self.running = False
        self._status: EngineStatus | None = None
        self.about = WrappedLabel(
            self.tr(
                "To learn from your labels and to suggest more, LabelMT needs a learning engine: "
                "PyTorch, OpenVINO, and the networks that learning starts from. It is large, and "
                "so it is fetched only when it is asked for. You can go on labelling meanwhile. "
                "No image and no label leaves this machine."
            )
        )
        self.told = WrappedLabel()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.build = QComboBox()
        self.origin = QComboBox()
        for origin, title in (
            (Origin.NETWORK, self.tr("The internet")),
            (Origin.INDEX, self.tr("Another package index")),
            (Origin.FOLDER, self.tr("A folder of packages")),
            (Origin.PYTHON, self.tr("A Python on this machine")),
        ):
            self.origin.addItem(title, origin)
        self.place = QLineEdit()
        self.place.setAccessibleName(self.tr("Where it is"))
        self.browse = QPushButton(self.tr("Choose…"))
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Learning engine"))
        self.phase = QLabel()
        self.buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.install = self.buttons.addButton(self.tr("Install"), role.AcceptRole)
        self.repair = self.buttons.addButton(self.tr("Check and repair"), role.ActionRole)
        self.remove = self.buttons.addButton(self.tr("Remove"), role.ActionRole)
        self.close_button = self.buttons.addButton(self.tr("Close"), role.RejectRole)
        self._lay_out()
        self._connect()
        self._show_origin()

    @property
    def chosen_origin(self) -> Origin:
        return Origin(self.origin.currentData())

    @property
    def chosen_build(self) -> str:
        """Id of the choice; empty where there is one only."""
        return str(self.build.currentData() or "")

    def show_status(self, status: EngineStatus) -> None:
        """Show what is installed, and offer what can be done."""
        self._status = status
        if self.build.count() != len(status.choices):
            for choice in status.choices:
                self.build.addItem(self._build_title(choice), choice.id)
        at = self.build.findData(status.choice)
        if not self.running and at >= 0:
            self.build.setCurrentIndex(at)
        self._form.setRowVisible(self.build, len(status.choices) > 1)
        self.told.show_text(self._status_text(status))
        self._enable()

    def show_running(self, running: bool, phase: str = "") -> None:
        """Whether something is under way now."""
        self.running = running
        self.phase.setText(phase)
        self.progress.setRange(0, 0)
        self._enable()

    def show_progress(self, step: EngineProgress) -> None:
        """Show how far the installation is."""
        self.progress.setRange(0, STEPS)
        self.progress.setValue(round(STEPS * step.fetched / max(1, step.fetching)))
        self.phase.setText(
            self.tr("{0} of {1} · package {2} of {3}: {4}").format(
                sized(step.fetched), sized(step.fetching), step.done + 1, step.packages,
                step.package,
            )
        )  # fmt: skip

    def show_problem(self, lines: Sequence[str]) -> None:
        """Say why it did not go."""
        self.told.show_text("\n".join(line for line in lines if line))

    def _status_text(self, status: EngineStatus) -> str:
        if status.python:
            return self.tr("This Python learns: {0}").format(status.python)
        missing = sized(status.missing)
        return {
            EngineState.ABSENT: self.tr("Not installed yet."),
            EngineState.PARTIAL: self.tr("Installed in part: {0} are to be fetched yet.").format(
                missing
            ),
            EngineState.OUTDATED: self.tr(
                "Of another version of LabelMT: {0} are to be fetched."
            ).format(missing),
            EngineState.WHOLE: self.tr("Installed."),
        }[status.state]

    def _build_title(self, choice: EngineChoice) -> str:
        size = sized(choice.size)
        if any(not one.size for one in choice.wheels):
            size = self.tr("more than {0}").format(size)
        if choice.id == CPU:
            return self.tr("For any processor ({0})").format(size)
        if len(self._status.choices if self._status else ()) > 1:
            return self.tr("With NVIDIA CUDA ({0})").format(size)
        return size

    @Slot()
    def _enable(self) -> None:
        status, running = self._status, self.running
        state = status.state if status is not None else EngineState.ABSENT
        for one in (self.build, self.origin, self.place, self.browse):
            one.setEnabled(not running)
        self.install.setEnabled(status is not None)
        same = (
            status is not None
            and state is EngineState.WHOLE
            and self.chosen_build in ("", status.choice)
            and not status.python
        )
        self.install.setVisible(running or not same or self.chosen_origin is Origin.PYTHON)
        self.install.setText(self._install_text(state))
        there = status is not None and (state is not EngineState.ABSENT or bool(status.python))
        self.repair.setVisible(state is EngineState.WHOLE)
        self.remove.setVisible(there)
        self.repair.setEnabled(not running)
        self.remove.setEnabled(not running)
        self.close_button.setText(self.tr("Hide") if running else self.tr("Close"))
        for part in (self.progress, self.phase):
            part.setVisible(running)

    def _install_text(self, state: EngineState) -> str:
        if self.running:
            return self.tr("Pause")
        if self.chosen_origin is Origin.PYTHON:
            return self.tr("Use it")
        return {
            EngineState.PARTIAL: self.tr("Go on"),
            EngineState.OUTDATED: self.tr("Update"),
        }.get(state, self.tr("Install"))

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.setContentsMargins(0, 0, 0, 0)
        where.addWidget(self.place, 1)
        where.addWidget(self.browse)
        self._where = QWidget()
        self._where.setLayout(where)
        self._form = QFormLayout()
        self._form.addRow(self.tr("Build"), self.build)
        self._form.addRow(self.tr("From"), self.origin)
        self._form.addRow("", self._where)
        layout = QVBoxLayout(self)
        layout.addWidget(self.about)
        layout.addSpacing(MEDIUM)
        layout.addLayout(self._form)
        layout.addSpacing(MEDIUM)
        layout.addWidget(self.told)
        layout.addStretch(1)
        layout.addWidget(self.phase)
        layout.addWidget(self.progress)
        layout.addWidget(self.buttons)
        letter = self.fontMetrics()
        self.resize(letter.averageCharWidth() * LETTERS, letter.height() * 18)

    def _connect(self) -> None:
        self.origin.currentIndexChanged.connect(self._show_origin)
        self.build.currentIndexChanged.connect(self._enable)
        self.browse.clicked.connect(self._ask_where)
        self.install.clicked.connect(self._install_or_stop)
        self.repair.clicked.connect(self.repair_asked)
        self.remove.clicked.connect(self.remove_asked)
        self.buttons.rejected.connect(self.reject)

    @Slot()
    def _install_or_stop(self) -> None:
        if self.running:
            self.install.setEnabled(False)
            self.stop_asked.emit()
        else:
            self.install_asked.emit()

    @Slot()
    def _show_origin(self) -> None:
        origin = self.chosen_origin
        self._form.setRowVisible(self._where, origin is not Origin.NETWORK)
        self.browse.setVisible(origin is not Origin.INDEX)
        self.place.setPlaceholderText(
            {
                Origin.INDEX: "https://",
                Origin.FOLDER: self.tr("the folder with the .whl files"),
                Origin.PYTHON: self.tr("the python that has torch"),
            }.get(origin, "")
        )
        self._enable()

    @Slot()
    def _ask_where(self) -> None:
        if self.chosen_origin is Origin.FOLDER:
            found = QFileDialog.getExistingDirectory(self, self.tr("A folder of packages"))
        else:
            found, _ = QFileDialog.getOpenFileName(self, self.tr("A Python on this machine"))
        if found:
            self.place.setText(found)


def sized(count: int) -> str:
    """Bytes as a person reads them."""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
