"""A comment shows as a speech balloon, which no elided name looks like."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from labelmt.domain.image_marks import ImageMarks
from labelmt.gui.images.grid.comment_sign import draw_commented, sign_width
from labelmt.gui.images.grid.grid_model import Cell
from labelmt.gui.search.search_line import SearchLine


def test_a_balloon_stands_before_the_name(qtbot: QtBot) -> None:
    del qtbot
    image, font = QImage(300, 24, QImage.Format.Format_RGB32), QFont()
    image.fill(QColor("white"))
    metrics = QFontMetricsF(font)
    with QPainter(image) as painter:
        draw_commented(painter, QRect(0, 0, 300, 24), "", metrics, centred=True)
    inked = [
        x for x in range(300) if any(image.pixelColor(x, y) != QColor("white") for y in range(24))
    ]
    assert inked
    assert inked[-1] - inked[0] <= sign_width(metrics)


def test_a_caption_with_a_comment_has_no_ellipsis() -> None:
    cell = Cell(0, "/a/000.jpg", "000.jpg", marks=ImageMarks(rating=2, comment="ask Eva"))
    assert cell.caption == "★★ 000.jpg"


def test_an_empty_search_line_has_nothing_to_clear(qtbot: QtBot) -> None:
    line = SearchLine()
    qtbot.addWidget(line)
    line.show()
    line.show_text("tree")
    [button] = line.findChildren(QToolButton)
    qtbot.waitUntil(lambda: shown(line) == [1.0])
    line.show_text("")
    qtbot.waitUntil(lambda: shown(line) in ([], [0.0]))
    del button


def shown(line: SearchLine) -> list[float]:
    """Opacity of the buttons inside that can be seen."""
    return [
        float(one.property("opacity")) if one.property("opacity") is not None else 1.0
        for one in line.findChildren(QToolButton)
        if one.isVisible()
    ]
