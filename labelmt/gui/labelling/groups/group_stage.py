"""Shows groups of images in place of the search results, and the way back to those."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.labelling.groups.group_list import GroupList, LineOf, no_line
from labelmt.gui.labelling.view_behind_mode import ViewRows
from labelmt.gui.widgets.work_area import WorkArea


class Act(Protocol):
    """What shows groups on the stage: one at a time."""

    @property
    def banner(self) -> QWidget: ...

    def choose(self, key: int) -> None:
        """A person has gone to another group."""

    def show_row(self, row: int) -> bool:
        """Show the group an image is in; whether there is one."""

    def end(self) -> None:
        """Another act begins, or the view comes back."""


class GroupStage(ProjectPart):
    """Lists groups in the place of the filters and shows the images of one in the grid.

    Args:
        clear: ends whatever else covers the view.
        accept_and: accepts what is outlined of the selection, then calls its argument.
    """

    shown = Signal(bool)
    """Groups are shown, or the view again."""

    def __init__(
        self,
        area: WorkArea,
        view: ViewRows,
        group_list: GroupList,
        browser: Browser,
        commands: Actions,
        clear: Callable[[], None],
        accept_and: Callable[[Callable[[], None]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._accept_and = accept_and
        self._area, self._view, self._commands = area, view, commands
        self._clear = clear
        self._list, self._browser = group_list, browser
        self._act: Act | None = None
        self._list.chosen.connect(self._choose)
        self._list.entered.connect(self._browser.focus_images)
        for widget in (*self._browser.key_widgets(), self._list):
            widget.installEventFilter(self)

    @property
    def active(self) -> bool:
        """Whether groups are shown."""
        return self._act is not None

    @property
    def browser(self) -> Browser:
        return self._browser

    @property
    def act(self) -> Act | None:
        """What is on the stage."""
        return self._act

    def enter(self, act: Act) -> None:
        """Begin; what is on the stage already makes way."""
        if self._act is not None:
            self._area.hide_banner(self._act.banner)
            self._act.end()
        else:
            self._clear()
            self._browser.show_grid()
            self._view.cover(self)
        self._act = act
        self._area.show_banner(act.banner)
        self._area.show_side(self._list)
        self._list_nothing()
        self._browser.say_if_empty("")
        self._browser.show_rows(np.empty(0, dtype=np.int64))
        self._enable()
        self._browser.focus_images()

    def show_groups(self, keys: Rows, line_of: LineOf, current: int | None) -> None:
        """List these groups, that of this key current."""
        self._list.show_groups(keys, line_of, current)

    def show_images(self, rows: Rows, selected: Rows) -> None:
        """Show the images of a group, some of them selected."""
        browser, grid = self._browser, self._browser.grid
        if browser.looked_at is not None:
            browser.show_grid()
        browser.show_rows(rows)
        grid.verticalScrollBar().setValue(0)
        grid.select_rows(selected)

    @Slot()
    def leave(self) -> None:
        """Go back to the view as it was."""
        if self._act is not None:
            self._end()
            self._view.uncover(self)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none: no groups."""
        self._end()

    def _end(self) -> None:
        act, self._act = self._act, None
        if act is not None:
            act.end()
            self._list_nothing()
            self._area.hide_banner(act.banner)
            self._area.show_side(None)
            self._enable()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The review's key goes on to the next group; Space accepts what is outlined first."""
        if self._act is None or not isinstance(event, QKeyEvent):
            return False
        bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        accepts = event.key() == Qt.Key.Key_Space and not bare
        pressed = QKeySequence(QKeyCombination(bare, Qt.Key(event.key())))
        if not accepts and pressed not in self._commands.review.shortcuts():
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            go_on = self._commands.next_group.trigger
            if accepts:
                self._accept_and(go_on)
            else:
                go_on()
        return event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)

    @Slot(int)
    def _choose(self, key: int) -> None:
        if self._act is not None:
            self._act.choose(key)

    @Slot(bool)
    def make_way(self, shown: bool) -> None:
        """A sweep has begun, as from a label's menu: it goes over the view behind."""
        if shown and self._act is not None:
            self._end()
            self._view.forget(self)

    def _list_nothing(self) -> None:
        self._list.show_groups(np.empty(0, dtype=np.int64), no_line, None)

    def _enable(self) -> None:
        """What would cover the view as well has to wait."""
        free = self._act is None
        self._commands.set_view_free(free)
        self.shown.emit(not free)
