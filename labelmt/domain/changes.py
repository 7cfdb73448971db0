"""Changes: what a mutation of a project changed; each returns one, every view follows it."""

from __future__ import annotations

from dataclasses import dataclass

from labelmt.domain.annotation_matrix import AnnotationPatch


@dataclass(frozen=True, eq=False, slots=True)
class Changes:
    """What changed, so that each view refreshes just what concerns it.

    Attributes:
        title: the action in words, for undo ("Set tree present on 12 images").
        schema: tasks or labels changed; annotation columns may have moved.
        annotations: the states of the pairs that changed, or None. When ``schema`` is set,
            views read the whole matrix again instead, unless ``states_kept``.
        images: rows that were added or whose status changed.
        runs: a run was added, ended or removed.
        predictions: other predictions are served now, or the same ones were refreshed.
        saved_views: a search was given a name, renamed or deleted.
        states_kept: with ``schema``: every label shown was there before and has the states it
            had; their columns may have moved.
        marks: rows whose flag, rating or comment changed.
        unsent: it waits on this disk for a team's server: no more can be read of it yet.
    """

    title: str = ""
    schema: bool = False
    annotations: AnnotationPatch | None = None
    images: tuple[int, ...] = ()
    runs: bool = False
    predictions: bool = False
    saved_views: bool = False
    states_kept: bool = False
    marks: tuple[int, ...] = ()
    unsent: bool = False

    def __bool__(self) -> bool:
        return bool(
            self.schema
            or self.annotations is not None
            or self.images
            or self.runs
            or self.predictions
            or self.saved_views
            or self.marks
        )
