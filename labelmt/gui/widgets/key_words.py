"""A label's key in words: alone in the first set, with its set in another."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from labelmt.domain.key_sets import split_key


def key_words(stored: str) -> str:
    """As people read it; nothing for no key."""
    key_set, key = split_key(stored)
    if key_set == 1:
        return key
    return QCoreApplication.translate("KeyWords", "{0} in set {1}").format(key, key_set)
