"""Heads of tasks that see images as different views: each task's on the features it sees."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.data.views import EACH_ONE_VIEW, ONE_VIEW, TaskViews
from labelmt.learning.evaluation.held_out_metrics import task_slices
from labelmt.learning.models.network import Heads
from labelmt.learning.objective.head_prior import HeadPrior
from labelmt.learning.objective.laplacian import Laplacian, fit_laplacian
from labelmt.learning.objective.losses import PLAIN, LossChoice
from labelmt.learning.training.heads import Step, fit_heads, fold_logits, go_on, head_logits

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class SeenAlike:
    """Tasks that see the same views, their columns of (n, all labels), and what they see.

    Attributes:
        features: (n, width), of any float type.
        views: what they see. smooth: whether their heads are regularised by likeness (μ).
        prior: what their heads are pulled towards, in the space of the features.
    """

    specs: tuple[TaskSpec, ...]
    columns: NDArray[np.int64]
    features: NDArray[Any]
    views: tuple[str, ...] = ONE_VIEW
    smooth: bool = True
    prior: HeadPrior | None = None

    def split(self, unsmoothed: Collection[int]) -> list[SeenAlike]:
        """Those tasks that μ serves, then those it does not, by their ids."""
        ends = np.cumsum([len(spec.label_ids) for spec in self.specs])[:-1]
        places = np.split(np.arange(len(self.columns)), ends) if self.specs else []
        parts = []
        for smooth in (True, False):
            taken = [i for i, one in enumerate(self.specs) if (one.id not in unsmoothed) == smooth]
            if taken:
                specs = tuple(self.specs[i] for i in taken)
                own = np.concatenate([places[i] for i in taken])
                prior = None if self.prior is None else self.prior.of(own)
                columns = self.columns[own]
                parts.append(
                    replace(self, specs=specs, columns=columns, smooth=smooth, prior=prior)
                )
        return parts or [self]


@dataclass(frozen=True, eq=False, slots=True)
class SeenFeatures:
    """Features of the same n images as each task sees them.

    Attributes:
        parts: together all tasks, each once; mostly one part.
        reference: (n, width) features by which images are compared with each other.
    """

    specs: tuple[TaskSpec, ...]
    parts: tuple[SeenAlike, ...]
    reference: NDArray[Any]

    def of(self, rows: NDArray[np.int64]) -> SeenFeatures:
        """These images alone, in float32."""
        return self.with_features(
            [np.asarray(one.features[rows], dtype=np.float32) for one in self.parts]
        )

    def masked(self, mask: NDArray[np.bool_]) -> SeenFeatures:
        """The images where the mask is true."""
        return self.with_features([one.features[mask] for one in self.parts])

    def unsmoothed(self, tasks: Collection[int]) -> SeenFeatures:
        """With these tasks' heads not regularised by likeness."""
        parts = tuple(part for one in self.parts for part in one.split(tasks))
        return replace(self, parts=parts)

    def with_priors(self, priors: Sequence[HeadPrior | None]) -> SeenFeatures:
        """With what each part's heads are pulled towards."""
        pairs = zip(self.parts, priors, strict=True)
        return replace(self, parts=tuple(replace(one, prior=prior) for one, prior in pairs))

    def with_features(self, features: Sequence[NDArray[Any]]) -> SeenFeatures:
        """With others in place of each part's; those of the first are the reference."""
        parts = tuple(
            replace(one, features=own) for one, own in zip(self.parts, features, strict=True)
        )
        return SeenFeatures(self.specs, parts, features[0])


Seen = SeenFeatures | NDArray[Any]
"""An array is what every task sees."""


def seen_by(
    specs: Sequence[TaskSpec], arrays: Sequence[NDArray[Any]], views: TaskViews = EACH_ONE_VIEW
) -> SeenFeatures:
    """What each task sees.

    Args:
        arrays: (n, width) features of each of ``views.sets``, in that order.
    """
    slices = task_slices(specs)
    parts = []
    for shown, features in zip(views.sets, arrays, strict=True):
        places = [place for place in range(len(specs)) if views.of(place) == shown]
        if places or not specs:
            columns = [np.arange(slices[place].start, slices[place].stop) for place in places]
            joined = np.concatenate([np.zeros(0, dtype=np.int64), *columns])
            parts.append(
                SeenAlike(tuple(specs[place] for place in places), joined, features, shown)
            )
    return SeenFeatures(tuple(specs), tuple(parts), arrays[0])


