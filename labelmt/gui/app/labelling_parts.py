"""Composition of everything that labels: keys, panel, review, sweep, groups, suspects, history."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from labelmt.domain.annotations import State
from labelmt.domain.schema import Task
from labelmt.gui.app.workspace import Workspace
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.key_names import KeyHint, key_of
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import Parts, ProjectPart
from labelmt.gui.history.history_controller import HistoryController
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.by_name.sweep_offer import SweepOffer
from labelmt.gui.labelling.consent.ask_first import Consent
from labelmt.gui.labelling.consent.out_of_view import OutOfView
from labelmt.gui.labelling.guidelines.example_menu import ExampleMenu
from labelmt.gui.labelling.guidelines.show_guidelines import ShownGuidelines
from labelmt.gui.labelling.key_set_choice import KeySetChoice
from labelmt.gui.labelling.label_keys import LabelKey, LabelKeys
from labelmt.gui.labelling.map.map_mode import MapMode
from labelmt.gui.labelling.mark_images import ImageMarking
from labelmt.gui.labelling.panel.image_labels_menu import ImageLabelsMenu
from labelmt.gui.labelling.panel.provenance_line import Provenance
from labelmt.gui.labelling.panel.summary_loader import Summaries
from labelmt.gui.labelling.panel.trust_lights import TrustLights
from labelmt.gui.labelling.review.accept_above import AcceptAbove
from labelmt.gui.labelling.review.acceptance_check import AcceptanceCheck
from labelmt.gui.labelling.review.review_mode import ReviewMode
from labelmt.gui.labelling.similarity_modes import SimilarityModes
from labelmt.gui.labelling.suspects.suspects_mode import SuspectsMode
from labelmt.gui.labelling.sweep.sweep_mode import SweepMode
from labelmt.gui.labelling.undone_images import UndoneImages
from labelmt.gui.labelling.view_behind_mode import ViewRows
from labelmt.gui.labelling.written_notices import WrittenNotices
from labelmt.gui.schema.panel_schema_edits import SchemaEditing
from labelmt.gui.search.view_controller import ViewController
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.gui.widgets.notices import Notice
from labelmt.gui.widgets.toast import Toast


class LabellingParts(ProjectPart):
    """Makes these parts and connects them with the widgets they are shown in."""

    def __init__(
        self,
        session: ProjectSession,
        parts: Parts,
        commands: Actions,
        workspace: Workspace,
        view: ViewController,
        jobs: JobBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._commands, self._workspace, self._window = commands, workspace, window
        self._browser, self._panel = workspace.browser, workspace.panel
        add, browser, selection = parts.add, self._browser, self._browser.selected_rows
        self.toast = Toast(browser)
        self.labelling = add(SelectionAnnotator(session, selection, workspace.browser.seen, self))
        self.consent = Consent(session, workspace.browser, window)
        self.labelling.ask_by(self.consent)
        self.schema_editing = add(
            SchemaEditing(session, self._panel, browser.loader, commands, window)
        )
        self.view_rows = add(ViewRows(browser, self))
        self.sweep = add(
            SweepMode(
                workspace, self.view_rows, browser, workspace.sweep_banner, self.labelling,
                self.consent, commands, self,
            )
        )  # fmt: skip
        self.history = add(HistoryController(session, self.labelling, commands, window))
        self.provenance = add(Provenance(session, selection, self))
        self.suspects = add(
            SuspectsMode(self.labelling, self._panel.suspects, browser, commands, self)
        )
        self.check = add(
            AcceptanceCheck(
                session, workspace, browser, self.labelling, commands, self.sweep.leave, self
            )
        )
        self.written = add(WrittenNotices(self.labelling, self.check.offer, self))
        self.review = add(
            ReviewMode(
                session, workspace, browser, workspace.review_banner, self.labelling, commands,
                self.sweep.leave, self,
            )
        )  # fmt: skip
        self.accept_above = add(AcceptAbove(session, browser, self.labelling, commands, window))
        self.trust = add(TrustLights(self))
        self.similarity = SimilarityModes(
            session, parts, view, workspace, self.view_rows, workspace.group_list, browser,
            commands, self.labelling, jobs, self.sweep, self.review, self,
        )  # fmt: skip
        self.map = add(
            MapMode(session, browser, commands, self.review.review_first, self._leave_modes, self)
        )
        self.undone_images = UndoneImages(
            self.labelling, browser, self.sweep, self.similarity.stage
        )
        self.labels_menu = add(ImageLabelsMenu(browser.labels_menu, selection, self))
        self.labels_menu.pressed_label.connect(self.labelling.mark)
        self.key_set = KeySetChoice(self)
        self.key_set.changed.connect(self._show_key_set)
        self.key_set.turned.connect(self._panel.view.show_key_set)
        self._panel.key_sets.clicked.connect(self.key_set.turn)
        KeyHint(self, lambda _key: self._show_key_set(), "{next_keys}")
        commands.next_keys.triggered.connect(self.key_set.turn)
        add(self.key_set)
        self.examples_menu = add(ExampleMenu(session, browser.examples_menu, selection, self))
        self.guidelines = add(
            ShownGuidelines(session, self._panel, browser.loader, self._label_meant, window)
        )
        commands.guidelines.triggered.connect(self.guidelines.toggle)
        self.out_of_view = OutOfView(browser)
        self.out_of_view.counted.connect(self._panel.show_out_of_view)
        self.summaries = add(Summaries(self._panel, selection, self))
        self.marking = add(
            ImageMarking(self._panel.marks, selection, self.labelling, commands, self)
        )
        session.leaving.connect(self.marking.leave)
        add(self)
        self.offer = add(SweepOffer(browser, self.sweep, self))
        for typed in (self._panel.adder.label_typed, self._panel.adder.label_made):
            typed.connect(self.offer.expect_label)
        self._connect_keys()
        self._connect_panel()
        view.rows_found.connect(self.view_rows.take)

    def _connect_keys(self) -> None:
        do, labelling, browser = self._commands, self.labelling, self._browser
        do.undo.triggered.connect(labelling.undo)
        do.redo.triggered.connect(labelling.redo)
        do.copy_labels.triggered.connect(lambda: labelling.copy(browser.current_row()))
        do.paste_labels.triggered.connect(lambda: labelling.paste(present_only=False))
        do.paste_present.triggered.connect(lambda: labelling.paste(present_only=True))
        do.repeat.triggered.connect(labelling.repeat)
        do.accept_shown.triggered.connect(labelling.accept_shown)
        do.rest_absent.triggered.connect(lambda: labelling.rest_absent(self._task_meant()))
        do.all_absent.triggered.connect(lambda: labelling.rest_absent(None))
        labelling.rest_by(self._rest_too)
        do.sweep.triggered.connect(self._sweep)
        browser.accept_asked.connect(labelling.accept_shown)
        labelling.asked.connect(browser.activity.note)
        labelling.key_used.connect(self._go_on)
        labelling.idle_press.connect(self._ask_for_selection)
        for part in (labelling, self.sweep, self.undone_images, self.guidelines):
            part.toasted.connect(self.toast.show_text)
        self.sweep.no_label.connect(self._ask_for_label)
        self.suspects.answered.connect(browser.go_on)
        self.label_keys = LabelKeys(self._press_key, self._takes_key, self, self._say_unused)
        self.label_keys.watch(
            self._window, self._workspace.sidebar, self._workspace.group_list, self._panel.view,
            *browser.key_widgets(),
        )  # fmt: skip

    def _connect_panel(self) -> None:
        panel, model = self._panel, self._panel.model
        panel.pressed_label.connect(self.labelling.mark)
        panel.typed_label.connect(self.labelling.mark_typed)
        self.schema_editing.label_to_mark.connect(self._mark_made)
        panel.adder.label_made.connect(self._make_label)
        panel.sweep_asked.connect(self.sweep.start)
        self._workspace.sidebar.picked.connect(self.sweep.leave)
        self._workspace.sweep_banner.about.clicked.connect(self.guidelines.toggle)
        self._workspace.sweep_banner.label_chosen.connect(lambda _label: self.guidelines.hide())
        self._browser.selection_changed.connect(self.provenance.ask)
        self._browser.selection_changed.connect(self.summaries.ask)
        self._browser.selection_changed.connect(self.marking.ask)
        self.provenance.found.connect(panel.show_provenance)
        self.trust.found.connect(model.set_trust)
        self.review.suggests.connect(model.set_suggested)
        self.check.shown.connect(panel.hide_known)
        self.check.shown.connect(self._browser.viewer.hide_chips)

    def _leave_modes(self) -> None:
        """The map shows what the search finds, not what a mode does."""
        self.sweep.leave()
        self.review.leave()
        self.similarity.leave()

    def _takes_key(self, key: str) -> bool:
        return self._workspace.isVisibleTo(self._window) and self.labelling.has_label(
            self.key_set.stored(key)
        )

    def _press_key(self, key: LabelKey) -> None:
        self.labelling.press(replace(key, key=self.key_set.stored(key.key)))

    def _say_unused(self, key: str) -> None:
        if not self._workspace.isVisibleTo(self._window):
            return
        several = len(self.key_set.sets) > 1
        text = self.tr("No label of this set has the key {0}.") if several else ""
        self.toast.show_text((text or self.tr("No label has the key {0}.")).format(key))

    @Slot()
    def take_names(self) -> None:
        """What labels' names say of the images was read anew."""
        self._browser.draw_anew()
        self.trust.ask_again()
        self.sweep.take_names()
        self.review.take_names()
        self.offer.look()

    @Slot()
    def _show_key_set(self) -> None:
        chosen = self.key_set
        key = key_of("next_keys")
        self._panel.show_key_set(chosen.current, chosen.sets, chosen.tasks, key)

    def _task_meant(self) -> int | None:
        """Of the label or task that was clicked last, or else the first."""
        item = self._panel.view.current_item()
        if item is not None:
            return item.id if isinstance(item, Task) else item.task_id
        return next((task.id for task in self._panel.model.schema.tasks), None)

    def _label_meant(self) -> int | None:
        """The label that is swept for, or that was clicked last."""
        label = self._panel.current_label()
        return self.sweep.label_id if self.sweep.active else label.id if label else None

    def _rest_too(self) -> bool:
        """Whether a label's key sets the rest absent: of one image alone, or in groups if asked."""
        if self.similarity.groups.active and self._browser.looked_at is None:
            return self.similarity.groups.absents
        return self._commands.rest_too.isChecked() and len(self._browser.images_looked_at) == 1

    @Slot(str, object)
    def _make_label(self, name: str, task_id: int | None) -> None:
        """A label is typed for the selection: one action; without one it is just made."""
        editing = self.schema_editing
        if self.labelling.answers or not len(self._browser.selected_rows()):
            editing.add_label(name, task_id, marks=self.labelling.answers)
            return
        restore = self._panel.adder.restore
        self.labelling.label_with_new(name, task_id, editing.first_task, lambda: restore(name))

    @Slot(int)
    def _mark_made(self, label_id: int) -> None:
        """A label that was typed as the answer to a question."""
        self.labelling.mark(label_id, State.PRESENT)

    @Slot()
    def _sweep(self) -> None:
        """For the label that was clicked last, or else the first one."""
        label = self._panel.current_label()
        chosen = label.id if label is not None else self.sweep.first_label
        if chosen is None:
            self._ask_for_label()
        elif self.sweep.active:
            self.sweep.choose_label()
        else:
            self.sweep.start(chosen)

    @Slot()
    def _ask_for_label(self) -> None:
        text = self.tr("Make a label first, then sweep for it.")
        self.told.emit(Notice(text, serious=False))

    @Slot()
    def _ask_for_selection(self) -> None:
        text = self.tr("Select images first, then mark them.")
        self.told.emit(Notice(text, serious=False))

    @Slot()
    def _go_on(self) -> None:
        if self._commands.advance.isChecked():
            self._browser.go_on()
