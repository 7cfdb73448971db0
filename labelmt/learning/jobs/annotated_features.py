"""Features of all annotated images, for heads that are fitted only to judge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.learning.features.feature_cache import FeatureCache
from labelmt.learning.jobs.job_context import JobContext
from labelmt.learning.objective.laplacian import MOST_IMAGES, fit_laplacian


@dataclass(frozen=True, eq=False, slots=True)
class AnnotatedFeatures:
    """Attributes:
    rows: (n,) int64, on both sides of the split.
    plain: (n, width) float32. mapped: the same, as heads see them; see laplacian.py.
    groups: (n,) numbers of images that are never parted.
    """

    rows: NDArray[np.int64]
    plain: NDArray[np.float32]
    mapped: NDArray[np.float32]
    groups: NDArray[np.int64]


def annotated_features(context: JobContext, cache: FeatureCache) -> AnnotatedFeatures:
    """Takes a second or two: groups and the map are found anew."""
    data = context.data
    rows = np.concatenate([data.train_rows, data.validation_rows])
    plain = np.asarray(cache.features[rows], dtype=np.float32)
    smooth = fit_laplacian(plain[:: 1 + len(rows) // MOST_IMAGES], context.settings.smoothness)
    mapped = plain if smooth is None else smooth.features(plain)
    return AnnotatedFeatures(rows, plain, mapped, data.groups_of(rows, plain))
