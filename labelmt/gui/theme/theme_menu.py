"""View › Theme: as the system, light or dark; remembered between runs."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QMenu

from labelmt.gui.core.window_settings import window_settings
from labelmt.gui.theme.apply_theme import AppliedTheme, Theme

KEY = "theme"
NAMES = {
    Theme.SYSTEM: QT_TRANSLATE_NOOP("ThemeMenu", "As the system"),
    Theme.LIGHT: QT_TRANSLATE_NOOP("ThemeMenu", "Light"),
    Theme.DARK: QT_TRANSLATE_NOOP("ThemeMenu", "Dark"),
}


def kept_theme() -> Theme:
    """What was chosen last; what is not known, or damaged, is the system's."""
    chosen = str(window_settings().value(KEY, ""))
    return Theme(chosen) if chosen in list(Theme) else Theme.SYSTEM


@cache
def applied_theme() -> AppliedTheme:
    """The process's one, put on its application when it is first asked for."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("There is no application yet.")
    return AppliedTheme(app, kept_theme())


def fill_theme_menu(menu: QMenu) -> None:
    """One line a theme, the chosen one marked."""
    group = QActionGroup(menu)
    for theme, name in theme_names().items():
        action = QAction(name, menu, checkable=True)
        action.setData(theme.value)
        action.triggered.connect(lambda _on, chosen=theme: choose_theme(chosen))
        group.addAction(action)
        menu.addAction(action)

    def mark() -> None:
        for action in group.actions():
            action.setChecked(action.data() == applied_theme().theme.value)

    mark()
    menu.aboutToShow.connect(mark)  # it may have been chosen elsewhere


def theme_names() -> dict[Theme, str]:
    """What a person may choose, in their language."""
    return {
        theme: QCoreApplication.translate("ThemeMenu", str(name)) for theme, name in NAMES.items()
    }


def choose_theme(theme: Theme) -> None:
    """Show a theme at once, and from now on."""
    applied_theme().choose(theme)
    settings = window_settings()
    settings.setValue(KEY, theme.value)
    settings.sync()
