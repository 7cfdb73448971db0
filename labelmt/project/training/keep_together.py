"""Groups of a project's images that stay together, by the rule that a person chose or we propose.

The rule is kept in the project's meta; the groups are made anew from what the project holds:
paths, the times in the files, annotations of a task that came from a table's column, features.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.captures import Capture
from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidInput, LabelMTError
from labelmt.domain.keep_together import (
    KeepTogether,
    Together,
    agreement,
    by_captures,
    by_folder,
    by_name,
    by_time,
    numbered,
    parse_rule,
)
from labelmt.domain.likeness_groups import near_duplicate_groups
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import Text, text
from labelmt.imaging.capture_time import capture_time
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.project import Project
from labelmt.project.similarity.cached_features import CachedFeatures, read_features
from labelmt.storage import meta_repository
from labelmt.storage.capture_repository import read_captures

Groups = NDArray[np.int64]

RULE = "keep_together"
"""In a project's meta: the rule that was chosen."""
CANDIDATES = ("time:2", "time:30", r"name:^(.*?)[-_. ]?\d+\.\w+$", "folder")
AGREES = 0.7
"""How well a rule's groups have to fit those of likeness to be proposed."""
LARGEST = 0.3
"""Share of the images in one group from which a rule is of no use for folds."""
COMPARED = 2000
"""Images that candidates are compared on: a stretch of the project, so that bursts are whole."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule that fits, and a line that says so.

    Attributes:
        size: images of a group of several, in the mean; 0 where nothing looks like a burst.
    """

    rule: KeepTogether
    told: Text
    size: int = 0


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """What a rule makes of a project's images.

    Attributes:
        groups: of several images. together: images in them. largest: images of the largest.
    """

    groups: int
    together: int
    largest: int


def chosen_rule(project: Project) -> KeepTogether | None:
    """The rule that a person chose; None where nobody did."""
    with project.reading() as view:
        kept = meta_repository.read_meta(view, RULE)
    try:
        return None if kept is None else parse_rule(kept)
    except LabelMTError:  # of another version
        return None


def choose_rule(project: Project, rule: KeepTogether) -> Changes:
    """Keep a rule for all trainings to come."""

    def action() -> Changes:
        with project.database.write() as connection:
            meta_repository.write_meta(connection, RULE, str(rule))
        return Changes(title="Keep together")

    return project.mutate(action)


def groups_of(project: Project, rule: KeepTogether) -> Groups | None:
    """(images,) group numbers; None where likeness is not known before features are made.

    May take seconds: the rule ``time`` opens every image.

    Raises:
        InvalidInput: there is no such column.
    """
    if rule.kind is Together.COLUMN:
        return _by_column(project, rule.value)
    images = project.images()
    if rule.kind in (Together.SEQUENCE, Together.LOCATION):
        return _by_captures(read_project_captures(project), rule, len(images))
    if rule.kind is Together.LIKENESS:
        features = read_features(project.feature_cache, images)
        return None if features is None else _by_likeness(features, np.arange(len(images)))
    return by_files(images, rule, np.arange(len(images)), _times_of(project))


def chosen_groups(project: Project) -> Groups | None:
    """(images,) by the rule that was chosen; None: the worker finds near-duplicates."""
    rule = chosen_rule(project)
    if rule is None or rule.kind is Together.LIKENESS:
        return None
    return groups_of(project, rule)


def count_groups(project: Project, rule: KeepTogether) -> GroupCounts | None:
    """None and the errors as of ``groups_of``; not on the GUI thread."""
    groups = groups_of(project, rule)
    if groups is None:
        return None
    sizes = np.unique(groups, return_counts=True)[1]
    several = sizes[sizes > 1]
    return GroupCounts(len(several), int(several.sum()), int(several.max(initial=0)))


