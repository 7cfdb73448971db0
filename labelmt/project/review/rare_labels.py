"""Finds images that may show labels with few examples so far."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.project.predictions.probabilities import PredictedProbabilities
from labelmt.project.similarity.cached_features import CachedFeatures
from labelmt.project.similarity.cosine_similarity import unit

Rows = NDArray[np.int64]

LOOKED_AT = 20_000
"""Images that are looked through, of more a sample: about a tenth of a second."""
EXAMPLES = 10
"""Of each label so many are compared with."""
_BLOCK = 1024


def examples_of_rare_labels(
    rows: Rows,
    states: NDArray[np.int8],
    probabilities: PredictedProbabilities | None,
    features: CachedFeatures | None,
    seed: int,
) -> Rows:
    """Of each label that the model has not learnt, the image most like those that show it.

    A label joins with its second example; until then the model has no doubt about it to go by.

    Args:
        rows: (n,) images to ask about, in ascending order. states: (images, labels) State codes.
        chances: of these rows.
    """
    if probabilities is None or features is None or not len(rows):
        return rows[:0]
    within = min(len(features.valid), len(features.features))
    unlearnt = np.flatnonzero(np.isnan(probabilities.values).all(axis=0))
    examples = {}
    for column in unlearnt.tolist():
        shown = np.flatnonzero(states[:within, column] == State.PRESENT)
        shown = shown[features.valid[shown]][:EXAMPLES]
        if len(shown):
            examples[column] = shown
    places = np.flatnonzero((rows < within) & features.valid[np.minimum(rows, within - 1)])
    if not examples or not len(places):
        return rows[:0]
    if len(places) > LOOKED_AT:
        rng = np.random.default_rng(seed)
        places = np.sort(rng.choice(places, LOOKED_AT, replace=False))
    directions = np.stack(
        [
            unit(np.asarray(features.features[shown], dtype=np.float32)).mean(axis=0)
            for shown in examples.values()
        ]
    )
    likeness = np.empty((len(places), len(examples)), dtype=np.float32)
    for start in range(0, len(places), _BLOCK):
        part = rows[places[start : start + _BLOCK]]
        seen = unit(np.asarray(features.features[part], dtype=np.float32))
        likeness[start : start + _BLOCK] = seen @ directions.T
    found: dict[int, None] = {}
    for place, column in enumerate(examples):
        candidates = rows[places]
        likely = np.where(states[candidates, column] == State.UNKNOWN, likeness[:, place], -np.inf)
        likely[np.isin(candidates, list(found))] = -np.inf
        best = int(likely.argmax())
        if np.isfinite(likely[best]):
            found[int(candidates[best])] = None
    return np.array(list(found), dtype=np.int64)
