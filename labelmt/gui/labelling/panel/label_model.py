"""The label panel's model: tasks with their labels, and what the selection has of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from labelmt.domain.annotations import State
from labelmt.domain.key_sets import split_key
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.core.selection_summary import Summary
from labelmt.gui.labelling.panel.trust_lights import trust_words
from labelmt.gui.widgets.key_words import key_words
from labelmt.project.review.trust import LabelTrust

Index = QModelIndex | QPersistentModelIndex

_TASK = 0
"""Internal id of a task's index; a label's is its task's row + 1."""


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """All that a label's row shows.

    Attributes:
        state: on the whole selection, None where it is mixed.
        chance: probability, 0..1, or None without a prediction.
        predicted: whether it reaches the label's threshold.
        one_of: whether the label's task takes exactly one.
        suggested: what is asserted when the image under review is accepted, or None.
        trust: None while it is being worked out.
        threshold: of the label; None where none decides, as in a task that takes exactly one.
        reachable: whether its key is of the set that keys mean now.
    """

    label: Label
    state: State | None
    probability: float | None
    predicted: bool
    one_of: bool
    suggested: State | None
    trust: LabelTrust | None
    threshold: float | None = None
    reachable: bool = True


class LabelRole(IntEnum):
    """What delegates and tests ask of an index."""

    ITEM = Qt.ItemDataRole.UserRole + 1
    """The Task or Label."""
    STATE = Qt.ItemDataRole.UserRole + 2
    """The State on the whole selection, None where it is mixed."""
    PROBABILITY = Qt.ItemDataRole.UserRole + 3
    """0..1, or None without a prediction."""
    PREDICTED = Qt.ItemDataRole.UserRole + 4
    """Whether the probability reaches the label's threshold."""
    ONE_OF = Qt.ItemDataRole.UserRole + 5
    """Whether the label's task takes exactly one."""
    TRUST = Qt.ItemDataRole.UserRole + 6
    """LabelTrust, or None while it is being worked out."""
    SUGGESTED = Qt.ItemDataRole.UserRole + 7
    """The State that is asserted when the image under review is accepted, or None."""
    SHOWN = Qt.ItemDataRole.UserRole + 8
    """ShownLabel: all of these, for who draws them at once."""


_FIELDS: dict[int, str] = {
    LabelRole.STATE: "state",
    LabelRole.PROBABILITY: "probability",
    LabelRole.PREDICTED: "predicted",
    LabelRole.ONE_OF: "one_of",
    LabelRole.SUGGESTED: "suggested",
    LabelRole.TRUST: "trust",
}
"""Where in a ShownLabel the answer to a role is."""


