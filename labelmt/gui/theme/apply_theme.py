"""Put the theme on the application: as the system is, light or dark, or as a person chose."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QApplication

from labelmt.domain.resources import resource
from labelmt.gui.theme.icons import show_icons_in
from labelmt.gui.theme.palette import palette_of
from labelmt.gui.theme.style_sheet import ICONS, style_sheet
from labelmt.gui.theme.tokens import DARK, LIGHT, Colors


class Theme(StrEnum):
    """What a person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class AppliedTheme:
    """The application's look. Fusion draws on every platform; colours and shapes are ours."""

    def __init__(self, app: QApplication, theme: Theme = Theme.SYSTEM) -> None:
        self._app, self._theme = app, theme
        self._shown: Colors | None = None
        QDir.addSearchPath(ICONS, str(resource("icons")))
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._show)
        app.fontChanged.connect(self._take_font)
        self._show()

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def colors(self) -> Colors:
        """The scheme that is shown."""
        if self._theme is Theme.SYSTEM:
            scheme = self._app.styleHints().colorScheme()
            return DARK if scheme is Qt.ColorScheme.Dark else LIGHT
        return DARK if self._theme is Theme.DARK else LIGHT

    def choose(self, theme: Theme) -> None:
        """Show it at once."""
        self._theme = theme
        self._show()

    def _show(self) -> None:
        if self.colors is self._shown:
            return
        self._shown = colors = self.colors
        self._app.setPalette(palette_of(colors))
        self._app.setStyleSheet(style_sheet(colors))
        show_icons_in(colors)

    def _take_font(self) -> None:
        """Put the sheet on again: while there is one, a new font does not reach any child.

        It is never taken off: then Qt no longer notices which widgets are deleted, and crashes at
        the next sheet.
        """
        self._app.setStyleSheet(style_sheet(self.colors))
