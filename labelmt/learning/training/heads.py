"""Fits linear heads to convergence on cached features, by L-BFGS: stage 1."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from torch import Tensor
from torch.nn import functional

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.models.network import Heads, split_columns
from labelmt.learning.objective.head_prior import HeadPrior
from labelmt.learning.objective.losses import (
    PLAIN,
    LossChoice,
    known_counts,
    pair_losses,
    task_loss,
)

ITERATIONS = 200
TOLERANCE = 1e-6
STILL = 5e-7
"""Change of the loss from which on no figure changes: mAP moves by less than 1e-4."""

PARALLEL_FROM = 10_000_000
"""Products in one pass over the data from which more threads pay."""

Blocks = Sequence[Tensor]
"""(n, labels) of each task."""

Step = Callable[[int, float], bool]
"""(iteration, loss) while fitting; True asks to stop there."""


def go_on(_iteration: int, _loss: float) -> bool:
    return False


def fit_heads(
    specs: Sequence[TaskSpec],
    features: NDArray[np.float32],
    states: NDArray[np.int8],
    l2: float,
    step: Step = go_on,
    choice: LossChoice = PLAIN,
    expected: NDArray[np.float32] | None = None,
    prior: HeadPrior | None = None,
) -> Heads:
    """Linear heads that minimise Σ_t (sum of losses + l2/2 · ‖W_t − W⁰_t‖²) / images.

    The losses are summed over known pairs, so that ``l2`` means the same at 50 and at 5,000
    images: 1 is the strength of scikit-learn's C = 1. Biases are exempt and start at the log
    prior odds. Convex but for the asymmetric loss: L-BFGS finds the one optimum.

    Args:
        features: (n, width). states: (n, all labels) int8 of State codes.
        expected: (n, all labels) how likely unknown pairs of multilabel tasks are present, whose
            expected losses are added; NaN elsewhere. See soft_targets.py.
        prior: W⁰, what the weights are pulled towards; zero where it is None.
    """
    # What is fitted is what the weights have beyond the prior, whose logits are given.
    given = None if prior is None else offsets(specs, prior, features)
    rotated, back = _rotated(features)
    round_ = _rounded(rotated, l2)
    per_task, counts = known_states(specs, states)
    vectors = [torch.zeros(len(spec.label_ids), rotated.shape[1]) for spec in specs]
    biases = [prior_log_odds(*pair) for pair in zip(specs, per_task, strict=True)]
    n = max(len(rotated), 1)
    labels = sum(len(spec.label_ids) for spec in specs)
    likely = None if expected is None else _likely(specs, expected)
    with _threads_for(rotated.size * labels):
        minimise(
            lambda: sum_of_losses(
                specs, round_.x, per_task, counts, vectors, biases, choice, likely, given
            ),
            lambda vector: l2 / 2 * (vector @ round_.penalty * vector).sum(),
            (vectors, biases),
            n,
            step,
        )
    heads = Heads(specs, rotated.shape[1])
    with torch.no_grad():
        for linear, vector, bias in zip(heads.linears(), vectors, biases, strict=True):
            linear.weight.copy_(vector @ round_.back)
            linear.bias.copy_(bias - linear.weight @ round_.mean)
    heads = _unrotated(heads, specs, back)
    if prior is not None:
        _add(heads, prior)
    return heads.eval()


def offsets(specs: Sequence[TaskSpec], prior: HeadPrior, features: NDArray[np.float32]) -> Blocks:
    """(n, labels) logits of a prior, task by task."""
    return split_columns(specs, torch.from_numpy(prior.logits(features)))


def _add(heads: Heads, prior: HeadPrior) -> None:
    start = 0
    with torch.no_grad():
        for linear in heads.linears():
            own = slice(start, start + linear.out_features)
            linear.weight.add_(torch.from_numpy(prior.weights[own]))
            linear.bias.add_(torch.from_numpy(prior.biases[own]))
            start = own.stop


@dataclass(frozen=True, eq=False, slots=True)
class Likely:
    """One task's unknown pairs: how likely they are present, and 1 where that counts."""

    present: Tensor
    counts: Tensor


