"""Render the icon's PNG files from its SVG. Run after editing it: uv run packaging/render_icon.py

The PNG files are kept in the repository, so that neither the window nor the frozen program needs
Qt's SVG plug-in.
"""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from labelmt.gui.widgets.app_icon import ICON_SIZES, icon_file

ICONS = Path(__file__).parents[1] / "resources" / "icons"


def main() -> None:
    app = QGuiApplication([])
    renderer = QSvgRenderer(str(ICONS / "labelmt.svg"))
    for size in ICON_SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        image.save(str(ICONS / icon_file(size)))
    app.quit()


if __name__ == "__main__":
    main()