def as_seen(specs: Sequence[TaskSpec], features: Seen) -> SeenFeatures:
    """The same, where an array may be what every task sees."""
    return features if isinstance(features, SeenFeatures) else seen_by(specs, [features])


def fit_seen(
    seen: SeenFeatures,
    states: NDArray[np.int8],
    l2: float,
    choice: LossChoice = PLAIN,
    expected: Floats | None = None,
    step: Step = go_on,
) -> Heads:
    """The heads of ``fit_heads``; they share no parameters, so each part is fitted alone."""
    fitted = [
        fit_heads(
            one.specs,
            one.features,
            np.ascontiguousarray(states[:, one.columns]),
            l2,
            step,
            choice,
            None if expected is None else np.ascontiguousarray(expected[:, one.columns]),
            one.prior,
        )
        for one in seen.parts
    ]
    return joined(seen.specs, fitted)


def joined(specs: Sequence[TaskSpec], parts: Sequence[Heads]) -> Heads:
    """All tasks' heads, in their order."""
    if len(parts) == 1:
        return parts[0]
    heads = Heads(specs, parts[0].linears()[0].in_features)
    for part in parts:
        for name, layer in part.heads.items():
            heads.heads[name] = layer
    return heads.eval()


def logits_seen(heads: Heads, seen: SeenFeatures) -> Floats:
    """(n, all labels) of the images."""
    if len(seen.parts) == 1:
        return head_logits(heads, seen.parts[0].features)
    return by_columns(seen, [head_logits(heads.of(one.specs), one.features) for one in seen.parts])


def fold_logits_seen(
    seen: SeenFeatures,
    states: NDArray[np.int8],
    l2: float,
    parts: Sequence[NDArray[np.int64]],
    choice: LossChoice = PLAIN,
    step: Step = go_on,
) -> Floats:
    """(n, all labels) logits of each image by heads that never saw its part; see fold_rows.

    Args:
        step: see ``heads.fold_logits``.
    """
    return by_columns(
        seen,
        [
            fold_logits(
                one.specs,
                one.features,
                np.ascontiguousarray(states[:, one.columns]),
                l2,
                parts,
                choice,
                step,
                one.prior,
            )
            for one in seen.parts
        ],
    )


def by_columns(seen: SeenFeatures, blocks: Sequence[Floats]) -> Floats:
    """One (n, its labels) block a part, as (n, all labels)."""
    width = sum(len(one.columns) for one in seen.parts)
    out = np.zeros((len(seen.reference), width), dtype=np.float32)
    for one, block in zip(seen.parts, blocks, strict=True):
        out[:, one.columns] = block
    return out


@dataclass(frozen=True, eq=False, slots=True)
class Smoothness:
    """Laplacian regularisation of the heads, by the views that are seen; see laplacian.py."""

    by_views: Mapping[tuple[str, ...], Laplacian | None]

    def features(self, seen: SeenFeatures) -> SeenFeatures:
        """In the mapped spaces, where the heads are to be smooth."""
        made, priors = [], []
        for part in seen.parts:
            own, prior = self._of(part), part.prior
            made.append(part.features if own is None else own.features(part.features))
            priors.append(prior if own is None or prior is None else own.prior(prior))
        return seen.with_features(made).with_priors(priors)

    def heads(self, heads: Heads, seen: SeenFeatures) -> Heads:
        """Heads fitted on mapped features, as heads for plain ones."""
        plain = []
        for part in seen.parts:
            own, mapped = self._of(part), heads.of(part.specs)
            plain.append(mapped if own is None else own.heads(mapped, part.specs))
        return joined(seen.specs, plain)

    def _of(self, part: SeenAlike) -> Laplacian | None:
        return self.by_views[part.views] if part.smooth else None


def fit_smoothness(seen: SeenFeatures, strength: float) -> Smoothness:
    """Learn from features of any images, at most ``laplacian.MOST_IMAGES``."""
    smooth = {part.views: part.features for part in seen.parts if part.smooth}
    return Smoothness({views: fit_laplacian(own, strength) for views, own in smooth.items()})
