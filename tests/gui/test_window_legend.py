"""The legend draws each sign as the window does; chips tell their probabilities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget
from window_driver import Driver, cut_off

from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import PALETTE
from labelmt.gui.app.legend_dialog import LegendDialog
from labelmt.gui.theme.apply_theme import Theme
from labelmt.gui.theme.theme_menu import applied_theme


def has_color(widget: QWidget, color: str) -> bool:
    picture, wanted = widget.grab().toImage(), QColor(color).rgb()
    return any(
        picture.pixel(x, y) == wanted
        for x in range(picture.width())
        for y in range(picture.height())
    )


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_the_legend_shows_every_sign(driver: Driver, images: Path, theme: Theme) -> None:
    applied_theme().choose(theme)
    try:
        driver.open(images)
        driver.do(driver.window.commands.legend)
        dialog = driver.window.findChild(LegendDialog)
        assert dialog is not None
        driver.until(dialog.isVisible)
        dialog.resize(dialog.width(), 1000)
        words = [one.text() for one in dialog.findChildren(QLabel)]
        samples = [one for one in dialog.findChildren(QWidget) if one.accessibleName() in words]
        samples = [one for one in samples if not isinstance(one, QLabel)]
        assert len(samples) == 18  # chips, states, the bar, lights
        for sample in samples:
            blank = sample.grab().toImage()
            ground = blank.pixel(blank.width() - 1, 0)
            assert any(
                blank.pixel(x, y) != ground
                for x in range(blank.width())
                for y in range(blank.height())
            ), sample.accessibleName()
        assert has_color(samples[0], PALETTE[2])
        assert not cut_off(dialog)
        dialog.reject()
    finally:
        applied_theme().choose(Theme.SYSTEM)


def test_chips_tell_their_probabilities(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_labels("tree", "sea", "cars")
    driver.select(1)
    driver.press("1")
    driver.settle()
    told = np.full((8, 3), 0.1, dtype=np.float16)
    told[1] = (0.9, 0.8, 0.5)
    thresholds = np.full(3, 0.6, dtype=np.float32)
    ids = driver.project_view.schema.label_ids
    driver.project_view.predictions = Predictions(1, ids, told, thresholds)
    grid = driver.window.browser.grid
    grid.model().set_project(driver.project_view)
    grid.set_rows(np.arange(8))
    tip = grid.model().data(grid.model().index(1), Qt.ItemDataRole.ToolTipRole)
    assert "✓ tree: the model says 0.90" in tip
    assert "○ sea: suggested, 0.80" in tip
    assert "· cars: the model cannot tell, 0.50" in tip
    driver.project_view.predictions = None
