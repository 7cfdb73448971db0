"""Memory of live learning between two refits, so that the next one need not begin anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol.manifest import ManifestImages, TaskSpec, read_images
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.views import EACH_ONE_VIEW, TaskViews
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.evaluation.evidence import Evidence
from labelmt.learning.features.inference import Infer
from labelmt.learning.live.beside_test_part import BesideTestPart
from labelmt.learning.live.feature_basis import FeatureBasis, fit_feature_basis
from labelmt.learning.live.live_names import LiveNames
from labelmt.learning.live.refit import Start
from labelmt.learning.models.backbone import Backbone
from labelmt.learning.objective.head_prior import HeadPrior
from labelmt.learning.objective.laplacian import MOST_IMAGES
from labelmt.learning.training.heads_by_views import SeenAlike, SeenFeatures
from labelmt.learning.training.label_dependence import LabelDependence
from labelmt.learning.training.name_priors import names_as_evidence, names_serve

Called = tuple[tuple[str, ...], ...]
BasisKey = tuple[tuple[str, ...], bool]
"""The views that are seen, and whether alike images are held to alike logits (μ)."""

GROWN = 1.5
"""Growth of the images with features after which they are looked at anew."""


@dataclass(eq=False, slots=True)
class Calibrated:
    """The last calibration: for which labels, from how many images, and of how many of them
    somebody had seen something, and what it found.

    Attributes:
        evidence: what its figures are told from, until their intervals have been told, too.
        groups: of the images of the evidence. part: see ``JudgedBy``.
    """

    label_ids: tuple[int, ...] = ()
    images: int = 0
    judged: int = 0
    fitted: tuple[TaskCalibration, ...] = ()
    tasks: tuple[TaskMetrics, ...] = ()
    known_answers: LabelDependence | None = None
    evidence: tuple[Evidence, ...] = ()
    groups: NDArray[np.int64] | None = None
    part: str = ""

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
        unsmoothed: ids of tasks that μ does not serve, chosen from ``chosen_images``.
        named: ids of multiclass tasks that names serve, chosen from ``named_images``.
        bases: one for each set of views that tasks see, with and without μ, as far as needed.
        basis_images, grouped_images: how many images each was made from; 0 is none yet.
        start: where the last heads of each label ended.
    """

    key: tuple[object, ...] = ()
    backbone: Backbone | None = None
    views: TaskViews = EACH_ONE_VIEW
    unsmoothed: frozenset[int] = frozenset()
    chosen_images: int = 0
    named: frozenset[int] = frozenset()
    named_images: int = 0
    bases: dict[BasisKey, FeatureBasis] = field(default_factory=dict)
    basis_images: int = 0
    grouped_images: int = 0
    start: Start = field(default_factory=dict)
    calibrated: Calibrated = field(default_factory=Calibrated)
    beside_test: BesideTestPart = field(default_factory=BesideTestPart)
    names: LiveNames = field(default_factory=LiveNames)
    _infer: tuple[TaskViews, Infer] | None = None
    _coordinates: dict[BasisKey, dict[int, tuple[str, NDArray[np.float32]]]] = field(
        default_factory=dict
    )
    _images: tuple[Path, int, ManifestImages] | None = None
    _names: tuple[Called, Called, frozenset[int], int, tuple[HeadPrior | None, ...]] | None = None
    """What each label is called, the views that are seen, the multiclass tasks that names serve,
    from how many images, and the priors."""
    _mapped: dict[BasisKey, tuple[HeadPrior, HeadPrior]] = field(default_factory=dict)
    """A prior on plain features, and in the basis."""

    @property
    def basis(self) -> FeatureBasis | None:
        """Of the features by which images are compared with each other."""
        return next(iter(self.bases.values()), None)

    def turn_to(self, key: tuple[object, ...]) -> None:
        """Forget what was learnt of another project, backbone or smoothness."""
        if key != self.key:
            self.key = key
            self.backbone, self.views, self._infer = None, EACH_ONE_VIEW, None
            self.forget_basis()
            self._names, self.names = None, LiveNames()
            self.grouped_images = 0
            self.unsmoothed, self.chosen_images = frozenset(), 0
            self.named, self.named_images = frozenset(), 0

    def forget_basis(self) -> None:
        """Of other features; the heads in its coordinates go with it."""
        self.bases, self.basis_images = {}, 0
        self.start = {}
        self.calibrated, self.beside_test = Calibrated(), BesideTestPart()
        self._coordinates.clear()
        self._mapped.clear()

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

    def learn_names(
        self, seen: SeenFeatures, rows: Sequence[int], settings: TrainingSettings
    ) -> SeenFeatures:
        """With heads pulled towards what labels' names say, where names serve.

        Learnt anew with other names, and where the images are many more than they were.

        Args:
            rows: that have features.
        """
        named = self.named
        if not names_serve(settings, seen, named) or not seen.specs:
            return seen
        called = tuple(names for spec in seen.specs for names in spec.called)
        views = tuple(part.views for part in seen.parts)
        known = self._names
        if known is None or known[:3] != (called, views, named) or len(rows) > GROWN * known[3]:
            ready = np.asarray(rows, dtype=np.int64)
            priors = tuple(
                one.prior for one in names_as_evidence(seen, ready, settings, named).parts
            )
            known = self._names = called, views, named, len(rows), priors
            self._mapped.clear()
        return seen.with_priors(known[4])

    def learn_bases(
        self, seen: SeenFeatures, rows: Sequence[int], smoothness: float, seed: int
    ) -> tuple[FeatureBasis, ...]:
        """The coordinates of the features of these rows, new where the rows are many more.

        Returns:
            one a part of ``seen``.
        """
        if not self.bases or len(rows) > GROWN * self.basis_images:
            self.forget_basis()
            self.basis_images = len(rows)
        missing = [part for part in seen.parts if (part.views, part.smooth) not in self.bases]
        if missing:
            sample = np.asarray(rows, dtype=np.int64)
            if len(sample) > MOST_IMAGES:
                rng = np.random.default_rng(seed)
                sample = np.sort(rng.choice(sample, MOST_IMAGES, replace=False))
            for part in missing:
                features = np.asarray(part.features[sample], dtype=np.float32)
                made = fit_feature_basis(features, smoothness if part.smooth else 0)
                self.bases[part.views, part.smooth] = made
        return tuple(self.bases[part.views, part.smooth] for part in seen.parts)

    def coordinates(
        self, seen: SeenFeatures, rows: NDArray[np.int64], stamps: dict[int, str]
    ) -> SeenFeatures:
        """(n, axes) of some rows in each part's basis; those of annotated images are kept.

        Args:
            stamps: row to the stamp of the file its features are of.
        """
        made = [self._coordinates_of(part, rows, stamps) for part in seen.parts]
        return seen.with_features(made).with_priors([self._prior_of(part) for part in seen.parts])

    def _prior_of(self, part: SeenAlike) -> HeadPrior | None:
        """A part's prior in its basis; kept, as the way there takes a tenth of a second."""
        if part.prior is None:
            return None
        key = part.views, part.smooth
        known = self._mapped.get(key)
        if known is None or not np.array_equal(known[0].weights, part.prior.weights):
            known = self._mapped[key] = part.prior, self.bases[key].prior(part.prior)
        return known[1]

    def _coordinates_of(
        self, part: SeenAlike, rows: NDArray[np.int64], stamps: dict[int, str]
    ) -> NDArray[np.float32]:
        basis = self.bases[part.views, part.smooth]
        known = self._coordinates.setdefault((part.views, part.smooth), {})
        fresh = [row for row in rows.tolist() if known.get(row, ("",))[0] != stamps[row]]
        if fresh:
            made = basis.coordinates(np.asarray(part.features[fresh], dtype=np.float32))
            known.update((row, (stamps[row], one)) for row, one in zip(fresh, made, strict=True))
        if not len(rows):
            return np.zeros((0, basis.axes), dtype=np.float32)
        return np.stack([known[row][1] for row in rows.tolist()])

    def choose_smoothness(
        self, specs: Sequence[TaskSpec], unsmoothed: frozenset[int], images: int
    ) -> bool:
        """Keep which tasks μ does not serve; whether that is news. Their heads start anew."""
        changed = self.unsmoothed ^ unsmoothed
        self.unsmoothed, self.chosen_images = unsmoothed, images
        moved = {label for spec in specs if spec.id in changed for label in spec.label_ids}
        self.start = {label: at for label, at in self.start.items() if label not in moved}
        return bool(changed)
