"""Covariate shift: whether the annotated images are like the others, and which others are unlike.

A classifier that tells annotated images from others by their features does no better than chance
(area under the curve 0.5) where the annotated ones are a fair sample (Lopez-Paz and Oquab,
"Revisiting classifier two-sample tests", ICLR 2017). Where it does better, images without any
annotated one as near as annotated ones are to each other are those that figures may not hold for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.shift_record import ShiftRecord
from labelmt.domain.stratified_parts import stratified_parts

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

SAMPLE = 1000
"""Annotated and other images that the classifier learns from, of each; it takes a second."""
DIRECTIONS = 48
"""Principal directions of the features that are looked at."""
FEWEST = 20
"""Annotated images, and others, below which nothing can be told."""
FOLDS = 5
BEYOND = 0.99
"""Share of the annotated images that have another one nearer than an unlike image has any."""
_CHUNK = 4096


def shift_between(
    features: NDArray[np.float16] | Floats,
    annotated: Rows,
    others: Rows,
    seed: int,
    groups: Rows | None = None,
) -> ShiftRecord | None:
    """Compare annotated images with the others; None with too few of either.

    Args:
        features: (rows, width). annotated, others: rows of them.
        groups: (rows,) numbers of groups that belong together: a frame of one burst is no witness
            that the next is like any other. None sets every image apart.
    """
    if min(len(annotated), len(others)) < FEWEST:
        return None
    # scikit-learn takes a second to load, and a job without other images need not wait for it.
    from sklearn.utils.extmath import randomized_svd

    rng = np.random.default_rng(seed)
    known, unknown = (
        np.sort(rng.choice(rows, min(SAMPLE, len(rows)), replace=False))
        for rows in (annotated, others)
    )
    sample = np.concatenate([known, unknown])
    apart = np.arange(len(sample)) if groups is None else groups[sample]
    raw = np.asarray(features[sample], dtype=np.float32)
    middle = raw.mean(axis=0)
    wanted = min(DIRECTIONS, min(raw.shape) - 1)
    directions = randomized_svd(raw - middle, wanted, n_iter=3, random_state=seed)[2].T
    seen = (raw - middle) @ directions
    auc = _told_apart(seen, np.arange(len(sample)) >= len(known), apart, seed)
    unlike = _far_rows(
        (seen[: len(known)], apart[: len(known)]), features, others, middle, directions
    )
    # As many lie as far off by chance.
    expected = (1 - BEYOND) * len(others)
    shifted = auc - 2 * _deviation(len(known), len(unknown)) > 0.5
    if not shifted or len(unlike) <= expected + 2 * np.sqrt(expected):
        unlike = unlike[:0]
    return ShiftRecord(len(annotated), len(others), auc, tuple(unlike.tolist()))


def _told_apart(seen: Floats, other: NDArray[np.bool_], groups: Rows, seed: int) -> float:
    """Area under the curve of a logistic regression, on folds it never saw."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    scaled = seen / max(float(seen.std()), 1e-9)
    part = stratified_parts(other[:, None].astype(np.int8), [1] * FOLDS, seed, groups)
    score, told = np.zeros(len(seen)), np.zeros(len(seen), dtype=bool)
    for fold in range(FOLDS):
        held = part == fold
        if not held.any() or len(np.unique(other[~held])) < 2:
            continue
        fitted = LogisticRegression(class_weight="balanced", C=0.1, max_iter=200)
        score[held] = fitted.fit(scaled[~held], other[~held]).decision_function(scaled[held])
        told |= held
    if len(np.unique(other[told])) < 2:
        return 0.5
    return float(roc_auc_score(other[told], score[told]))


def _deviation(known: int, unknown: int) -> float:
    """Standard deviation of the area under the curve by chance (Hanley and McNeil 1982)."""
    return float(np.sqrt((known + unknown + 1) / (12 * known * unknown)))


def _far_rows(
    annotated: tuple[Floats, Rows],
    features: NDArray[np.float16] | Floats,
    others: Rows,
    middle: Floats,
    directions: Floats,
) -> Rows:
    """The other images farther from any annotated one than BEYOND of these are; farthest first."""
    known, groups = annotated
    between = _distances(known, known)
    between[groups[:, None] == groups] = np.inf
    nearest = between.min(axis=1)
    if not np.isfinite(nearest).any():
        return np.zeros(0, dtype=np.int64)
    limit = np.quantile(nearest[np.isfinite(nearest)], BEYOND)
    found = []
    for start in range(0, len(others), _CHUNK):
        raw = np.asarray(features[others[start : start + _CHUNK]], dtype=np.float32)
        found.append(
            _distances(np.asarray((raw - middle) @ directions, np.float32), known).min(axis=1)
        )
    distance = np.concatenate(found)
    far = np.flatnonzero(distance > limit)
    return np.asarray(others[far[np.argsort(-distance[far], kind="stable")]], dtype=np.int64)


def _distances(one: Floats, other: Floats) -> Floats:
    """(n, m) squared distances."""
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)
    return np.asarray(np.maximum(squares - 2 * one @ other.T, 0), dtype=np.float32)
