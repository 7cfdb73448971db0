"""Row deltas of an action, before and after: applied forwards to do, backwards to undo.

A delta is complete: it holds provenance too, so that undo brings back who asserted what, when.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias, TypeVar

from sqlalchemy import Connection, Table, bindparam, delete, insert, literal, select

from labelmt.domain.annotations import Source
from labelmt.domain.image_marks import ImageMarks
from labelmt.storage.mark_repository import mark_row, marks_of, write_marks
from labelmt.storage.row_lists import named_rows
from labelmt.storage.tables import annotation, label, opinion, task

K = TypeVar("K")
V = TypeVar("V")

Row: TypeAlias = dict[str, Any]


class Value(NamedTuple):
    """A stored annotation without its pair."""

    state: int
    source: str
    annotator: str
    at: str
    run_id: int | None
    seen: str = "unseen"  # histories before revision 0009 do not say


Opinions: TypeAlias = dict[tuple[int, str], tuple[Value | None, Value | None]]
"""(Image row, annotator) to what that person said, before and after."""

AT_ONCE = 50
"""Annotations of one label that are alike, from which one statement for all is worth its text."""

# Columns that rows of older histories lack, with what they were then (revisions 0005, 0015).
_TASK_SINCE: Row = {"archived": False, "former": "[]"}
_LABEL_SINCE: Row = {
    "archived": False, "synonyms": "[]", "parents": "[]", "description": "", "examples": "[]",
    "former": "[]",
}  # fmt: skip


@dataclass(slots=True)
class Delta:
    """Rows by id, before and after; None where there is none.

    ``annotations``: label id to image row to (before, after). ``marks``: image row to the same.
    ``opinions``: label id to (image row, annotator) to the same, of what others said beside the
    annotation.
    """

    tasks: dict[int, tuple[Row | None, Row | None]] = field(default_factory=dict)
    labels: dict[int, tuple[Row | None, Row | None]] = field(default_factory=dict)
    annotations: dict[int, dict[int, tuple[Value | None, Value | None]]] = field(
        default_factory=dict
    )
    marks: dict[int, tuple[ImageMarks, ImageMarks]] = field(default_factory=dict)
    opinions: dict[int, Opinions] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(
            self.tasks
            or self.labels
            or self.marks
            or any(self.annotations.values())
            or any(self.opinions.values())
        )

    def reversed(self) -> Delta:
        """The delta that undoes this one."""
        return Delta(
            {key: (after, before) for key, (before, after) in self.tasks.items()},
            {key: (after, before) for key, (before, after) in self.labels.items()},
            {
                label_id: {row: (after, before) for row, (before, after) in pairs.items()}
                for label_id, pairs in self.annotations.items()
            },
            {row: (after, before) for row, (before, after) in self.marks.items()},
            {
                label_id: {one: (after, before) for one, (before, after) in said.items()}
                for label_id, said in self.opinions.items()
            },
        )

    def then(self, later: Delta) -> Delta:
        """One delta that does this and then ``later``; what ends as it began is left out."""
        return Delta.of((self, later))

    @classmethod
    def of(cls, deltas: Iterable[Delta]) -> Delta:
        """One delta that does all of these in their order, in time that grows with their sizes."""
        whole = cls()
        for one in deltas:
            _chain(whole.tasks, one.tasks)
            _chain(whole.labels, one.labels)
            for row, (before, after) in one.marks.items():
                whole.marks[row] = (whole.marks[row][0] if row in whole.marks else before, after)
            for label_id, pairs in one.annotations.items():
                _chain(whole.annotations.setdefault(label_id, {}), pairs)
            for label_id, said in one.opinions.items():
                _chain(whole.opinions.setdefault(label_id, {}), said)
        pairs_of = {key: _changing(pairs) for key, pairs in whole.annotations.items()}
        said_of = {key: _changing(said) for key, said in whole.opinions.items()}
        return cls(
            _changing(whole.tasks),
            _changing(whole.labels),
            {key: pairs for key, pairs in pairs_of.items() if pairs},
            {row: pair for row, pair in whole.marks.items() if pair[0] != pair[1]},
            {key: said for key, said in said_of.items() if said},
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """What a delta does to annotations: how many, and where they are from, where all agree.

    ``pairs``: marks of images count with them; they come from nowhere but a person.
    """

    pairs: int
    source: str
    run_id: int | None


def figures_of(delta: Delta) -> Figures:
    """Count a delta's annotations; those it takes away count with the source they had."""
    origins: set[tuple[str, int | None]] = set()
    for pairs in delta.annotations.values():
        values = {after or before for before, after in pairs.values()}
        origins |= {(value.source, value.run_id) for value in values if value is not None}
    if delta.marks:
        origins.add((Source.HUMAN.value, None))
    pairs_said = {
        (label_id, row) for label_id, said in delta.opinions.items() for row, _ in said
    } - {(label_id, row) for label_id in delta.opinions for row in delta.annotations.get(label_id, ())}
    if not any(delta.annotations.values()):
        changed = (after or before for said in delta.opinions.values() for before, after in said.values())
        origins |= {(value.source, value.run_id) for value in changed if value is not None}
    count = sum(map(len, delta.annotations.values())) + len(delta.marks) + len(pairs_said)
    source, run_id = origins.pop() if len(origins) == 1 else ("", None)
    return Figures(count, source, run_id)


