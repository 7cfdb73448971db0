"""Duplicates: shows one group after the other and transfers labels within it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLocale, QObject, Slot
from PySide6.QtWidgets import QWidget

from labelmt.domain.annotations import State
from labelmt.domain.search.terms import Condition, Is
from labelmt.domain.search.traversal import leaves
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.labelling.annotate_selection import SelectionAnnotator
from labelmt.gui.labelling.duplicates.duplicate_search import DuplicateSearch
from labelmt.gui.labelling.duplicates.duplicates_banner import DuplicatesBanner, Kind
from labelmt.gui.labelling.groups.group_list import GroupLine, no_line
from labelmt.gui.labelling.groups.group_stage import GroupStage
from labelmt.gui.search.view_controller import ViewController
from labelmt.gui.widgets.job_bar import JobBar
from labelmt.gui.widgets.notices import Notice
from labelmt.project.commands.commands import TransferLabels
from labelmt.project.search.duplicate_conditions import labels_differ
from labelmt.project.similarity.duplicate_groups import DuplicateGroup
from labelmt.project.snapshot import Update


@dataclass(frozen=True, eq=False, slots=True)
class _Listed:
    """What is known at one moment: groups by their first row, and those with different labels."""

    groups: dict[int, DuplicateGroup]
    different: frozenset[int]
    least: float
    compared: int


class DuplicatesMode(ProjectPart):
    """Shows one group after the other; labels are transferred from the current image."""

    def __init__(
        self,
        stage: GroupStage,
        session: ProjectSession,
        view: ViewController,
        labelling: SelectionAnnotator,
        commands: Actions,
        jobs: JobBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._stage, self._view, self._labelling = stage, view, labelling
        self._commands = commands
        self._banner = DuplicatesBanner()
        parent.destroyed.connect(self._banner.deleteLater)  # its own parent comes when it is shown
        self._looking = DuplicateSearch(session, jobs, self)
        self._project_view: ProjectView | None = None
        self._listed: _Listed | None = None
        self._current: int | None = None
        self._work = LatestRequest(self)
        self._connect()

    def _connect(self) -> None:
        banner, do = self._banner, self._commands
        banner.kind_chosen.connect(self._choose_kind)
        banner.similarity_chosen.connect(self._choose_similarity)
        banner.transfer_asked.connect(self.transfer)
        banner.extras_asked.connect(self._select_others)
        banner.look_asked.connect(self._look)
        banner.left.connect(self._stage.leave)
        do.duplicates.triggered.connect(lambda: self.start(Kind.ALL))
        do.inconsistent.triggered.connect(lambda: self.start(Kind.DIFFERENT))
        do.transfer.triggered.connect(self.transfer)
        do.next_group.triggered.connect(self.go_on)
        self._looking.ended.connect(self._take_look)
        self._looking.failed.connect(self.failed)
        self._work.failed.connect(self.failed)

    @property
    def banner(self) -> QWidget:
        return self._banner

    @property
    def active(self) -> bool:
        return self._stage.act is self

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._looking.stop()
        self._work.forget()
        self._project_view, self._listed = project_view, None

    def start(self, kind: Kind) -> None:
        """Show groups, those found before; look for them where nobody has."""
        project_view = self._project_view
        if project_view is None:
            return
        self._banner.choose_kind(kind)
        self._current = None
        if not self.active:
            self._stage.enter(self)
            self._commands.next_group.setEnabled(True)
            self._banner.show_similarity(project_view.duplicates.similarity)
            self._banner.show_actions(False)
        self._list()

    def end(self) -> None:
        self._work.forget()
        self._listed = None
        self._commands.next_group.setEnabled(False)
        self._commands.transfer.setEnabled(False)

    def choose(self, key: int) -> None:
        self._current = key
        self._show()

    def show_row(self, row: int) -> bool:
        groups = self._listed.groups if self._listed is not None else {}
        key = next((key for key, one in groups.items() if row in one.rows), None)
        if key is not None:
            self.choose(key)
        return key is not None

    @Slot()
    def go_on(self) -> None:
        """Show the next group; from the last one on the first."""
        keys = self._keys()
        if self.active and keys:
            here = keys.index(self._current) + 1 if self._current in keys else 0
            self.choose(keys[here % len(keys)])

    @Slot()
    def transfer(self) -> None:
        """Give the group's other images the labels of the current one."""
        project_view, group = self._project_view, self._group
        row = self._stage.browser.current_row()
        if project_view is None or group is None or row not in group.rows:
            return
        if (project_view.matrix[row] == State.UNKNOWN).all():
            text = self.tr("The current image has no labels: choose one that has.")
            self.told.emit(Notice(text, serious=False))
            return
        others = tuple(one for one in group.rows if one != row)
        self._labelling.apply(TransferLabels(row, others))

    def follow(self, update: Update) -> None:
        """Bring the groups up to date after the project view has been."""
        changes = update.changes
        if self.active and (changes.annotations is not None or changes.images or changes.schema):
            self._list(refresh=True)

    def close(self) -> None:
        self._looking.stop()
        self._work.close()

    @property
    def _group(self) -> DuplicateGroup | None:
        if self._listed is None or self._current is None:
            return None
        return self._listed.groups.get(self._current)

    @Slot()
    def _look(self) -> None:
        if self._project_view is not None:
            self._banner.show_looking(True)
            self._looking.start(self._project_view)

    @Slot(bool)
    def _take_look(self, whole: bool) -> None:
        self._banner.show_looking(False)
        if whole:
            self._list()
            asked = (Condition.DUPLICATE, Condition.INCONSISTENT)
            terms = leaves(self._view.query)
            if any(isinstance(one, Is) and one.condition in asked for one in terms):
                self._view.show()
        elif self.active:
            self._banner.count.setText(self.tr("The look was ended before it was through."))

    @Slot()
    def _choose_kind(self) -> None:
        self._current = None
        self._show()

    @Slot(float)
    def _choose_similarity(self, similarity: float) -> None:
        if self._project_view is not None:
            self._project_view.duplicates.similarity = similarity
            self._list()

    def _list(self, *, refresh: bool = False) -> None:
        """Find the groups as they are now, then show them."""
        project_view = self._project_view
        if project_view is None or not self.active:
            return
        images, schema, states, shelf = (
            project_view.images, project_view.schema, project_view.matrix, project_view.duplicates,
        )  # fmt: skip

        def work() -> _Listed | None:
            groups, found = shelf.groups(images), shelf.read(images)
            if groups is None or found is None:
                return None
            different = frozenset(
                one.rows[0] for one in groups if labels_differ(states[list(one.rows)], schema)
            )
            by_first = {one.rows[0]: one for one in groups}
            return _Listed(by_first, different, found.least, found.compared)

        self._work.submit(work, self._take, refresh=refresh)

    def _take(self, listed: _Listed | None) -> None:
        if not self.active:
            return
        if listed is None:
            self._look()
            return
        self._listed = listed
        self._show()

    def _keys(self) -> list[int]:
        """The groups that are listed, in their order."""
        listed, kind = self._listed, self._banner.chosen_kind
        if listed is None:
            return []
        return [
            key
            for key, one in listed.groups.items()
            if kind is Kind.ALL
            or (kind is Kind.SAME and one.exact)
            or (kind is Kind.NEAR and not one.exact)
            or (kind is Kind.DIFFERENT and (key in listed.different or key == self._current))
        ]

    @Slot()
    def _show(self) -> None:
        listed = self._listed
        if listed is None:
            return
        keys = self._keys()
        self._banner.show_found(len(keys), len(listed.different), listed.least, listed.compared)
        if self._looking.busy:
            self._banner.show_looking(True)
        if self._current not in keys:
            self._current = keys[0] if keys else None
        self._stage.show_groups(np.array(keys, dtype=np.int64), self._line, self._current)
        group = self._group
        shown = set(self._stage.browser.grid.model().rows.tolist())
        if group is None or set(group.rows) != shown:
            self._show_group()

    def _line(self, key: int) -> GroupLine:
        listed = self._listed
        if listed is None or key not in listed.groups:
            return no_line(key)
        group = listed.groups[key]
        number = QLocale().toString
        count, alike = number(len(group.rows)), number(group.similarity, "f", 3)
        title = self.tr("{0} alike").format(alike) if not group.exact else self.tr("Exact copies")
        different = key in listed.different
        note = self.tr("labels differ") if different else self.tr("{0} images").format(count)
        return GroupLine(key, group.rows, title, note, striking=different)

    def _show_group(self) -> None:
        project_view, group = self._project_view, self._group
        none = np.empty(0, dtype=np.int64)
        self._banner.show_actions(group is not None)
        self._commands.transfer.setEnabled(group is not None)
        if project_view is None or group is None:
            self._stage.browser.say_if_empty(self.tr("There are no such groups."))
            self._stage.show_images(none, none)
            return
        rows = np.array(group.rows, dtype=np.int64)
        known = (project_view.matrix[rows] != State.UNKNOWN).sum(axis=1)
        best = rows[int(known.argmax())]  # the one whose labels there are to transfer
        self._stage.show_images(rows, np.array([best], dtype=np.int64))

    @Slot()
    def _select_others(self) -> None:
        group, row = self._group, self._stage.browser.current_row()
        if group is not None and row in group.rows:
            grid = self._stage.browser.grid
            grid.select_rows([one for one in group.rows if one != row], row)
            self._stage.browser.focus_images()
