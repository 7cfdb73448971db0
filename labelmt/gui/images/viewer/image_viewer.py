"""One image as large as the window: zoom to the cursor, pan, go on to the next."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from labelmt.domain.changes import Changes
from labelmt.gui.core.key_names import sequence_of
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.images.grid.chips import ChipPainter
from labelmt.gui.images.grid.comment_sign import draw_commented, sign_width
from labelmt.gui.images.grid.grid_model import Cell, GridModel
from labelmt.gui.images.grid.placeholder import draw_placeholder
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.images.viewer.image_loader import ImageLoader, Picture, Wish
from labelmt.gui.images.viewer.note_band import draw_note
from labelmt.gui.images.viewer.window_level import WindowLevel
from labelmt.gui.images.viewer.zoom import fit_scale
from labelmt.gui.images.viewer.zoom_area import ZoomArea
from labelmt.gui.widgets.state_glyphs import shade

PIXELS_FROM = 4.0
"""Screen pixels of an image pixel from which pixels are drawn as squares."""
FRAME = 3.0
"""Width of the line around the image that keys go to, where two are shown."""

Modifier = Qt.KeyboardModifier


class ImageViewer(ZoomArea):
    """Shows one image of the grid's order. Keys that mean nothing here are left to labels.

    Args:
        model: the order of images, and what is known of them.
        thumbnails: what is shown until the image itself has come.
    """

    rowChanged = Signal(int)
    """Another image is shown."""
    left = Signal()
    """Back to the grid."""
    window_changed = Signal()
    """Another window and level are shown."""
    acceptAsked = Signal()  # noqa: N815
    """What is suggested of the image is to be accepted."""

    def __init__(
        self, model: GridModel, thumbnails: ThumbnailLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._bar_height = round(self.fontMetrics().height() * 2)
        self._model = model
        self._thumbnails = thumbnails
        self._loader = ImageLoader(self)
        self.window_level = WindowLevel(self)
        self.window_level.made.connect(self._show_window)
        self._window_from: QPointF | None = None
        self._dragged = False
        self.keeps_zoom = False
        """Whether another image is shown as closely as the one before."""
        self._framed = False
        self._overlay: QImage | None = None
        self._overlay_opacity = 1.0
        self._row: int | None = None
        self._position = 0
        self._chips = ChipPainter(self.font())
        self._chips_hidden = False
        self._loader.loaded.connect(self._show_loaded)
        thumbnails.ready.connect(self._show_thumbnail)
        model.modelReset.connect(self._follow_order)
        model.dataChanged.connect(self.update)

    @Slot(bool)
    def hide_chips(self, hidden: bool) -> None:
        """Hide the labels of images while a person is asked about them unaided."""
        self._chips_hidden = hidden
        self.update()

    @property
    def row(self) -> int | None:
        """The image shown."""
        return self._row

    @property
    def shows_full(self) -> bool:
        """Whether the image itself is there, not its thumbnail alone."""
        picture = self._picture()
        return picture is not None and bool(picture.levels)

    def show_row(self, row: int) -> None:
        """Show an image of the project; the whole of it, to begin with."""
        self._row = row
        position = self._model.position_of(row)
        self._position = position if position is not None else self._position
        if not self.keeps_zoom:
            self.fit()
        self._thumbnails.request(row)
        self._load()
        self._take_values()
        self.setAccessibleName(self._model.spoken(self._model.cell(row)))
        self.update()
        self.rowChanged.emit(row)

    def set_framed(self, framed: bool) -> None:
        """Mark it as the one of several that keys go to."""
        self._framed = framed
        self.update()

    @property
    def overlay(self) -> QImage | None:
        """What is drawn over the image."""
        return self._overlay

    def set_overlay(self, overlay: QImage | None) -> None:
        """Draw something over all of the image, or nothing; it is zoomed and moved with it."""
        self._overlay = overlay
        self.update()

    def set_overlay_opacity(self, opacity: float) -> None:
        """0 lets all of the image through, 1 what the overlay itself does."""
        self._overlay_opacity = opacity
        self.update()

    def step(self, by: int) -> None:
        """So many images on, or back, in the grid's order."""
        last = self._model.rowCount() - 1
        position = min(max(self._position + by, 0), last)
        if last >= 0 and int(self._model.rows[position]) != self._row:
            self.show_row(int(self._model.rows[position]))

    def follow(self, changes: Changes) -> None:
        """Load again what was changed on disk."""
        if changes.images and self._row in changes.images and self.isVisible():
            # It may be readable now, though the file is the same: its disk came back.
            self._loader.drop_problem(self._row)
            self._load()
        self.update()

    def forget(self) -> None:
        """Show nothing; free what was loaded."""
        self._row = None
        self._loader.forget()
        self.window_level.show_values(None)
        self.update()

    def close_loader(self) -> None:
        """Stop loading, and wait for what is being decoded."""
        self.window_level.close()
        self._loader.close()

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    # -- what is there -------------------------------------------------------------------

    def _wish(self, project_view: ProjectView, row: int) -> Wish:
        return Wish(row, project_view.images.path(row), project_view.images.stamp(row))

    def _load(self) -> None:
        """The image shown, then the next and the previous one."""
        project_view = self._model.project_view
        if project_view is None or self._row is None:
            return
        rows = [self._row]
        rows += [
            int(self._model.rows[beside])
            for beside in (self._position + 1, self._position - 1)
            if 0 <= beside < self._model.rowCount()
        ]
        known = [row for row in dict.fromkeys(rows) if row < len(project_view.images)]
        self._loader.want([self._wish(project_view, row) for row in known])

    def _picture(self) -> Picture | None:
        project_view = self._model.project_view
        if project_view is None or self._row is None or self._row >= len(project_view.images):
            return None
        return self._loader.picture(self._row, project_view.images.stamp(self._row))

    def natural(self) -> QSizeF | None:
        """Size of what is shown in its own pixels."""
        picture = self._picture()
        if picture is not None and picture.levels:
            return QSizeF(picture.levels[0].size())
        pixmap = self._thumbnails.pixmap(self._row) if self._row is not None else None
        return QSizeF(pixmap.size()) if pixmap is not None else None

    @Slot(int)
    def _show_loaded(self, row: int) -> None:
        if row == self._row:
            self._take_values()
            self.update()

    def _take_values(self) -> None:
        picture = self._picture()
        self.setAccessibleDescription(picture.note if picture is not None else "")
        self.window_level.show_values(picture.deep if picture is not None else None)

    @Slot(object)
    def _show_thumbnail(self, rows: tuple[int, ...]) -> None:
        if self._row in rows and not self.shows_full:
            self.update()

    @Slot()
    def _follow_order(self) -> None:
        """The order has changed: the image stays, its place in it may not."""
        if self._row is None:
            return
        position = self._model.position_of(self._row)
        last = max(0, self._model.rowCount() - 1)
        self._position = position if position is not None else min(self._position, last)
        if self.isVisible():
            self._load()
        self.update()

    # -- window and level ----------------------------------------------------------------

    @Slot()
    def stretch_window(self) -> None:
        """Show the values of the part in view from black to white."""
        size, room = self.natural(), self.room()
        if size is None or size.isEmpty():
            return
        box = self._zoom.box(size, room)
        seen = box & room
        self.window_level.stretch(
            (seen.left() - box.left()) / box.width(), (seen.top() - box.top()) / box.height(),
            (seen.right() - box.left()) / box.width(), (seen.bottom() - box.top()) / box.height(),
        )  # fmt: skip

    @Slot()
    def _show_window(self) -> None:
        self.window_changed.emit()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton and self.window_level.offered:
            self._window_from, self._dragged = event.position(), False
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._window_from is None:
            super().mouseMoveEvent(event)
            return
        by = event.position() - self._window_from
        if self._dragged or by.manhattanLength() >= QApplication.startDragDistance():
            self._dragged, self._window_from = True, event.position()
            self.window_level.drag(by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.RightButton or self._window_from is None:
            super().mouseReleaseEvent(event)
            return
        self._window_from = None
        if not self._dragged:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(self.actions())
            menu.popup(event.globalPosition().toPoint())

    def event(self, event: QEvent) -> bool:
        by_mouse = (
            isinstance(event, QContextMenuEvent)
            and event.reason() == QContextMenuEvent.Reason.Mouse
        )
        if by_mouse and self.window_level.offered:
            return True  # its button may be about to drag: the menu comes when it is let go
        return super().event(event)

    # -- keys ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers() & ~Modifier.KeypadModifier
        control = modifiers == Modifier.ControlModifier
        plain = not modifiers & ~Modifier.ShiftModifier  # "+" needs Shift on many keyboards
        far = self._model.rowCount()
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -1,
            Qt.Key.Key_PageDown: 1, Qt.Key.Key_Home: -far, Qt.Key.Key_End: far,
        }  # fmt: skip
        if not modifiers and key in steps:
            self.step(steps[Qt.Key(key)])
        elif (plain or control) and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif (plain or control) and key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom_out()
        elif (pressed := QKeySequence(event.keyCombination())) == sequence_of("fit_image"):
            self.fit()
        elif pressed == sequence_of("actual_pixels"):
            self.show_pixels()
        elif not modifiers and key in (
            Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter,
        ):  # fmt: skip
            self.left.emit()
        elif not modifiers and key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.acceptAsked.emit()
        else:
            event.ignore()

    # -- painting ------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._chips = ChipPainter(self.font())
            self._bar_height = round(self.fontMetrics().height() * 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._ground())
            if self._row is None:
                return
            cell = self._model.cell(self._row)
            picture = self._picture()
            problem = cell.problem or self._thumbnails.problem(self._row)
            if picture is not None and picture.problem:
                problem = picture.problem
            if problem and (picture is None or not picture.levels):
                self._draw_problem(painter, cell, problem)
            else:
                self._draw_picture(painter, picture)
                if picture is not None and picture.note:
                    draw_note(painter, self.room(), picture.note, self.palette())
            self._draw_bar(painter, cell)
            if self._framed:
                pen = QPen(self.palette().color(QPalette.ColorRole.Highlight), FRAME)
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                inset = FRAME / 2
                painter.drawRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))

    def _draw_picture(self, painter: QPainter, picture: Picture | None) -> None:
        size, room = self.natural(), self.room()
        if size is None or self._row is None:
            return
        box = self._zoom.box(size, room)
        scale = box.width() / size.width() * self.devicePixelRatioF()
        smooth = scale < PIXELS_FROM or not self.shows_full
        painter.save()
        painter.setClipRect(room)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        pixmap = self._thumbnails.pixmap(self._row)
        if picture is not None and picture.levels:
            if self.window_level.levels:
                picture = replace(picture, levels=self.window_level.levels)
            level = picture.level_for(scale)
            painter.drawImage(box, level, QRectF(level.rect()))
        elif pixmap is not None:
            painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))
        if self._overlay is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setOpacity(self._overlay_opacity)
            painter.drawImage(box, self._overlay, QRectF(self._overlay.rect()))
        painter.restore()

    def _draw_problem(self, painter: QPainter, cell: Cell, problem: str) -> None:
        room = self.room()
        edge = min(room.width(), room.height()) * 0.5
        box = QRectF(0, 0, edge * 1.4, edge)
        box.moveCenter(room.center() - QPointF(0, edge * 0.1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        word = self.tr("Missing") if cell.missing else self.tr("Unreadable")
        draw_placeholder(painter, box, word, self.palette())
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        below = QRectF(room.left() + 24, box.bottom() + 12, room.width() - 48, room.height())
        center = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(below, center | Qt.TextFlag.TextWordWrap, f"{problem}\n{cell.path}")

    def _draw_bar(self, painter: QPainter, cell: Cell) -> None:
        palette, metrics = self.palette(), self.fontMetrics()
        height = self._bar_height
        bar = QRectF(0, self.height() - height, self.width(), height)
        painter.fillRect(bar, palette.color(QPalette.ColorRole.Window))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Qt.AlignmentFlag.AlignVCenter
        inner = bar.adjusted(12, 0, -12, 0)
        place = self._place_text()
        painter.setFont(self.font())
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | middle, place)
        inner.setRight(inner.right() - metrics.horizontalAdvance(place) - 16)
        name = metrics.elidedText(
            cell.caption, Qt.TextElideMode.ElideMiddle, max(0, int(inner.width() * 0.4))
        )
        if cell.marks.comment:
            exact = QFontMetricsF(self.font())
            draw_commented(painter, inner.toRect(), name, exact, centred=False)
            inner.setLeft(inner.left() + sign_width(exact))
        else:
            painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, name)
        inner.setLeft(inner.left() + metrics.horizontalAdvance(name) + 16)
        inner.setTop(inner.top() + (height - self._chips.height) / 2)
        if cell.chips and inner.width() > 0 and not self._chips_hidden:
            self._chips.draw(painter, inner, cell.chips, palette)

    def _place_text(self) -> str:
        """ "12 of 2,100"), the size and the magnification."""
        locale = QLocale()
        parts = []
        picture = self._picture()
        if picture is not None and picture.levels:
            full = picture.levels[0]
            parts.append(f"{full.width()} × {full.height()}")
            scale = fit_scale(QSizeF(full.size()), self.room()) * self._zoom.factor
            percent = scale * self.devicePixelRatioF() * 100
            parts.append(f"{locale.toString(percent, 'f', 0)} %")
            if self.window_level.bounds is not None:
                low, high = self.window_level.bounds
                window = self.tr("window {0}, level {1}").format(
                    locale.toString(high - low, "f", 0), locale.toString((low + high) / 2, "f", 0)
                )
                parts.insert(0, window)
            if picture.pages > 1:
                pages = locale.toString(picture.pages)
                parts.insert(0, self.tr("page 1 of {0}").format(pages))
        if self._row is not None:
            parts[:0] = self._model.photo_words(self._row)
        if self._row is not None and self._model.position_of(self._row) is not None:
            here = locale.toString(self._position + 1)
            total = locale.toString(self._model.rowCount())
            parts.append(self.tr("{0} of {1}").format(here, total))
        return "   ".join(parts)

    def _ground(self) -> QColor:
        return shade(self.palette(), 0.06)