def _chain(
    first: dict[K, tuple[V | None, V | None]], later: Mapping[K, tuple[V | None, V | None]]
) -> None:
    """Let (before, after) go on with what comes later."""
    for key, (before, after) in later.items():
        first[key] = (first[key][0] if key in first else before, after)


def _changing(
    rows: Mapping[K, tuple[V | None, V | None]],
) -> dict[K, tuple[V | None, V | None]]:
    """Without what comes back to where it was."""
    return {key: (before, after) for key, (before, after) in rows.items() if before != after}


def apply_delta(connection: Connection, delta: Delta) -> None:
    """Bring every row of the delta to its state after.

    Annotations go before their labels and labels before their tasks; they come in the other
    order, so that foreign keys hold at every step.
    """
    _write_opinions(connection, delta, gone=True)
    _write_annotations(connection, delta, gone=True)
    for table, rows in ((label, delta.labels), (task, delta.tasks)):
        gone = [{"key": key} for key, (_, after) in rows.items() if after is None]
        if gone:
            connection.execute(delete(table).where(table.c.id == bindparam("key")), gone)
    for table, rows in ((task, delta.tasks), (label, delta.labels)):
        _put(connection, table, rows.values())
    _write_annotations(connection, delta, gone=False)
    _write_opinions(connection, delta, gone=False)
    write_marks(connection, {row: after for row, (_, after) in delta.marks.items()})


def _put(
    connection: Connection, table: Table, rows: Iterable[tuple[Row | None, Row | None]]
) -> None:
    # Ten thousand labels of a schema in one go; histories of several versions have other columns.
    new: dict[tuple[str, ...], list[Row]] = {}
    changed: dict[tuple[str, ...], list[Row]] = {}
    for before, after in rows:
        if after is not None:
            (new if before is None else changed).setdefault(tuple(after), []).append(after)
    for alike in changed.values():
        update = table.update().where(table.c.id == bindparam("key"))
        connection.execute(
            update.values({name: bindparam(f"new_{name}") for name in alike[0]}),
            [{"key": one["id"], **{f"new_{k}": v for k, v in one.items()}} for one in alike],
        )
    for alike in new.values():
        connection.execute(insert(table), alike)


def _write_annotations(connection: Connection, delta: Delta, *, gone: bool) -> None:
    for label_id, pairs in delta.annotations.items():
        # A changed annotation is deleted and inserted: one plan for both, and no dialect's upsert.
        if gone:
            _delete(connection, label_id, [row for row, (before, _) in pairs.items() if before])
            continue
        alike: dict[Value, list[int]] = {}
        for row, (_, after) in pairs.items():
            if after is not None:
                alike.setdefault(after, []).append(row)
        one_by_one = []
        for value, rows in alike.items():
            if len(rows) >= AT_ONCE:
                _insert_alike(connection, label_id, rows, value)
            else:
                one_by_one += [_annotation_row(label_id, row, value) for row in rows]
        if one_by_one:
            connection.execute(insert(annotation), one_by_one)


