"""Zero-shot heads: a linear classifier of each label made of its name alone.

Convex combination of semantic embeddings (ConSE; Norouzi et al., ICLR 2014): an image is as much of
a label as it is of the ImageNet classes whose names mean something near. A ridge regression of that
score on the features of a project's images makes it linear, so that it is a head like any other,
and drops what the images do not bear out: alike images get alike scores.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.learning.objective.head_prior import HeadPrior
from labelmt.learning.zero_shot.class_embeddings import class_embeddings
from labelmt.learning.zero_shot.posteriors import imagenet_posteriors

Floats = NDArray[np.float32]

TEMPERATURE = 0.05
RIDGE = 0.5
"""Penalty an image, on features of length 10."""
CONTRAST = 0.5
"""Share of the mean over a task's other labels that is taken off a label's score."""
# All swept on five data sets: docs/adr/0009.


def name_heads(features: Floats, embeddings: Floats, tasks: Sequence[slice]) -> HeadPrior:
    """A head a label, whose logits over these images have mean 0 and deviation 1.

    Args:
        features: (n, width) of any images of the project, by posteriors.BACKBONE.
        embeddings: (labels, width of the encoder), of length 1.
        tasks: the labels of each task, which are told apart from each other.

    Returns:
        zeros for a label, all of whose scores are alike.
    """
    n, width = features.shape
    labels = len(embeddings)
    if not n or not labels:
        return HeadPrior(np.zeros((labels, width), np.float32), np.zeros(labels, np.float32))
    cosines = class_embeddings() @ embeddings.T
    for columns in tasks:
        if columns.stop - columns.start > 1:
            # What all of a task's labels have in common tells none of them.
            cosines[:, columns] -= cosines[:, columns].mean(axis=1, keepdims=True)
    raised = np.exp((cosines - cosines.max(axis=0)) / TEMPERATURE)
    scores = np.sqrt(imagenet_posteriors(features) @ (raised / raised.sum(axis=0)))
    mean = features.mean(axis=0)
    centred = features - mean
    weights = _ridge(centred, _standard(scores.astype(np.float64)))
    logits = centred @ weights
    weights, logits = (_scaled(one, logits) for one in (weights, logits))
    for columns in tasks:
        for one in (weights, logits):
            one[:, columns] -= CONTRAST * one[:, columns].mean(axis=1, keepdims=True)
    weights = _scaled(weights, logits)
    made = np.ascontiguousarray(weights.T, dtype=np.float32)
    return HeadPrior(made, -(made @ mean))


def _ridge(x: Floats, y: NDArray[np.float64]) -> NDArray[np.float64]:
    """(width, labels) weights, by whichever of its two forms is smaller."""
    wide = len(x) < x.shape[1]
    gram = (x @ x.T if wide else x.T @ x).astype(np.float64)
    gram[np.diag_indices_from(gram)] += RIDGE * len(x)
    solved = x.T @ np.linalg.solve(gram, y) if wide else np.linalg.solve(gram, x.T @ y)
    return np.asarray(solved, dtype=np.float64)


def _standard(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return _scaled(scores - scores.mean(axis=0), scores)


def _scaled(values: NDArray[np.float64], by: NDArray[np.float64]) -> NDArray[np.float64]:
    """Over the deviation of each column of ``by``; zero where that has none."""
    deviation = by.std(axis=0)
    tells = deviation > 1e-9
    return np.where(tells, values / np.where(tells, deviation, 1.0), 0.0)
