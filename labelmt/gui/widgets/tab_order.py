"""Tab order: Tab goes through the parts of a window as they are read, whenever each was made."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_through(*parts: QWidget) -> None:
    """Have Tab reach these parts one after the other, and what is in them as it was added.

    Args:
        parts: all of one window. What is in none of them stays before the first.
    """
    # nextInFocusChain() would tell the order there is, but takes its answers to be children of
    # what was asked: they are unusable when that is gone.
    window = parts[0].window()
    every = [one for part in parts for one in (part, *part.findChildren(QWidget))]
    stops = [
        one
        for one in every
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
        and one.window() is window
    ]
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)
