"""The action that opens the dialog to accept all suggestions above a probability."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.review.accept_dialog import AcceptDialog
from labelmt.project.runs.precision_evidence import PrecisionEvidence, read_precision_evidence


class AcceptAbove(ProjectPart):
    """Reads what the runs were judged by, then asks; of the images in view."""

    def __init__(
        self,
        session: ProjectSession,
        browser: Browser,
        labelling: SelectionAnnotator,
        commands: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._browser = session, browser
        self._labelling, self._window = labelling, window
        self._project_view: ProjectView | None = None
        commands.accept_above.triggered.connect(self.ask)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view

    @Slot()
    def ask(self) -> None:
        """Open the dialog, as soon as what it shows is read."""
        self._session.run_reading(read_precision_evidence, self._show)

    def _show(self, found: PrecisionEvidence) -> None:
        if self._project_view is None:
            return
        among = self._browser.grid.model().rows
        dialog = AcceptDialog(self._project_view, among, found, self._window)
        dialog.command_asked.connect(self._labelling.accept)
        dialog.failed.connect(self.failed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
