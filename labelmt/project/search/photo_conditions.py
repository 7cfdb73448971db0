"""``taken:``, ``camera:`` and ``place:``: search conditions on EXIF."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.schema import name_key
from labelmt.domain.search.dates import span_of
from labelmt.domain.search.terms import AtPlace, Taken, WithCamera
from labelmt.domain.search.wildcards import in_text
from labelmt.project.search.search_columns import Columns, Mask

EARTH = 6_371_000.0
"""Mean radius in metres."""


def photo_mask(term: Taken | WithCamera | AtPlace, columns: Columns) -> Mask:
    """(images,) whether a term holds; not of images that do not tell, or are not read yet."""
    of = columns.exif
    match term:
        case Taken("*"):
            which = ~np.isnan(of.taken)
        case Taken(when):
            start, stop = (_seconds(one) for one in span_of(when))
            which = (of.taken >= start) & (of.taken < stop)
        case WithCamera(name):
            found = in_text(name_key(name)).match
            wanted = [bool(one) and found(name_key(one)) is not None for one in of.cameras]
            which = np.array(wanted, dtype=np.bool_)[of.camera]
        case AtPlace(latitude, longitude, metres) if latitude is not None:
            which = _distance(of.latitude, of.longitude, latitude, longitude) <= metres
        case AtPlace():
            which = ~np.isnan(of.latitude)
    return of.mask(which, len(columns))


def _seconds(moment: datetime) -> float:
    return moment.replace(tzinfo=UTC).timestamp()


def _distance(
    north: NDArray[np.float64], east: NDArray[np.float64], latitude: float, longitude: float
) -> NDArray[np.float64]:
    """Metres along the great circle (haversine); NaN where a place is not known."""
    here, there = np.radians(north), np.radians(latitude)
    half = np.sin((here - there) / 2) ** 2
    half = half + np.cos(here) * np.cos(there) * np.sin(np.radians(east - longitude) / 2) ** 2
    metres: NDArray[np.float64] = 2 * EARTH * np.arcsin(np.sqrt(np.minimum(half, 1)))
    return metres
