"""Converts decoded images to QImage. Runs in any thread, as QImage does and QPixmap does not."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader


def to_qimage(image: Image.Image) -> QImage:
    """A copy of an RGB image."""
    data = image.tobytes("raw", "RGB")
    width, height = image.size
    view = QImage(data, width, height, width * 3, QImage.Format.Format_RGB888)
    return view.convertToFormat(QImage.Format.Format_RGB32)  # copies: ``data`` may go


def read_thumbnail(path: Path, edge: int) -> QImage | None:
    """A thumbnail our own code wrote, ready to be drawn, or None where the file is damaged.

    Args:
        edge: most pixels of its longer side. Made so large while it is read: scaling afterwards
            keeps Python's lock, and with it the window.
    """
    reader = QImageReader(str(path), b"jpeg")
    size = reader.size()
    if max(size.width(), size.height()) > edge:
        reader.setScaledSize(size.scaled(edge, edge, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image.convertToFormat(QImage.Format.Format_RGB32)


def fitted(image: QImage, edge: int) -> QImage:
    """An image whose longer side is at most ``edge`` pixels, ready to be drawn as it is."""
    if max(image.width(), image.height()) > edge:
        image = image.scaled(
            QSize(edge, edge),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return image.convertToFormat(QImage.Format.Format_RGB32)
