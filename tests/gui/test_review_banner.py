"""The banner of a review says how far one is, and what was left open on the way."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from labelmt.gui.labelling.review.review_banner import ReviewBanner


def test_images_with_labels_left_open_are_not_passed_off_as_done(qtbot: QtBot) -> None:
    banner = ReviewBanner()
    qtbot.addWidget(banner)
    banner.show_counts(3, 0, 5, 0, None)
    assert banner.count.text() == "3 answered · 5 left"
    banner.show_counts(3, 2, 5, 1, 60.0)
    told = "3 answered (2 with labels left open) · 5 left · about 1 min · 1 labelled without a look"
    assert banner.count.text() == told
