"""Exports labels: tells what a format cannot carry, then writes it safely.

::

    plan = plan_export(project, out, ExportChoices(format="coco"))
    plan.preview          # what a dialog shows before anything is written
    export_planned(plan)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labelmt.domain.annotations import Seen, Source
from labelmt.domain.errors import InvalidInput
from labelmt.domain.schema import Schema, Task
from labelmt.domain.text import text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedTable,
    Pictures,
)
from labelmt.formats.output import Output, is_special
from labelmt.formats.registry import readable, writable
from labelmt.project.exchange.export_choices import ExportChoices, Rows
from labelmt.project.exchange.export_preview import ExportPreview, export_preview, left_out
from labelmt.project.exchange.exported_images import ExportedImages, exported_task
from labelmt.project.exchange.one_task import as_one_task
from labelmt.project.exchange.own_annotations import own_annotations
from labelmt.project.images.protected_files import ProtectedFiles
from labelmt.project.project import Project
from labelmt.storage import image_repository
from labelmt.storage.annotation_repository import read_from
from labelmt.storage.capture_repository import read_captures
from labelmt.storage.database import Transaction
from labelmt.storage.row_delta import Value


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
    only_read = next((one for one in readable(AnnotationFormat) if one.name == name), None)
    if name and found is None and only_read is not None:
        raise InvalidInput(
            "This format is read and never written.",
            subject=name,
            kept="Nothing was written.",
            next_step=text("Write {name} instead.", name=f"--format {only_read.written_as}"),
        )
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
        own = own_annotations(project, choices.annotator) if choices.annotator else None
        matrix = project.annotation_matrix() if own is None else own.states
        unseen = _accepted_unseen(
            read_from(view, Source.SUGGESTION, None) if own is None else own.values
        )
        pixels = image_repository.read_pixels(view) if format.needs_pixels else {}
        parts = _parts(view, rows) if choices.split else {}
        predictions = project.predictions()
        captures = read_captures(view)
    left = left_out(format, tasks, schema, matrix, rows, unseen, choices)
    rows = rows[~(left.unknown | left.unseen)]
    made = ExportedImages(
        project=project,
        images=images,
        schema=schema,
        tasks=tasks,
        rows=rows,
        matrix=matrix,
        predictions=predictions if choices.suggestions is not None and own is None else None,
        own=None if own is None else own.values,
        annotator=choices.annotator,
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
        marks=Carries.MARKS in format.carries,
    )
    marked = bool(images.marked()[rows].any())
    table = ExportedTable(
        tuple(exported_task(task) for task in tasks),
        made,
        project.name or "labels",
        marked,
        signed=own is not None,
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
    preview = export_preview(format, made, tasks, choices, unseen, left, captures)
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
        if value.seen == Seen.UNSEEN and value.source == Source.SUGGESTION
    )


def _parts(view: Transaction, rows: Rows) -> dict[int, str]:
    validation = image_repository.read_validation(view).validation
    test = image_repository.read_test(view)
    parts = dict.fromkeys(rows.tolist(), "train")
    parts.update(dict.fromkeys((row for row in validation.tolist() if row in parts), "val"))
    parts.update(dict.fromkeys((row for row in test.tolist() if row in parts), "test"))
    return parts