def _write_opinions(connection: Connection, delta: Delta, *, gone: bool) -> None:
    for label_id, said in delta.opinions.items():
        if gone:
            keys = [
                {"label": label_id, "row": row, "who": who}
                for (row, who), (before, _) in said.items()
                if before is not None
            ]
            if keys:
                connection.execute(_OPINION_GONE, keys)
            continue
        rows = [
            _annotation_row(label_id, row, after)
            for (row, _), (_, after) in said.items()
            if after is not None
        ]
        if rows:
            connection.execute(insert(opinion), rows)


_OPINION_GONE = delete(opinion).where(
    opinion.c.label_id == bindparam("label"),
    opinion.c.image_row == bindparam("row"),
    opinion.c.annotator == bindparam("who"),
)


def _delete(connection: Connection, label_id: int, rows: list[int]) -> None:
    if rows:
        within = annotation.c.image_row.in_(select(named_rows(rows).c.value))
        connection.execute(delete(annotation).where(annotation.c.label_id == label_id, within))


def _insert_alike(connection: Connection, label_id: int, rows: list[int], value: Value) -> None:
    """Insert one annotation for all of these rows; a statement for each takes ten times as long."""
    row = named_rows(rows)
    given = _annotation_row(label_id, 0, value)
    columns = [
        row.c.value if name == "image_row" else literal(said, annotation.c[name].type)
        for name, said in given.items()
    ]
    connection.execute(insert(annotation).from_select(list(given), select(*columns)))


def _annotation_row(label_id: int, row: int, value: Value) -> dict[str, Any]:
    return {"label_id": label_id, "image_row": row, **value._asdict()}


def pack(delta: Delta) -> bytes:
    """Compressed JSON; equal values are written once."""
    values: dict[Value | None, int] = {}

    def number(value: Value | None) -> int:
        return values.setdefault(value, len(values))

    annotations = [
        {
            "label": label_id,
            "rows": list(pairs),
            "before": [number(before) for before, _ in pairs.values()],
            "after": [number(after) for _, after in pairs.values()],
        }
        for label_id, pairs in delta.annotations.items()
    ]
    data: dict[str, Any] = {
        "tasks": list(delta.tasks.values()),
        "labels": list(delta.labels.values()),
        "annotations": annotations,
        "values": list(values),
    }
    if delta.marks:
        data["marks"] = {
            row: [mark_row(before), mark_row(after)] for row, (before, after) in delta.marks.items()
        }
    if delta.opinions:
        data["opinions"] = [
            {
                "label": label_id,
                "rows": [row for row, _ in said],
                "who": [who for _, who in said],
                "before": [number(before) for before, _ in said.values()],
                "after": [number(after) for _, after in said.values()],
            }
            for label_id, said in delta.opinions.items()
        ]
        data["values"] = list(values)
    return zlib.compress(json.dumps(data, separators=(",", ":")).encode("ascii"))


def unpack(blob: bytes) -> Delta:
    """The delta of ``pack``."""
    data = json.loads(zlib.decompress(blob))
    values: list[Value | None] = [Value(*v) if v is not None else None for v in data["values"]]

    def by_id(rows: list[tuple[Row | None, Row | None]], since: Row) -> dict[int, Any]:
        whole = [[row and {**since, **row} for row in pair] for pair in rows]
        return {(before or after or {})["id"]: (before, after) for before, after in whole}

    return Delta(
        by_id(data["tasks"], _TASK_SINCE),
        by_id(data["labels"], _LABEL_SINCE),
        {
            block["label"]: {
                row: (values[before], values[after])
                for row, before, after in zip(
                    block["rows"], block["before"], block["after"], strict=True
                )
            }
            for block in data["annotations"]
        },
        {
            int(row): (marks_of(before), marks_of(after))
            for row, (before, after) in data.get("marks", {}).items()
        },
        {
            block["label"]: {
                (row, who): (values[before], values[after])
                for row, who, before, after in zip(
                    block["rows"], block["who"], block["before"], block["after"], strict=True
                )
            }
            for block in data.get("opinions", ())
        },
    )
