"""Replays a journal on a restored database: what actions left behind, as one new action."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from labelmt.domain.annotations import Seen, Source
from labelmt.domain.image_marks import ImageMarks
from labelmt.domain.schema import TaskKind
from labelmt.project.backups.journal_reading import Entry, Said
from labelmt.project.who_and_when import annotator, now
from labelmt.storage.annotation_repository import read_values
from labelmt.storage.database import Transaction
from labelmt.storage.history_repository import log_action
from labelmt.storage.image_repository import place_images
from labelmt.storage.mark_repository import marks_of, read_marks
from labelmt.storage.opinion_repository import read_opinions
from labelmt.storage.project_database import ProjectDatabase
from labelmt.storage.row_delta import Delta, Row, Value, apply_delta
from labelmt.storage.schema_repository import label_row, read_schema, reserve_ids, task_row

Pairs = dict[int, Value | None]

_NEW_TASK: Row = {
    "position": 999, "unlabelled_absent": False, "archived": False, "former": "[]",
}  # fmt: skip
_NEW_LABEL: Row = {
    "color": "#888888", "shortcut": "", "position": 999, "archived": False,
    "synonyms": "[]", "parents": "[]", "description": "", "examples": "[]", "former": "[]",
}  # fmt: skip
_KINDS: Mapping[str, type] = {
    "name": str, "kind": str, "position": int, "unlabelled_absent": bool, "archived": bool,
    "task_id": int, "color": str, "shortcut": str, "synonyms": str, "parents": str, "id": int,
    "description": str, "examples": str, "former": str,
}  # fmt: skip


@dataclass(slots=True)
class FinalState:
    """What actions left behind in the end.

    Attributes:
        tasks, labels: id to the table's row; None where it was deleted.
        pairs: label id to image row to annotation.
        images: image row to its folder and the path below it.
        names: label id to the names of its task and itself, as they were written down.
        marks: image row to what was said of the image itself.
        opinions: label id to (image row, annotator) to what was said beside the annotation.
    """

    tasks: dict[int, Row | None] = field(default_factory=dict)
    labels: dict[int, Row | None] = field(default_factory=dict)
    pairs: dict[int, Pairs] = field(default_factory=dict)
    images: dict[int, tuple[str, str]] = field(default_factory=dict)
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    marks: dict[int, ImageMarks] = field(default_factory=dict)
    opinions: dict[int, dict[tuple[int, str], Value | None]] = field(default_factory=dict)


def final_state(entries: Iterable[Entry]) -> FinalState:
    """The end of several actions, in their order. What is not of its form is left out."""
    found = FinalState()
    for entry in entries:
        for row_of, kept in ((entry.tasks, found.tasks), (entry.labels, found.labels)):
            for key, after in row_of.items():
                if key.isdecimal() and (after is None or _is_row(after)):
                    kept[int(key)] = None if after is None else after | {"id": int(key)}
                    if row_of is entry.labels and after is None:
                        found.pairs.pop(int(key), None)
                        found.opinions.pop(int(key), None)
        for root, paths in entry.images.items():
            if isinstance(paths, dict):
                found.images |= {
                    int(row): (root, path)
                    for row, path in paths.items()
                    if row.isdecimal() and isinstance(path, str) and path
                }
        for said in entry.annotations:
            _note(said, found)
        for said in entry.opinions:
            with suppress(KeyError, ValueError):
                beside = dict.fromkeys(((row, said.annotator) for row in said.rows), _value(said))
                found.opinions.setdefault(said.label_id, {}).update(beside)
        for row, marks in entry.marks.items():
            if row.isdecimal():
                with suppress(TypeError, KeyError, ValueError):
                    found.marks[int(row)] = marks_of(marks)
    return found


def replay(database: ProjectDatabase, state: FinalState, title: str, *, only_missing: bool) -> int:
    """Bring a project to what a journal says, as one action that can be undone.

    Args:
        only_missing: add what is not there, and leave what is there as it is.

    Returns:
        how many annotations, tasks and labels changed.
    """
    with database.write() as connection:
        rows = place_images(connection, state.images, database.file.parent)
        delta = _schema_delta(connection, state, only_missing=only_missing)
        apply_delta(connection, delta)
        known = read_schema(connection)
        for label_id, pairs in state.pairs.items():
            if label_id not in known.columns:
                continue
            placed = {rows[row]: value for row, value in pairs.items() if row in rows}
            stored = read_values(connection, [label_id], list(placed))[label_id]
            changed = {
                row: (stored.get(row), value)
                for row, value in placed.items()
                if stored.get(row) != value and not (only_missing and row in stored)
            }
            if changed:
                delta.annotations.setdefault(label_id, {}).update(changed)
                apply_delta(connection, Delta(annotations={label_id: changed}))
        _replay_opinions(connection, state, rows, delta, only_missing=only_missing)
        _replay_marks(connection, state, rows, delta, only_missing=only_missing)
        if not delta:
            return 0
        reserve_ids(connection, max(delta.tasks, default=0), max(delta.labels, default=0))
        log_action(connection, title, annotator(), now(), delta)
    changed_pairs = sum(map(len, delta.annotations.values()))
    return len(delta.tasks) + len(delta.labels) + len(delta.marks) + changed_pairs


def _replay_opinions(
    connection: Transaction,
    state: FinalState,
    rows: Mapping[int, int],
    delta: Delta,
    *,
    only_missing: bool,
) -> None:
    known = read_schema(connection)
    for label_id, said in state.opinions.items():
        if label_id not in known.columns:
            continue
        placed = {(rows[row], who): value for (row, who), value in said.items() if row in rows}
        among = sorted({row for row, _ in placed})
        stored = read_opinions(connection, [label_id], among)[label_id]
        changed = {
            one: (stored.get(one), value)
            for one, value in placed.items()
            if stored.get(one) != value and not (only_missing and one in stored)
        }
        if changed:
            delta.opinions.setdefault(label_id, {}).update(changed)
            apply_delta(connection, Delta(opinions={label_id: changed}))


def _replay_marks(
    connection: Transaction,
    state: FinalState,
    rows: Mapping[int, int],
    delta: Delta,
    *,
    only_missing: bool,
) -> None:
    placed = {rows[row]: marks for row, marks in state.marks.items() if row in rows}
    for row, before in read_marks(connection, list(placed)).items():
        if before != placed[row] and not (only_missing and before != ImageMarks()):
            delta.marks[row] = (before, placed[row])
    apply_delta(connection, Delta(marks=delta.marks))


def _schema_delta(connection: Transaction, state: FinalState, *, only_missing: bool) -> Delta:
    schema = read_schema(connection)
    tasks: dict[int, Row] = {one.id: task_row(one) for one in schema.tasks}
    labels: dict[int, Row] = {one.id: label_row(one) for one in schema.labels}
    delta = Delta()
    for label_id, (task, label) in state.names.items():
        if label_id in labels or state.labels.get(label_id) or not state.pairs.get(label_id):
            continue
        if label_id in state.labels:  # deleted
            continue
        state.labels[label_id] = {**_NEW_LABEL, "id": label_id, "name": label}
        state.labels[label_id]["task_id"] = _task_called(task, tasks, state)  # type: ignore[index]
    for current, wanted, new, changed in (
        (tasks, state.tasks, _NEW_TASK, delta.tasks),
        (labels, state.labels, _NEW_LABEL, delta.labels),
    ):
        for key, after in wanted.items():
            before = current.get(key)
            if only_missing and (before is not None or after is None):
                continue
            whole = None if after is None else {**new, **(before or {}), **after}
            if whole is not None and not _is_whole(whole, labels is current):
                continue
            if before != whole:
                changed[key] = before, whole
    for label_id, (before, after) in list(delta.labels.items()):
        task_id = (after or {}).get("task_id")
        if after is not None and task_id not in tasks and task_id not in delta.tasks:
            del delta.labels[label_id]
        if after is None and before is not None:
            values = read_values(connection, [label_id])[label_id]
            if values:
                delta.annotations[label_id] = {row: (value, None) for row, value in values.items()}
            beside = read_opinions(connection, [label_id])[label_id]
            if beside:
                delta.opinions[label_id] = {one: (value, None) for one, value in beside.items()}
    return delta


def _task_called(name: str, tasks: dict[int, Row], state: FinalState) -> int:
    """The id of a task by name; of one that is made where there is none."""
    both = {**tasks, **{key: row for key, row in state.tasks.items() if row is not None}}
    for key, row in both.items():
        if row.get("name") == name:
            return key
    key = max(both, default=0) + 1
    state.tasks[key] = {**_NEW_TASK, "id": key, "name": name, "kind": TaskKind.MULTILABEL.value}
    return key


def _note(said: Said, found: FinalState) -> None:
    try:
        value = _value(said)
    except (KeyError, ValueError):
        return
    found.pairs.setdefault(said.label_id, {}).update(dict.fromkeys(said.rows, value))
    if said.label:
        found.names[said.label_id] = said.task, said.label


def _value(said: Said) -> Value | None:
    """Raises KeyError, ValueError where it is of no form that there is."""
    value = said.value
    if value is not None:
        Source(value.source), Seen(value.seen)
    return value


def _is_row(after: Any) -> bool:
    return isinstance(after, dict) and all(
        name in _KINDS and isinstance(value, _KINDS[name]) for name, value in after.items()
    )


def _is_whole(row: Row, of_label: bool) -> bool:
    if of_label:
        return {"name", "task_id"} <= row.keys()
    return "name" in row and row.get("kind") in set(TaskKind)
