"""One look, light and dark: readable everywhere, chosen in a menu, and made in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QWidget,
)
from walking import READABLE, contrast, ground_of, luminance, words_of
from window_driver import Driver

import labelmt.gui
from labelmt.gui.theme.apply_theme import Theme
from labelmt.gui.theme.theme_menu import applied_theme, kept_theme
from labelmt.gui.theme.tokens import DARK, LIGHT, Colors

GUI = Path(labelmt.gui.__file__).parent


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_on_every_ground(colors: Colors) -> None:
    grounds = (colors.ground, colors.surface, colors.raised, colors.hovered)
    for text, ground in product((colors.text, colors.muted), grounds):
        assert contrast(QColor(text), QColor(ground)) >= READABLE, (text, ground)
    assert contrast(QColor(colors.on_accent), QColor(colors.accent)) >= READABLE
    assert contrast(QColor(colors.error), QColor(colors.surface)) >= READABLE
    for outline in (colors.focus, colors.accent):  # what is no text needs 3
        assert contrast(QColor(outline), QColor(colors.ground)) >= 3


def test_no_colour_type_size_or_style_sheet_is_set_outside_the_theme() -> None:
    found = []
    for file in GUI.rglob("*.py"):
        if file.parent.name == "theme":
            continue
        found += [
            f"{file.relative_to(GUI)}:{node.lineno}"
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and own_look(node)
        ]
    assert found == []


DISTANCES = {
    "setContentsMargins", "setSpacing", "setHorizontalSpacing", "setVerticalSpacing", "addSpacing",
    "setMargin",
}  # fmt: skip


def test_no_margin_and_no_spacing_is_a_number_outside_the_theme() -> None:
    """Tokens, and what is reckoned from them or from the font, are not numbers of a widget's."""
    found = [
        f"{file.relative_to(GUI)}:{node.lineno}"
        for file in GUI.rglob("*.py")
        if file.parent.name != "theme"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in DISTANCES
        for one in (*node.args, *(keyword.value for keyword in node.keywords))
        for branch in ([one.body, one.orelse] if isinstance(one, ast.IfExp) else [one])
        if isinstance(branch, ast.Constant) and branch.value != 0
    ]
    assert found == []


def own_look(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name in ("setStyleSheet", "setPointSize"):
        return True
    numbers = [
        one
        for argument in call.args
        for one in ast.walk(argument)
        if isinstance(one, ast.Constant) and isinstance(one.value, (int, float, str))
    ]
    if name in ("QColor", "fromRgb", "fromRgbF"):
        return any(isinstance(one.value, str) or len(call.args) > 1 for one in numbers)
    return name in ("setPointSizeF", "setPixelSize") and any(
        isinstance(one.value, float) for one in numbers
    )


@pytest.fixture
def as_the_system(qapp: QApplication) -> Iterator[None]:
    yield
    applied_theme().choose(Theme.SYSTEM)


@pytest.mark.usefixtures("as_the_system")
def test_dark_is_chosen_in_the_menu_shown_at_once_and_kept(driver: Driver) -> None:
    window = driver.window
    menu = window.commands.theme
    dark = next(one for one in menu.actions() if one.text() == "Dark")
    driver.do(dark)
    assert dark.isChecked()
    assert kept_theme() is Theme.DARK
    assert window.palette().color(QPalette.ColorRole.Window) == QColor(DARK.ground)
    corner = window.browser.grab().toImage().pixelColor(2, 2)
    assert luminance(corner) < 0.1


@pytest.mark.usefixtures("as_the_system")
@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_every_word_of_the_window_can_be_read_and_every_control_has_a_name(
    driver: Driver, images: Path, theme: Theme
) -> None:
    driver.open(images)
    driver.add_labels("tree", "sea")
    applied_theme().choose(theme)
    words = words_of(driver.window)
    assert len(words) > 10
    for widget in words:
        text, ground = widget.palette().color(widget.foregroundRole()), ground_of(widget)
        assert contrast(text, ground) >= READABLE, (widget, text.name(), ground.name())
    for widget in driver.window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            named = (
                widget.accessibleName()
                or widget.toolTip()
                or (widget.text() if isinstance(widget, (QAbstractButton, QLineEdit)) else "")
                or (widget.placeholderText() if isinstance(widget, QLineEdit) else "")
            )
            assert named, widget


@pytest.mark.usefixtures("as_the_system")
def test_names_in_the_sidebar_follow_the_theme(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree")
    sidebar = driver.window.workspace.sidebar
    applied_theme().choose(Theme.LIGHT)
    applied_theme().choose(Theme.DARK)
    muted = QColor(DARK.muted)
    found = sidebar.findItems("labels", Qt.MatchFlag.MatchRecursive | Qt.MatchFlag.MatchExactly)
    assert found
    assert [item.foreground(0).color() for item in found] == [muted] * len(found)


@pytest.mark.usefixtures("as_the_system")
def test_fonts_and_themes_change_after_windows_are_gone(qapp: QApplication) -> None:
    """A sheet that was taken off in between left Qt with widgets that were gone: it crashed."""
    applied, font = applied_theme(), QApplication.font()
    large = QFont(font)
    large.setPointSizeF(font.pointSizeF() * 1.5)
    for _ in range(30):
        window = QWidget()
        kinds = (QLabel, QLineEdit, QPushButton, QCheckBox, QComboBox, QTreeWidget, QProgressBar)
        parts = [kind(window) for kind in kinds for _number in range(6)]
        window.show()
        qapp.processEvents()
        for theme in (Theme.DARK, Theme.LIGHT):
            applied.choose(theme)
            qapp.processEvents()
        for shown in (large, font):
            qapp.setFont(shown)
            qapp.processEvents()
            assert {one.font().pointSizeF() for one in parts} == {shown.pointSizeF()}
        shiboken6.delete(window)
