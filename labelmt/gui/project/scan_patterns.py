"""Which files scans take: patterns to leave out and to take alone, kept by the project."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from labelmt.domain.errors import InvalidInput
from labelmt.domain.path_patterns import PathFilter
from labelmt.domain.text import translated
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.project.intake_controller import IntakeController
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.project.intake.scan_patterns import scan_filter, set_scan_filter

_LINES = 4
_WIDTH = 66
"""Letters."""


class ScanPatternsDialog(FittingDialog):
    """One pattern a line; nothing is changed before OK, and no line that is no pattern is taken."""

    chosen = Signal(object)
    """PathFilter."""

    def __init__(self, kept: PathFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Files to take"))
        layout = QVBoxLayout(self)
        what = QLabel(
            self.tr(
                "Patterns as in .gitignore, one a line: *.nef, /raw/, **/thumbs/*.png. They say "
                "which files come from now on; images that are in the project stay."
            )
        )
        what.setWordWrap(True)
        layout.addWidget(what)
        self.exclude = self._lines(layout, self.tr("&Leave these out"), kept.exclude)
        self.include = self._lines(
            layout, self.tr("&Take these alone (empty: all images)"), kept.include
        )
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        layout.addWidget(self.problem)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)
        letter = self.fontMetrics()
        self.resize(_WIDTH * letter.averageCharWidth(), 6 * _LINES * letter.lineSpacing())

    def _lines(self, layout: QVBoxLayout, title: str, kept: tuple[str, ...]) -> QPlainTextEdit:
        label, edit = QLabel(title), QPlainTextEdit("\n".join(kept))
        label.setBuddy(edit)
        edit.setAccessibleName(title.replace("&", ""))
        edit.setTabChangesFocus(True)
        edit.setMinimumHeight(edit.fontMetrics().lineSpacing() * _LINES)
        layout.addWidget(label)
        layout.addWidget(edit, 1)
        return edit

    @Slot()
    def _take(self) -> None:
        lists = [
            tuple(line.strip() for line in edit.toPlainText().splitlines() if line.strip())
            for edit in (self.include, self.exclude)
        ]
        try:
            wanted = PathFilter(*lists)
        except InvalidInput as error:
            self.problem.setText(f"{translated(error.said('what'))} {error.subject}".strip())
            return
        self.chosen.emit(wanted)
        self.accept()


class ScanPatterns(ProjectPart):
    """Opens the dialog, keeps what was chosen in the project, and looks at its folders again."""

    def __init__(
        self, session: ProjectSession, intake: IntakeController, commands: Actions, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._intake, self._window = session, intake, window
        self.dialog: ScanPatternsDialog | None = None
        commands.scan_patterns.triggered.connect(self._ask)
        session.leaving.connect(self.close)

    def close(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    @Slot()
    def _ask(self) -> None:
        self._session.run_reading(scan_filter, self._show)

    def _show(self, kept: PathFilter) -> None:
        if self.dialog is not None:
            self.dialog.raise_()
            return
        dialog = self.dialog = ScanPatternsDialog(kept, self._window)
        dialog.chosen.connect(self._keep)
        dialog.finished.connect(self._forget)
        dialog.open()

    @Slot(object)
    def _keep(self, wanted: PathFilter) -> None:
        self._session.run(
            lambda project: set_scan_filter(project, wanted.include, wanted.exclude),
            lambda _none: self._intake.scan_as_asked(),
        )

    @Slot()
    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
