"""Use as example of: the labels that the selected images can show, in an image's menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMenu

from labelmt.domain.schema import Label
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.widgets.swatch import swatch
from labelmt.project.commands.commands import SetExamples

ONE_MENU = 30
"""Labels that one menu holds; of more, each task has a menu of its own."""


class ExampleMenu(ProjectPart):
    """Fills a menu as it opens; a click makes the images examples, or ends that they are.

    Args:
        selection: the rows that are selected now.
    """

    def __init__(
        self,
        session: ProjectSession,
        menu: QMenu,
        selection: Callable[[], Rows],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._menu, self._selection = session, menu, selection
        self._project_view: ProjectView | None = None
        menu.aboutToShow.connect(self._fill)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view

    @Slot()
    def _fill(self) -> None:
        self._menu.clear()
        view = self._project_view
        if view is None:
            return
        rows = tuple(int(row) for row in self._selection())
        apart = len(view.schema.label_ids) > ONE_MENU
        for task in view.schema.tasks:
            name = task.name.replace("&", "&&")
            if apart:
                menu = self._menu.addMenu(name)
            else:
                menu = self._menu
                menu.addSection(name)
            for label in task.labels:
                self._add(menu, label, rows)

    def _add(self, menu: QMenu, label: Label, rows: tuple[int, ...]) -> None:
        action = menu.addAction(swatch(label.color, menu), label.name.replace("&", "&&"))
        action.setCheckable(True)
        action.setEnabled(bool(rows))
        action.setChecked(bool(rows) and set(rows) <= set(label.examples))
        action.toggled.connect(
            lambda on, one=label.id: self._session.apply(SetExamples(one, rows, chosen=on))
        )