def _likely(specs: Sequence[TaskSpec], expected: NDArray[np.float32]) -> list[Likely | None]:
    made: list[Likely | None] = []
    for spec, block in zip(specs, split_columns(specs, torch.from_numpy(expected)), strict=True):
        counts = ~block.isnan()
        of_use = spec.kind is TaskKind.MULTILABEL and bool(counts.any())
        made.append(Likely(block.nan_to_num(), counts.float()) if of_use else None)
    return made


def known_states(
    specs: Sequence[TaskSpec], states: NDArray[np.int8]
) -> tuple[list[Tensor], list[float]]:
    """The states of each task, (n, labels) int8, and what turns its mean loss into a sum."""
    per_task = list(split_columns(specs, torch.from_numpy(states)))
    return per_task, [_known_count(*pair) for pair in zip(specs, per_task, strict=True)]


def sum_of_losses(
    specs: Sequence[TaskSpec],
    x: Tensor,
    per_task: Sequence[Tensor],
    counts: Sequence[float],
    vectors: Sequence[Tensor],
    biases: Sequence[Tensor],
    choice: LossChoice,
    likely: Sequence[Likely | None] | None = None,
    given: Blocks | None = None,
) -> Tensor:
    """Σ_t sum of losses over known and likely pairs, of linear heads on (n, width) coordinates.

    Args:
        given: (n, labels) logits of each task that are added to theirs.
    """
    total = torch.zeros(())
    nothing: Sequence[None] = [None] * len(specs)
    for spec, block, count, vector, bias, unknown, known in zip(
        specs,
        per_task,
        counts,
        vectors,
        biases,
        likely or nothing,
        given or nothing,
        strict=True,
    ):
        logits = functional.linear(x, vector, bias)
        logits = logits if known is None else logits + known
        total = total + task_loss(spec, logits, block, choice) * count
        if unknown is not None:
            total = total + (pair_losses(logits, unknown.present, choice) * unknown.counts).sum()
    return total


def minimise(
    losses: Callable[[], Tensor],
    penalty: Callable[[Tensor], Tensor],
    parameters: tuple[Sequence[Tensor], Sequence[Tensor]],
    n: int,
    step: Step,
) -> None:
    """Bring (vectors, biases) to the optimum of (losses + Σ penalty(vector)) / n, in place."""
    vectors, biases = parameters
    free = [one.requires_grad_() for one in (*vectors, *biases)]
    iteration = 0

    def closure() -> Tensor:
        nonlocal iteration
        for one in free:
            one.grad = None
        total = losses()
        for vector in vectors:
            total = total + penalty(vector)
        total = total / n
        total.backward()  # type: ignore[no-untyped-call]
        iteration += 1
        if step(iteration, float(total.detach())):
            raise _Stopped
        return total

    optimiser = _LightLBFGS(
        free,
        max_iter=ITERATIONS,
        tolerance_grad=TOLERANCE,
        tolerance_change=STILL,
        history_size=20,
        line_search_fn="strong_wolfe",
    )
    with suppress(_Stopped):
        optimiser.step(closure)  # type: ignore[no-untyped-call]


class _LightLBFGS(torch.optim.LBFGS):
    """L-BFGS that does not load torch's compiler, which takes 4 s and is not used.

    Torch wraps this method into one that keeps the compiler from looking into it, and loads it to
    say so.
    """

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        inspect.unwrap(torch.optim.Optimizer.add_param_group)(self, param_group)


