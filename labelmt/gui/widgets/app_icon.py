"""Pictures that come with the program: in a source checkout, a wheel and a frozen bundle alike.

They lie inside the package, so that ``importlib.resources`` finds them in all three.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PySide6.QtGui import QIcon, QPixmap

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
        picture.loadFromData((files("labelmt.gui") / "icons" / icon_file(size)).read_bytes(), "PNG")
        icon.addPixmap(picture)
    return icon
