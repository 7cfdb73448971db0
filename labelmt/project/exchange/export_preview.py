"""What an export would write, and what the format cannot carry: told before anything is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.schema import Schema, Task, TaskKind
from labelmt.domain.text import Text, counted, text
from labelmt.formats.base import AnnotationFormat, Carries
from labelmt.project.exchange.export_choices import ExportChoices, Rows
from labelmt.project.exchange.exported_images import Counts, ExportedImages


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """What an export would write.

    Attributes:
        images: those that are in the files. annotations, suggestions: pairs.
        cannot_carry: what is lost, and what becomes of it.
        unseen_left: whether accepted suggestions that nobody saw are left out for being such.
    """

    format: str
    title: str
    tasks: tuple[str, ...]
    images: int
    annotations: int
    suggestions: int
    cannot_carry: tuple[Text, ...]
    unseen_left: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class LeftOut:
    """(images,) what a format without a place for "unknown" would say wrongly.

    Attributes:
        unknown: nothing is known of them. unseen: they have accepted suggestions that nobody saw.
    """

    unknown: NDArray[np.bool_]
    unseen: NDArray[np.bool_]


def left_out(
    format: AnnotationFormat,
    tasks: tuple[Task, ...],
    schema: Schema,
    matrix: NDArray[np.int8],
    rows: Rows,
    unseen: frozenset[tuple[int, int]],
    choices: ExportChoices,
) -> LeftOut:
    """Which of these images a format would say something wrong of."""
    nothing = np.zeros(len(rows), dtype=np.bool_)
    if Carries.UNKNOWN in format.carries:
        return LeftOut(nothing, nothing)
    ids = [label.id for task in tasks for label in task.labels]
    states = matrix[rows][:, [schema.columns[one] for one in ids]]
    unknown = ~(states != State.UNKNOWN).any(axis=1)
    if choices.accepted or Carries.PROVENANCE in format.carries:
        return LeftOut(unknown, nothing)
    found = {row for label_id, row in unseen if label_id in set(ids)}
    return LeftOut(unknown, np.isin(rows, list(found)) & ~unknown)


def export_preview(
    format: AnnotationFormat,
    made: ExportedImages,
    tasks: tuple[Task, ...],
    choices: ExportChoices,
    unseen: frozenset[tuple[int, int]],
    left: LeftOut,
    captures: Collection[int],
) -> ExportPreview:
    """Count what would be written, and say what would not."""
    rows = made.rows
    counts = made.counts()
    carries = format.carries
    lost = _whole_boxes(counts) if format.whole_boxes else []
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
                "the format cannot tell those from what was seen.",
                "{count:,} images with accepted suggestions that nobody looked at are left out: "
                "the format cannot tell those from what was seen.",
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
                "{count:,} image has several labels; the format has one per image.",
                "{count:,} images have several labels; the format has one per image.",
                counts.several,
            )
        )
    if counts.several and format.folder_per_label:
        lost.append(
            counted(
                "{count:,} image with several labels lies in the folder of each: a classifier with "
                "one label an image learns contradictions from it.",
                "{count:,} images with several labels lie in the folder of each: a classifier with "
                "one label an image learns contradictions from them.",
                counts.several,
            )
        )
    chosen = set(rows.tolist())
    ids = {label.id for task in tasks for label in task.labels}
    accepted = sum(label in ids and row in chosen for label, row in unseen)
    unseen_lost = accepted > 0 and not carries & (Carries.PROVENANCE | Carries.PROBABILITIES)
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
                    "format cannot tell it from what was seen.",
                    "{count:,} accepted suggestions that nobody looked at are left out: the "
                    "format cannot tell them from what was seen.",
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
    if Carries.MARKS not in carries and bool(made.images.marked()[rows].any()):
        lost.append(text("Flags, ratings and comments of images are not in the files."))
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
        len(made) if Carries.NONE in carries else len(made) - counts.none,
        kept,
        counts.suggested if Carries.PROBABILITIES in carries else 0,
        tuple(lost),
        not choices.accepted and (bool(left.unseen.any()) or unseen_lost),
    )


def _whole_boxes(counts: Counts) -> list[Text]:
    """What whoever trains a detector on the files has to know."""
    told: list[Text] = []
    if counts.present:
        told.append(
            counted(
                "{count:,} label is written as a box that is the whole image: LabelMT labels whole "
                "images, and knows no places in them.",
                "{count:,} labels are written as boxes that are the whole image: LabelMT labels "
                "whole images, and knows no places in them.",
                counts.present,
            )
        )
    if counts.unknown:
        told.append(
            counted(
                "{count:,} image that nobody has annotated is listed without objects; other "
                "programs take it for one that shows none.",
                "{count:,} images that nobody has annotated are listed without objects; other "
                "programs take them for images that show none.",
                counts.unknown,
            )
        )
    return told
