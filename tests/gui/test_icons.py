"""Icons: one set with its licence, in the theme's colours, of every action that names one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication
from window_driver import Driver

import labelmt.gui
from labelmt.domain.resources import resource
from labelmt.gui.app.action_icons import ICONS
from labelmt.gui.theme.apply_theme import Theme
from labelmt.gui.theme.icons import themed_icon
from labelmt.gui.theme.theme_menu import applied_theme
from labelmt.gui.theme.tokens import DARK, LIGHT

GUI = Path(labelmt.gui.__file__).parent


@pytest.fixture
def as_the_system(qapp: QApplication) -> Iterator[None]:
    yield
    applied_theme().choose(Theme.SYSTEM)


def inked(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    """Colours of what is drawn, where it covers all."""
    image = icon.pixmap(48, 48, mode).toImage()
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    colors = [image.pixelColor(*point) for point in points]
    return {color.name() for color in colors if color.alpha() == 255}


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_icons_are_drawn_in_the_themes_colours(qapp: QApplication, colors) -> None:  # type: ignore[no-untyped-def]
    icon = themed_icon("play", colors)
    assert inked(icon) == {colors.text}
    assert inked(icon, QIcon.Mode.Disabled) == {colors.muted}


def test_every_drawing_is_used_and_comes_with_its_licence() -> None:
    folder = resource("icons/lucide")
    drawn = {Path(one.name).stem for one in folder.iterdir() if one.name.endswith(".svg")}
    named = {
        node.value
        for file in GUI.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert drawn <= named, "drawings that nothing shows"
    assert set(ICONS.values()) <= drawn
    assert "ISC License" in (folder / "LICENSE").read_text("utf-8")


@pytest.mark.usefixtures("as_the_system")
def test_icons_follow_the_theme(driver: Driver) -> None:
    train = driver.window.strip.train_action
    for theme, colors in ((Theme.DARK, DARK), (Theme.LIGHT, LIGHT)):
        applied_theme().choose(theme)
        assert inked(train.icon()) == {QColor(colors.text).name()}
        for id_ in ICONS:
            assert not driver.window.commands.actions[id_].icon().isNull()
