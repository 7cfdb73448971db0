"""Naming, renaming and deleting saved views."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from labelmt.domain.errors import InvalidName
from labelmt.domain.saved_view import SavedView
from labelmt.domain.schema import NAME_LIMIT
from labelmt.domain.search.printer import print_query
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.search.filter_bar import FilterBar
from labelmt.gui.search.sidebar import Sidebar
from labelmt.gui.search.view_controller import ViewController
from labelmt.project.search.saved_views import delete_view, rename_view, save_view


class SavedViewsController(QObject):
    """Asks for names and lets the project keep them. A name that is taken is asked for again."""

    def __init__(
        self,
        session: ProjectSession,
        view: ViewController,
        sidebar: Sidebar,
        filter_bar: FilterBar,
        commands: Actions,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._view = view
        self._window = parent
        commands.save_view.triggered.connect(self.ask_for_name)
        filter_bar.save_asked.connect(self.ask_for_name)
        sidebar.rename_asked.connect(self._ask_to_rename)
        sidebar.delete_asked.connect(self._delete)

    @Slot()
    def ask_for_name(self) -> None:
        """Give what is searched for now a name."""
        text = print_query(self._view.query)

        def save(name: str, failed: Callable[[Exception], None]) -> None:
            self._session.run(lambda project: save_view(project, name, text), failed=failed)

        self._ask(self.tr("Save this search"), text, save)

    @Slot(object)
    def _ask_to_rename(self, view: SavedView) -> None:
        def rename(name: str, failed: Callable[[Exception], None]) -> None:
            self._session.run(lambda project: rename_view(project, view.id, name), failed=failed)

        self._ask(self.tr("Rename the saved view"), view.name, rename)

    @Slot(object)
    def _delete(self, view: SavedView) -> None:
        self._session.run(lambda project: delete_view(project, view.id))

    def _ask(
        self,
        title: str,
        name: str,
        keep: Callable[[str, Callable[[Exception], None]], None],
        problem: str = "",
    ) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(title)
        dialog.setLabelText("\n".join(filter(None, (problem, self.tr("Name:")))))
        dialog.setTextValue(name[:NAME_LIMIT])
        line = dialog.findChild(QLineEdit)
        if line is not None:
            line.setMaxLength(NAME_LIMIT)
            line.setAccessibleName(self.tr("Name of the saved view"))
            line.setMinimumWidth(line.fontMetrics().averageCharWidth() * 40)

        def take(chosen: str) -> None:
            def failed(error: Exception) -> None:
                if isinstance(error, InvalidName):
                    self._ask(title, chosen, keep, str(error))
                else:
                    self._session.failed.emit(error)

            keep(chosen, failed)

        dialog.textValueSelected.connect(take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