@contextmanager
def _threads_for(products: int) -> Iterator[None]:
    """One thread for small problems: there, waking others costs more than they do."""
    before = torch.get_num_threads()
    torch.set_num_threads(before if products >= PARALLEL_FROM else 1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@dataclass(frozen=True, eq=False, slots=True)
class _Rounded:
    """The same problem in coordinates in which it curves about alike in all directions.

    A logistic loss curves at most a quarter as much as XᵀX. Where that and the penalty are the
    identity, a few dozen steps do what took hundreds: 50 instead of 220 to one loss on UC Merced.

    Attributes:
        x: (n, width) centred features. penalty: (width, width), vᵀ·penalty·v = ‖w‖².
        back: (width, width), w = vᵀ·back. mean: (width,) what centring took off.
    """

    x: Tensor
    penalty: Tensor
    back: Tensor
    mean: Tensor


def _rounded(x: NDArray[np.float32], l2: float) -> _Rounded:
    mean = x.mean(axis=0) if len(x) else np.zeros(x.shape[1], dtype=np.float32)
    centred = x - mean
    curvature = (centred.T @ centred).astype(np.float64) / 4
    curvature[np.diag_indices_from(curvature)] += l2 + 1e-3 * np.trace(curvature) / len(curvature)
    factor = cholesky(curvature, lower=True)
    inverse = solve_triangular(factor, np.eye(len(factor)), lower=True)
    back = (inverse * np.sqrt(max(len(x), 1))).astype(np.float32)
    return _Rounded(
        torch.from_numpy(centred @ back.T),
        torch.from_numpy(back @ back.T),
        torch.from_numpy(back),
        torch.from_numpy(mean),
    )


def _rotated(
    features: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
    """The features in the space they span, and the way back: the same problem, but smaller.

    With fewer images than features the optimum lies in the images' span, and a rotation
    changes neither the losses nor the norm of the weights.
    """
    x = np.ascontiguousarray(features, dtype=np.float32)
    if len(x) >= x.shape[1]:
        return x, None
    q, r = np.linalg.qr(x.T.astype(np.float64))
    return np.ascontiguousarray(r.T, dtype=np.float32), q.astype(np.float32)


def _unrotated(heads: Heads, specs: Sequence[TaskSpec], back: NDArray[np.float32] | None) -> Heads:
    if back is None:
        return heads
    full = Heads(specs, back.shape[0])
    with torch.no_grad():
        for wide, narrow in zip(full.linears(), heads.linears(), strict=True):
            wide.weight.copy_(narrow.weight @ torch.from_numpy(back).T)
            wide.bias.copy_(narrow.bias)
    return full


class _Stopped(Exception):
    """The person asked to stop; the weights of the last step are used."""


def _known_count(spec: TaskSpec, states: Tensor) -> float:
    """What turns task_loss, a scaled mean, back into a sum of plain losses."""
    count = float(known_counts(spec, states).sum(dtype=torch.float64))
    if spec.kind is TaskKind.MULTILABEL:
        return count
    return count * float(np.log(max(states.shape[1], 2)))


def prior_log_odds(spec: TaskSpec, states: Tensor) -> Tensor:
    """(labels,) the bias that predicts each label's share, with half an example of each kind."""
    present = (states == State.PRESENT).sum(dim=0).float() + 0.5
    if spec.kind is TaskKind.MULTICLASS:
        return torch.log(present / present.sum())
    absent = (states == State.ABSENT).sum(dim=0).float() + 0.5
    return torch.log(present / absent)


def head_logits(heads: Heads, features: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, width) to (n, all labels), in chunks that fit a cache of a million images."""
    heads = heads.eval()
    out = []
    with torch.inference_mode():
        for start in range(0, len(features), 8192):
            x = torch.from_numpy(np.asarray(features[start : start + 8192], dtype=np.float32))
            out.append(torch.cat(heads(x), dim=1).numpy())
    width = sum(linear.out_features for linear in heads.linears())
    return np.concatenate(out) if out else np.zeros((0, width), dtype=np.float32)


def fold_logits(
    specs: Sequence[TaskSpec],
    features: NDArray[np.float32],
    states: NDArray[np.int8],
    l2: float,
    parts: Sequence[NDArray[np.int64]],
    choice: LossChoice = PLAIN,
    step: Step = go_on,
    prior: HeadPrior | None = None,
) -> NDArray[np.float32]:
    """(n, all labels) logits of each image by heads that never saw its part; see fold_rows.

    Args:
        step: whether to stop, asked at each step of each fit; what is left has logits of 0.
    """
    out = np.zeros(states.shape, dtype=np.float32)
    for part in parts:
        rest = np.ones(len(states), dtype=bool)
        rest[part] = False
        if step(0, 0.0):
            break
        heads = fit_heads(specs, features[rest], states[rest], l2, step, choice, prior=prior)
        out[part] = head_logits(heads, features[part])
    return out
