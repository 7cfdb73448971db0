"""Tables to write, drawn by hypothesis, and what of them comes back from a format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.errors import Problem
from labelmt.domain.schema import TaskKind, clean_name, name_key
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedImage,
    ExportedTable,
    ExportedTask,
    Pair,
    ParsedTable,
    ReadOptions,
)
from labelmt.formats.output import Output

MULTILABEL, MULTICLASS = TaskKind.MULTILABEL, TaskKind.MULTICLASS

States = dict[tuple[str, str, str], State]
"""(image, task, label) to what is known."""

NAMES = (
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6)
    .filter(lambda one: "|" not in one and name_key(one) not in ("", "-"))
    .map(clean_name)
    .filter(lambda one: name_key(one) == name_key(name_key(one)))
) | st.sampled_from(["sea", "tall tree", "24/7", "a,b", "x;y", "=1", "[x]", "é", "NaN", "1"])
"""Names of tasks and labels as a project has them, also such as mean something to a format."""


@st.composite
def exported(
    draw: st.DrawFn, format: AnnotationFormat, images: int = 4, plain: bool = False
) -> ExportedTable:
    """A table of what a format says it can carry.

    Args:
        plain: names of letters alone, for formats in which signs mean something.
    """
    carries = format.carries
    names = st.sampled_from(["sea", "sand", "tree", "Haus", "cat"]) if plain else NAMES
    count = draw(st.integers(1, 2)) if Carries.SEVERAL_TASKS in carries else 1
    task_names = draw(st.lists(names, min_size=count, max_size=count, unique_by=name_key))
    tasks = []
    for name in task_names:
        labels = draw(st.lists(names, min_size=2, max_size=4, unique_by=name_key))
        several = Carries.SEVERAL_LABELS in carries
        kind = MULTILABEL if several else MULTICLASS
        if several and Carries.TASK_KINDS in carries:
            kind = draw(st.sampled_from(TaskKind))
        tasks.append(ExportedTask(name, kind, tuple(labels)))
    rows = []
    for number in range(draw(st.integers(1, images))):
        pairs = tuple(tuple(draw(_pairs(task, carries))) for task in tasks)
        folder = draw(st.sampled_from(["", "in/", "in/side/"])) if Carries.PATHS in carries else ""
        part = draw(st.sampled_from(["train", "val"])) if Carries.SPLIT in carries else ""
        name = f"{folder}{number} ä.jpg"
        rows.append(ExportedImage(name, Path("/images") / name, pairs, 40, 30, part))
    return ExportedTable(tuple(tasks), tuple(rows), "project")


def with_files(table: ExportedTable, folder: Path) -> ExportedTable:
    """The same table, its images files that hold something of their own."""
    images = []
    for image in table.images:
        file = folder / image.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(image.name.encode())
        images.append(replace(image, file=file))
    return replace(table, images=tuple(images))


@st.composite
def _pairs(draw: st.DrawFn, task: ExportedTask, carries: Carries) -> list[Pair]:
    open_world = Carries.UNKNOWN in carries
    choices = [State.PRESENT, State.ABSENT, *([State.UNKNOWN] if open_world else [])]
    if task.kind is MULTICLASS:
        if open_world and draw(st.booleans()):
            return []
        states = {draw(st.sampled_from(task.labels)): State.PRESENT}
    else:
        states = {label: draw(st.sampled_from(choices)) for label in task.labels}
        if Carries.NONE not in carries and State.PRESENT not in states.values():
            states[draw(st.sampled_from(task.labels))] = State.PRESENT
    found = []
    for label, state in states.items():
        if state is State.UNKNOWN or (state is State.ABSENT and Carries.ABSENT not in carries):
            continue
        source = seen = ""
        if Carries.PROVENANCE in carries:
            source = draw(st.sampled_from(list(Source))).value
            seen = draw(st.sampled_from(list(Seen))).value
        found.append(Pair(label, state, source, seen))
    return found


def written(
    format: AnnotationFormat, table: ExportedTable, place: Path, *, link: bool | None = None
) -> Output:
    """Write a table anew."""
    output = Output(place, overwrite=True, link=link)
    format.write(table, output)
    return output


def read_back(
    format: AnnotationFormat, place: Path, **options: object
) -> tuple[ParsedTable, list[Problem]]:
    return format.read(place, ReadOptions(**options))  # type: ignore[arg-type]


def states_written(table: ExportedTable) -> States:
    """What is known of each pair that is written; implied absents are not stored."""
    known: States = {}
    for image in table.images:
        for task, pairs in zip(table.tasks, image.pairs, strict=True):
            known.update({(image.name, task.name, pair.label): pair.state for pair in pairs
                          if pair.state is not State.UNKNOWN})  # fmt: skip
    return known


def states_read(
    table: ParsedTable,
    unlisted: State = State.ABSENT,
    *,
    tasks: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> States:
    """What a table that was read says of each pair, as an import would take it.

    Args:
        tasks: column to task, where a format has a name of its own for it.
        names: name in the file to image.
    """
    known: States = {}
    labels = [set(column.labels) for column in table.columns]
    for row in table.rows:
        for index, cell in enumerate(row.cells):
            labels[index].update(cell or ())
            if row.details and row.details[index]:
                labels[index].update(pair.label for pair in row.details[index] or ())
    for row in table.rows:
        image = row.path if names is None else names[row.path]
        for index, column in enumerate(table.columns):
            task = column.name if tasks is None else tasks[column.name]
            cell, details = row.cells[index], row.details[index] if row.details else None
            if details is not None:
                found = {pair.label: pair.state for pair in details
                         if pair.state is not State.UNKNOWN}  # fmt: skip
                if column.kind is MULTICLASS and State.PRESENT in found.values():
                    found = {one: State.PRESENT for one, state in found.items() if state > 0}
            elif cell is None:
                continue
            else:
                listed = unlisted if column.listed is None else column.listed
                closed = (listed is State.ABSENT or not cell) and column.kind is MULTILABEL
                found = dict.fromkeys(labels[index], State.ABSENT) if closed else {}
                found |= dict.fromkeys(cell, State.PRESENT)
            known.update({(image, task, label): state for label, state in found.items()})
    return known
