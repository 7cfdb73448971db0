"""Tab order: Tab goes through the parts of a window as they are read, whenever each was made."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_through(*parts: QWidget) -> None:
    """Have Tab reach these parts one after the other; within each its own order stays.

    Args:
        parts: all of one window. What is in none of them stays before the first.
    """
    window = parts[0].window()
    chain, one = [], window.nextInFocusChain()
    while one is not None and one is not window:
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(one)
        one = one.nextInFocusChain()
    kept = [[one for one in chain if part is one or part.isAncestorOf(one)] for part in parts]
    for one, other in pairwise([stop for stops in kept for stop in stops]):
        QWidget.setTabOrder(one, other)
