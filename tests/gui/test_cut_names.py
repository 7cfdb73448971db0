"""Names that do not fit are cut in the middle: many labels differ just at their ends."""

from __future__ import annotations

from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from labelmt.domain.schema import Label
from labelmt.gui.images.grid.chips import ChipPainter
from labelmt.gui.images.grid.shown_labels import Chip, ChipKind


def test_a_cut_chip_keeps_the_end_of_its_name(qtbot: QtBot) -> None:
    del qtbot
    painter = ChipPainter(QFont())
    ends = []
    for end in ("left", "right"):
        label = Label(1, 1, f"pleural effusion of the lung, {end}", "#000000")
        room = painter.metrics.horizontalAdvance(label.name) * 0.6
        [place], _ = painter.lay_out([Chip(label, ChipKind.ANNOTATED, False)], room)
        assert "…" in place.text
        ends.append(place.text)
    assert [text.rpartition(" ")[2] for text in ends] == ["left", "right"]
