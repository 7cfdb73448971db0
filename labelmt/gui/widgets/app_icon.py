"""The program's icon, in all its sizes."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QIcon, QPixmap

from labelmt.domain.resources import resource

ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
"""Pixels of the sides of the icon's PNG files."""


def icon_file(size: int) -> str:
    """The name of the icon's PNG file of a size."""
    return f"labelmt-{size}.png"


@cache
def app_icon() -> QIcon:
    """The program's icon in all its sizes. Needs a QGuiApplication.

    Raises:
        FileNotFoundError: the installation is not whole.
    """
    icon = QIcon()
    for size in ICON_SIZES:
        picture = QPixmap()
        picture.loadFromData(resource(f"icons/{icon_file(size)}").read_bytes(), "PNG")
        icon.addPixmap(picture)
    return icon
