"""Exports labels: tells what a format cannot carry, then writes it safely.

::

    plan = plan_export(project, out, ExportChoices(format="coco"))
    plan.preview          # what a dialog shows before anything is written
    export_planned(plan)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.schema import Schema, Task, TaskKind
from labelmt.domain.text import Text, counted, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedTable,
    Pictures,
)
from labelmt.formats.output import Output, is_special
from labelmt.formats.registry import writable
from labelmt.project.exchange.exported_images import ExportedImages, exported_task
from labelmt.project.exchange.one_task import as_one_task
from labelmt.project.exchange.protected_files import ProtectedFiles
from labelmt.project.project import Project
from labelmt.storage import image_repository
from labelmt.storage.annotation_repository import read_from
from labelmt.storage.capture_repository import read_captures
from labelmt.storage.database import Transaction
from labelmt.storage.row_delta import Value

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class ExportChoices:
    """The options of an export, the same for window and command line.

    Attributes:
        format: name; empty: told by the ending of the file.
        tasks: names; none: all.
        rows: images, in their order; None: all.
        present_only: leave out what is absent.
        suggestions: probability from which unknown pairs are written as suggestions; None: none.
        accepted: write accepted suggestions that nobody saw as annotations, where a format has
            no place to tell them apart.
        split: tell training, validation and test part.
        pictures: what becomes of image files; None: as the format has it.
    """

    format: str = ""
    tasks: tuple[str, ...] = ()
    rows: Rows | None = None
    present_only: bool = False
    suggestions: float | None = None
    accepted: bool = False
    split: bool = False
    pictures: Pictures | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """What an export would write.

    Attributes:
        annotations, suggestions: pairs.
        cannot_carry: what is lost, and what becomes of it.
    """

    format: str
    title: str
    tasks: tuple[str, ...]
    images: int
    annotations: int
    suggestions: int
    cannot_carry: tuple[Text, ...]


@dataclass(frozen=True, eq=False, slots=True)
class ExportPlan:
    """An export that has been looked at and not done."""

    preview: ExportPreview
    format: AnnotationFormat
    table: ExportedTable
    output: Output


def format_to_write(name: str, out: Path) -> AnnotationFormat:
    """The format of a name, or of the ending of a file; CSV for a pipe. Raises InvalidInput."""
    formats = writable(AnnotationFormat)
    found = next((one for one in formats if one.name == name), None)
    if name and found is None:
        raise InvalidInput(
            "There is no format of this name that can be written.",
            subject=name,
            kept="Nothing was written.",
            next_step=text("Choose one of {names}.", names=", ".join(one.name for one in formats)),
        )
    found = found or next((one for one in formats if one.fits(out)), None)
    if found is None and not is_special(out):
        raise InvalidInput(
            "The name does not tell in which format to write.",
            subject=str(out),
            kept="Nothing was written.",
            next_step=text(
                "Say it with --format: {names}.", names=", ".join(one.name for one in formats)
            ),
        )
    return found or formats[0]


def plan_export(project: Project, out: Path, choices: ExportChoices) -> ExportPlan:
    """Look at what an export would write, and what it could not.

    Raises:
        InvalidInput: there is no such format. NotFound: there is no such task.
    """
    format = format_to_write(choices.format, out)
    with project.reading() as view:
        schema, images = project.schema(), project.images()
        tasks = _tasks(schema, choices.tasks)
        rows = np.arange(len(images), dtype=np.int64) if choices.rows is None else choices.rows
        matrix = project.annotation_matrix()
        unseen = _accepted_unseen(read_from(view, Source.SUGGESTION, None))
        pixels = image_repository.read_pixels(view) if format.needs_pixels else {}
        parts = _parts(view, rows) if choices.split else {}
        predictions = project.predictions()
        captures = read_captures(view)
    left = _left_out(format, tasks, schema, matrix, rows, unseen, choices)
    rows = rows[~(left.unknown | left.unseen)]
    made = ExportedImages(
        project=project,
        images=images,
        schema=schema,
        tasks=tasks,
        rows=rows,
        matrix=matrix,
        predictions=predictions if choices.suggestions is not None else None,
        least=choices.suggestions if choices.suggestions is not None else 2.0,
        present_only=choices.present_only,
        unseen=frozenset() if Carries.PROVENANCE in format.carries or choices.accepted else unseen,
        as_suggestions=Carries.PROBABILITIES in format.carries,
        # A format without kinds of tasks must say it, or it would be unknown there.
        implied=Carries.ABSENT in format.carries
        and Carries.TASK_KINDS not in format.carries
        and not choices.present_only,
        provenance=Carries.PROVENANCE in format.carries,
        pixels=pixels if format.needs_pixels else None,
        parts=parts,
        captures=captures if Carries.CAPTURES in format.carries else {},
    )
    table = ExportedTable(
        tuple(exported_task(task) for task in tasks), made, project.name or "labels"
    )
    if Carries.SEVERAL_TASKS not in format.carries:
        table = as_one_task(table)
    pictures = format.pictures if choices.pictures is None else choices.pictures
    output = Output(
        out,
        overwrite=choices.overwrite,
        protected=ProtectedFiles(project.folder, images).reason,
        link=None if pictures is Pictures.NONE else pictures is Pictures.LINK,
    )
    preview = _preview(format, made, tasks, choices, unseen, left, captures)
    return ExportPlan(preview, format, table, output)


def export_planned(plan: ExportPlan) -> list[Path]:
    """Write what was planned; the files there are now.

    Raises:
        Exists, InvalidInput, DiskFull, NoPermission, NotFound, EnvironmentFault: nothing that was
            there before is changed.
    """
    plan.format.write(plan.table, plan.output)
    return plan.output.written


def _tasks(schema: Schema, names: Iterable[str]) -> tuple[Task, ...]:
    wanted = tuple(names)
    if not wanted:
        return schema.tasks
    found = []
    for name in wanted:
        task = schema.task_named(name)
        if task is None:
            raise InvalidInput(
                "The project has no task of this name.",
                subject=name,
                kept="Nothing was written.",
                next_step=text(
                    "Its tasks: {names}.", names=", ".join(task.name for task in schema.tasks)
                ),
            )
        found.append(task)
    return tuple(found)


def _accepted_unseen(values: Mapping[int, Mapping[int, Value]]) -> frozenset[tuple[int, int]]:
    """(label id, row) of accepted suggestions that nobody saw."""
    return frozenset(
        (label_id, row)
        for label_id, pairs in values.items()
        for row, value in pairs.items()
        if value.seen == Seen.UNSEEN
    )


def _parts(view: Transaction, rows: Rows) -> dict[int, str]:
    validation = image_repository.read_validation(view).validation
    test = image_repository.read_test(view)
    parts = dict.fromkeys(rows.tolist(), "train")
    parts.update(dict.fromkeys((row for row in validation.tolist() if row in parts), "val"))
    parts.update(dict.fromkeys((row for row in test.tolist() if row in parts), "test"))
    return parts


@dataclass(frozen=True, eq=False, slots=True)
class _LeftOut:
    """(images,) what a format without a place for "unknown" would say wrongly.

    Attributes:
        unknown: nothing is known of them. unseen: they have accepted suggestions that nobody saw.
    """

    unknown: NDArray[np.bool_]
    unseen: NDArray[np.bool_]


def _left_out(
    format: AnnotationFormat,
    tasks: tuple[Task, ...],
    schema: Schema,
    matrix: NDArray[np.int8],
    rows: Rows,
    unseen: frozenset[tuple[int, int]],
    choices: ExportChoices,
) -> _LeftOut:
    nothing = np.zeros(len(rows), dtype=np.bool_)
    if Carries.UNKNOWN in format.carries:
        return _LeftOut(nothing, nothing)
    ids = [label.id for task in tasks for label in task.labels]
    states = matrix[rows][:, [schema.columns[one] for one in ids]]
    unknown = ~(states != State.UNKNOWN).any(axis=1)
    if choices.accepted or Carries.PROVENANCE in format.carries:
        return _LeftOut(unknown, nothing)
    found = {row for label_id, row in unseen if label_id in set(ids)}
    return _LeftOut(unknown, np.isin(rows, list(found)) & ~unknown)


def _preview(
    format: AnnotationFormat,
    made: ExportedImages,
    tasks: tuple[Task, ...],
    choices: ExportChoices,
    unseen: frozenset[tuple[int, int]],
    left: _LeftOut,
    captures: Collection[int],
) -> ExportPreview:
    rows = made.rows
    counts = made.counts()
    carries = format.carries
    lost: list[Text] = []
    open_world = format.unlisted is State.UNKNOWN
    if left.unknown.any() and open_world:
        lost.append(
            counted(
                "{count:,} image of which nothing is known is left out.",
                "{count:,} images of which nothing is known are left out.",
                int(left.unknown.sum()),
            )
        )
    elif left.unknown.any():
        lost.append(
            counted(
                "{count:,} image of which nothing is known is left out: in the files its labels "
                "would be absent.",
                "{count:,} images of which nothing is known are left out: in the files their "
                "labels would be absent.",
                int(left.unknown.sum()),
            )
        )
    if left.unseen.any():
        lost.append(
            counted(
                "{count:,} image with accepted suggestions that nobody looked at is left out: "
                "the format cannot tell those from what was seen (--accepted writes them).",
                "{count:,} images with accepted suggestions that nobody looked at are left out: "
                "the format cannot tell those from what was seen (--accepted writes them).",
                int(left.unseen.sum()),
            )
        )
    if counts.absent and Carries.ABSENT not in carries and not choices.present_only:
        if format.merges:
            lost.append(
                counted(
                    "{count:,} absent label is taken out of the keywords that are there, and is "
                    "unknown when it is read back: only what is present is written.",
                    "{count:,} absent labels are taken out of the keywords that are there, and "
                    "are unknown when they are read back: only what is present is written.",
                    counts.absent,
                )
            )
        elif open_world:
            lost.append(
                counted(
                    "{count:,} absent label is left out, and is unknown when it is read back: "
                    "only what is present is written.",
                    "{count:,} absent labels are left out, and are unknown when they are read "
                    "back: only what is present is written.",
                    counts.absent,
                )
            )
        else:
            lost.append(
                counted(
                    "{count:,} absent label is left out: the format has no place for it.",
                    "{count:,} absent labels are left out: the format has no place for them.",
                    counts.absent,
                )
            )
    if counts.partly_unknown and Carries.UNKNOWN not in carries and not open_world:
        lost.append(
            counted(
                "On {count:,} image some labels are unknown; in the files they are absent.",
                "On {count:,} images some labels are unknown; in the files they are absent.",
                counts.partly_unknown,
            )
        )
    if len(tasks) > 1 and Carries.SEVERAL_TASKS not in carries:
        lost.append(
            text(
                "The labels of {count:,} tasks are written together, those of one name as one: the "
                "format knows one task.",
                count=len(tasks),
            )
        )
    if counts.none and Carries.NONE not in carries:
        lost.append(
            counted(
                "{count:,} image on which no label is present is left out.",
                "{count:,} images on which no label is present are left out.",
                counts.none,
            )
        )
    if counts.several and Carries.SEVERAL_LABELS not in carries:
        lost.append(
            counted(
                "{count:,} image has several labels; the format has one an image.",
                "{count:,} images have several labels; the format has one an image.",
                counts.several,
            )
        )
    chosen = set(rows.tolist())
    ids = {label.id for task in tasks for label in task.labels}
    accepted = sum(label in ids and row in chosen for label, row in unseen)
    if accepted and Carries.PROVENANCE not in carries:
        if choices.accepted:
            lost.append(
                counted(
                    "{count:,} accepted suggestion that nobody looked at is written like an "
                    "annotation; whoever reads it takes it for one.",
                    "{count:,} accepted suggestions that nobody looked at are written like "
                    "annotations; whoever reads them takes them for such.",
                    accepted,
                )
            )
        elif Carries.PROBABILITIES in carries:
            lost.append(
                counted(
                    "{count:,} accepted suggestion that nobody looked at is written as a "
                    "suggestion: the format has no place for where it came from.",
                    "{count:,} accepted suggestions that nobody looked at are written as "
                    "suggestions: the format has no place for where they came from.",
                    accepted,
                )
            )
        else:
            lost.append(
                counted(
                    "{count:,} accepted suggestion that nobody looked at is left out: the "
                    "format cannot tell it from what was seen (--accepted writes it).",
                    "{count:,} accepted suggestions that nobody looked at are left out: the "
                    "format cannot tell them from what was seen (--accepted writes them).",
                    accepted,
                )
            )
    if Carries.PROVENANCE not in carries and counts.present + counts.absent:
        lost.append(text("Who annotated what, and how it was seen, is not in the files."))
    if choices.suggestions is not None and Carries.PROBABILITIES not in carries:
        lost.append(text("Suggestions are left out: the format has no place for probabilities."))
    if choices.split and Carries.SPLIT not in carries:
        lost.append(text("Training, validation and test part are not in the files."))
    if Carries.CAPTURES not in carries and not chosen.isdisjoint(captures):
        lost.append(text("Sequences and locations of camera traps are not in the files."))
    if Carries.HIERARCHY not in carries and any(
        label.parents for task in tasks for label in task.labels
    ):
        lost.append(text("Which labels imply others is not in the files; what follows is."))
    if Carries.TASK_KINDS not in carries and any(
        task.kind is TaskKind.MULTICLASS for task in tasks
    ):
        lost.append(text("That a task has exactly one label an image is not in the files."))
    with_absent = Carries.ABSENT in carries and not made.present_only
    kept = counts.present + (counts.absent if with_absent else 0)
    return ExportPreview(
        format.name,
        format.title,
        tuple(task.name for task in tasks),
        len(made),
        kept,
        counts.suggested if Carries.PROBABILITIES in carries else 0,
        tuple(lost),
    )
