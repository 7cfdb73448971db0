"""Active learning by experimental design: the images that tell most about all others.

Transductive experimental design (Yu, Bi and Tresp, ICML 2006), one image after the other: each
time the one whose label would most lower the variance of a linear model's predictions of all
images. It needs no label and no prediction, and prefers what is typical and not yet known.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.project.images.column_cache import read_archive
from labelmt.project.run_folders import POINTS, live_folder

Rows = NDArray[np.int64]

NOISE = 10.0
"""Variance of a label beside that of a weight, where points are about 10 long. Swept from 1 to 100
on UC Merced and Aquarium; flat to 30."""


@dataclass(frozen=True, eq=False, slots=True)
class Points:
    """Where images lie as heads see them: all of a small project, a sample of a large one.

    Attributes:
        rows: (n,) in ascending order. values: (n, axes) float16.
    """

    rows: Rows
    values: NDArray[np.float16]


def read_points(project: Path) -> Points | None:
    """As the worker left them; None where there are none yet."""
    found = read_archive(live_folder(project) / POINTS)
    if found is None or not {"rows", "values"} <= found.keys():
        return None
    rows, values = found["rows"], found["values"]
    if values.ndim != 2 or rows.shape != values.shape[:1] or rows.dtype != np.int64:
        return None
    if values.dtype != np.float16 or not np.isfinite(values).all():
        return None
    if len(rows) and (rows[0] < 0 or (np.diff(rows) <= 0).any()):
        return None
    return Points(rows, values)


def most_informative_rows(
    points: Points,
    known: Rows,
    among: Rows,
    count: int,
    doubt: NDArray[np.float32] | None = None,
) -> Rows:
    """(at most count,) rows in the order to ask about.

    mAP of heads on validation images, asked for in this order and by chance (mean of four orders):
    UC Merced 0.89 with 40 images, by chance 0.77; 0.93 with 100, by chance with 160. Aquarium 0.89
    with 40, by chance with 100. What the model doubts most is worse than chance until about 150.

    Args:
        known: rows whose labels are known. among: rows to choose from; those known are left out.
        doubt: (n,) how much each image's variance counts; None is all alike.
    """
    z = points.values.astype(np.float64)
    rows = points.rows
    given = z[np.isin(rows, known)]
    open_ = np.isin(rows, among) & ~np.isin(rows, known)
    # The covariance of the weights when the known labels are given; before, it is one.
    covariance = np.linalg.inv(np.eye(z.shape[1]) + given.T @ given / NOISE)
    spread = z.T @ (z if doubt is None else z * (doubt / doubt.mean())[:, None])
    spread[np.diag_indices_from(spread)] += 1e-9 * max(float(np.trace(spread)), 1.0)
    root = np.linalg.cholesky(spread).astype(np.float32)
    z = z.astype(np.float32)
    towards = z @ covariance.astype(np.float32)
    effect = towards @ root  # its square, summed: what one explains of all images' variance
    chosen: list[int] = []
    for _ in range(min(count, int(open_.sum()))):
        gain = np.square(effect).sum(axis=1) / ((towards * z).sum(axis=1) + NOISE)
        best = int(np.where(open_, gain, -1.0).argmax())
        open_[best] = False
        chosen.append(best)
        weight = towards[best].copy()
        along = (z @ weight)[:, None] / (NOISE + float(weight @ z[best]))
        towards -= along * weight
        effect -= along * (weight @ root)
    found: Rows = rows[chosen]
    return found
