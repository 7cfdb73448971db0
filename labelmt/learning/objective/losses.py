"""Losses of tasks over known pairs: the data term of the objective."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.objective.asymmetric import asymmetric
from labelmt.learning.objective.binary_cross_entropy import binary_cross_entropy


@dataclass(frozen=True, slots=True)
class LossChoice:
    """Which data term: ``multilabel`` is one of PAIR_LOSSES; ``smoothing`` in [0, 1)."""

    multilabel: str = "bce"
    smoothing: float = 0.0


PLAIN = LossChoice()

PAIR_LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "bce": binary_cross_entropy,
    "asymmetric": asymmetric,
}
"""Which function is which ``domain.catalogue.losses`` entry."""


def task_loss(spec: TaskSpec, logits: Tensor, states: Tensor, choice: LossChoice = PLAIN) -> Tensor:
    """Mean loss of one task, in float32; zero where nothing is known.

    multilabel: binary cross-entropy or asymmetric loss, mean over known pairs.
    multiclass: softmax cross-entropy over log(number of labels), mean over images of which
    something is known. Where only absences are known, the probability that is left to the
    other labels counts: −log Σ_{j not absent} p_j. Label smoothing spreads its share evenly
    over all labels (Szegedy et al., CVPR 2016).

    Args:
        logits: (n, labels). states: (n, labels) int8 of State codes.
    """
    logits = logits.float()
    if spec.kind is TaskKind.MULTILABEL:
        known = states != State.UNKNOWN
        losses = pair_losses(logits, (states == State.PRESENT).float(), choice)
        return (losses * known).sum() / known.sum().clamp(min=1)
    candidates, known_rows = multiclass_candidates(states)
    scores = functional.log_softmax(logits, dim=1)
    left = torch.logsumexp(scores.masked_fill(~candidates, -math.inf), dim=1)
    left = (1 - choice.smoothing) * left + choice.smoothing * scores.mean(dim=1)
    losses = -torch.where(known_rows, left, torch.zeros_like(left))
    return losses.sum() / known_rows.sum().clamp(min=1) / math.log(max(logits.shape[1], 2))


def pair_losses(logits: Tensor, present: Tensor, choice: LossChoice = PLAIN) -> Tensor:
    """The loss of each pair of a multilabel task, expected where it is present with a probability.

    Args:
        logits, present: (n, labels) float32; 1 is present, 0 is absent.
    """
    return PAIR_LOSSES[choice.multilabel](logits, present)


def known_counts(spec: TaskSpec, states: Tensor) -> Tensor:
    """(n,) float32: of each image, how much of what ``task_loss`` is the mean over.

    Known pairs of a multilabel task; 1 or 0 of a multiclass one.
    """
    if spec.kind is TaskKind.MULTILABEL:
        return (states != State.UNKNOWN).sum(dim=1).float()
    return multiclass_candidates(states)[1].float()


def multiclass_candidates(states: Tensor) -> tuple[Tensor, Tensor]:
    """Which labels may be the one, and of which images anything is known.

    Returns:
        (n, labels) bool and (n,) bool. Where all labels are said to be absent, no label can
        be right, so the image counts as unknown.
    """
    present = states == State.PRESENT
    decided = present.any(dim=1, keepdim=True)
    candidates = torch.where(decided, present, states != State.ABSENT)
    known = (states != State.UNKNOWN).any(dim=1) & candidates.any(dim=1)
    return torch.where(known[:, None], candidates, torch.ones_like(candidates)), known


def task_losses(
    specs: Sequence[TaskSpec],
    logits: Sequence[Tensor],
    states: Sequence[Tensor],
    choice: LossChoice = PLAIN,
) -> Tensor:
    """(tasks,) each task's loss."""
    return torch.stack(
        [
            task_loss(spec, one, known, choice)
            for spec, one, known in zip(specs, logits, states, strict=True)
        ]
    )


def importance_of(specs: Sequence[TaskSpec]) -> Tensor:
    """(tasks,) float32: a person's own weight for each."""
    return torch.tensor([spec.weight for spec in specs], dtype=torch.float32)


def objective(
    specs: Sequence[TaskSpec], logits: Sequence[Tensor], states: Sequence[Tensor]
) -> Tensor:
    """The data term Σ_t weight_t · loss_t; the optimiser applies the regularisers, decoupled."""
    return (importance_of(specs) * task_losses(specs, logits, states)).sum()
