"""Icons of the Lucide set, drawn in the theme's colours and drawn anew when it changes.

The files and their licence (ISC) lie in resources/icons/lucide.
"""

from __future__ import annotations

from functools import cache
from typing import TypeAlias
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtGui import QAction, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractButton

from labelmt.domain.resources import resource
from labelmt.gui.theme.tokens import LIGHT, Colors

SIZES = 16, 48
"""Pixels of the sides: of a menu at 100 %, and for what is larger or denser."""

Target: TypeAlias = QAction | QAbstractButton

_shown = LIGHT
_with_icon: WeakKeyDictionary[Target, str] = WeakKeyDictionary()


def set_icon(target: Target, name: str) -> None:
    """Give an action or a button an icon, which follows the theme.

    Args:
        name: of the file in resources/icons/lucide.
    """
    _with_icon[target] = name
    target.setIcon(themed_icon(name, _shown))


def shown_icon(name: str) -> QIcon:
    """An icon to draw now, in the colours of the theme that is shown.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    return themed_icon(name, _shown)


def show_icons_in(colors: Colors) -> None:
    """Another theme is shown."""
    global _shown
    _shown = colors
    for target, name in list(_with_icon.items()):
        if shiboken6.isValid(target):
            target.setIcon(themed_icon(name, colors))


@cache
def themed_icon(name: str, colors: Colors) -> QIcon:
    """An icon in a theme's colours.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    drawing, icon = _drawing(name), QIcon()
    for mode, color in (
        (QIcon.Mode.Normal, colors.text),
        (QIcon.Mode.Disabled, colors.muted),
        (QIcon.Mode.Selected, colors.on_accent),
    ):
        for size in SIZES:
            sized = drawing.replace('width="24"', f'width="{size}"', 1)
            sized = sized.replace('height="24"', f'height="{size}"', 1)
            picture = QPixmap()
            picture.loadFromData(sized.replace("currentColor", color).encode(), "SVG")
            icon.addPixmap(picture, mode)
    return icon


@cache
def _drawing(name: str) -> str:
    return resource(f"icons/lucide/{name}.svg").read_text("utf-8")
