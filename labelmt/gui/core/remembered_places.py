"""Folders that file dialogs begin in: where a person last was for the same purpose."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from labelmt.gui.core.window_settings import window_settings

GROUP = "places"
"""Of the settings file: a purpose with its folder."""


class Purpose(StrEnum):
    """What a file or folder is chosen for."""

    IMAGES = "images"
    PROJECT = "project"
    IMPORT = "import"
    EXPORT = "export"
    SCHEMA = "schema"
    MODEL = "model"


_NEAR = {
    Purpose.IMPORT: (Purpose.IMAGES,),
    Purpose.EXPORT: (Purpose.IMPORT, Purpose.IMAGES),
    Purpose.MODEL: (Purpose.EXPORT, Purpose.PROJECT),
    Purpose.SCHEMA: (Purpose.EXPORT, Purpose.IMPORT),
}
"""The first time for a purpose: where one was for these."""


def remember(purpose: Purpose, chosen: Path) -> None:
    """The next dialog for this begins in the folder that holds what was chosen."""
    window_settings().setValue(f"{GROUP}/{purpose}", str(chosen.parent))


def begin_in(purpose: Purpose, otherwise: Path | None = None) -> Path:
    """The folder to begin in. It may be gone: the window's thread does not look, the dialog does.

    Args:
        otherwise: the first time; None: the home folder.
    """
    settings = window_settings()
    for one in (purpose, *_NEAR.get(purpose, ())):
        kept = str(settings.value(f"{GROUP}/{one}", ""))
        if kept and Path(kept).is_absolute():
            return Path(kept)
    return otherwise if otherwise is not None else Path.home()


def choose_folder(
    window: QWidget, purpose: Purpose, title: str, otherwise: Path | None = None
) -> Path | None:
    """Let a folder be chosen; None: nothing was."""
    start = str(begin_in(purpose, otherwise))
    chosen = QFileDialog.getExistingDirectory(window, title, start)
    if not chosen:
        return None
    remember(purpose, Path(chosen))
    return Path(chosen)
