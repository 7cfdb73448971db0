"""Paints the map of images: points, pictures where there is room, names, legend, marks.

What it costs grows with the points on the screen: a hundred thousand take a few milliseconds. Of
more a picture of their density is drawn instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from labelmt.gui.images.map.map_overlays import (
    draw_card,
    draw_crowds,
    draw_legend,
    legend_size,
    small,
)
from labelmt.gui.images.map.map_scene import MapScene
from labelmt.gui.images.map.picture_places import not_overlapping, picture_edge
from labelmt.gui.images.map.point_raster import PointRaster, as_image
from labelmt.gui.images.map.tile_index import Floats, Rows, TileIndex
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.theme.tokens import MEDIUM, VERMILION, WIDE
from labelmt.gui.widgets.muted_colours import mixed

Mask = NDArray[np.bool_]

FEW = 1500
"""Points on the screen up to which each is drawn by itself, smooth and round."""
DENSE = 250_000
"""Points on the screen from which their density is drawn."""
GREY = 1
"""Palette number of points out of view; the colours of the scene follow."""
ZOOMS = 0.8, 4000.0
"""Least and largest zoom; 1 shows the whole map."""
OVERLAP = 3
"""Pixels between pictures."""


class MapCanvas(QWidget):
    """Shows points of rows; which are in view, selected and current is told from outside."""

    view_changed = Signal()
    """Other points are on the screen, or other images are shown as pictures."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self.index = TileIndex(np.zeros((0, 2), np.float32))
        self.scene = MapScene()
        self._in_view: Mask = np.zeros(0, np.bool_)
        self._selected: Mask = np.zeros(0, np.bool_)
        self.current: int | None = None
        self.hovered: int | None = None
        self.describe: Callable[[int], Sequence[str]] = lambda _row: ()
        """Lines about an image, for its card."""
        self._zoom = 1.0
        self._centre = QPointF(0, 0)
        self._codes = np.zeros(0, np.uint8)
        self._raster, self._overlay = PointRaster(), PointRaster()
        self._dots: dict[tuple[str, int, bool], QPixmap] = {}
        self._pictures: dict[int, QRectF] = {}
        self._painted: tuple[int, ...] = ()
        self._told: tuple[int, ...] = ()
        self._line: list[QPointF] = []
        self._telling = QTimer(self, singleShot=True, interval=0)
        self._telling.timeout.connect(self._tell)
        self.setMinimumSize(160, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        loader.ready.connect(self._take_pictures)

    # -- what is shown -------------------------------------------------------------------

    def show_places(self, index: TileIndex, *, fit: bool) -> None:
        """Show these points; ``fit``: all of them, else what is on the screen stays there."""
        self.index = index
        self.hovered = None
        self._sort_codes()
        if fit:
            self.fit()
        self.update()

    def show_scene(self, scene: MapScene) -> None:
        """Show other colours and names."""
        self.scene = scene
        self._sort_codes()
        self.update()

    def show_view(self, in_view: Mask) -> None:
        """Grey what is out of view: (rows,) bool."""
        self._in_view = in_view
        self._sort_codes()
        self.update()

    def show_selection(self, selected: Mask, current: int | None) -> None:
        """Mark what is selected: (rows,) bool."""
        self._selected, self.current = selected, current
        self.update()

    def _sort_codes(self) -> None:
        """The palette number of each point."""
        rows = self.index.rows
        codes = np.zeros(len(rows), np.uint8)
        own = self.scene.codes
        inside = rows < len(own)
        codes[inside] = own[rows[inside]]
        codes += GREY + 1
        codes[~self._of_rows(self._in_view, rows)] = GREY
        self._codes = codes

    @staticmethod
    def _of_rows(mask: Mask, rows: Rows) -> Mask:
        if len(mask) and (not len(rows) or int(rows.max()) < len(mask)):
            return mask[rows]
        found = np.zeros(len(rows), np.bool_)
        inside = rows < len(mask)
        found[inside] = mask[rows[inside]]
        return found

    def visible_rows(self) -> tuple[int, ...]:
        """Rows whose pictures are on the screen, as last painted."""
        return self._painted

    # -- where things are ----------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """1 shows the whole map."""
        return self._zoom

    @property
    def scale(self) -> float:
        """Pixels of a unit of the map."""
        room = QRectF(self.rect()).adjusted(WIDE, WIDE, -WIDE, -WIDE)
        wide, high = (float(one) for one in self.index.extent)
        return self._zoom * max(1.0, min(room.width() / wide, room.height() / high))

    def to_screen(self, x: float, y: float) -> QPointF:
        scale, middle = self.scale, QRectF(self.rect()).center()
        return QPointF(
            (x - self._centre.x()) * scale + middle.x(), (y - self._centre.y()) * scale + middle.y()
        )

    def to_map(self, point: QPointF) -> tuple[float, float]:
        scale, middle = self.scale, QRectF(self.rect()).center()
        return (
            (point.x() - middle.x()) / scale + self._centre.x(),
            (point.y() - middle.y()) / scale + self._centre.y(),
        )

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what is on the screen, on the map."""
        return (
            *self.to_map(QPointF(0, 0)),
            *self.to_map(QPointF(self.width(), self.height())),
        )

    def place_of(self, row: int) -> QPointF | None:
        """Where an image's point is on the screen; None where it has none."""
        point = int(self.index.point_of[row]) if row < len(self.index.point_of) else -1
        if point < 0:
            return None
        return self.to_screen(float(self.index.x[point]), float(self.index.y[point]))

    def row_at(self, point: QPointF) -> int | None:
        """The image whose picture or point is there, the nearest one."""
        for row, box in self._pictures.items():
            if box.contains(point):
                return row
        x, y = self.to_map(point)
        near = self.index.nearest(x, y, (MEDIUM + self._radius()) / self.scale)
        return None if near is None else int(self.index.rows[near])

    # -- zoom and pan --------------------------------------------------------------------

    @Slot()
    def fit(self) -> None:
        """Show the whole map."""
        self._zoom = 1.0
        middle = self.index.low + self.index.extent / 2
        self._centre = QPointF(float(middle[0]), float(middle[1]))
        self._moved()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom; what is at a point of the screen stays there."""
        at = at if at is not None else QRectF(self.rect()).center()
        x, y = self.to_map(at)
        self._zoom = min(max(self._zoom * factor, ZOOMS[0]), ZOOMS[1])
        after = self.to_map(at)
        self._centre += QPointF(x - after[0], y - after[1])
        self._moved()

    def pan_by(self, dx: float, dy: float) -> None:
        """Move what is shown by so many pixels."""
        scale = self.scale
        self._centre -= QPointF(dx / scale, dy / scale)
        low, high = self.index.low, self.index.low + self.index.extent
        self._centre.setX(min(max(self._centre.x(), float(low[0])), float(high[0])))
        self._centre.setY(min(max(self._centre.y(), float(low[1])), float(high[1])))
        self._moved()

    def go_to(self, x: float, y: float, radius: float) -> None:
        """Show a part of the map as large as there is room."""
        self._zoom = 1.0
        room = min(self.width(), self.height()) / 2 * 0.8
        self._zoom = min(max(room / max(radius, 1e-6) / self.scale, 1.0), ZOOMS[1])
        self._centre = QPointF(x, y)
        self._moved()

    def reveal(self, row: int) -> None:
        """Bring an image's point on the screen."""
        place = self.place_of(row)
        room = QRectF(self.rect()).adjusted(WIDE, WIDE, -WIDE, -WIDE)
        if place is not None and not room.contains(place):
            middle = QRectF(self.rect()).center()
            self.pan_by(middle.x() - place.x(), middle.y() - place.y())

    def _moved(self) -> None:
        self.update()
        self._telling.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._moved()

    # -- painting ------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        near = self._on_screen()
        x, y = self._pixels(near)
        count = len(x)
        self._paint_apart(painter)
        if count > DENSE and self.scene.density is not None:
            self._paint_density(painter)
            self._paint_selected(painter, near, x, y)
        elif count > FEW:
            self._paint_raster(painter, near, x, y)
        else:
            self._paint_few(painter, near, x, y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_pictures(painter, near, x, y)
        self._paint_overlays(painter)

    def _on_screen(self) -> Rows | slice:
        left, top, right, bottom = self.bounds()
        edge = self._radius() / self.scale
        near = self.index.within(left - edge, top - edge, right + edge, bottom + edge)
        if isinstance(near, slice) and self._zoom <= 1.0:
            return near
        x, y = self.index.x[near], self.index.y[near]
        hit = (x >= left - edge) & (x <= right + edge) & (y >= top - edge) & (y <= bottom + edge)
        found: Rows = np.flatnonzero(hit) if isinstance(near, slice) else near[hit]
        return found

    def _pixels(self, near: Rows | slice) -> tuple[Floats, Floats]:
        """(n,) coordinates on the screen, in pixels at 100 %."""
        scale, middle = np.float32(self.scale), QRectF(self.rect()).center()
        dx = np.float32(middle.x() - self._centre.x() * float(scale))
        dy = np.float32(middle.y() - self._centre.y() * float(scale))
        return self.index.x[near] * scale + dx, self.index.y[near] * scale + dy

    def _radius(self) -> int:
        """Of a dot, in pixels at 100 %: larger where there are fewer."""
        shown = len(self.index) / max(1.0, self._zoom) ** 2
        return 1 if shown > 30_000 else 2 if shown > 4000 else 3 if shown > 800 else 5

    def _colors(self) -> list[QColor]:
        return [mixed(self.palette(), 0.2), *(QColor(one) for one in self.scene.colors)]

    def _paint_density(self, painter: QPainter) -> None:
        picture = self.scene.density
        if picture is None:
            return
        low, high = self.index.low, self.index.low + self.index.extent
        first, last = self.to_screen(*map(float, low)), self.to_screen(*map(float, high))
        painter.drawImage(QRectF(first, last), picture)

    def _paint_raster(self, painter: QPainter, near: Rows | slice, x: Floats, y: Floats) -> None:
        ratio = self.devicePixelRatioF()
        size = round(self.width() * ratio), round(self.height() * ratio)
        radius = round(self._radius() * ratio)
        wide = np.float32(ratio)
        if ratio != 1:
            x, y = x * wide, y * wide
        lines = self._raster.draw(x, y, self._codes[near], size, radius)
        image = as_image(lines, size[0], self._colors())
        image.setDevicePixelRatio(ratio)
        painter.drawImage(0, 0, image)
        self._paint_selected(painter, near, x / wide, y / wide)

    def _paint_selected(self, painter: QPainter, near: Rows | slice, x: Floats, y: Floats) -> None:
        """Selected points again: around each a margin in the colour of what is selected."""
        chosen = np.flatnonzero(self._of_rows(self._selected, self.index.rows[near]))
        if not len(chosen):
            return
        ratio = self.devicePixelRatioF()
        size = round(self.width() * ratio), round(self.height() * ratio)
        x, y = x[chosen] * np.float32(ratio), y[chosen] * np.float32(ratio)
        radius = round(self._radius() * ratio)
        text = self.palette().color(QPalette.ColorRole.Text)
        ring = self._overlay.draw(x, y, np.ones(len(x), np.uint8), size, radius + 2)
        image = as_image(ring, size[0], [text])
        image.setDevicePixelRatio(ratio)
        painter.drawImage(0, 0, image)
        codes = self._codes[near][chosen]
        dots = self._overlay.draw(x, y, codes, size, radius)
        image = as_image(dots, size[0], self._colors())
        image.setDevicePixelRatio(ratio)
        painter.drawImage(0, 0, image)

    def _paint_few(self, painter: QPainter, near: Rows | slice, x: Floats, y: Floats) -> None:
        codes = self._codes[near]
        selected = self._of_rows(self._selected, self.index.rows[near])
        colors = [one.name() for one in self._colors()]
        radius = self._radius()
        order = np.lexsort((codes, selected))
        for at, code, chosen in zip(
            order.tolist(), codes[order].tolist(), selected[order].tolist(), strict=True
        ):
            dot = self._dot(colors[code - 1], radius, chosen)
            half = dot.deviceIndependentSize().width() / 2
            painter.drawPixmap(QPointF(float(x[at]) - half, float(y[at]) - half), dot)

    def _dot(self, color: str, radius: int, selected: bool) -> QPixmap:
        ratio, text = self.devicePixelRatioF(), self.palette().color(QPalette.ColorRole.Text)
        key = f"{color}{text.name()}{ratio}", radius, selected
        found = self._dots.get(key)
        if found is None:
            edge = 2 * (radius + 3)
            found = QPixmap(QSize(edge, edge) * ratio)
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = self.palette().color(QPalette.ColorRole.Base)
            painter.setPen(QPen(text, 2.0) if selected else QPen(ground, 1.0))
            painter.setBrush(QColor(color))
            reach = radius + (0.8 if selected else 0.0)
            painter.drawEllipse(QPointF(edge / 2, edge / 2), reach, reach)
            painter.end()
            self._dots[key] = found
        return found

    def _paint_apart(self, painter: QPainter) -> None:
        """A ring around what is unlike all that is annotated."""
        rows = self.scene.apart
        rows = rows[rows < len(self.index.point_of)]
        points = self.index.point_of[rows]
        points = points[points >= 0]
        if not len(points):
            return
        x, y = self._pixels(points.astype(np.int64))
        radius = self._radius() + 3
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(VERMILION))
        dot = self._dot(VERMILION, radius, False)
        half = dot.deviceIndependentSize().width() / 2
        inside = (x > -half) & (y > -half) & (x < self.width() + half) & (y < self.height() + half)
        for px, py in zip(x[inside][:FEW].tolist(), y[inside][:FEW].tolist(), strict=True):
            painter.drawPixmap(QPointF(px - half, py - half), dot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_pictures(self, painter: QPainter, near: Rows | slice, x: Floats, y: Floats) -> None:
        before = self._painted
        self._pictures = {}
        shown: list[int] = []
        edge = picture_edge(len(x), self.width(), self.height())
        if edge and (self._zoom >= 1.5 or len(self.index) <= 150):
            rows = self.index.rows[near]
            shown = self._paint_each(painter, edge, rows, x, y)
        self._painted = tuple(shown)
        if self._painted != before:
            self._telling.start()

    def _paint_each(
        self, painter: QPainter, edge: int, rows: Rows, x: Floats, y: Floats
    ) -> list[int]:
        first = [] if self.current is None else [self.current]
        colors, codes = self._colors(), self._codes
        frame = self.palette().color(QPalette.ColorRole.Text)
        shown: list[int] = []
        for at in not_overlapping(x, y, rows, first, edge + OVERLAP):
            row = int(rows[at])
            pixmap = self._loader.pixmap(row)
            size = QSize(edge, edge)
            if pixmap is not None and not pixmap.isNull():
                size = pixmap.size().scaled(edge, edge, Qt.AspectRatioMode.KeepAspectRatio)
            box = QRectF(0, 0, size.width(), size.height())
            box.moveCenter(QPointF(float(x[at]), float(y[at])))
            self._pictures[row] = box
            if pixmap is None or pixmap.isNull():
                continue
            painter.setOpacity(1.0 if self._in(self._in_view, row) else 0.35)
            painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))
            painter.setOpacity(1.0)
            if QRectF(self.rect()).contains(box.center()):
                shown.append(row)
            selected = self._in(self._selected, row)
            color = frame if selected else colors[int(codes[self.index.point_of[row]]) - 1]
            painter.setPen(QPen(color, 3.0 if selected else 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        return shown

    @staticmethod
    def _in(mask: Mask, row: int) -> bool:
        return row < len(mask) and bool(mask[row])

    def _paint_overlays(self, painter: QPainter) -> None:
        palette, area = self.palette(), QRectF(self.rect())
        if self.current is not None and (place := self.place_of(self.current)) is not None:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Link), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = self._pictures.get(self.current)
            reach = self._radius() + 4.0
            if box is not None:
                painter.drawRect(box.adjusted(-3, -3, 3, 3))
            else:
                painter.drawEllipse(place, reach, reach)
        painter.setFont(small(self.font()))
        size = legend_size(painter.fontMetrics(), self.scene.title, self.scene.legend)
        legend = QRect(MEDIUM, self.height() - size.height() - MEDIUM, size.width(), size.height())
        scale = self.scale
        crowds = [
            (one, self.to_screen(one.x, one.y), one.radius * scale) for one in self.scene.crowds
        ]
        if not self._pictures:
            draw_crowds(painter, crowds, palette, [QRectF(legend)], area)
        if self.scene.legend:
            draw_legend(painter, legend, self.scene.title, self.scene.legend, palette)
        if len(self._line) > 1:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Link), 1.5))
            tint = QColor(palette.color(QPalette.ColorRole.Link))
            tint.setAlpha(40)
            painter.setBrush(tint)
            painter.drawPolygon(self._line)
        if self.hovered is not None and not self._line:
            place = self.place_of(self.hovered)
            if place is not None and area.contains(place):
                lines, pixmap = self.describe(self.hovered), self._loader.pixmap(self.hovered)
                draw_card(painter, place, self.rect(), pixmap, lines, palette)
        if self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Link), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -1, -1))

    @Slot(object)
    def _take_pictures(self, rows: Sequence[int]) -> None:
        shown = self.hovered in rows or not self._pictures.keys().isdisjoint(rows)
        if shown and self.isVisible():
            self.update()

    @Slot()
    def _tell(self) -> None:
        """Ask for the pictures that are missing, once a paint has settled which."""
        wanted = tuple(self._pictures)
        if self.isVisible() and wanted != self._told:
            self._told = wanted
            self._loader.want(wanted)
        self.view_changed.emit()