class LabelModel(QAbstractItemModel):
    """Tasks at the top, their labels below; one column. Shows a schema and a summary.

    Renaming is asked for, not done: the model follows the project's Changes.
    """

    rename_asked = Signal(object, str)
    """The Task or Label, and its new name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._schema = Schema()
        self._summary = Summary(0, (), (), ())
        self._details: Mapping[int, str] = {}
        self._trust: Mapping[int, LabelTrust] = {}
        self._suggested: Mapping[int, State] = {}
        self._hidden = False
        self._key_set = 1

    @property
    def schema(self) -> Schema:
        return self._schema

    def set_schema(self, schema: Schema) -> None:
        """Show other tasks and labels. Labels that were there keep their states until the next
        summary, so that nothing flickers."""
        known = self._schema.columns
        before = self._summary
        columns = [known.get(label_id) for label_id in schema.label_ids]
        self.beginResetModel()
        self._schema = schema
        self._summary = Summary(
            before.rows,
            tuple(State.UNKNOWN if one is None else before.states[one] for one in columns),
            tuple(None if one is None else before.probabilities[one] for one in columns),
            tuple(None if one is None else before.thresholds[one] for one in columns),
        )
        self.endResetModel()

    def set_summary(self, summary: Summary) -> None:
        """Show what another selection has, or the same one after a change."""
        if summary == self._summary or len(summary.states) != len(self._schema.label_ids):
            return
        self._summary = summary
        roles: list[int] = [
            LabelRole.STATE,
            LabelRole.PROBABILITY,
            LabelRole.PREDICTED,
            Qt.ItemDataRole.AccessibleTextRole,
        ]
        self._tell_changed(roles)

    def set_trust(self, trust: Mapping[int, LabelTrust]) -> None:
        """Say of each label, by id, how far its predictions can be trusted."""
        if trust != self._trust:
            self._trust = trust
            self._tell_changed([LabelRole.TRUST, Qt.ItemDataRole.AccessibleDescriptionRole])

    def set_suggested(self, states: Mapping[int, State]) -> None:
        """Show what is asserted when an image is accepted, by label id; none outside a review."""
        if states != self._suggested:
            self._suggested = states
            self._tell_changed([LabelRole.SUGGESTED, Qt.ItemDataRole.AccessibleTextRole])

    def set_key_set(self, key_set: int) -> None:
        """Show which labels' keys mean something now."""
        if key_set != self._key_set:
            self._key_set = key_set
            self._tell_changed([LabelRole.SHOWN, Qt.ItemDataRole.AccessibleTextRole])

    def hide_known(self, hidden: bool) -> None:
        """Show what is annotated and predicted, or nothing of it: somebody is asked unaided."""
        if hidden != self._hidden:
            self._hidden = hidden
            self._tell_changed([*_FIELDS, LabelRole.SHOWN, Qt.ItemDataRole.AccessibleTextRole])

    def _tell_changed(self, roles: list[int]) -> None:
        for row, task in enumerate(self._schema.tasks):
            if task.labels:
                parent = self.index(row, 0)
                last = self.index(len(task.labels) - 1, 0, parent)
                self.dataChanged.emit(self.index(0, 0, parent), last, roles)

    def set_details(self, details: Mapping[int, str]) -> None:
        """Say of each label, by id, who asserted it of the one image that is selected."""
        self._details = details

    def detail(self, label_id: int) -> str:
        """Who asserted a label of the image selected, or nothing."""
        return "" if self._hidden else self._details.get(label_id, "")

    def index_of(self, label_id: int) -> QModelIndex:
        """The index of a label; invalid where there is none."""
        for row, task in enumerate(self._schema.tasks):
            for position, label in enumerate(task.labels):
                if label.id == label_id:
                    return self.index(position, 0, self.index(row, 0))
        return QModelIndex()

    def item(self, index: Index) -> Task | Label | None:
        """The task or label of an index."""
        if not index.isValid():
            return None
        if index.internalId() == _TASK:
            return self._schema.tasks[index.row()]
        return self._schema.tasks[index.internalId() - 1].labels[index.row()]

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        if not self.hasIndex(row, column, parent or QModelIndex()):
            return QModelIndex()
        if parent is None or not parent.isValid():
            return self.createIndex(row, column, _TASK)
        return self.createIndex(row, column, parent.row() + 1)

    def parent(self, index: Index | None = None) -> Any:  # QObject.parent() shares the name
        if index is None:
            return super().parent()
        if not index.isValid() or index.internalId() == _TASK:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _TASK)

    def rowCount(self, parent: Index | None = None) -> int:
        if parent is None or not parent.isValid():
            return len(self._schema.tasks)
        if parent.internalId() == _TASK and parent.column() == 0:
            return len(self._schema.tasks[parent.row()].labels)
        return 0

    def columnCount(self, _parent: Index | None = None) -> int:
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = (
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
        )
        if index.internalId() != _TASK:
            flags |= Qt.ItemFlag.ItemNeverHasChildren
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        item = self.item(index)
        if item is not None and role == Qt.ItemDataRole.EditRole and value != item.name:
            self.rename_asked.emit(item, str(value))
        return False

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.item(index)
        if item is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return item.name
        if role == LabelRole.ITEM:
            return item
        return self._of_task(item, role) if isinstance(item, Task) else self._of_label(item, role)

    def _of_task(self, task: Task, role: int) -> Any:
        kind = self.kind_text(task.kind)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("Task {0}, {1}").format(task.name, kind)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{task.name} · {kind}")
        return None

    def _of_label(self, label: Label, role: int) -> Any:
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self._trust_words(label)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.about(label))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(self._shown(label))
        field = _FIELDS.get(role)
        if field is not None:
            return getattr(self._shown(label), field)
        return self._shown(label) if role == LabelRole.SHOWN else None

    def _shown(self, label: Label) -> ShownLabel:
        one_of = self._schema.task(label.task_id).kind is TaskKind.MULTICLASS
        reachable = split_key(label.shortcut)[0] == self._key_set
        if self._hidden:
            return ShownLabel(
                label, State.UNKNOWN, None, False, one_of, None, None, reachable=reachable
            )
        column = self._schema.columns[label.id]
        probability = self._summary.probabilities[column]
        threshold = self._summary.thresholds[column]
        return ShownLabel(
            label=label,
            state=self._summary.states[column],
            probability=probability,
            predicted=probability is not None
            and threshold is not None
            and probability >= threshold,
            one_of=one_of,
            suggested=self._suggested.get(label.id),
            trust=self._trust.get(label.id),
            threshold=None if one_of else threshold,
            reachable=reachable,
        )

    def kind_text(self, kind: TaskKind) -> str:
        """What a task's kind means, in two words."""
        return self.tr("any number") if kind is TaskKind.MULTILABEL else self.tr("exactly one")

    def _spoken(self, shown: ShownLabel) -> str:
        label = shown.label
        states = {
            State.PRESENT: self.tr("present"),
            State.ABSENT: self.tr("absent"),
            State.UNKNOWN: self.tr("unknown"),
            None: self.tr("mixed"),
        }
        parts = [label.name, states[shown.state]]
        if shown.state is State.UNKNOWN and shown.suggested is not None:
            parts.append(self.tr("suggested: {0}").format(states[shown.suggested]))
        if shown.probability is not None:
            probability = QLocale().toString(shown.probability, "f", 2)
            parts.append(self.tr("probability {0}").format(probability))
        if label.shortcut:
            parts.append(self.tr("key {0}").format(key_words(label.shortcut)))
        return self.tr(", ").join(parts)

    def _trust_words(self, label: Label) -> str:
        trust = self._trust.get(label.id)
        return trust_words(trust) if trust is not None else ""

    def about(self, label: Label) -> str:
        how = self.tr("Click the box: present. With Shift: absent. With Alt: unknown.")
        if label.shortcut:
            keys = self.tr("Keys: {0} present, Shift+{0} absent, Alt+{0} unknown.")
            key_set, key = split_key(label.shortcut)
            how += "\n" + keys.format(key)
            if key_set > 1:
                how += " " + self.tr("They are of set {0}.").format(key_set)
        if self.detail(label.id):
            how = f"{self.detail(label.id)}\n{how}"
        trust = self._trust_words(label)
        threshold = self._shown(label).threshold
        if threshold is not None:
            level = QLocale().toString(threshold, "f", 2)
            begins = self.tr("Counts as predicted from {0}: the mark on the bar.")
            how = f"{begins.format(level)}\n{how}"
        return "\n".join(part for part in (label.name, trust, how) if part)
