"""The data term of the objective, over known pairs only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind


@dataclass(frozen=True, slots=True)
class LossChoice:
    """Which data term: ``multilabel`` is "bce" or "asymmetric"; ``smoothing`` in [0, 1)."""

    multilabel: str = "bce"
    smoothing: float = 0.0


PLAIN = LossChoice()

# Ridnik et al., ICCV 2021, section 4.2: the values they advise for most data.
GAMMA_PRESENT, GAMMA_ABSENT, MARGIN = 0.0, 4.0, 0.05


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
    if choice.multilabel == "asymmetric":
        return _asymmetric(logits, present)
    return functional.binary_cross_entropy_with_logits(logits, present, reduction="none")


def _asymmetric(logits: Tensor, present: Tensor) -> Tensor:
    """Asymmetric loss, in float32: half precision gives NaN (ASL#53)."""
    p = torch.sigmoid(logits)
    shifted = (p - MARGIN).clamp(min=0)
    positive = (1 - p) ** GAMMA_PRESENT * -functional.logsigmoid(logits)
    negative = shifted**GAMMA_ABSENT * -torch.log1p(-shifted.clamp(max=1 - 1e-7))
    return present * positive + (1 - present) * negative


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
    """(tasks,) each task's loss times the person's own weight for it."""
    return torch.stack(
        [
            spec.weight * task_loss(spec, one, known, choice)
            for spec, one, known in zip(specs, logits, states, strict=True)
        ]
    )


def objective(
    specs: Sequence[TaskSpec], logits: Sequence[Tensor], states: Sequence[Tensor]
) -> Tensor:
    """The data term Σ_t loss_t; the regularisers are applied by the optimiser, decoupled."""
    return task_losses(specs, logits, states).sum()


def with_unlabelled_absent(spec: TaskSpec, states: Tensor) -> Tensor:
    """States as training reads them: where the task says so, unknown means absent.

    Only on images of which the task knows anything: an image nobody has looked at says nothing.
    """
    if not spec.unlabelled_absent:
        return states
    touched = (states != State.UNKNOWN).any(dim=1, keepdim=True)
    absent = torch.full_like(states, State.ABSENT)
    return torch.where(touched & (states == State.UNKNOWN), absent, states)
