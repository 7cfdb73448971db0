"""The window's own copy of a project: read on the GUI thread, patched by every Update.

No Qt and no file access: asking it is cheap, so that views ask instead of keeping copies.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotation_matrix import AnnotationPatch
from labelmt.domain.annotations import State
from labelmt.domain.name_scores import NameScores
from labelmt.domain.predictions import Predictions
from labelmt.domain.run_records import RunRecord
from labelmt.domain.saved_view import SavedView
from labelmt.domain.schema import Schema
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.gui.core.selection_summary import Summary
from labelmt.project.images.dispute_reading import Disputes
from labelmt.project.images.exif_columns import ExifColumns
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.predictions.probabilities import probabilities_at
from labelmt.project.review.likely_by_name import Speaking, names_that_speak
from labelmt.project.review.suspects import Confirmed
from labelmt.project.similarity.cosine_similarity import FeatureMemory
from labelmt.project.similarity.duplicate_cache import DuplicateCache
from labelmt.project.snapshot import Snapshot, Update

Rows = NDArray[np.int64]


class ProjectView:
    """Everything of a project that views show.

    The matrix has spare rows, so that a scan's batches do not copy it each time.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        images: ImageTable,
        schema: Schema,
        matrix: NDArray[np.int8],
        settings: TrainingSettings,
        predictions: Predictions | None = None,
        runs: tuple[RunRecord, ...] = (),
        judging: NDArray[np.int8] | None = None,
    ) -> None:
        self.folder = folder
        self.name = name
        self.images = images
        self.schema = schema
        self.settings = settings
        self.predictions = predictions
        self.runs = runs
        self.duplicates = DuplicateCache(folder)
        self.features = FeatureMemory(folder / "cache" / "features")
        self.saved_views: tuple[SavedView, ...] = ()
        self.confirmed: Confirmed = {}
        self.unlike: Rows = np.empty(0, dtype=np.int64)
        self.disputed: Disputes = {}
        self.exif = ExifColumns()
        """What photographs tell of themselves, as far as they have been read."""
        self.names: NameScores | None = None
        """What labels' names alone say of the images, as last read."""
        self.names_unread = ""
        """Why names cannot be read here; empty where they can."""
        self._speaking: tuple[tuple[object, ...], Speaking] = (), {}
        self.undo_title: str | None = None
        self.redo_title: str | None = None
        self._states = matrix
        self._judging = matrix.copy() if judging is None else judging
        self._reserve(len(images))

    @classmethod
    def from_snapshot(cls, snapshot: Snapshot) -> ProjectView:
        project_view = cls(
            snapshot.folder,
            snapshot.name,
            snapshot.images,
            snapshot.schema,
            snapshot.matrix,
            snapshot.settings,
            snapshot.predictions,
            snapshot.runs,
            snapshot.judging,
        )
        project_view.saved_views = snapshot.saved_views
        project_view.confirmed = snapshot.confirmed
        project_view.unlike = snapshot.unlike
        project_view.disputed = snapshot.disputed
        project_view.undo_title = snapshot.undo_title
        project_view.redo_title = snapshot.redo_title
        return project_view

    @property
    def matrix(self) -> NDArray[np.int8]:
        """(images, labels) int8 of State codes, implied absents filled in; a view."""
        return self._states[: len(self.images)]

    @property
    def judging(self) -> NDArray[np.int8]:
        """What of ``matrix`` metrics may be judged by, else UNKNOWN; a view."""
        return self._judging[: len(self.images)]

    def update(self, update: Update) -> None:
        """Take over what a mutation changed."""
        if update.images is not None:
            self.images = update.images
        if update.schema is not None:
            if update.matrix is None:
                self._rearrange(update.schema)
            self.schema = update.schema
        if update.matrix is not None and update.judging is not None:
            self._states, self._judging = update.matrix, update.judging
        self._reserve(len(self.images))
        patch = update.changes.annotations
        if patch is not None and update.matrix is None:
            self._apply(patch)
        if update.changes.predictions:
            self.predictions = update.predictions
        if update.runs is not None:
            self.runs = update.runs
        if update.saved_views is not None:
            self.saved_views = update.saved_views
        if update.confirmed is not None:
            self.confirmed = update.confirmed
        if update.unlike is not None:
            self.unlike = update.unlike
        if update.disputed is not None:
            self.disputed = update.disputed
        self.undo_title = update.undo_title
        self.redo_title = update.redo_title

    def state_of(self, rows: Rows, label_id: int) -> State | None:
        """The state all these images share for a label; None where they differ."""
        states = self.matrix[rows, self.schema.columns[label_id]]
        if not len(states):
            return State.UNKNOWN
        return State(int(states[0])) if (states == states[0]).all() else None

    def probability(self, rows: Rows, label_id: int) -> float | None:
        """Mean probability of a label over the images that have one; None where none has."""
        if self.predictions is None:
            return None
        values = self.predictions.at(rows, label_id).astype(np.float32)
        values = values[~np.isnan(values)]
        return float(values.mean()) if len(values) else None

    def threshold(self, label_id: int) -> float | None:
        """The probability from which a label counts as predicted; None without predictions."""
        return None if self.predictions is None else self.predictions.threshold(label_id)

    @property
    def speaking(self) -> Speaking:
        """Label id to what its name says, of the labels that no model has learnt yet."""
        parts = self.names, self.schema, self.predictions
        if len(self._speaking[0]) != len(parts) or any(
            one is not other for one, other in zip(self._speaking[0], parts, strict=True)
        ):
            self._speaking = parts, names_that_speak(*parts)
        return self._speaking[1]

    @property
    def from_elsewhere(self) -> frozenset[int]:
        """Labels whose suggestions are another project's."""
        return frozenset() if self.predictions is None else self.predictions.elsewhere_labels

    def scores_by_name(self, rows: Rows) -> tuple[tuple[int, ...], NDArray[np.float32]]:
        """Label ids, and (n, these) scores of unknown images that look like one by its name alone.

        NaN elsewhere. No suggestions: nothing accepts them.
        """
        speaking, names = self.speaking, self.names
        ids = tuple(speaking)
        found = np.full((len(rows), len(ids)), np.nan, dtype=np.float32)
        if not ids or names is None:
            return ids, found
        at = {label_id: place for place, label_id in enumerate(names.label_ids)}
        inside = rows < len(names.values)
        found[inside] = names.values[rows[inside]][:, [at[one] for one in ids]]
        states = self.matrix[rows][:, [self.schema.columns[one] for one in ids]]
        least = np.array([one.least for one in speaking.values()], dtype=np.float32)
        with np.errstate(invalid="ignore"):
            found[(states != State.UNKNOWN) | ~(found >= least)] = np.nan
        return ids, found

    def likely_by_name(self, row: int, label_id: int) -> bool:
        """Whether an image looks like a label by its name alone, and no more is known of it."""
        if label_id not in self.speaking:
            return False
        ids, found = self.scores_by_name(np.array([row], dtype=np.int64))
        return not bool(np.isnan(found[0, ids.index(label_id)]))

    def summary(self, rows: Rows) -> Summary:
        """State and probability of every label over a selection."""
        labels = self.schema.label_ids
        states: list[State | None] = [State.UNKNOWN] * len(labels)
        if len(rows) and labels:
            block = self.matrix[rows]
            low, high = block.min(axis=0), block.max(axis=0)
            states = [State(int(a)) if a == b else None for a, b in zip(low, high, strict=True)]
        return Summary(
            len(rows),
            tuple(states),
            self._mean_probabilities(rows),
            tuple(self.threshold(label_id) for label_id in labels),
        )

    def _mean_probabilities(self, rows: Rows) -> tuple[float | None, ...]:
        """What ``probability`` says of every label, read at once: it is asked at every step."""
        probabilities = probabilities_at(self.predictions, self.schema, np.sort(rows))
        if probabilities is None or not len(rows):
            return (None,) * len(self.schema.label_ids)
        values = probabilities.values.astype(np.float32)
        known = ~np.isnan(values)
        counts = known.sum(axis=0)
        means = np.where(known, values, 0).sum(axis=0) / np.maximum(counts, 1)
        found = zip(means.tolist(), counts.tolist(), strict=True)
        return tuple(mean if count else None for mean, count in found)

    def _rearrange(self, schema: Schema) -> None:
        """Follow columns that moved or went; a copy is made only then."""
        columns = [self.schema.columns[label_id] for label_id in schema.label_ids]
        if columns != list(range(self._states.shape[1])):
            self._states = np.take(self._states, columns, axis=1)
            self._judging = np.take(self._judging, columns, axis=1)

    def _reserve(self, rows: int) -> None:
        labels = len(self.schema.label_ids)
        have, width = self._states.shape
        if have >= rows and width == labels:
            return
        room = max(rows, have, 1024) if have >= rows else max(rows + rows // 2, 1024)
        self._states = _grown(self._states, room, labels)
        self._judging = _grown(self._judging, room, labels)

    def _apply(self, patch: AnnotationPatch) -> None:
        known = [i for i, one in enumerate(patch.label_ids) if one in self.schema.columns]
        columns = np.array([self.schema.columns[patch.label_ids[i]] for i in known], dtype=np.int64)
        if len(patch.rows):
            self._reserve(int(patch.rows.max()) + 1)
            where = np.ix_(patch.rows, columns)
            self._states[where] = patch.states[:, known]
            self._judging[where] = patch.judging[:, known]


def _grown(states: NDArray[np.int8], rows: int, labels: int) -> NDArray[np.int8]:
    """(rows, labels) with what was there; nothing of it where the labels are others."""
    grown = np.full((rows, labels), State.UNKNOWN, dtype=np.int8)
    if states.shape[1] == labels:
        grown[: len(states)] = states
    return grown
