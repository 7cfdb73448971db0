"""Names of keys in texts: hints, tooltips and empty states name an action's key as it is now.

A text has the action's id where its key is to stand: "Search ({find})". Where an action has no key,
brackets around it go, and so does a part between " · "; elsewhere its place in the menus stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from labelmt.gui.core.actions import Actions

_ID = re.compile(r"\{([a-z]\w*)\}")
_BRACKETS = re.compile(r"\s*[(（][^()（）]*?\{([a-z]\w*)\}[^()（）]*[)）]|  \{([a-z]\w*)\}")
"""A key in brackets, or two spaces behind a button's words."""
_PARTS = " · "
_told: dict[str, tuple[QKeySequence, str]] = {}
"""An action's id with its key and its place in the menus: one settings file has them for all."""


def note(actions: Mapping[str, QAction], places: Mapping[QAction, str] | None = None) -> None:
    """From now on texts name these keys.

    Args:
        places: where actions stand in the menus, as "Model › Train".
    """
    places = places or {}
    for name, action in actions.items():
        _told[name] = action.shortcut(), places.get(action, action.text())


def sequence_of(name: str) -> QKeySequence:
    """The key of an action now; the one it comes with before a window has said so."""
    return _told[name][0] if name in _told else Actions.usual_key(name)


def key_of(name: str) -> str:
    """That key as this system writes it; nothing where there is none."""
    told = sequence_of(name).toString(QKeySequence.SequenceFormat.NativeText)
    return told.replace("Return", "Enter")  # as it is called on most keyboards


def with_keys(text: str, *values: object) -> str:
    """Put keys in the place of ids, and values in the place of {0}, {1} and so on."""
    text = _BRACKETS.sub(lambda found: found[0] if key_of(found[1] or found[2]) else "", text)
    parts = text.split(_PARTS)
    if len(parts) > 1:
        parts = [one for one in parts if all(key_of(name) for name in _ID.findall(one))]
    text = _PARTS.join(parts)

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name.isdecimal():
            return str(values[int(name)])
        return key_of(name) or (_told[name][1] if name in _told else name)

    return re.sub(r"\{([a-z]\w*|\d+)\}", put, text)


class KeyHint(QObject):
    """A text of a widget that names keys; shown again where a key changes.

    Args:
        owner: what the text belongs to.
        put: takes the text with its keys.
    """

    def __init__(self, owner: QObject, put: Callable[[str], object], text: str) -> None:
        super().__init__(owner)
        self._put, self._text = put, text
        self.show()

    def show(self) -> None:
        """Name the keys as they are now."""
        self._put(with_keys(self._text))
