"""The data term of the objective, over known pairs only."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from labelmt.domain.annotations import State
from labelmt.domain.manifest import TaskSpec
from labelmt.domain.tasks import TaskKind


def task_loss(spec: TaskSpec, logits: Tensor, states: Tensor) -> Tensor:
    """Mean loss of one task, in float32; zero where nothing is known.

    multilabel: binary cross-entropy, mean over known pairs.
    multiclass: softmax cross-entropy over log(number of labels), mean over images of which
    something is known. Where only absences are known, the probability that is left to the
    other labels counts: −log Σ_{j not absent} p_j.

    Args:
        logits: (n, labels). states: (n, labels) int8 of State codes.
    """
    logits = logits.float()
    if spec.kind is TaskKind.MULTILABEL:
        known = states != State.UNKNOWN
        losses = functional.binary_cross_entropy_with_logits(
            logits, (states == State.PRESENT).float(), reduction="none"
        )
        return (losses * known).sum() / known.sum().clamp(min=1)
    candidates, known_rows = multiclass_candidates(states)
    scores = functional.log_softmax(logits, dim=1)
    left = torch.logsumexp(scores.masked_fill(~candidates, -math.inf), dim=1)
    losses = -torch.where(known_rows, left, torch.zeros_like(left))
    return losses.sum() / known_rows.sum().clamp(min=1) / math.log(max(logits.shape[1], 2))


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


def objective(
    specs: Sequence[TaskSpec],
    logits: Sequence[Tensor],
    states: Sequence[Tensor],
    weights: Sequence[float] | None = None,
) -> Tensor:
    """Σ_t w_t · loss_t; the regularisers are applied by the optimiser, decoupled."""
    total = torch.zeros((), device=logits[0].device)
    for index, (spec, one, known) in enumerate(zip(specs, logits, states, strict=True)):
        weight = 1.0 if weights is None else weights[index]
        total = total + weight * task_loss(spec, one, known)
    return total


def with_unlabelled_absent(spec: TaskSpec, states: Tensor) -> Tensor:
    """States as training reads them: where the task says so, unknown means absent.

    Only on images of which the task knows anything: an image nobody has looked at says nothing.
    """
    if not spec.unlabelled_absent:
        return states
    touched = (states != State.UNKNOWN).any(dim=1, keepdim=True)
    absent = torch.full_like(states, State.ABSENT)
    return torch.where(touched & (states == State.UNKNOWN), absent, states)
