"""A PDF in the making: pages painted one after the other into a stream, none held in memory."""

from __future__ import annotations

from typing import BinaryIO

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter

from labelmt import __version__
from labelmt.gui.paper.paper_sizes import Paper

UNITS = 20
"""Of a point: letters are measured finely enough that no two of them run into each other."""

_kept: list[QGuiApplication] = []


def ensure_application() -> None:
    """Fonts need an application, and have one in a window; elsewhere one without a display."""
    if QGuiApplication.instance() is None:
        _kept.append(QGuiApplication(["labelmt", "-platform", "offscreen"]))


class PdfFile:
    """A file that is painted on, from its first page on.

    Args:
        stream: left open at the end.
    """

    def __init__(self, stream: BinaryIO, paper: Paper, title: str) -> None:
        ensure_application()
        self._stream = stream
        # Qt writes into memory, from where each page goes on: it asks no device where it is.
        self._device = QBuffer()
        self._device.open(QIODevice.OpenModeFlag.WriteOnly)
        self._writer = QPdfWriter(self._device)
        self._writer.setResolution(72 * UNITS)
        self._writer.setTitle(title)
        self._writer.setCreator(f"LabelMT {__version__}")
        size = QPageSize(
            QSizeF(paper.width, paper.height), QPageSize.Unit.Point, paper.name,
            QPageSize.SizeMatchPolicy.ExactMatch,
        )  # fmt: skip
        upright = QPageLayout.Orientation.Portrait
        self._writer.setPageLayout(QPageLayout(size, upright, QMarginsF(0, 0, 0, 0)))
        self.pages = 1
        self.painter = QPainter(self._writer)
        self.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)

    def next_page(self) -> None:
        """Paint on a new page from now on. Raises OSError where the last cannot be written."""
        self._writer.newPage()
        self.pages += 1
        self._pass_on()

    def end(self) -> None:
        """All of it is in the stream. Raises OSError where it cannot be written."""
        self.painter.end()
        self._pass_on()

    def abandon(self) -> None:
        """It is not wanted any more, or has ended."""
        if self.painter.isActive():
            self.painter.end()

    def _pass_on(self) -> None:
        written = self._device.pos()
        self._stream.write(self._device.data().data()[:written])
        self._device.seek(0)
