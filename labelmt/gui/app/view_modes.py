"""View modes: two images compared, full screen, a search shown; Escape goes back one step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMainWindow, QWidget

from labelmt.gui.app.workspace import Workspace
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.labelling.groups.group_stage import GroupStage
from labelmt.gui.labelling.sweep.sweep_mode import SweepMode
from labelmt.gui.search.view_controller import ViewController
from labelmt.gui.widgets.notices import Notice


class ViewModes(ProjectPart):
    """Esc goes back one step: from an image to the grid, out of a mode, from a panel to the images,
    out of the full screen, and from several images selected to one.

    Args:
        covers: what covers the view at times; left in this order where something else is shown.
        around: what stands around the middle of the window and leaves the full screen to it.
    """

    def __init__(
        self,
        commands: Actions,
        workspace: Workspace,
        view: ViewController,
        covers: tuple[GroupStage, SweepMode],
        around: Sequence[QWidget],
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._commands, self._view, self._window = commands, view, window
        self._browser = workspace.browser
        self._around, self._workspace = around, workspace
        self._covers = covers
        self._hidden: list[QWidget] = []
        self._was_maximized = self._open = False
        commands.full_screen.triggered.connect(self._switch)
        commands.compare.triggered.connect(self._compare)
        commands.back.triggered.connect(self._go_back)
        self._browser.viewer_shown.connect(self._enable_back)
        commands.suspects.triggered.connect(self.show_suspects)
        for cover in covers:
            cover.shown.connect(self._enable_back)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._open = project_view is not None
        self._enable_back()

    @Slot(str)
    def show_found(self, search: str) -> None:
        """Show what a search finds, whatever was shown before."""
        self.uncover()
        self._browser.show_grid()
        self._view.search(search)
        self._browser.focus_images()

    @Slot()
    def uncover(self) -> None:
        """Leave what covers the view."""
        for cover in self._covers:
            cover.leave()

    @Slot()
    def show_suspects(self) -> None:
        """Show what may be a mistake, the most suspicious first."""
        before = self._view.query
        self.show_found("is:suspect sort:suspicion")
        self._browser.begin_at_first()
        if self._view.query == before:  # shown already, as it was then
            self._view.show()

    @property
    def _cover(self) -> GroupStage | SweepMode | None:
        return next((one for one in self._covers if one.active), None)

    @Slot()
    def leave_full_screen(self) -> None:
        """As before, where the window fills the screen."""
        if not self._window.isFullScreen():
            return
        self._window.menuBar().setMaximumHeight(16_777_215)  # QWIDGETSIZE_MAX
        self._workspace.set_bare(False)
        for widget in self._hidden:
            widget.show()
        self._hidden.clear()
        if self._was_maximized:
            self._window.showMaximized()
        else:
            self._window.showNormal()
        self._after()

    def _enter_full_screen(self) -> None:
        self._was_maximized = self._window.isMaximized()
        # Hidden, the menu bar would take its actions' keys along.
        self._window.menuBar().setMaximumHeight(0)
        self._hidden = [widget for widget in self._around if widget.isVisible()]
        for widget in self._hidden:
            widget.hide()
        self._workspace.set_bare(True)
        self._window.showFullScreen()
        self._after()

    def _after(self) -> None:
        self._commands.full_screen.setChecked(self._window.isFullScreen())
        self._enable_back()
        self._browser.focus_images()

    @Slot()
    def _switch(self) -> None:
        if self._window.isFullScreen():
            self.leave_full_screen()
        else:
            self._enter_full_screen()

    @Slot()
    def _compare(self) -> None:
        if self._browser.grid.model().rowCount() < 2:
            text = self.tr("There is one image in view: two are needed to compare.")
            self.told.emit(Notice(text, serious=False))
            return
        _stage, sweep = self._covers
        sweep.leave()
        self._browser.compare()

    @Slot()
    def _go_back(self) -> None:
        if self._browser.looked_at is not None:
            self._browser.show_grid()
        elif (cover := self._cover) is not None:
            cover.leave()
        elif not any(one.hasFocus() for one in self._browser.key_widgets()):
            self._browser.focus_images()
        elif self._browser.on_map:
            self._browser.leave_map()
        elif self._window.isFullScreen():
            self.leave_full_screen()
        else:
            self._browser.select_current_alone()

    @Slot()
    def _enable_back(self) -> None:
        """There is always one step back: at last from several images selected to one."""
        self._commands.back.setEnabled(self._open)
