"""Memory of live learning between two refits, so that the next one need not begin anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol.manifest import ManifestImages, TaskSpec, read_images
from labelmt.learning.data.views import EACH_ONE_VIEW, TaskViews
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.features.inference import Infer
from labelmt.learning.live.feature_basis import FeatureBasis, fit_feature_basis
from labelmt.learning.live.refit import Start
from labelmt.learning.models.backbone import Backbone
from labelmt.learning.objective.laplacian import MOST_IMAGES
from labelmt.learning.training.heads_by_views import SeenFeatures
from labelmt.learning.training.label_dependence import LabelDependence

Places = tuple[NDArray[np.float32], ...]
"""An image's coordinates in each basis."""

GROWN = 1.5
"""Growth of the images with features after which they are looked at anew."""


@dataclass(eq=False, slots=True)
class Calibrated:
    """The last calibration: for which labels, from how many images, and of how many of them
    somebody had seen something, and what it found."""

    label_ids: tuple[int, ...] = ()
    images: int = 0
    judged: int = 0
    fitted: tuple[TaskCalibration, ...] = ()
    tasks: tuple[TaskMetrics, ...] = ()
    known_answers: LabelDependence | None = None

    def serves(self, specs: Sequence[TaskSpec]) -> bool:
        """Whether it is of these labels, so that it may go on serving for a while."""
        return bool(self.fitted) and self.label_ids == labels_of(specs)


def labels_of(specs: Sequence[TaskSpec]) -> tuple[int, ...]:
    """The columns of all tasks."""
    return tuple(label for spec in specs for label in spec.label_ids)


@dataclass(eq=False, slots=True)
class LiveMemory:
    """Belongs to one project, backbone and way of seeing: ``turn_to`` forgets all others.

    Attributes:
        bases: one for each set of views that tasks see; empty before any.
        basis_images, grouped_images: how many images each was made from; 0 is none yet.
        start: where the last heads of each label ended.
    """

    key: tuple[object, ...] = ()
    backbone: Backbone | None = None
    views: TaskViews = EACH_ONE_VIEW
    bases: tuple[FeatureBasis, ...] = ()
    basis_images: int = 0
    grouped_images: int = 0
    start: Start = field(default_factory=dict)
    calibrated: Calibrated = field(default_factory=Calibrated)
    _infer: tuple[TaskViews, Infer] | None = None
    _coordinates: dict[int, tuple[str, Places]] = field(default_factory=dict)
    _images: tuple[Path, int, ManifestImages] | None = None

    @property
    def basis(self) -> FeatureBasis | None:
        """Of the features by which images are compared with each other."""
        return self.bases[0] if self.bases else None

    def turn_to(self, key: tuple[object, ...]) -> None:
        """Forget what was learnt of another project, backbone or smoothness."""
        if key != self.key:
            self.key = key
            self.backbone, self.views, self._infer = None, EACH_ONE_VIEW, None
            self.forget_basis()
            self.grouped_images = 0

    def forget_basis(self) -> None:
        """Of other features; the heads in its coordinates go with it."""
        self.bases, self.basis_images = (), 0
        self.start = {}
        self.calibrated = Calibrated()
        self._coordinates.clear()

    def infer(self, views: TaskViews, make: Callable[[], Infer]) -> Infer:
        """The frozen backbone, made ready once: that takes seconds."""
        if self._infer is None or self._infer[0] != views:
            self._infer = views, make()
        return self._infer[1]

    def images(self, folder: Path) -> ManifestImages:
        """The images of a manifest's folder, read again only when the file is another one."""
        stamp = (folder / "images.json").stat().st_mtime_ns
        if self._images is None or self._images[:2] != (folder, stamp):
            self._images = (folder, stamp, read_images(folder))
        return self._images[2]

    def learn_basis(
        self, seen: SeenFeatures, rows: Sequence[int], smoothness: float, seed: int
    ) -> tuple[FeatureBasis, ...]:
        """The coordinates of the features of these rows, new where the rows are many more."""
        if not self.bases or len(rows) > GROWN * self.basis_images:
            self.forget_basis()
            sample = np.asarray(rows, dtype=np.int64)
            if len(sample) > MOST_IMAGES:
                rng = np.random.default_rng(seed)
                sample = np.sort(rng.choice(sample, MOST_IMAGES, replace=False))
            self.bases = tuple(
                fit_feature_basis(part.features, smoothness) for part in seen.of(sample).parts
            )
            self.basis_images = len(rows)
        return self.bases

    def coordinates(
        self, seen: SeenFeatures, rows: NDArray[np.int64], stamps: dict[int, str]
    ) -> SeenFeatures:
        """(n, axes) of some rows in each basis; those of annotated images are kept.

        Args:
            stamps: row to the stamp of the file its features are of.
        """
        known = self._coordinates
        fresh = [row for row in rows.tolist() if known.get(row, ("",))[0] != stamps[row]]
        if fresh:
            plain = seen.of(np.asarray(fresh, dtype=np.int64))
            made = [
                basis.coordinates(part.features)
                for basis, part in zip(self.bases, plain.parts, strict=True)
            ]
            for place, row in enumerate(fresh):
                known[row] = stamps[row], tuple(one[place] for one in made)
        found = [known[row][1] for row in rows.tolist()]
        return seen.with_features(
            [
                np.array([one[place] for one in found], np.float32).reshape(-1, basis.axes)
                for place, basis in enumerate(self.bases)
            ]
        )
