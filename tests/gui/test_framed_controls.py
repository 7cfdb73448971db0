"""Boxes to tick and number boxes have frames that are seen, light and dark, and enough height."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from walking import contrast

from labelmt.gui.app.application import make_application
from labelmt.gui.theme.apply_theme import Theme
from labelmt.gui.theme.theme_menu import applied_theme

SEEN = 3
"""Contrast of what is no text (WCAG 2.2, AA)."""


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[QWidget]:
    make_application(["labelmt"])
    window = QWidget()
    qtbot.addWidget(window)
    tree, rows, column = QTreeWidget(), QListWidget(), QVBoxLayout(window)
    item = QTreeWidgetItem(tree, [""])
    item.setCheckState(0, Qt.CheckState.Unchecked)
    line = QListWidgetItem("", rows)
    line.setCheckState(Qt.CheckState.Unchecked)
    for part in (tree, rows, QSpinBox(), QLineEdit()):
        column.addWidget(part)
    window.show()
    yield window
    applied_theme().choose(Theme.SYSTEM)


def strongest(image: QImage, rect: QRect) -> float:
    """Contrast with the ground at its end, of what stands out most."""
    ground = image.pixelColor(rect.right() - 2, rect.center().y())
    return max(
        contrast(image.pixelColor(x, y), ground)
        for x in range(rect.left(), rect.left() + min(60, rect.width()))
        for y in range(rect.top() + 2, rect.bottom() - 1)
    )


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_boxes_to_tick_in_trees_and_lists_have_frames(shown: QWidget, theme: Theme) -> None:
    applied_theme().choose(theme)
    QApplication.processEvents()
    for view in (shown.findChild(QTreeWidget), shown.findChild(QListWidget)):
        assert view is not None
        rect = view.visualRect(view.model().index(0, 0))
        assert strongest(view.viewport().grab().toImage(), rect) >= SEEN, view


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_number_boxes_are_framed_and_as_high_as_fields(shown: QWidget, theme: Theme) -> None:
    applied_theme().choose(theme)
    QApplication.processEvents()
    number, field = shown.findChild(QSpinBox), shown.findChild(QLineEdit)
    assert number is not None
    assert field is not None
    assert number.height() >= field.height()
    number.clearFocus()
    field.clearFocus()
    frames = []
    for widget in (number, field):
        image = widget.grab().toImage()
        frames.append(image.pixelColor(image.width() // 2, 0))
    assert frames[0] == frames[1]
