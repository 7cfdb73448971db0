"""Refits heads from the last ones (warm start): the same optimum as stage 1's, a few steps away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.objective.head_prior import HeadPrior
from labelmt.learning.objective.losses import PLAIN, LossChoice
from labelmt.learning.training.heads import (
    Step,
    known_states,
    minimise,
    offsets,
    prior_log_odds,
    sum_of_losses,
)

Floats = NDArray[np.float32]
Start = Mapping[int, tuple[Tensor, Tensor]]
"""Label id to its vector and bias, where the last fit left them."""


@dataclass(frozen=True, eq=False, slots=True)
class Solution:
    """One (labels, axes) and one (labels,) a task, in a basis's coordinates."""

    vectors: tuple[Tensor, ...]
    biases: tuple[Tensor, ...]

    def by_label(self, specs: Sequence[TaskSpec]) -> Start:
        """Where the next fit starts."""
        return {
            label_id: (vector[column], bias[column])
            for spec, vector, bias in zip(specs, self.vectors, self.biases, strict=True)
            for column, label_id in enumerate(spec.label_ids)
        }

    def logits(self, x: Floats) -> Floats:
        """(n, axes) to (n, all labels)."""
        with torch.inference_mode():
            rows = torch.from_numpy(x)
            made = [rows @ v.T + b for v, b in zip(self.vectors, self.biases, strict=True)]
            found: Floats = torch.cat(made, dim=1).numpy()
        return found


def _go_on(_iteration: int, _loss: float) -> bool:
    return False


def refit(
    specs: Sequence[TaskSpec],
    x: Floats,
    states: NDArray[np.int8],
    variance: Floats,
    l2: float,
    *,
    start: Start | None = None,
    choice: LossChoice = PLAIN,
    step: Step = _go_on,
    prior: HeadPrior | None = None,
) -> Solution:
    """Linear heads that minimise what ``fit_heads`` minimises.

    Args:
        x: (n, axes) coordinates in a basis. states: (n, all labels) int8 of State codes.
        variance: (axes,) of the coordinates, which scales the steps and not the optimum.
        start: labels that are not in it start from their log prior odds.
        prior: what the weights are pulled towards, in the same coordinates.
    """
    n = max(len(x), 1)
    # As in fitting._rounded: a quarter of XᵀX and the penalty together become the identity.
    curved = np.asarray(variance, dtype=np.float64) * n / 4
    scale = np.sqrt(n / (curved + l2 + 1e-3 * curved.mean()))
    scales = torch.from_numpy(scale.astype(np.float32))
    scaled = torch.from_numpy(x) * scales
    per_task, counts = known_states(specs, states)
    given = None if prior is None else offsets(specs, prior, x)
    beyond = _pairs(specs, prior, len(scale))
    vectors, biases = [], []
    for spec, block, (centre, middle) in zip(specs, per_task, beyond, strict=True):
        vector, bias = torch.zeros(len(spec.label_ids), len(scale)), prior_log_odds(spec, block)
        for column, label_id in enumerate(spec.label_ids):
            if start is not None and label_id in start:
                vector[column] = (start[label_id][0] - centre[column]) / scales
                bias[column] = start[label_id][1] - middle[column]
        vectors.append(vector)
        biases.append(bias)
    weight = l2 / 2 * scales.square()
    minimise(
        lambda: sum_of_losses(
            specs, scaled, per_task, counts, vectors, biases, choice, given=given
        ),
        lambda vector: (vector.square() * weight).sum(),
        (vectors, biases),
        n,
        step,
    )
    return Solution(
        tuple(
            one.detach() * scales + centre for one, (centre, _) in zip(vectors, beyond, strict=True)
        ),
        tuple(one.detach() + middle for one, (_, middle) in zip(biases, beyond, strict=True)),
    )


def _pairs(
    specs: Sequence[TaskSpec], prior: HeadPrior | None, axes: int
) -> list[tuple[Tensor, Tensor]]:
    """A prior's (labels, axes) and (labels,) a task; zeros where there is none."""
    if prior is None:
        return [
            (torch.zeros(len(spec.label_ids), axes), torch.zeros(len(spec.label_ids)))
            for spec in specs
        ]
    ends = np.cumsum([len(spec.label_ids) for spec in specs])[:-1]
    pairs = zip(np.split(prior.weights, ends), np.split(prior.biases, ends), strict=True)
    return [(torch.from_numpy(weights), torch.from_numpy(biases)) for weights, biases in pairs]


def unseen_logits(
    specs: Sequence[TaskSpec],
    x: Floats,
    states: NDArray[np.int8],
    variance: Floats,
    l2: float,
    parts: Sequence[NDArray[np.int64]],
    choice: LossChoice = PLAIN,
    step: Step = _go_on,
    prior: HeadPrior | None = None,
) -> Floats:
    """(n, all labels) logits of each image by heads that never saw its part; see fold_rows.

    These start anew: where the last fit ended, they have seen all images.
    """
    out = np.zeros(states.shape, dtype=np.float32)
    for part in parts:
        rest = np.ones(len(states), dtype=bool)
        rest[part] = False
        if step(0, 0.0):
            break
        fold = refit(
            specs, x[rest], states[rest], variance, l2, choice=choice, step=step, prior=prior
        )
        out[part] = fold.logits(x[part])
    return out
