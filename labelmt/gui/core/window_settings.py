"""The file in which the window keeps how it was left; nothing a project depends on."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from labelmt.project.places.home import config_folder

FILE = "window.ini"


def window_settings() -> QSettings:
    """An ini file beside the list of recent projects."""
    return QSettings(str(config_folder() / FILE), QSettings.Format.IniFormat)
