"""Annotations in a long CSV table: a row for each pair of image and label.

::

    path,task,kind,label,state,probability,source,seen
    beach/01.jpg,objects,multilabel,sea,present,,human,one
    beach/01.jpg,objects,multilabel,sand,absent,,human,one
    beach/02.jpg,objects,multilabel,sea,unknown,0.83,,

Where it is of certain people, a column ``annotator`` says who; then a pair may have a row of each.
Tables of other programs have fewer of these columns, and so have the predictions that LabelMT
writes. A row with a probability and no state is a suggestion.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.errors import Problem
from labelmt.domain.schema import TaskKind, name_key
from labelmt.domain.text import Text, mark, text
from labelmt.formats.base import (
    GENERIC,
    AnnotationFormat,
    Carries,
    Cell,
    Column,
    Details,
    ExportedTable,
    Heeds,
    Pair,
    ParsedTable,
    ReadOptions,
    TableRow,
)
from labelmt.formats.cell_text import MISSING, NONE, CellReader, form_of, truth_of
from labelmt.formats.csv_header import Header, bare, given_kind, plain_path, read_paths
from labelmt.formats.csv_records import Record, shown
from labelmt.formats.csv_rows import RowWriter
from labelmt.formats.output import Output

COLUMNS = ("path", "task", "kind", "label", "state", "probability", "source", "seen")
_CALLED = {
    "label": ("label", "labelname", "class", "classname", "category", "categoryname", "tag"),
    "task": ("task", "group", "attribute"),
    "kind": ("kind",),
    "state": ("state", "present", "value"),
    "probability": ("probability", "confidence", "score", "prob"),
    "source": ("source",),
    "seen": ("seen",),
    "annotator": ("annotator", "annotatedby"),
}
SIGNED = (*COLUMNS, "annotator")
"""The columns where it is said who said so."""
LONGEST_NAME = 200
"""Letters of an annotator."""
_EXTRA = ("predicted",)
_STATES = {
    "present": State.PRESENT, "absent": State.ABSENT, "unknown": State.UNKNOWN,
    "yes": State.PRESENT, "no": State.ABSENT, "positive": State.PRESENT,
    "negative": State.ABSENT, "-1": State.ABSENT,
}  # fmt: skip


def is_long(header: Header, records: Sequence[Record], options: ReadOptions) -> bool:
    """Whether rows are pairs of image and label, not images."""
    places = _places(header)
    rest = [i for i in header.tasks if i not in places.values()]
    if header.companions:
        return False
    if "label" in places and not rest and len(places) > 1:
        return not any(
            given_kind(header.names[i], options)
            for i in places.values()
            if i != places.get("label")
        )
    if len(header.tasks) != 1:
        return False
    if given_kind(header.names[header.tasks[0]], options) is TaskKind.MULTICLASS:
        return False
    seen: set[str] = set()
    for record in records:
        path = plain_path(record.cells[header.path or 0])
        if path in seen:
            return True
        seen.add(path)
    return False


def _places(header: Header) -> dict[str, int]:
    found: dict[str, int] = {}
    by_name = {bare(header.names[index]): index for index in reversed(header.tasks)}
    for what, names in (*_CALLED.items(), ("predicted", _EXTRA)):
        index = next((by_name[name] for name in names if name in by_name), None)
        if index is not None:
            found[what] = index
    return found


@dataclass(slots=True)
class _Task:
    """What the rows of one task say."""

    reader: CellReader
    kind: TaskKind | None
    pairs: dict[int, dict[tuple[str, str], Pair]] = field(default_factory=dict)
    """Place of the image to label and annotator to what is said of it."""
    none: set[int] = field(default_factory=set)

    @property
    def guessed(self) -> TaskKind:
        several = self.none or any(
            most > 1
            for pairs in self.pairs.values()
            for most in Counter(
                pair.annotator for pair in pairs.values() if pair.state is State.PRESENT
            ).values()
        )
        return TaskKind.MULTILABEL if several else TaskKind.MULTICLASS


def read_long(
    header: Header,
    records: list[Record],
    options: ReadOptions,
    problems: list[Problem],
    notes: list[Text],
) -> ParsedTable:
    """A table of pairs, brought together image by image."""
    paths = read_paths(records, header.path, problems, once=False)
    places = _places(header)
    if "label" not in places:
        places = {"label": header.tasks[0]}
    own = header.names[places["label"]]
    generic = bare(own) in _CALLED["label"]
    name = GENERIC if generic and options.schema.task_named(own) is None else own
    images: dict[str, tuple[int, int]] = {}
    tasks: dict[str, _Task] = {}
    explicit = "state" in places
    column = [record.cells[places["label"]].strip() for record in records]
    missing: frozenset[str] = frozenset()
    if not explicit:
        missing = form_of(own, column, options.schema.task_named(own), "", notes).missing
    for record, path in zip(records, paths, strict=True):
        place, _ = images.setdefault(path, (len(images), record.line))
        cells = {what: record.cells[index].strip() for what, index in places.items()}
        task = _task(tasks, cells.get("task", "") or name, cells.get("kind", ""), problems, options)
        label = cells["label"]
        if not label or label.casefold() in missing:
            continue
        if label == NONE:
            task.none.add(place)
            continue
        pair = _pair(task.reader.name(record.line, label), cells, record.line, problems)
        if pair is None or not pair.label:
            continue
        one = pair.label, pair.annotator
        before = task.pairs.setdefault(place, {}).get(one)
        if before is not None and {before.state, pair.state} == {State.PRESENT, State.ABSENT}:
            what = text("“{label}” is both present and absent", label=shown(pair.label))
            problems.append(Problem(record.line, what))
        task.pairs[place][one] = pair if before is None else _merged(before, pair)
    if not explicit and "probability" not in places:
        notes.append(text("Rows of the same image are brought together."))
    return _brought_together(images, tasks, explicit, notes, generic and "task" not in places)


def _task(
    tasks: dict[str, _Task], name: str, kind: str, problems: list[Problem], options: ReadOptions
) -> _Task:
    key = name_key(name)
    if key not in tasks:
        given = given_kind(name, options)
        if given is None and kind in set(TaskKind):
            given = TaskKind(kind)
        column = Column(name, given or TaskKind.MULTILABEL)
        tasks[key] = _Task(CellReader(column, problems), given)
    return tasks[key]


def _pair(label: str, cells: Mapping[str, str], line: int, problems: list[Problem]) -> Pair | None:
    state, probability = State.PRESENT, None
    word = cells.get("probability", "")
    if word and word.casefold() not in MISSING:
        try:
            probability = float(word)
        except ValueError:
            probability = -1.0
        if not 0 <= probability <= 1:
            problems.append(
                Problem(line, text("“{given}” is no probability", given=shown(word)), "probability")
            )
            return None
        state = State.UNKNOWN
    word = cells.get("state", "")
    if word:
        truth = _STATES.get(word.casefold(), truth_of(word))
        if not isinstance(truth, State):
            problems.append(
                Problem(line, text("“{given}” is no state", given=shown(word)), "state")
            )
            return None
        state = truth
    elif "state" in cells:
        state = State.UNKNOWN
    source, seen = cells.get("source", ""), cells.get("seen", "")
    return Pair(
        label,
        state,
        source if source in set(Source) else "",
        seen if seen in set(Seen) else "",
        probability,
        cells.get("annotator", "")[:LONGEST_NAME],
    )


def _merged(before: Pair, pair: Pair) -> Pair:
    known = before if before.state is not State.UNKNOWN else pair
    probability = pair.probability if pair.probability is not None else before.probability
    return known._replace(probability=probability)


def _brought_together(
    images: Mapping[str, tuple[int, int]],
    tasks: Mapping[str, _Task],
    explicit: bool,
    notes: Sequence[Text],
    generic: bool,
) -> ParsedTable:
    columns = tuple(
        Column(
            task.reader.column.name,
            task.kind or task.guessed,
            generic=generic,
            listed=State.UNKNOWN if explicit else None,
            labels=tuple(task.reader.spellings.values()),
            told=task.kind is not None,
        )
        for task in tasks.values()
    )
    rows = []
    for path, (place, line) in images.items():
        cells, details = [], []
        for task in tasks.values():
            cell, more = _cell(task, place, explicit)
            cells.append(cell)
            details.append(more)
        rows.append(TableRow(line, path, tuple(cells), tuple(details)))
    return ParsedTable(columns, tuple(rows), tuple(notes))


def _cell(task: _Task, place: int, explicit: bool) -> tuple[Cell, Details]:
    pairs = tuple(task.pairs.get(place, {}).values())
    if not pairs:
        return (() if place in task.none else None), None
    present = tuple(dict.fromkeys(pair.label for pair in pairs if pair.state is State.PRESENT))
    plain = not explicit and all(pair == Pair(pair.label, State.PRESENT) for pair in pairs)
    return (present or None), (None if plain else pairs)


def write_long(table: ExportedTable, output: Output) -> None:
    """Write a row a pair; images of which nothing is known have none."""
    with output.file() as stream:
        writer = RowWriter(stream)
        writer.write(SIGNED if table.signed else COLUMNS)
        for row in long_rows(table):
            writer.write([str(cell) for cell in row])


def long_rows(table: ExportedTable) -> Iterator[tuple[str, ...]]:
    """The rows of a long table, in the order of ``COLUMNS``, or of ``SIGNED``."""
    for image in table.images:
        for task, pairs in zip(table.tasks, image.pairs, strict=True):
            for pair in pairs:
                row = (
                    image.name,
                    task.name,
                    task.kind.value,
                    pair.label,
                    pair.state.name.lower(),
                    "" if pair.probability is None else f"{pair.probability:.6g}",
                    pair.source,
                    pair.seen,
                )
                yield (*row, pair.annotator) if table.signed else row


def _read(file: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    from labelmt.formats.csv_annotations import read_annotations

    return read_annotations(file, options)


FORMAT = AnnotationFormat(
    name="csv-long",
    title=mark("CSV, one row per label"),
    suffixes=(".csv",),
    carries=Carries.PRESENT
    | Carries.ABSENT
    | Carries.UNKNOWN
    | Carries.SEVERAL_LABELS
    | Carries.SEVERAL_TASKS
    | Carries.TASK_KINDS
    | Carries.PROBABILITIES
    | Carries.PROVENANCE
    | Carries.PATHS
    | Carries.NONE,
    summary=mark("CSV with a row for each image and label."),
    heeds=Heeds.COLUMNS | Heeds.SEPARATOR | Heeds.ENCODING,
    reader=_read,
    writer=write_long,
)
