"""Label dependence: what is known of an image moves what is expected of its other labels.

A harbour has ships and water; who has said "harbour" should not be asked about them as if nothing
had been said. Each label's logit is moved by the known labels of the same image, linearly, as a
conditional random field with pairwise terms moves it (Lafferty et al., ICML 2001), fitted by
pseudo-likelihood on images that the heads never saw. Where nothing is known, nothing moves: the
figures of a run, which are told without it, stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.models.network import split_columns
from labelmt.learning.objective.losses import PLAIN, task_loss
from labelmt.learning.training.heads import known_states, minimise

Floats = NDArray[np.float32]

FEWEST = 30
"""Images below which chance looks like a rule."""
MOST, WORK = 5000, 10**9
"""A random part of more images says as much; fewer, where images · labels² would be more work."""
PENALTY = 0.5
"""Of each weight's square, labels counting -1 and 1: scikit-learn's C = 1, the best of 0.03, 0.1,
0.3, 1 and 3 on UC Merced with 140 images."""


@dataclass(frozen=True, eq=False, slots=True)
class LabelDependence:
    """Attributes:
    label_ids: the columns.
    means: (labels,) what a label is on average, from -1 to 1: where it is so, nothing is said.
    weights: (labels, labels): how far a known label (column) moves the logit of another (row).
    """

    label_ids: tuple[int, ...]
    means: Floats
    weights: Floats

    def moved(self, states: NDArray[np.int8], logits: Floats) -> Floats:
        """(n, labels) logits, given what is known of the same images."""
        return np.asarray(logits + _said(states, self.means) @ self.weights.T, dtype=np.float32)


def fit_label_dependence(
    specs: Sequence[TaskSpec], states: NDArray[np.int8], logits: Floats, seed: int = 0
) -> LabelDependence | None:
    """Learn what labels say of each other beyond what the heads see; None from too few images.

    Args:
        states: (n, all labels) int8 of State codes. logits: of heads that never saw the images.
    """
    label_ids = tuple(label for spec in specs for label in spec.label_ids)
    if len(states) < FEWEST or len(label_ids) < 2:
        return None
    most = max(FEWEST, min(MOST, WORK // len(label_ids) ** 2))
    if len(states) > most:
        chosen = np.random.default_rng(seed).permutation(len(states))[:most]
        states, logits = states[chosen], logits[chosen]
    known = states != State.UNKNOWN
    signs = np.where(known, 2.0 * (states == State.PRESENT) - 1.0, 0.0)
    means = (signs.sum(axis=0) / np.maximum(known.sum(axis=0), 1)).astype(np.float32)
    weights = conditional_weights(specs, states, logits, _said(states, means))
    return LabelDependence(label_ids, means, weights)


def conditional_weights(
    specs: Sequence[TaskSpec], states: NDArray[np.int8], logits: Floats, said: Floats
) -> Floats:
    """(labels, labels): how far what is said of a label (column) best moves another's logit (row).

    Args:
        states, logits: (n, all labels), see fit_known_answers. said: (n, all labels), from -2 to 2.
    """
    what = torch.from_numpy(said)
    given = split_columns(specs, torch.from_numpy(logits))
    per_task, counts = known_states(specs, states)
    allowed = split_columns(specs, torch.from_numpy(_allowed(specs)).T)
    vectors = [torch.zeros(len(spec.label_ids), said.shape[1]) for spec in specs]

    def losses() -> torch.Tensor:
        total = torch.zeros(())
        parts = zip(specs, given, per_task, counts, vectors, allowed, strict=True)
        for spec, logit, block, count, vector, may in parts:
            moved = logit + what @ (vector * may.T).T
            total = total + task_loss(spec, moved, block, PLAIN) * count
        return total

    minimise(
        losses,
        lambda vector: PENALTY * vector.square().sum(),
        (vectors, []),
        len(states),
        lambda _iteration, _loss: False,
    )
    weights = torch.cat([one.detach() for one in vectors]).numpy() * _allowed(specs)
    return np.ascontiguousarray(weights, dtype=np.float32)


def _said(states: NDArray[np.int8], means: Floats) -> Floats:
    """(n, labels) how far each known label is from its average; 0 where nothing is known."""
    known = states != State.UNKNOWN
    signs = np.where(states == State.PRESENT, np.float32(1), np.float32(-1))
    return np.where(known, signs - means, np.float32(0)).astype(np.float32)


def _allowed(specs: Sequence[TaskSpec]) -> Floats:
    """(labels, labels) 1 where a column may move a row: never itself, nor its exclusive others."""
    width = sum(len(spec.label_ids) for spec in specs)
    allowed = np.ones((width, width), dtype=np.float32)
    np.fill_diagonal(allowed, 0)
    start = 0
    for spec in specs:
        stop = start + len(spec.label_ids)
        if spec.kind is TaskKind.MULTICLASS:
            allowed[start:stop, start:stop] = 0
        start = stop
    return allowed
