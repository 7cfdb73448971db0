"""The image browser: the grid or the map, one image as large as the window, or two side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QStackedWidget, QWidget

from labelmt.domain.annotations import Seen
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.key_names import key_of
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.user_activity import UserActivity
from labelmt.gui.images.grid.grid_view import GridView
from labelmt.gui.images.map.map_page import MapPage
from labelmt.gui.images.map.map_view import STEP
from labelmt.gui.images.seen_on_screen import seen_in_grid, seen_in_viewer, seen_on_map
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.images.viewer.image_viewer import ImageViewer
from labelmt.gui.images.viewer.side_by_side import PairView
from labelmt.gui.theme.tokens import WIDE
from labelmt.project.snapshot import Update

OPENING_S = 1.0
"""From opening a project of a million images to its first screen."""


class Browser(QStackedWidget):
    """Ways to look at the same rows; the selection of one is that of the others.

    The map shows all images, and stands in the grid's place while it is asked for; what is in view
    and selected is the grid's.
    """

    selection_changed = Signal()
    viewer_shown = Signal(bool)
    map_shown = Signal(bool)
    """The map has taken the grid's place, or given it back."""
    accept_asked = Signal()
    """What is suggested of the selection is to be accepted."""
    decoded = Signal(object)
    """list of (row, width, height, problem)."""
    fingerprinted = Signal(object)
    """list of (row, size, mtime_ns, fingerprint)."""
    thumbnails_progressed = Signal(int, int)
    """Images that have had their turn, and all of them."""
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.activity = UserActivity()
        self.loader = ThumbnailLoader(self, activity=self.activity)
        self.grid = GridView(self.loader)
        self.viewer = ImageViewer(self.grid.model(), self.loader)
        self.pair = PairView(self.grid.model(), self.loader)
        self.map = MapPage(self.loader)
        self._mapped = False
        self.labels_menu = QMenu(self.tr("Labels"), self)
        self.examples_menu = QMenu(self.tr("Use as example of"), self)
        self._nothing = QLabel()
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)  # it may quote what was typed
        self._nothing.setMargin(2 * WIDE)
        self._fresh = True
        self._from_first = False
        self._before_nothing: tuple[Rows, int | None] | None = None
        self._carried: Rows | None = None
        for page in (self.grid, self.viewer, self.pair, self._nothing, self.map):
            self.addWidget(page)
        self.loader.decoded.connect(self.decoded)
        self.loader.fingerprinted.connect(self.fingerprinted)
        self.loader.progressed.connect(self.thumbnails_progressed)
        self.loader.failed.connect(self.failed)
        self.grid.selectionRowsChanged.connect(self.selection_changed)
        self.grid.rowActivated.connect(self.show_image)
        self.selection_changed.connect(self.activity.note)
        self.grid.verticalScrollBar().valueChanged.connect(self.activity.note)
        for part in (self.grid, self.viewer, *self.pair.sides, self.map.view):
            part.acceptAsked.connect(self.accept_asked)
        self.viewer.rowChanged.connect(self._follow_viewer)
        self.viewer.left.connect(self.show_grid)
        self.pair.row_changed.connect(lambda _row: self.selection_changed.emit())
        self.pair.left.connect(self.show_grid)
        self.grid.model().modelReset.connect(self._show_view_on_map)
        self.selection_changed.connect(self._show_selection_on_map)
        self.map.view.selected.connect(self._select_from_map)
        self.map.view.rowActivated.connect(self.show_image)
        self.map.view.acted.connect(self.activity.note)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Show another project's images, or none."""
        self._fresh = True
        self._from_first = False
        self.leave_map()
        self._before_nothing = self._carried = None
        self.say_if_empty("")  # not what was said of another project
        self.activity.expect(OPENING_S)
        self.viewer.forget()
        self.pair.forget()
        self.grid.set_project(project_view)
        self.loader.set_project(project_view)
        self.show_grid()

    def show_rows(self, rows: Rows) -> None:
        """Show these rows in this order; selection and place stay.

        Also through an empty view: a search that is being typed often means nothing half-way.
        """
        selected = self.grid.model().rows[self.grid.selected_mask()]
        current, before = self.grid.current_row(), self.grid.model().rows
        self.grid.set_rows(rows)
        several = len(selected) > 1  # else there is nothing to compare for
        if several and (len(before) != len(rows) or not np.isin(before, rows).all()):
            self.carry_selection()
        if len(rows) and self._before_nothing is not None:
            self.grid.select_rows(*self._before_nothing)
            self._before_nothing = None
        elif len(selected) and not len(rows):
            self._before_nothing = selected, current
        if len(rows) and (self._fresh or self._from_first):
            self._fresh = False
            self.grid.select_rows([int(rows[0])])
        self._from_first = False
        if self.looked_at is None:
            self._show_grid_or_why_not()

    def carry_selection(self) -> None:
        """What is selected now was selected where other images were shown."""
        rows = self.grid.model().rows[self.grid.selected_mask()]
        self._carried = rows if len(rows) > 1 else None

    @property
    def is_carried_over(self) -> bool:
        """Whether just that is selected which was before a search or a mode showed other images."""
        carried = self._carried
        return carried is not None and np.array_equal(carried, self.selected_rows())

    @Slot()
    def confirm_selection(self) -> None:
        """A person has been told what is selected, and means it."""
        self._carried = None

    def selected_out_of_view(self) -> int:
        """How many of the selected images are not on the screen; none where one is opened."""
        if self.looked_at is not None:
            return 0
        if self.on_map:
            rows = self.selected_rows()
            return len(rows) - int(np.isin(rows, self.map.view.visible_rows()).sum())
        mask, seen = self.grid.selected_mask(), self.grid.visible_positions()
        return int(mask.sum()) - int(mask[seen.start : seen.stop].sum())

    def begin_at_first(self) -> None:
        """Select the first of the rows that are shown next: they are gone through in order."""
        self._from_first = True

    @property
    def looked_at(self) -> ImageViewer | None:
        """Shows one image by itself, or that of two which keys go to; None in the grid."""
        shown = self.currentWidget()
        if shown is self.pair:
            return self.pair.active
        return self.viewer if shown is self.viewer else None

    @property
    def images_looked_at(self) -> tuple[int, ...]:
        """The one image that is opened, or the two beside each other."""
        viewers = self.pair.sides if self.currentWidget() is self.pair else (self.viewer,)
        return tuple(one.row for one in viewers if one.row is not None)

    @property
    def empty_text(self) -> str:
        """What stands in the place of images where there is none."""
        return self._nothing.text() if self.currentWidget() is self._nothing else ""

    @Slot(str)
    def say_if_empty(self, text: str) -> None:
        self._nothing.setText(text)

    def follow(self, update: Update) -> None:
        """Draw anew what an update touched."""
        self.loader.follow(update.changes)
        self.grid.refresh(update.changes)
        self.viewer.follow(update.changes)
        self.pair.follow(update.changes)

    @Slot()
    def draw_anew(self) -> None:
        """What names say of the images is other than it was."""
        self.grid.model().draw_anew()
        self.viewer.update()
        for side in self.pair.sides:
            side.update()

    def selected_rows(self) -> Rows:
        """(n,) rows that a label's key marks."""
        viewer = self.looked_at
        if viewer is not None and viewer.row is not None:
            return np.array([viewer.row], dtype=np.int64)
        # Not the grid's tuple of them: a million numbers are cheap as an array alone.
        return self.grid.model().rows[self.grid.selected_mask()]

    def visible_rows(self) -> tuple[int, ...]:
        """Rows on screen, the one that matters most first."""
        viewer = self.looked_at
        first = () if viewer is None or viewer.row is None else (viewer.row,)
        shown = self.map.view if self.on_map else self.grid
        return tuple(dict.fromkeys((*first, *shown.visible_rows())))

    def seen(self, rows: Rows) -> Seen:
        """How a person sees these images now."""
        viewer = self.looked_at
        if viewer is not None:
            return seen_in_viewer(rows, viewer.row)
        if self.on_map:
            return seen_on_map(rows, self.map.view.visible_rows())
        return seen_in_grid(rows, self.grid.visible_rows())

    def key_widgets(self) -> tuple[QWidget, ...]:
        """Widgets that have the focus while a person labels."""
        return self.grid, self.viewer, *self.pair.sides, self.map.view

    @Slot()
    def select_current_alone(self) -> None:
        """Of several images that are selected, only the current one stays so."""
        row = self.current_row()
        if self.looked_at is None and row is not None and len(self.selected_rows()) > 1:
            self.grid.make_current(row)

    @Slot()
    def focus_images(self) -> None:
        """Give the keys to the images."""
        (self.looked_at or (self.map if self.on_map else self.grid)).setFocus()

    def current_row(self) -> int | None:
        """The one image that is looked at, or that keys start from."""
        viewer = self.looked_at
        return self.grid.current_row() if viewer is None else viewer.row

    @Slot()
    def go_on(self) -> None:
        """Make the next image current, where one is selected."""
        if (viewer := self.looked_at) is not None:
            viewer.step(1)
        elif len(self.selected_rows()) == 1:
            self.grid.go_on()

    @Slot()
    def select_all(self) -> None:
        if self.looked_at is None:
            self.grid.selectAll()

    @Slot(int)
    def show_image(self, row: int) -> None:
        """Show one image as large as the window."""
        self.setCurrentWidget(self.viewer)
        self.viewer.show_row(row)
        self.viewer.setFocus()
        self.viewer_shown.emit(True)

    @Slot()
    def compare(self) -> None:
        """Two images side by side: those selected, or the current one and the next."""
        rows = [int(row) for row in self.selected_rows()] if self.looked_at is None else []
        if len(rows) != 2:
            model, current = self.grid.model(), self.current_row()
            position = model.position_of(current) if current is not None else None
            if current is None or position is None or model.rowCount() < 2:
                return
            beside = position + 1 if position + 1 < model.rowCount() else position - 1
            rows = [current, int(model.rows[beside])]
        self.setCurrentWidget(self.pair)
        self.pair.show_pair(*rows)
        self.viewer.forget()
        self.viewer_shown.emit(True)

    @Slot()
    def show_grid(self) -> None:
        """Go back to all images; the one that was shown is the current one."""
        viewer, was_pair = self.looked_at, self.currentWidget() is self.pair
        self._show_grid_or_why_not()
        if was_pair and viewer is not None and viewer.row is not None:
            self.grid.select_rows(self.pair.rows, viewer.row)
        if viewer is not None:
            self.focus_images()
            self.viewer.forget()
            self.pair.forget()
        self.viewer_shown.emit(False)
        self.selection_changed.emit()

    @Slot()
    def enlarge(self) -> None:
        """Larger thumbnails, or a closer look at the image."""
        if (viewer := self.looked_at) is not None:
            viewer.zoom_in()
        elif self.on_map:
            self.map.view.zoom_by(STEP)
        else:
            self.grid.step_edge(1)

    @Slot()
    def shrink(self) -> None:
        """Smaller thumbnails, or the image from further away."""
        if (viewer := self.looked_at) is not None:
            viewer.zoom_out()
        elif self.on_map:
            self.map.view.zoom_by(1 / STEP)
        else:
            self.grid.step_edge(-1)

    @Slot()
    def _fit(self) -> None:
        if (viewer := self.looked_at) is not None:
            viewer.fit()

    @Slot()
    def _show_pixels(self) -> None:
        if (viewer := self.looked_at) is not None:
            viewer.show_pixels()

    @Slot(bool)
    def _offer_zooms(self, shown: bool) -> None:
        for action in self._of_one:
            action.setEnabled(shown)

    def own_keys(self) -> list[tuple[str, str]]:
        """What the images' own keys do, for the list of all keys."""
        return [
            (self.tr("Move"), self.tr("Arrows, Page Up, Page Down, Home, End")),
            (self.tr("Select more"), self.tr("Shift+Arrows")),
            (self.tr("Add or remove the current image"), self.tr("Ctrl+Space")),
            (
                self.tr("Accept what is outlined; review and groups go on"),
                self.tr("Space"),
            ),
            (self.tr("Sweep: absent, unknown"), self.tr("Shift+Space, Backspace")),
            (self.tr("Groups: next group"), key_of("review")),
            (self.tr("Groups: remove or add the image"), self.tr("Backspace")),
            (self.tr("Open the image, go back"), self.tr("Enter")),
            (self.tr("One image: next, previous"), self.tr("Right, Left")),
            (self.tr("Two images: switch between them"), self.tr("Tab")),
            (
                self.tr("One image of more than 8 bits: window and level"),
                self.tr("Drag with the right button"),
            ),
            (self.tr("One image or the map: zoom in, zoom out"), "+, -"),
            (self.tr("Map: move it, show all of it"), self.tr("Ctrl+Arrows, Home")),
        ]

    def take_actions(self, commands: Actions) -> None:
        """Do what the window's actions ask of the images."""
        commands.select_all.triggered.connect(self.select_all)
        commands.larger.triggered.connect(self.enlarge)
        commands.smaller.triggered.connect(self.shrink)
        self.viewer.addAction(commands.accept)  # elsewhere Space is the focus's
        commands.open_image.triggered.connect(self.open_current)
        self._of_one = commands.fit_image, commands.actual_pixels
        commands.fit_image.triggered.connect(self._fit)
        commands.actual_pixels.triggered.connect(self._show_pixels)
        self.viewer_shown.connect(self._offer_zooms)
        self._stretch, self._reset_window = commands.stretch_window, commands.reset_window
        self._stretch.triggered.connect(self._stretch_window)
        self._reset_window.triggered.connect(self._forget_window)
        for viewer in (self.viewer, *self.pair.sides):
            viewer.window_changed.connect(self._offer_windows)
        self.viewer_shown.connect(self._offer_windows)
        menu = (commands.open_image, commands.accept_shown, self.labels_menu.menuAction(),
                self.examples_menu.menuAction(), self._line(), commands.compare, commands.similar,
                commands.explanation, self._line(), commands.copy_labels, commands.paste_labels,
                commands.paste_present, self._line(), commands.show_file,
                commands.trash)  # fmt: skip
        for widget in self.key_widgets():
            widget.addActions(menu)
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _line(self) -> QAction:
        line = QAction(self)
        line.setSeparator(True)
        return line

    @Slot()
    def _offer_windows(self) -> None:
        """Window and level are of images of more than 8 bits, in the viewer."""
        viewer = self.looked_at
        offered = viewer is not None and viewer.window_level.offered
        self._stretch.setEnabled(offered)
        self._reset_window.setEnabled(
            viewer is not None and offered and viewer.window_level.bounds is not None
        )

    @Slot()
    def _stretch_window(self) -> None:
        if (viewer := self.looked_at) is not None:
            viewer.stretch_window()

    @Slot()
    def _forget_window(self) -> None:
        if (viewer := self.looked_at) is not None:
            viewer.window_level.reset()

    @Slot()
    def open_current(self) -> None:
        """Show the current image as large as the window."""
        row = self.current_row()
        if row is not None and self.looked_at is None:
            self.show_image(row)

    def close(self) -> bool:
        """Stop loading, and wait for what is being decoded: the window closes."""
        self.loader.close()
        self.viewer.close_loader()
        self.pair.close_loader()
        return True

    # -- the map -------------------------------------------------------------------------

    @property
    def on_map(self) -> bool:
        """Whether the map is shown now."""
        return self.currentWidget() is self.map

    @property
    def has_map(self) -> bool:
        """Whether the map is in the grid's place, also while one image is looked at."""
        return self._mapped

    def show_map(self) -> None:
        """Have the map in the grid's place."""
        if not self._mapped:
            self._mapped = True
            self.show_grid()
            self._show_view_on_map()
            self._show_selection_on_map()
            self.map_shown.emit(True)
            self.focus_images()

    @Slot()
    def leave_map(self) -> None:
        """Have the grid again."""
        if self._mapped:
            had_focus, self._mapped = self.on_map, False
            if self.looked_at is None:
                self._show_grid_or_why_not()
            self.map_shown.emit(False)
            if had_focus:
                self.grid.setFocus()

    @Slot()
    def _show_view_on_map(self) -> None:
        if self._mapped:
            self.map.view.show_view(self._as_mask(self.grid.model().rows))

    @Slot()
    def _show_selection_on_map(self) -> None:
        if self._mapped:
            rows = self.grid.model().rows[self.grid.selected_mask()]
            self.map.view.show_selection(self._as_mask(rows), self.grid.current_row())

    def _as_mask(self, rows: Rows) -> NDArray[np.bool_]:
        mask = np.zeros(int(rows.max()) + 1 if len(rows) else 0, dtype=np.bool_)
        mask[rows] = True
        return mask

    @Slot(object, int)
    def _select_from_map(self, rows: Rows, current: int) -> None:
        """Points are no pictures: before much is written to them it is asked about."""
        self.grid.select_rows(rows, current if current >= 0 else None)
        self.carry_selection()

    def _show_grid_or_why_not(self) -> None:
        empty = self.grid.model().rowCount() == 0
        had_focus = self.grid.hasFocus() or self._nothing.hasFocus()
        had_focus = had_focus or self.map.view.hasFocus()
        self.setCurrentWidget(self._nothing if empty else self.map if self._mapped else self.grid)
        if had_focus:
            self.focus_images()

    @Slot(int)
    def _follow_viewer(self, row: int) -> None:
        self.grid.select_rows([row], row)
        self.selection_changed.emit()
