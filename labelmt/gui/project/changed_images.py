"""Labelled images that hold another picture now: told, shown, their labels taken for right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, QObject, Slot

from labelmt.domain.search.terms import Condition
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.project.intake_controller import IntakeController
from labelmt.gui.widgets.notices import Notice
from labelmt.project.intake.take_fingerprints import accept_changed


class ChangedImages(ProjectPart):
    """Connects what a scan found with the search line and the selection."""

    def __init__(
        self,
        session: ProjectSession,
        intake: IntakeController,
        search: Callable[[str], None],
        selected: Callable[[], Rows],
        commands: Actions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._search = search
        self._selected = selected
        self._show, self._accept = commands.show_changed, commands.accept_changed
        self._project_view: ProjectView | None = None
        self._show.triggered.connect(self.show_them)
        self._accept.triggered.connect(self.accept)
        intake.found_another.connect(self.tell)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view

    @Slot()
    def show_them(self) -> None:
        """Search for these images."""
        self._search(f"is:{Condition.CHANGED}")

    @Slot()
    def accept(self) -> None:
        """Take the labels of the selected images for right: a person has looked at them."""
        project_view = self._project_view
        if project_view is None:
            return
        selected = self._selected()
        rows = selected[project_view.images.changed[selected]].tolist()
        if rows:
            self._session.run(lambda project: accept_changed(project, rows))
        else:
            text = self.tr("None of the selected images holds another picture than was labelled.")
            self.told.emit(Notice(text, serious=False))

    @Slot(int, int)
    def tell(self, count: int, unsure: int) -> None:
        """Say how many there are; of them, of how many it is not certain."""
        locale = QLocale()
        if unsure == count:
            text = self.tr("{0} labelled images may hold another picture now.")
        else:
            text = self.tr("{0} labelled images hold another picture now.")
        details = ""
        if 0 < unsure < count:
            details = self.tr(
                "Of {0} it was not known what they held: they may be the same pictures."
            ).format(locale.toString(unsure))
        self.told.emit(
            Notice(
                text.format(locale.toString(count)),
                kept=self.tr("Their labels were kept."),
                next_step=self.tr(
                    "Look at them, correct their labels, then choose File › Confirm labels of "
                    "images that changed."
                ),
                details=details,
                offers=(self._show,),
            )
        )
