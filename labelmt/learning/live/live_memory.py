"""Memory of live learning between two refits, so that the next one need not begin anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol.manifest import ManifestImages, TaskSpec, read_images
from labelmt.learning.data.views import ONE_VIEW
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.features.inference import Infer
from labelmt.learning.live.feature_basis import FeatureBasis, fit_feature_basis
from labelmt.learning.live.refit import Start
from labelmt.learning.models.backbone import Backbone
from labelmt.learning.objective.laplacian import MOST_IMAGES
from labelmt.learning.training.label_dependence import LabelDependence

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
        basis_images, grouped_images: how many images each was made from; 0 is none yet.
        start: where the last heads of each label ended.
    """

    key: tuple[object, ...] = ()
    backbone: Backbone | None = None
    views: tuple[str, ...] = ONE_VIEW
    basis: FeatureBasis | None = None
    basis_images: int = 0
    grouped_images: int = 0
    start: Start = field(default_factory=dict)
    calibrated: Calibrated = field(default_factory=Calibrated)
    _infer: tuple[tuple[str, ...], Infer] | None = None
    _coordinates: dict[int, tuple[str, NDArray[np.float32]]] = field(default_factory=dict)
    _images: tuple[Path, int, ManifestImages] | None = None

    def turn_to(self, key: tuple[object, ...]) -> None:
        """Forget what was learnt of another project, backbone or smoothness."""
        if key != self.key:
            self.key = key
            self.backbone, self.views, self._infer = None, ONE_VIEW, None
            self.forget_basis()
            self.grouped_images = 0

    def forget_basis(self) -> None:
        """Of other features; the heads in its coordinates go with it."""
        self.basis, self.basis_images = None, 0
        self.start = {}
        self.calibrated = Calibrated()
        self._coordinates.clear()

    def infer(self, views: tuple[str, ...], make: Callable[[], Infer]) -> Infer:
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
        self, cached: NDArray[np.float16], rows: Sequence[int], smoothness: float, seed: int
    ) -> FeatureBasis:
        """The coordinates of the features of these rows, new where the rows are many more."""
        if self.basis is None or len(rows) > GROWN * self.basis_images:
            self.forget_basis()
            sample = np.asarray(rows, dtype=np.int64)
            if len(sample) > MOST_IMAGES:
                rng = np.random.default_rng(seed)
                sample = np.sort(rng.choice(sample, MOST_IMAGES, replace=False))
            self.basis = fit_feature_basis(np.asarray(cached[sample], dtype=np.float32), smoothness)
            self.basis_images = len(rows)
        return self.basis

    def coordinates(
        self, cached: NDArray[np.float16], rows: NDArray[np.int64], stamps: dict[int, str]
    ) -> NDArray[np.float32]:
        """(n, axes) of some rows; those of annotated images are kept.

        Args:
            stamps: row to the stamp of the file its features are of.
        """
        if self.basis is None:
            raise RuntimeError("There is no basis yet.")
        known = self._coordinates
        fresh = [row for row in rows.tolist() if known.get(row, ("",))[0] != stamps[row]]
        if fresh:
            made = self.basis.coordinates(np.asarray(cached[fresh], dtype=np.float32))
            known.update((row, (stamps[row], one)) for row, one in zip(fresh, made, strict=True))
        if not len(rows):
            return np.zeros((0, self.basis.axes), dtype=np.float32)
        return np.stack([known[row][1] for row in rows.tolist()])
