"""View › Language: as the system, or one of those there are."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from labelmt.gui.core.language import choose_language, kept_language, language_names


def fill_language_menu(menu: QMenu) -> None:
    """One line a language, the chosen one marked."""
    group = QActionGroup(menu)
    for language, name in language_names().items():
        action = QAction(name, menu, checkable=True)
        action.setData(language)
        action.triggered.connect(lambda _on, chosen=language: _choose_after(chosen))
        group.addAction(action)
        menu.addAction(action)

    def mark() -> None:
        for action in group.actions():
            action.setChecked(action.data() == kept_language())

    mark()
    menu.aboutToShow.connect(mark)  # it may have been chosen elsewhere


def _choose_after(language: str) -> None:
    """Choose when the menu is closed: the window it belongs to goes."""
    QTimer.singleShot(0, lambda: choose_language(language))
