"""Features of all annotated images, for heads that are fitted only to judge."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.learning.features.feature_cache import FeatureCaches
from labelmt.learning.jobs.job_context import JobContext
from labelmt.learning.objective.laplacian import MOST_IMAGES
from labelmt.learning.training.heads_by_views import SeenFeatures, fit_smoothness


@dataclass(frozen=True, eq=False, slots=True)
class AnnotatedFeatures:
    """Attributes:
    rows: (n,) int64, on both sides of the split.
    plain: (n, width) float32, by which images are compared. mapped: what each task's heads see.
    groups: (n,) numbers of images that are never parted.
    """

    rows: NDArray[np.int64]
    plain: NDArray[np.float32]
    mapped: SeenFeatures
    groups: NDArray[np.int64]


def annotated_features(
    context: JobContext, cache: FeatureCaches, unsmoothed: Collection[int] = ()
) -> AnnotatedFeatures:
    """Takes a second or two: groups and the map are found anew.

    Args:
        unsmoothed: ids of tasks that μ does not serve.
    """
    data = context.data
    rows = np.concatenate([data.train_rows, data.validation_rows])
    seen = context.seen(cache).unsmoothed(unsmoothed).of(rows)
    plain = np.asarray(seen.reference, dtype=np.float32)
    sample = np.arange(0, len(rows), 1 + len(rows) // MOST_IMAGES)
    mapped = fit_smoothness(seen.of(sample), context.settings.smoothness).features(seen)
    return AnnotatedFeatures(rows, plain, mapped, data.groups_of(rows, plain))
