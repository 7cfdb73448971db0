"""The labels in an image's menu: what the selected images have of each; a click marks or clears."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu

from labelmt.domain.annotations import State
from labelmt.domain.schema import Label, Task
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.widgets.key_words import key_words
from labelmt.gui.widgets.swatch import swatch

ONE_MENU = 30
"""Labels that one menu holds; of more, each task has a menu of its own."""


class ImageLabelsMenu(ProjectPart):
    """Fills a menu as it opens.

    Args:
        selection: the rows that are selected now.
    """

    pressed_label = Signal(int, object)
    """Label id and the State asked for on the selection."""

    def __init__(self, menu: QMenu, selection: Callable[[], Rows], parent: QObject) -> None:
        super().__init__(parent)
        self._menu, self._selection = menu, selection
        self._project_view: ProjectView | None = None
        menu.aboutToShow.connect(self._fill)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view

    @Slot()
    def _fill(self) -> None:
        self._menu.clear()
        view, rows = self._project_view, self._selection()
        if view is None:
            return
        apart = len(view.schema.label_ids) > ONE_MENU
        for task in view.schema.tasks:
            if apart:
                self._add(self._menu.addMenu(_shown(task.name)), task, view, rows)
            else:
                self._menu.addSection(_shown(task.name))
                self._add(self._menu, task, view, rows)

    def _add(self, menu: QMenu, task: Task, view: ProjectView, rows: Rows) -> None:
        for label in task.labels:
            action = menu.addAction(swatch(label.color, menu), self._words(label, view, rows))
            action.setCheckable(True)
            action.setChecked(bool(len(rows)) and view.state_of(rows, label.id) is State.PRESENT)
            action.setEnabled(bool(len(rows)))
            action.triggered.connect(
                lambda _=False, one=label.id: self.pressed_label.emit(one, State.PRESENT)
            )

    def _words(self, label: Label, view: ProjectView, rows: Rows) -> str:
        name = _shown(label.name)
        if len(rows) and view.state_of(rows, label.id) is State.ABSENT:
            name = self.tr("{0} (absent)").format(name)
        return f"{name}\t{key_words(label.shortcut)}" if label.shortcut else name


def _shown(name: str) -> str:
    return name.replace("&", "&&")
