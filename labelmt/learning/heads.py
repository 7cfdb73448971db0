"""Stage 1: heads fitted to convergence on cached features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from labelmt.domain.annotations import State
from labelmt.domain.manifest import TaskSpec
from labelmt.domain.tasks import TaskKind
from labelmt.learning.losses import multiclass_candidates, task_loss, with_unlabelled_absent
from labelmt.learning.network import Heads, split_columns

ITERATIONS = 200
TOLERANCE = 1e-6

Step = Callable[[int, float], bool]
"""(iteration, loss) while fitting; True asks to stop there."""


def _go_on(_iteration: int, _loss: float) -> bool:
    return False


def fit_heads(
    specs: Sequence[TaskSpec],
    features: NDArray[np.float32],
    states: NDArray[np.int8],
    l2: float,
    step: Step = _go_on,
) -> Heads:
    """Linear heads that minimise Σ_t (sum of losses + l2/2 · ‖W_t‖²) / images.

    The losses are summed over known pairs, so that ``l2`` means the same at 50 and at 5,000
    images: 1 is the strength of scikit-learn's C = 1. Biases are exempt and start at the log
    prior odds. Convex: L-BFGS finds the one optimum.

    Args:
        features: (n, width). states: (n, all labels) int8 of State codes.
    """
    rotated, back = _rotated(features)
    x = torch.from_numpy(rotated)
    per_task = [
        with_unlabelled_absent(spec, block)
        for spec, block in zip(specs, split_columns(specs, torch.from_numpy(states)), strict=True)
    ]
    heads = Heads(specs, x.shape[1])
    linears = heads.linears()
    counts = [_known_count(spec, block) for spec, block in zip(specs, per_task, strict=True)]
    with torch.no_grad():
        for linear, spec, block in zip(linears, specs, per_task, strict=True):
            linear.bias.copy_(prior_log_odds(spec, block))
    optimiser = torch.optim.LBFGS(
        heads.parameters(),
        max_iter=ITERATIONS,
        tolerance_grad=TOLERANCE,
        history_size=20,
        line_search_fn="strong_wolfe",
    )
    n = max(len(x), 1)
    iteration = 0

    def closure() -> Tensor:
        nonlocal iteration
        optimiser.zero_grad()
        total = torch.zeros(())
        for linear, spec, block, count in zip(linears, specs, per_task, counts, strict=True):
            data = task_loss(spec, linear(x), block) * count
            total = total + data + l2 / 2 * linear.weight.square().sum()
        total = total / n
        total.backward()  # type: ignore[no-untyped-call]
        iteration += 1
        if step(iteration, float(total.detach())):
            raise _Stopped
        return total

    with suppress(_Stopped):
        optimiser.step(closure)  # type: ignore[no-untyped-call]
    return _unrotated(heads, specs, back).eval()


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
    if spec.kind is TaskKind.MULTILABEL:
        return float((states != State.UNKNOWN).sum())
    _, known = multiclass_candidates(states)
    return float(known.sum()) * float(np.log(max(states.shape[1], 2)))


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
    *,
    folds: int = 5,
    seed: int = 0,
) -> NDArray[np.float32]:
    """(n, all labels) logits of each image by heads that never saw it."""
    out = np.zeros(states.shape, dtype=np.float32)
    for part in fold_rows(states, folds, seed):
        rest = np.ones(len(states), dtype=bool)
        rest[part] = False
        heads = fit_heads(specs, features[rest], states[rest], l2)
        out[part] = head_logits(heads, features[part])
    return out


def fold_rows(states: NDArray[np.int8], folds: int, seed: int) -> list[NDArray[np.int64]]:
    """Stratified parts: images are dealt out by their rarest present label."""
    rng = np.random.default_rng(seed)
    present = states == State.PRESENT
    counts = np.where(present, present.sum(axis=0), len(states) + 1)
    rarest = np.where(present.any(axis=1), counts.argmin(axis=1), -1)
    order = rng.permutation(len(states))
    order = order[np.argsort(rarest[order], kind="stable")]
    return [np.sort(order[start::folds]) for start in range(folds) if len(order[start::folds])]
