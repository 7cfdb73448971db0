"""Features as the worker caches them, for windows that look for what is alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.gui.core.project_view import ProjectView
from labelmt.imaging.fingerprint import fingerprint_of
from labelmt.learning.features.feature_cache import FeatureCache


def on_a_circle(degrees: Sequence[float]) -> NDArray[np.float32]:
    """(n, 2) directions: the cosine of two is that of the angle between them."""
    angles = np.radians(np.asarray(degrees, dtype=np.float32))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def cache_features(
    project_view: ProjectView, rows: Sequence[int], features: NDArray[np.float32]
) -> None:
    """Write (n, width) features of some images into the project's cache."""
    folder = project_view.folder / "cache" / "features" / "tiny-1"
    images = project_view.images
    with FeatureCache(folder, features.shape[1], len(images)) as cache:
        prints = [fingerprint_of(images.path(row)) for row in rows]
        cache.put(rows, [images.stamp(row) for row in rows], prints, features)
