"""What the Help menu does: keys, search syntax, documentation, menus, the program itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QDialog, QMainWindow

from labelmt.domain.schema import Schema
from labelmt.gui.app.about import show_about
from labelmt.gui.app.documentation import page_text, search_examples
from labelmt.gui.app.documentation_dialog import DocumentationDialog
from labelmt.gui.app.legend_dialog import LegendDialog
from labelmt.gui.app.search_syntax_dialog import SearchSyntaxDialog
from labelmt.gui.app.shortcuts_dialog import ShortcutsDialog
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.language import applied_language
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_keys import WindowKeys
from labelmt.gui.images.browser import Browser

SEARCHING = "searching.md"
TOUR = "README.md"


class HelpMenu(QObject):
    """Opens what explains the window.

    Args:
        schema: that of the open project, or an empty one.
        search: searches for something in the open project.
    """

    def __init__(
        self,
        commands: Actions,
        browser: Browser,
        schema: Callable[[], Schema],
        search: Callable[[str], None],
        session: ProjectSession,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._commands, self._browser, self._session = commands, browser, session
        self.keys = WindowKeys(commands, window)
        self._schema, self._search, self._window = schema, search, window
        self.dialog: QDialog | None = None
        window.addAction(commands.menu_bar)
        commands.keys.triggered.connect(self._show_keys)
        commands.search_syntax.triggered.connect(self._show_syntax)
        commands.documentation.triggered.connect(self._show_documentation)
        commands.menu_bar.triggered.connect(self._go_to_menus)
        commands.legend.triggered.connect(self._show_legend)
        commands.about.triggered.connect(lambda: show_about(window))

    @Slot()
    def _show_keys(self) -> None:
        actions, own = self._commands.listed(), self._browser.own_keys()
        dialog = ShortcutsDialog(actions, own, self._schema(), self.keys, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _show_legend(self) -> None:
        dialog = LegendDialog(self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _show_syntax(self) -> None:
        def show(page: str) -> None:
            is_open = self._session.is_open
            dialog = SearchSyntaxDialog(
                search_examples(page), self._schema(), self._window, can_search=is_open
            )
            dialog.search_asked.connect(self._search)
            self._open(dialog)

        language = applied_language().language
        self._session.run_alone(lambda: page_text(SEARCHING, language), show)

    @Slot()
    def _show_documentation(self) -> None:
        dialog = DocumentationDialog(self._window)

        def read(name: str) -> None:
            language = applied_language().language
            self._session.run_alone(
                lambda: page_text(name, language), lambda text: show(name, text)
            )

        def show(name: str, text: str) -> None:
            if self.dialog is dialog:
                dialog.show_page(name, self.keys.as_now(text))

        dialog.page_asked.connect(read)
        self._open(dialog)
        dialog.open_page(TOUR)

    def _open(self, dialog: QDialog) -> None:
        """Show it beside the window, in the place of another one."""
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda: self._forget(dialog))
        dialog.show()

    def _forget(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    @Slot()
    def _go_to_menus(self) -> None:
        bar = self._window.menuBar()
        bar.setFocus()
        bar.setActiveAction(bar.actions()[0])