def propose_rule(project: Project) -> Proposal:
    """The rule whose groups fit best to what looks alike; likeness where none fits, or none can."""
    images = project.images()
    sequences = _told_sequences(project, len(images))
    if sequences is not None:
        return sequences
    features = read_features(project.feature_cache, images)
    likeness = KeepTogether()
    nothing = Proposal(likeness, text("Images that look alike are kept together (likeness)."))
    rows = np.zeros(0, dtype=np.int64) if features is None else np.flatnonzero(features.valid)
    if features is None or len(rows) < 2:
        return nothing
    order = sorted(rows.tolist(), key=lambda row: (images.root_ids[row], images.paths[row]))
    rows = np.array(order[:COMPARED])
    alike = _by_likeness(features, rows)
    if len(np.unique(alike)) > 0.9 * len(alike):
        return nothing
    best, fit = likeness, AGREES
    for candidate in map(parse_rule, CANDIDATES):
        groups = by_files(images, candidate, rows, _times_of(project))
        fits = agreement(groups, alike)
        if fits > fit and np.bincount(groups).max() <= LARGEST * len(groups):
            best, fit = candidate, fits
    chosen = alike if best == likeness else by_files(images, best, rows, _times_of(project))
    sizes = np.bincount(chosen)
    size = round(float(sizes[sizes > 1].mean()))
    told = text(
        "These look like bursts of about {size}. Keep each together? --keep-together {rule}",
        size=size,
        rule=str(best),
    )
    return Proposal(best, told, size)


Times = Callable[[Groups], NDArray[np.float64]]
"""(rows,) seconds since 1970 of images, NaN where a file does not say."""


def by_files(
    images: ImageTable, rule: KeepTogether, rows: Groups, times: Times | None = None
) -> Groups:
    """(rows,) groups by paths, and what the files themselves say; other rules part every image.

    Args:
        times: where they are known already; None: every file is opened.
    """
    listed = rows.tolist()
    paths = [images.paths[row] for row in listed]
    roots = images.root_ids[rows].tolist()
    if rule.kind is Together.FOLDER:
        return by_folder(paths, roots)
    if rule.kind is Together.NAME:
        return by_name(paths, rule.pattern)
    if rule.kind is Together.TIME:
        seconds = times(rows) if times is not None else _read_times(images, rows)
        return by_time(seconds, rule.seconds, by_folder(paths, roots).tolist())
    return np.arange(len(rows))


def _read_times(images: ImageTable, rows: Groups) -> NDArray[np.float64]:
    found = [capture_time(images.path(row)) for row in rows.tolist()]
    return np.array([np.nan if one is None else one for one in found], dtype=np.float64)


def _times_of(project: Project) -> Times:
    """As EXIF tells them, read once a version of a file."""

    def times(rows: Groups) -> NDArray[np.float64]:
        images = project.images()
        return project.exif.read_all(images, rows).spread("seconds", len(images))[rows]

    return times


def _by_likeness(features: CachedFeatures, rows: Groups) -> Groups:
    """(rows,) groups of near-duplicates among those that have features; the rest is apart."""
    valid = features.valid[rows]
    groups = np.arange(len(rows))
    if valid.any():
        found = near_duplicate_groups(features.features, rows[valid])
        groups[valid] = found + len(rows)
    return np.unique(groups, return_inverse=True)[1].reshape(-1)


def read_project_captures(project: Project) -> dict[int, Capture]:
    """Image row to sequence and location, where a data set told them."""
    with project.reading() as view:
        return read_captures(view)


def _by_captures(captures: Mapping[int, Capture], rule: KeepTogether, count: int) -> Groups:
    """(count,) groups of one sequence or location; images without one are on their own."""
    return by_captures([captures.get(row, Capture()) for row in range(count)], rule)


def _told_sequences(project: Project, count: int) -> Proposal | None:
    """That sequences are kept together where a data set tells those of most images."""
    rule = KeepTogether(Together.SEQUENCE)
    captures = read_project_captures(project)
    sizes = np.unique(_by_captures(captures, rule, count), return_counts=True)[1]
    several = sizes[sizes > 1]
    if not len(several) or sum(bool(one.sequence) for one in captures.values()) * 2 < count:
        return None
    size = round(float(several.mean()))
    told = text(
        "The images are of sequences of about {size}. Keep each together? --keep-together {rule}",
        size=size,
        rule=str(rule),
    )
    return Proposal(rule, told, size)


def _by_column(project: Project, name: str) -> Groups:
    """Groups by a task of exactly one label that a table's column became, such as a patient."""
    with project.reading():
        schema, states = project.schema(), project.annotation_matrix()
    first = 0
    for task in schema.tasks:
        width = len(task.labels)
        if task.name == name and task.kind is TaskKind.MULTICLASS:
            present = states[:, first : first + width] == State.PRESENT
            labels = np.where(present.any(axis=1), present.argmax(axis=1), -1).tolist()
            return numbered([None if label < 0 else label for label in labels])
        first += width
    raise InvalidInput(
        "There is no such column to keep images together by.",
        subject=name,
        kept="Nothing was trained.",
        next_step="Name a task with exactly one label an image, imported from a table.",
    )
