"""Shows, after an undo or a redo, the image that it changed, also in a sweep, groups or review."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.changes import Changes
from labelmt.gui.images.browser import Browser
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.groups.group_stage import GroupStage
from labelmt.gui.labelling.sweep.sweep_mode import SweepMode


class UndoneImages(QObject):
    """Brings one of the changed images there; the selection stays where no mode has its own."""

    toasted = Signal(str)
    """That none of them is in view."""

    def __init__(
        self, labelling: SelectionAnnotator, browser: Browser, sweep: SweepMode, stage: GroupStage
    ) -> None:
        super().__init__(browser)
        self._browser, self._sweep, self._stage = browser, sweep, stage
        labelling.undone.connect(self.show)
        labelling.redone.connect(self.show)

    @Slot(object)
    def show(self, changes: Changes) -> None:
        """Show where something has just been taken back, or done again."""
        patch = changes.annotations
        if patch is None or not len(patch.rows):
            return
        browser = self._browser
        shown = browser.visible_rows() if browser.looked_at is None else browser.images_looked_at
        changed = set(patch.rows.tolist())
        in_sight = not changed.isdisjoint(shown)
        first = int(patch.rows[0])
        if browser.looked_at is not None:
            if not in_sight:
                browser.show_image(first)
        elif self._sweep.active and self._sweep.label_id not in patch.label_ids:
            self._sweep.go_back_to(patch.label_ids[0], first)
        elif self._stage.act is not None and not in_sight and self._stage.act.show_row(first):
            return
        elif not in_sight and not browser.grid.reveal(changed):
            self.toasted.emit(self.tr("The images that changed are not in view."))
