"""Snapshot of a project for the window, patched after each change."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.changes import Changes
from labelmt.domain.predictions import Predictions
from labelmt.domain.run_records import RunRecord
from labelmt.domain.saved_view import SavedView
from labelmt.domain.schema import Schema
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.project.images.dispute_reading import Disputes
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.project import Project
from labelmt.project.review.suspects import Confirmed
from labelmt.project.review.unlike_images import Rows, unlike_rows
from labelmt.project.search.saved_views import saved_views


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A project at one moment.

    Attributes:
        matrix: (rows, labels) int8 of State codes.
        judging: the same where metrics may be judged by it, else UNKNOWN.
        unlike: (n,) rows that the last training found unlike all it knew.
        disputed: label id to rows of which people say otherwise.
    """

    folder: Path
    name: str
    images: ImageTable
    schema: Schema
    matrix: NDArray[np.int8]
    judging: NDArray[np.int8]
    predictions: Predictions | None
    runs: tuple[RunRecord, ...]
    undo_title: str | None
    redo_title: str | None
    settings: TrainingSettings
    saved_views: tuple[SavedView, ...]
    confirmed: Confirmed = field(default_factory=dict)
    unlike: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    disputed: Disputes = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Update:
    """A change and the parts it touched, None where it did not.

    The states of single pairs are in ``changes.annotations``; ``matrix`` and ``judging`` come whole
    where tasks or labels changed, unless ``changes.states_kept``. Images that were added have no
    annotations yet. ``predictions`` is None where ``changes.predictions`` is set and nothing
    serves any more.
    """

    changes: Changes
    images: ImageTable | None
    schema: Schema | None
    matrix: NDArray[np.int8] | None
    judging: NDArray[np.int8] | None
    predictions: Predictions | None
    runs: tuple[RunRecord, ...] | None
    undo_title: str | None
    redo_title: str | None
    saved_views: tuple[SavedView, ...] | None = None
    confirmed: Confirmed | None = None
    unlike: Rows | None = None
    disputed: Disputes | None = None


def take_snapshot(project: Project) -> Snapshot:
    """Copy all the window shows. Takes seconds for a million images: not on the GUI thread."""
    with project.reading():
        undo_title, redo_title = project.titles()
        return Snapshot(
            folder=project.folder,
            name=project.name,
            images=project.images(),
            schema=project.schema(),
            matrix=project.annotation_matrix().copy(),  # the window goes on with them
            judging=project.judging_matrix("latest").copy(),
            predictions=project.predictions(),
            runs=project.runs(),
            undo_title=undo_title,
            redo_title=redo_title,
            settings=project.training_settings(),
            saved_views=saved_views(project),
            confirmed=project.confirmed(),
            unlike=unlike_rows(project),
            disputed=project.disputes(),
        )


def bare_update(project: Project, changes: Changes) -> Update:
    """What a change says by itself, where the project's server cannot be asked."""
    titles = project.titles() if changes.unsent else (None, None)
    return Update(changes, None, None, None, None, None, None, *titles)


def take_update(project: Project, changes: Changes) -> Update:
    """Read again just what a change touched."""
    if changes.unsent:
        return bare_update(project, changes)
    moved = changes.schema and not changes.states_kept
    with project.reading():
        undo_title, redo_title = project.titles()
        return Update(
            changes=changes,
            images=project.images() if changes.images or changes.marks else None,
            schema=project.schema() if changes.schema else None,
            matrix=project.annotation_matrix().copy() if moved else None,
            judging=project.judging_matrix("latest").copy() if moved else None,
            predictions=project.predictions() if changes.predictions else None,
            runs=project.runs() if changes.runs else None,
            undo_title=undo_title,
            redo_title=redo_title,
            saved_views=saved_views(project) if changes.schema or changes.saved_views else None,
            confirmed=project.confirmed() if changes.schema or changes.annotations else None,
            unlike=unlike_rows(project) if changes.runs else None,
            disputed=project.disputes() if changes.schema or changes.annotations else None,
        )
