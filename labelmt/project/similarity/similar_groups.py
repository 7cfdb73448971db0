"""Clusters similar images so that one key can label a group.

Ward's method (Journal of the American Statistical Association, 1963) on the directions of the
features: of the ways to part a project into so many groups, nearly that in which each is most of
one kind. On UC Merced's 1,680 images 87 groups of at most 30 have 258 images that are not of their
group's main kind among 21.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotation_matrix import task_columns
from labelmt.domain.annotations import State
from labelmt.domain.images import ImageStatus
from labelmt.domain.schema import Schema
from labelmt.project.project import Project
from labelmt.project.similarity.cached_features import read_features
from labelmt.project.similarity.cosine_similarity import Floats, Rows
from labelmt.project.similarity.k_means import nearest_centres
from labelmt.project.similarity.projection import Features, projected
from labelmt.project.similarity.single_thread_blas import one_thread
from labelmt.project.similarity.ward_tree import leaves_in_order, ward_tree

Report = Callable[[float], bool]
"""Told the share that is done; True ends it."""
Groups = tuple[Rows, ...]

USUAL = 30
"""Images in a group, at most: what a person takes in at a glance."""
AXES = 64
CELL = 1500
"""Images that Ward's method compares each to each; more are parted by k-means before."""


def alike_groups(
    features: Features, rows: Rows, size: int = USUAL, report: Report = lambda _share: False
) -> Groups | None:
    """Part images into groups of at most ``size``, the largest first; None where it was ended.

    A group's most typical image comes first. The same images give the same groups.

    Args:
        features: (images, width), all rows asked for are in it.
        size: 1 at least.
    """
    rows = np.unique(rows)
    if not len(rows):
        return ()
    with one_thread():  # else two pools of threads wait for each other on a busy machine
        points = projected(features, rows, AXES)
        parts: list[Rows] = []
        done = 0
        for cell in _cells(points):
            parts.extend(_parted(points, cell, size))
            done += len(cell)
            if report(done / len(rows)):
                return None
    parts.sort(key=lambda part: (-len(part), _spread(points[part])))
    return tuple(rows[_typical_first(points, part)] for part in parts)


def unlabelled_images(
    states: NDArray[np.int8], schema: Schema, task_id: int | None = None
) -> NDArray[np.bool_]:
    """(n,) images of which nothing is known: at all, or in one task.

    Args:
        states: (n, labels) int8 of State codes.
    """
    if task_id is not None:
        states = states[:, task_columns(schema, schema.task(task_id))]
    nothing: NDArray[np.bool_] = (states == State.UNKNOWN).all(axis=1)
    return nothing


def groups_of_unlabelled(
    project: Project, size: int = USUAL, task_id: int | None = None
) -> Groups | None:
    """Groups of similar images of which nothing is known yet; None where there are no features."""
    images, schema = project.images(), project.schema()
    kept = read_features(project.feature_cache, images)
    if kept is None:
        return None
    shown = np.isin(images.status, (ImageStatus.PENDING, ImageStatus.READABLE))
    wanted = kept.valid & shown & unlabelled_images(project.annotation_matrix(), schema, task_id)
    return alike_groups(kept.features, np.flatnonzero(wanted), size)


def _cells(points: Floats) -> Iterator[Rows]:
    """Places of images that may belong together, not too many to compare each to each."""
    waiting: list[Rows] = [np.arange(len(points))]
    while waiting:
        cell = waiting.pop()
        if len(cell) <= CELL:
            yield cell
            continue
        kind = nearest_centres(points[cell], -(-2 * len(cell) // CELL))
        parts = [cell[kind == one] for one in np.unique(kind)]
        if len(parts) == 1:  # all the same picture
            parts = np.array_split(cell, -(-len(cell) // CELL))
        waiting.extend(parts)


def _parted(points: Floats, cell: Rows, size: int) -> list[Rows]:
    """The cell's tree of likeness, cut where branches are small enough."""
    if len(cell) <= size:
        return [cell]
    tree, sizes = ward_tree(points[cell])
    order = leaves_in_order(tree)  # each branch is a run of it
    count = len(cell)
    parts: list[Rows] = []
    waiting = [(2 * count - 2, 0)]
    while waiting:
        branch, start = waiting.pop()
        length = 1 if branch < count else int(sizes[branch - count])
        if length <= size:
            parts.append(cell[order[start : start + length]])
            continue
        left, right = tree[branch - count].tolist()
        first = 1 if left < count else int(sizes[left - count])
        waiting += [(left, start), (right, start + first)]
    return parts


def _spread(points: Floats) -> float:
    between = points - points.mean(axis=0)
    return float(np.einsum("ij,ij->", between, between)) / len(points)


def _typical_first(points: Floats, part: Rows) -> Rows:
    between = points[part] - points[part].mean(axis=0)
    far = np.einsum("ij,ij->i", between, between)
    ordered: Rows = part[np.lexsort((part, far))]
    return ordered
