"""Unlabelled images shape the features, by a formula and to a use."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.objective.laplacian import _neighbours, fit_laplacian
from labelmt.learning.training.heads import fit_heads, head_logits

ANY = TaskSpec(1, "objects", TaskKind.MULTILABEL, (1,), ("a",))


def two_streaks(images: int) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Two long parallel streaks; which one an image lies on is what is asked."""
    rng = np.random.default_rng(0)
    side = rng.integers(0, 2, images)
    features = rng.normal(size=(images, 12)) * 0.4
    features[:, 0] = np.where(side, 1.0, -1.0) * 1.2
    features[:, 1] = rng.uniform(-6, 6, images)
    features[:, 2] = 8
    return features.astype(np.float32), side.astype(np.int8)[:, None]


def test_the_norm_in_the_mapped_space_is_the_norm_plus_the_smoothness() -> None:
    features, states = two_streaks(60)
    smooth = fit_laplacian(features, 0.5)
    assert smooth is not None
    near = _neighbours(features)
    penalty = features.T.astype(float) @ (np.diag(near.sum(axis=1)) - near) @ features
    mu = 0.5 * 60 / 1000 * len(penalty) / np.trace(penalty)
    ratios = []
    for l2 in (0.1, 30.0):
        mapped = fit_heads((ANY,), smooth.features(features), states, l2)
        w = smooth.heads(mapped, (ANY,)).linears()[0].weight.detach().double().numpy()[0]
        norm = float(mapped.linears()[0].weight.detach().double().square().sum())
        ratios.append((w @ w + mu * w @ penalty @ w) / norm)
    # One factor for all weights remains: that which keeps the features' mean length.
    assert ratios[0] == pytest.approx(ratios[1], rel=1e-3)
    assert ratios[0] > 1


def test_heads_answer_the_same_in_both_spaces() -> None:
    features, states = two_streaks(200)
    smooth = fit_laplacian(features, 0.2)
    assert smooth is not None
    mapped = smooth.features(features)
    assert np.square(mapped).sum() == pytest.approx(np.square(features).sum(), rel=1e-4)
    heads = fit_heads((ANY,), mapped[:30], states[:30], 1.0)
    there = head_logits(heads, mapped)
    here = head_logits(smooth.heads(heads, (ANY,)), features)
    assert np.abs(there - here).max() < 1e-2


def test_unlabelled_images_help_where_likeness_tells() -> None:
    features, states = two_streaks(1200)
    smooth = fit_laplacian(features, 3.0)
    assert smooth is not None
    plain_hits, smooth_hits = [], []
    for seed in range(10):
        few = np.random.default_rng(seed).permutation(1200)[:8]
        if len(np.unique(states[few])) < 2:
            continue
        plain = head_logits(fit_heads((ANY,), features[few], states[few], 1.0), features)
        mapped = smooth.features(features)
        better = head_logits(fit_heads((ANY,), mapped[few], states[few], 1.0), mapped)
        plain_hits.append(((plain > 0) == states).mean())
        smooth_hits.append(((better > 0) == states).mean())
    assert np.mean(smooth_hits) > np.mean(plain_hits)


@pytest.mark.parametrize("images", [0, 1, 5])
def test_too_few_images_tell_nothing(images: int) -> None:
    assert fit_laplacian(np.ones((images, 4), dtype=np.float32), 0.2) is None


def test_images_all_alike_tell_nothing() -> None:
    assert fit_laplacian(np.ones((50, 4), dtype=np.float32), 0.2) is None
    assert fit_laplacian(two_streaks(50)[0], 0.0) is None
