"""Places of images on the map: by principal components at once, as the worker laid them out later.

Principal component analysis (Pearson, Philosophical Magazine 1901) takes a second for 100,000
images, and tells the broad lines alone. What the worker lays out by neighbours is kept; images that
come later are placed beside those they resemble, and nothing moves for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labelmt.domain.place_beside import place_beside
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.map.kept_map import KeptMap, read_map, write_map
from labelmt.project.similarity.cached_features import CachedFeatures
from labelmt.project.similarity.cosine_similarity import Floats, Rows
from labelmt.project.similarity.projection import projected
from labelmt.project.similarity.single_thread_blas import one_thread

AXES = 50
"""Principal axes along which images are compared, as is usual before t-SNE (van der Maaten and
Hinton, JMLR 2008)."""
FEWEST = 8
"""Images from which neighbours say more than the broad lines do."""
GROWN = 1.25
"""So many times as many as were laid out: then it is worth doing anew, from where they are."""
_ENOUGH = 0.5
"""Share of the images that are on the kept map, below which it is that of other images."""


@dataclass(frozen=True, eq=False, slots=True)
class ImagePlaces:
    """Where images lie.

    Attributes:
        places: (images, 2) float32, about from -1 to 1; NaN where an image has no features.
        by_neighbours: whether the worker laid them out; else by principal components.
        wants_layout: whether the worker has something to lay out, for the first time or anew.
        lacking: images that can be shown and have no features yet.
    """

    places: Floats
    by_neighbours: bool
    wants_layout: bool
    lacking: int

    @property
    def rows(self) -> Rows:
        """(n,) those that have a place."""
        found: Rows = np.flatnonzero(~np.isnan(self.places[:, 0]))
        return found


def image_places(project: Path, images: ImageTable, kept: CachedFeatures) -> ImagePlaces:
    """Where the images that have features lie now; keeps the places of those that have come.

    Reads all features where something has come. Not on the GUI thread.

    Args:
        project: its folder.
    """
    shown = images.readable()
    rows = np.flatnonzero(kept.valid & shown)
    lacking = int(shown.sum()) - len(rows)
    places = np.full((len(images), 2), np.nan, dtype=np.float32)
    stored = read_map(project)
    known = _known(stored, kept, rows)
    enough = stored is not None and known.sum() >= max(1, _ENOUGH * len(rows))
    if stored is None or not enough:
        if len(rows):
            with one_thread():
                places[rows] = normalised(_two_axes(projected(kept.features, rows, 2)))
        return ImagePlaces(places, False, len(rows) >= FEWEST, lacking)
    there, new = rows[known], rows[~known]
    places[there] = stored.places[there]
    if len(new):
        with one_thread():
            points = projected(kept.features, rows, AXES)
            places[new] = place_beside(points[~known], points[known], places[there])
        write_map(project, KeptMap(places, kept.stamps, stored.backbone, stored.laid))
    grown = len(rows) >= max(FEWEST, GROWN * stored.laid)
    return ImagePlaces(places, True, grown, lacking)


def normalised(places: Floats) -> Floats:
    """(n, 2) in the middle of the map, and so large that nearly all of it is within 1."""
    middle = (places.max(axis=0) + places.min(axis=0)) / 2
    centred = places - middle
    far = float(np.abs(centred).max()) if len(places) else 0.0
    found: Floats = (centred / np.float32(far if far > 0 else 1.0)).astype(np.float32)
    return found


def _two_axes(points: Floats) -> Floats:
    """Features of one axis alone lie on a line."""
    if points.shape[1] >= 2:
        return points[:, :2]
    return np.concatenate([points, np.zeros_like(points)], axis=1)


def _known(stored: KeptMap | None, kept: CachedFeatures, rows: Rows) -> np.ndarray:  # type: ignore[type-arg]
    """(n,) bool: the map has the place of the file as it is now."""
    found = np.zeros(len(rows), dtype=np.bool_)
    if stored is None or stored.backbone != kept.folder.name:
        return found
    inside = rows < len(stored.places)
    there = rows[inside]
    same = (stored.stamps[there] == kept.stamps[there]).all(axis=1)
    found[inside] = same & ~np.isnan(stored.places[there, 0])
    return found
