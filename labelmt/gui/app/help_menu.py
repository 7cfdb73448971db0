"""What the Help menu does: the list of all keys, the menus by keyboard, about the program."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from labelmt.domain.schema import Schema
from labelmt.gui.app.about import show_about
from labelmt.gui.app.legend_dialog import LegendDialog
from labelmt.gui.app.shortcuts_dialog import ShortcutsDialog
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.window_keys import WindowKeys
from labelmt.gui.images.browser import Browser


class HelpMenu(QObject):
    """Opens what explains the window.

    Args:
        schema: that of the open project, or an empty one.
    """

    def __init__(
        self,
        commands: Actions,
        browser: Browser,
        schema: Callable[[], Schema],
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._commands, self._browser = commands, browser
        self._keys = WindowKeys(commands, self)
        self._schema, self._window = schema, window
        window.addAction(commands.menu_bar)
        commands.keys.triggered.connect(self._show_keys)
        commands.menu_bar.triggered.connect(self._go_to_menus)
        commands.legend.triggered.connect(self._show_legend)
        commands.about.triggered.connect(lambda: show_about(window))

    @Slot()
    def _show_keys(self) -> None:
        actions, own = self._commands.listed(), self._browser.own_keys()
        dialog = ShortcutsDialog(actions, own, self._schema(), self._keys, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _show_legend(self) -> None:
        dialog = LegendDialog(self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _go_to_menus(self) -> None:
        bar = self._window.menuBar()
        bar.setFocus()
        bar.setActiveAction(bar.actions()[0])
