"""The window fits a small screen, 1024 × 700, whatever the font, its size and what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from window_driver import CONTROL, Driver, cut_off

from labelmt.domain.protocol.messages import WorkerEnded
from labelmt.domain.schema import TaskKind
from labelmt.gui.app.main_window import MainWindow
from labelmt.gui.widgets.notices import Notice
from labelmt.project.training.training_state import TrainingState, reduce

SMALL = 1024, 700


@pytest.fixture
def font() -> Iterator[QFont]:
    """The application's font, to change; it is put back."""
    before = QApplication.font()
    yield QFont(before)
    QApplication.setFont(before)


def fits(window: MainWindow) -> bool:
    window.resize(*SMALL)
    QApplication.processEvents()
    return window.size().toTuple() == SMALL


def prepare(driver: Driver, images: Path) -> None:
    driver.open(images)
    driver.add_task("scene", TaskKind.MULTICLASS)
    driver.add_labels("tree", "sea")
    driver.settle()


def test_as_it_comes(driver: Driver, images: Path) -> None:
    assert fits(driver.window), "the start page"
    prepare(driver, images)
    assert fits(driver.window)
    assert not cut_off(driver.window)


@pytest.mark.parametrize("spacing", [100, 200])
def test_at_twice_the_font_and_with_very_wide_letters(
    driver: Driver, images: Path, font: QFont, spacing: float
) -> None:
    font.setPointSizeF(font.pointSizeF() * 2)
    font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, spacing)
    QApplication.setFont(font)
    window = driver.window
    assert fits(window), "the start page"
    prepare(driver, images)
    assert fits(window)
    driver.press("L", CONTROL)
    driver.press("N")
    assert fits(window), "a banner in the place of the filters"
    window.workspace.explanation_bar.show()
    window.strip.show_state(reduce(TrainingState(), WorkerEnded("killed", 9, "tail")))
    window.notices.tell(Notice("What happened " * 9, kept="What was kept. " * 9, details="All."))
    job = window.jobs.start("A long job, whose name is longer than any real one is", lambda: None)
    job.show_progress(1_000_000, 2_000_000, "and something that it says of itself")
    window.live_switch.show_progress("Looking at images: 10,000 of 1,000,000", 1, 100)
    assert fits(window), "with all that comes and goes"
