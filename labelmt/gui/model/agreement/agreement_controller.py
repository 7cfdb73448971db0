"""Shows how far people agree: read on the project's thread, worked out on a pool."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from labelmt.gui.core.actions import Actions
from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.model.agreement.agreement_dialog import AgreementDialog
from labelmt.project.people.agreement import AgreementReport, WhoSaidWhat, report_of, who_said_what
from labelmt.project.snapshot import Update


class AgreementController(ProjectPart):
    """The dialog is made when asked for, and follows what is said while it is open."""

    def __init__(
        self,
        session: ProjectSession,
        show_disputes: Callable[[], None],
        commands: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._show_disputes, self._window = session, show_disputes, window
        self._project_view: ProjectView | None = None
        self._reading = False
        self._latest = LatestRequest(self)
        self._latest.failed.connect(self.failed)
        self.dialog: AgreementDialog | None = None
        commands.agreement.triggered.connect(self.show)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view
        self._latest.forget()
        self._reading = False
        if self.dialog is not None and project_view is None:
            self.dialog.hide()
        self._ask_if_seen()

    def follow(self, update: Update) -> None:
        """What people said has changed."""
        if update.changes.annotations is not None or update.changes.schema:
            self._ask_if_seen()

    def close(self) -> None:
        self._latest.close()

    @Slot()
    def show(self) -> None:
        """Open the figures, or bring them to the front."""
        if self.dialog is None:
            self.dialog = AgreementDialog(self._window)
            self.dialog.disputes_asked.connect(self._show_disputes)
        if self.dialog.isVisible():
            self.dialog.raise_()
        self.dialog.show()
        self.dialog.activateWindow()
        self._ask_if_seen()

    def _ask_if_seen(self) -> None:
        dialog, view = self.dialog, self._project_view
        if dialog is None or view is None or not dialog.isVisible() or self._reading:
            return
        self._reading = True

        def work_out(said: WhoSaidWhat) -> None:
            self._reading = False
            if view is self._project_view:
                self._latest.submit(lambda: report_of(said), show, refresh=True)

        def show(report: AgreementReport) -> None:
            if view is self._project_view:
                disputed = {row for rows in view.disputed.values() for row in rows.tolist()}
                dialog.show_report(report, len(disputed))

        def failed(error: Exception) -> None:
            self._reading = False
            self._session.failed.emit(error)

        self._session.run(who_said_what, work_out, failed)
