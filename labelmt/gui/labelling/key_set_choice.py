"""Which set of label keys the keyboard means now; one key of the window turns to the next."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.key_sets import key_in_set, split_key
from labelmt.domain.schema import Schema
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.window_part import ProjectPart
from labelmt.project.snapshot import Update


class KeySetChoice(ProjectPart):
    """The first set at first; sets that no label has a key in are passed over."""

    changed = Signal()
    """Another set is meant, or there are others."""
    turned = Signal(int)
    """A person turned to this set."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._schema = Schema()
        self.current = 1

    @property
    def sets(self) -> tuple[int, ...]:
        """Those there are."""
        return self._schema.key_sets

    @property
    def tasks(self) -> tuple[str, ...]:
        """Names of the tasks whose labels the keys mean now."""
        return tuple(
            task.name
            for task in self._schema.tasks
            if any(one.shortcut and split_key(one.shortcut)[0] == self.current
                   for one in task.labels)
        )  # fmt: skip

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none: its first set."""
        self._schema = project_view.schema if project_view is not None else Schema()
        self.current = 1
        self.changed.emit()

    def follow(self, update: Update) -> None:
        """A set may be there no longer."""
        if update.schema is not None:
            self._schema = update.schema
            if self.current not in self.sets:
                self.current = 1
            self.changed.emit()

    @Slot()
    def turn(self) -> None:
        """Mean the next set, after the last one the first."""
        later = [one for one in self.sets if one > self.current]
        self.current = (later or list(self.sets) or [1])[0]
        self.changed.emit()
        self.turned.emit(self.current)

    def stored(self, key: str) -> str:
        """A key as it was pressed, as a label of the set has it."""
        return key_in_set(self.current, key)
