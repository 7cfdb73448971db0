"""What is pressed in a mode's banner stays under the mouse while the words beside it change."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.gui.labelling.groups.groups_banner import GroupsBanner
from labelmt.gui.labelling.review.check_banner import CheckBanner
from labelmt.gui.labelling.review.review_banner import ReviewBanner
from labelmt.gui.labelling.sweep.sweep_banner import SweepBanner
from labelmt.gui.widgets.mode_banner import ModeBanner
from labelmt.project.review.sweep import SweepCounts

TREE = Label(1, 1, "tree", "#44aa44", shortcut="1")
SCHEMA = Schema((Task(1, "things", TaskKind.MULTILABEL, (TREE,)),))
TOTAL = 18_000


def sweeping() -> Iterator[ModeBanner]:
    banner = SweepBanner()
    banner.show_sweep(SCHEMA, 1)
    for present, absent in ((0, 0), (7, 4), (3_000, 15_000)):
        banner.show_counts(SweepCounts(TOTAL, present, absent))
        yield banner


def grouping() -> Iterator[ModeBanner]:
    banner = GroupsBanner()
    banner.show_tasks(SCHEMA, None)
    for selected, images, done in ((0, 3, 1), (30, 30, 999), (0, 0, TOTAL)):
        banner.show_progress(selected, images, done, TOTAL)
        yield banner


def checking() -> Iterator[ModeBanner]:
    banner = CheckBanner()
    for done in (0, 8, 9, 11):
        banner.ask(TREE, done, 12)
        yield banner


def reviewing() -> Iterator[ModeBanner]:
    banner = ReviewBanner()
    banner.show_tasks(SCHEMA, None)
    for done, seconds in ((0, None), (9, 60.0), (10, 3_000.0), (TOTAL, None)):
        banner.show_counts(done, 0, TOTAL - done, 0, seconds)
        yield banner


@pytest.mark.parametrize("banners", [sweeping, grouping, checking, reviewing])
@pytest.mark.parametrize("width", range(360, 1300, 47))
def test_no_button_moves_as_counts_change(
    qtbot: QtBot, banners: Callable[[], Iterator[ModeBanner]], width: int
) -> None:
    seen: list[list[QRect]] = []
    for banner in banners():
        if not seen:
            qtbot.addWidget(banner)
            banner.resize(width, 200)
            banner.show()
        QApplication.processEvents()
        buttons = [one for one in banner.findChildren(QPushButton) if one.isVisible()]
        seen.append([QRect(one.mapTo(banner, QPoint()), one.size()) for one in buttons])
    assert seen[0]
    assert seen == [seen[0]] * len(seen)
