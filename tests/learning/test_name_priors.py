"""Names as evidence: heads begin as what the names say and go where annotations say better."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.live.feature_basis import fit_feature_basis
from labelmt.learning.live.refit import refit
from labelmt.learning.objective.head_prior import HeadPrior
from labelmt.learning.objective.laplacian import fit_laplacian
from labelmt.learning.training.heads import fit_heads, head_logits
from labelmt.learning.training.heads_by_views import fit_seen, logits_seen, seen_by
from labelmt.learning.training.name_priors import useless_names, without_names

SPECS = (
    TaskSpec(1, "things", TaskKind.MULTILABEL, (1, 2), ("cat", "train")),
    TaskSpec(2, "kind", TaskKind.MULTICLASS, (3, 4, 5), ("a", "b", "c")),
)
WIDTH, LABELS = 30, 5
rng = np.random.default_rng(0)
FEATURES = (rng.standard_normal((200, WIDTH)) * 2).astype(np.float32)
PRIOR = HeadPrior(
    (rng.standard_normal((LABELS, WIDTH)) / 5).astype(np.float32),
    rng.standard_normal(LABELS).astype(np.float32),
)


def annotated(count: int, weights: NDArray[np.float32] = PRIOR.weights) -> NDArray[np.int8]:
    """The first images as these weights see them, all others unknown."""
    states = np.full((len(FEATURES), LABELS), State.UNKNOWN, dtype=np.int8)
    logits = FEATURES[:count] @ weights.T
    states[:count, :2] = logits[:, :2] > 0
    states[:count, 2:] = logits[:, 2:] == logits[:, 2:].max(axis=1, keepdims=True)
    return states


def test_without_annotations_heads_rank_as_the_prior_does() -> None:
    heads = fit_heads(SPECS, FEATURES, annotated(0), 1.0, prior=PRIOR)
    weights = torch.cat([linear.weight for linear in heads.linears()]).detach().numpy()
    assert weights == pytest.approx(PRIOR.weights, abs=1e-5)


def test_annotations_outweigh_a_wrong_prior() -> None:
    states = annotated(200, -PRIOR.weights)
    logits = head_logits(fit_heads(SPECS, FEATURES, states, 1.0, prior=PRIOR), FEATURES)
    assert ((logits[:, :2] > 0) == (states[:, :2] == State.PRESENT)).mean() > 0.95
    assert (logits[:, 2:].argmax(axis=1) == states[:, 2:].argmax(axis=1)).mean() > 0.95


@pytest.mark.parametrize("count", [10, 120])  # fewer and more than there are features
def test_the_optimum_is_where_the_gradient_is_none(count: int) -> None:
    states = annotated(count, -PRIOR.weights)[:count]
    heads = fit_heads(SPECS, FEATURES[:count], states, 1.0, prior=PRIOR)
    linear = heads.linears()[0]
    x, y = torch.from_numpy(FEATURES[:count]), torch.from_numpy(states[:, :2]).float()
    weight = linear.weight.detach().clone().requires_grad_()
    logits = x @ weight.T + linear.bias.detach()
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, y, reduction="sum")
    loss = loss + (weight - torch.from_numpy(PRIOR.weights[:2])).square().sum() / 2
    loss.backward()  # type: ignore[no-untyped-call]
    assert weight.grad is not None
    assert float(weight.grad.abs().max()) < 0.05 * count**0.5


def test_a_refit_ends_where_the_fit_does() -> None:
    states = annotated(40, -PRIOR.weights)
    plain = fit_heads(SPECS, FEATURES[:40], states[:40], 1.0, prior=PRIOR)
    basis = fit_feature_basis(FEATURES, 0)
    x, prior = basis.coordinates(FEATURES), basis.prior(PRIOR)
    assert prior.logits(x) == pytest.approx(PRIOR.logits(FEATURES), abs=1e-3)
    solution = refit(SPECS, x[:40], states[:40], basis.variance, 1.0, prior=prior)
    again = refit(
        SPECS, x[:40], states[:40], basis.variance, 1.0, start=solution.by_label(SPECS), prior=prior
    )
    for one in (solution, again):
        made = head_logits(basis.heads(SPECS, one.vectors, one.biases), FEATURES)
        assert made == pytest.approx(head_logits(plain, FEATURES), abs=0.1)


def test_a_prior_says_the_same_in_mapped_features() -> None:
    smooth = fit_laplacian(FEATURES, 1.0)
    assert smooth is not None
    mapped = smooth.prior(PRIOR).logits(smooth.features(FEATURES))
    assert mapped == pytest.approx(PRIOR.logits(FEATURES), abs=1e-4)


def test_priors_go_with_their_tasks() -> None:
    seen = seen_by(SPECS, [FEATURES]).with_priors([PRIOR])
    split = seen.unsmoothed({1})
    assert [part.specs for part in split.parts] == [SPECS[1:], SPECS[:1]]
    states = annotated(30, -PRIOR.weights)
    whole, parted = (logits_seen(fit_seen(one, states, 1.0), one) for one in (seen, split))
    assert parted == pytest.approx(whole, abs=0.1)


def test_a_name_no_better_than_chance_is_switched_off() -> None:
    seen = seen_by(SPECS, [FEATURES]).with_priors([PRIOR])
    weights = PRIOR.weights.copy()
    weights[1] *= -1  # what the second label's name says is wrong
    rows = np.arange(100)
    states = annotated(100, weights)[rows]
    useless = useless_names(seen.of(rows), states)
    assert useless == (2,)
    serving = without_names(seen, useless)
    prior = serving.parts[0].prior
    assert prior is not None
    assert prior.weights.any(axis=1).tolist() == [True, False, True, True, True]
    assert useless_names(seen.of(rows[:10]), states[:10]) == ()  # too few to say so
