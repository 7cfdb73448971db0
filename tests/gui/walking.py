"""Walks a window with Tab, and reads all its words: what is not reached, named or readable."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QRadioButton,
    QTabBar,
    QTextBrowser,
    QWidget,
)

READABLE = 4.5
"""Contrast of text (WCAG 2.2, AA)."""
LINKS = 200
"""In a page, at most: Tab goes through them first."""


def contrast(one: QColor, other: QColor) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: QColor) -> float:
    def linear(share: float) -> float:
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ground_of(widget: QWidget) -> QColor:
    """Its own, or that of the parent that shines through."""
    color = widget.palette().color(widget.backgroundRole())
    parent = widget.parentWidget()
    return color if color.alpha() or parent is None else ground_of(parent)


def words_of(window: QWidget) -> list[QWidget]:
    """What shows words that are not drawn by itself."""
    found: list[QWidget] = []
    for kind in (QLabel, QAbstractButton, QLineEdit):
        found += window.findChildren(kind)
    return [one for one in found if one.isVisible() and one.isEnabled()]


def unreadable(window: QWidget) -> list[str]:
    """Words with too little contrast."""
    found = []
    for widget in words_of(window):
        text, ground = widget.palette().color(widget.foregroundRole()), ground_of(widget)
        if contrast(text, ground) < READABLE:
            found.append(f"{told(widget)}: {text.name()} on {ground.name()}")
    return found


def told(widget: QWidget) -> str:
    """A control, for whoever reads what is wrong."""
    text = widget.text() if isinstance(widget, (QAbstractButton, QLineEdit)) else ""
    parent = widget.parentWidget()
    return f"{type(widget).__name__} {name_of(widget) or text!r} in {type(parent).__name__}"


def name_of(widget: QWidget) -> str:
    """What a screen reader calls it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def stops(window: QWidget) -> list[QWidget]:
    """Every control that Tab is to reach."""
    return [
        one
        for one in window.findChildren(QWidget)
        if one.window() is window
        and one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
        and not (isinstance(one, QTabBar) and one.count() == 0)
    ]


def walked(window: QWidget) -> list[QWidget]:
    """What Tab reaches, from where the focus is until it comes back there."""
    window.activateWindow()
    QApplication.processEvents()
    start = QApplication.focusWidget()
    if start is None or start.window() is not window:
        start = window
        start.setFocus()
    found: list[QWidget] = []
    if start not in stops(window):  # as a label that the focus was put on
        QTest.keyClick(start, Qt.Key.Key_Tab)
    for _ in range(len(stops(window)) + 20):
        focus = QApplication.focusWidget()
        if focus is None or focus in found:
            break
        found.append(focus)
        for _ in range(LINKS):
            QTest.keyClick(focus, Qt.Key.Key_Tab)
            if QApplication.focusWidget() is not focus or not isinstance(focus, QTextBrowser):
                break
    return found


def faults(window: QWidget) -> list[str]:
    """What is wrong with the way of Tab through a window; leaves the focus where it was."""
    before = QApplication.focusWidget()
    expected, found = stops(window), walked(window)
    wrong = [f"not reached: {told(one)}" for one in expected if not reached(one, found)]
    wrong += [f"without a name: {told(one)}" for one in expected if not name_of(one)]
    around = [*found, found[0]] if found else []
    back = [
        f"out of order: {told(one)}, then {told(other)}"
        for one, other in pairwise(around)
        if before_it(other, one)
    ]
    wrong += back if len(back) > 1 else []  # once it begins anew
    if before is not None and before.window() is window:
        before.setFocus()
    return wrong


def reached(widget: QWidget, found: list[QWidget]) -> bool:
    """One of the choices that exclude each other stands for all of them: arrows go on there."""
    if isinstance(widget, QRadioButton):
        return any(isinstance(one, QRadioButton) and together(one, widget) for one in found)
    return widget in found


def together(one: QRadioButton, other: QRadioButton) -> bool:
    if one.group() is not None:
        return one.group() is other.group()
    return one.parentWidget() is other.parentWidget()


def before_it(later: QWidget, earlier: QWidget) -> bool:
    """Whether what comes later stands above, or to the left in the same line."""
    a, b = beside(earlier, later)
    over = b.bottom() <= a.top()
    same_line = not (b.bottom() <= a.top() or b.top() >= a.bottom())
    return over or (same_line and b.right() <= a.left())


def beside(one: QWidget, other: QWidget) -> tuple[QRect, QRect]:
    """The places of two widgets, or of what holds them side by side in what holds both."""
    holders = ancestors(one)
    of_other = ancestors(other)
    common = next(holder for holder in holders if holder in of_other)
    found = []
    for line in (holders, of_other):
        at = line.index(common)
        part = line[at - 1] if at else common
        found.append(QRect(part.mapTo(common, QPoint()) if part is not common else QPoint(),
                           part.size()))  # fmt: skip
    return found[0], found[1]


def ancestors(widget: QWidget) -> list[QWidget]:
    """Itself and all that hold it."""
    found = [widget]
    while (parent := found[-1].parentWidget()) is not None:
        found.append(parent)
    return found
