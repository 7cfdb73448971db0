"""Writes the page of keys, docs/guide/keyboard.md, from the window's own table of actions.

``python docs/write_keys.py`` from the repository's root; a test holds the page to what it writes.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtGui import QKeySequence

from labelmt.gui.core.action_table import Action, Menu
from labelmt.gui.core.actions import Actions

PAGE = Path(__file__).resolve().parent / "guide" / "keyboard.md"
_STD = QKeySequence.StandardKey
STANDARD = {
    _STD.Open: "Ctrl+O", _STD.Undo: "Ctrl+Z", _STD.SelectAll: "Ctrl+A", _STD.Copy: "Ctrl+C",
    _STD.Paste: "Ctrl+V", _STD.Find: "Ctrl+F", _STD.ZoomIn: "Ctrl++", _STD.ZoomOut: "Ctrl+-",
}  # fmt: skip
"""As Linux and Windows have them; Qt knows them where a window is, and none is here."""
OF_THE_STRIP = (
    ("Train", "F5"),
    ("Update predictions once", "F6"),
    ("Learn as I label", "Shift+F6"),
)
"""Actions that the line at the window's bottom brings along."""
BEFORE = """\
# Keyboard

**?** shows this list in the program, and changes the keys of actions. On a Mac, read Cmd for Ctrl.
Written by `docs/write_keys.py` from the window's own actions; do not edit.

## Labels

| key | does |
| --- | --- |
| a label's key | present; the same again: unknown |
| Shift and the key | absent |
| Alt and the key | unknown |

## Images

| key | does |
| --- | --- |
| Arrows, Page Up, Page Down, Home, End | move |
| Shift and arrows | select more |
| Ctrl+Space | add the current image to the selection, or remove it |
| Space | accept what is outlined; in a review and in groups, go on |
| Shift+Space, Backspace | in a sweep: absent, unknown |
| Backspace | in groups: take the image out, or in |
| Enter | open the image; go back |
| Right, Left | one image: next, previous |
| Tab | two images: switch between them |
| +, - | one image: zoom in, zoom out |
| drag with the right button | one image of more than 8 bits: window and level |
"""


def keys() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Each menu's title with its actions that have keys, in the menu's order."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    here: list[tuple[str, tuple[str, ...]]] = []
    for entry in vars(Actions).values():
        if isinstance(entry, Menu):
            here = found[entry.title] = []
            if entry.title == "Model":
                here.extend((text, (key,)) for text, key in OF_THE_STRIP)
        elif isinstance(entry, Action):
            texts, told = entry.declared()
            told = tuple(STANDARD[one] if isinstance(one, _STD) else one for one in told)
            if told:
                here.append((texts, told))
    return found


def page() -> str:
    """The page as it should be."""
    parts = [BEFORE]
    for title, lines in keys().items():
        if lines:
            table = "\n".join(f"| {', '.join(told)} | {text} |" for text, told in lines)
            parts.append(f"## {title}\n\n| key | does |\n| --- | --- |\n{table}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    PAGE.write_text(page(), encoding="utf-8")
