"""The objective by hand: what is known counts, what is unknown does not."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import nn

from labelmt.domain.protocol.implied_absences import with_implied_absences
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.objective.losses import (
    LossChoice,
    objective,
    task_loss,
)
from labelmt.learning.objective.regularization import Pull, apply_pulls, regularised
from labelmt.learning.training.ema import WeightAverage
from labelmt.learning.training.schedule import cosine_factor

ANY = TaskSpec(1, "objects", TaskKind.MULTILABEL, (1, 2, 3), ("a", "b", "c"))
ONE = TaskSpec(2, "scene", TaskKind.MULTICLASS, (4, 5, 6), ("x", "y", "z"))


def states(*rows: tuple[int, ...]) -> torch.Tensor:
    return torch.tensor(rows, dtype=torch.int8)


def test_an_unknown_pair_has_no_loss_and_no_gradient() -> None:
    logits = torch.tensor([[0.3, -1.2, 5.0], [2.0, 0.1, -3.0]], requires_grad=True)
    loss = task_loss(ANY, logits, states((1, -1, -1), (-1, 0, -1)))
    by_hand = (math.log1p(math.exp(-0.3)) + math.log1p(math.exp(0.1))) / 2
    assert float(loss.detach()) == pytest.approx(by_hand, rel=1e-6)
    (gradient,) = torch.autograd.grad(loss, logits)
    expected = torch.zeros(2, 3)
    expected[0, 0] = (1 / (1 + math.exp(-0.3)) - 1) / 2
    expected[1, 1] = 1 / (1 + math.exp(-0.1)) / 2
    assert torch.allclose(gradient, expected, atol=1e-7)


def test_nothing_known_is_nothing_to_learn() -> None:
    for spec in (ANY, ONE):
        logits = torch.randn(4, 3, requires_grad=True)
        loss = task_loss(spec, logits, torch.full((4, 3), -1, dtype=torch.int8))
        (gradient,) = torch.autograd.grad(loss, logits)
        assert float(loss.detach()) == 0.0
        assert not gradient.any()


def test_softmax_loss_is_brought_to_the_scale_of_chance() -> None:
    loss = task_loss(ONE, torch.zeros(5, 3), states(*[(1, 0, 0)] * 5))
    assert float(loss) == pytest.approx(1.0, rel=1e-6)


def test_known_absences_alone_leave_the_other_labels() -> None:
    logits = torch.tensor([[1.0, 2.0, -0.5]])
    p = torch.softmax(logits, dim=1)[0]
    loss = task_loss(ONE, logits, states((0, -1, -1)))
    assert float(loss) == pytest.approx(-math.log(float(p[1] + p[2])) / math.log(3), rel=1e-6)


def test_an_image_without_a_label_left_counts_as_unknown() -> None:
    logits = torch.randn(2, 3)
    alone = task_loss(ONE, logits[:1], states((0, 1, 0)))
    both = task_loss(ONE, logits, states((0, 1, 0), (0, 0, 0)))
    assert float(both) == pytest.approx(float(alone), rel=1e-6)
    assert torch.isfinite(both)


def test_unlabelled_absent_holds_only_where_somebody_looked() -> None:
    spec = TaskSpec(1, "objects", TaskKind.MULTILABEL, (1, 2, 3), ("a", "b", "c"), True)
    read = with_implied_absences([spec], states((1, -1, 0), (-1, -1, -1)).numpy())
    assert read.tolist() == [[1, 0, 0], [-1, -1, -1]]


def test_the_objective_is_the_weighted_sum_of_its_tasks() -> None:
    logits, known = torch.randn(4, 3), states(*[(1, 0, -1)] * 4)
    first, second = task_loss(ANY, logits, known), task_loss(ONE, logits, known)
    weighted = (replace(ANY, weight=2.0), replace(ONE, weight=0.5))
    total = objective(weighted, (logits, logits), (known, known))
    assert float(total) == pytest.approx(2 * float(first) + 0.5 * float(second), rel=1e-6)


def test_pulls_are_decoupled_and_spare_biases_and_norms() -> None:
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(4, 2))
    names = [name for name, _ in regularised(net)]
    assert names == ["0.weight", "3.weight"]
    weight, anchor = nn.Parameter(torch.tensor([[2.0]])), torch.tensor([[1.5]])
    apply_pulls([Pull(weight, anchor, strength=0.1, group=0)], [0.5])
    assert weight.item() == pytest.approx(2.0 - 0.5 * 0.1 * (2.0 - 1.5))
    apply_pulls([Pull(weight, None, strength=0.1, group=1)], [0.0, 1.0])
    assert weight.item() == pytest.approx(1.975 * 0.9)


def test_the_rate_rises_then_falls_to_zero() -> None:
    factors = [cosine_factor(step, 100) for step in range(101)]
    assert factors[:10] == pytest.approx([(i + 1) / 10 for i in range(10)])
    assert factors[10:] == sorted(factors[10:], reverse=True)
    assert factors[100] == pytest.approx(0.0, abs=1e-12)


def test_the_average_follows_the_weights() -> None:
    net = nn.Linear(1, 1, bias=False)
    nn.init.constant_(net.weight, 0.0)
    average = WeightAverage(net)
    nn.init.constant_(net.weight, 1.0)
    average.update(net)
    assert float(average.state()["weight"]) == pytest.approx(1 - 2 / 11)


def test_asymmetric_loss_by_hand() -> None:
    """L+ = −log p; L− = p_m⁴ · −log(1 − p_m), p_m = max(p − 0.05, 0) (Ridnik et al., 2021)."""
    choice = LossChoice("asymmetric")
    logits = torch.tensor([[0.4, 1.0, -5.0]])
    p = torch.sigmoid(logits[0]).tolist()
    shifted = p[1] - 0.05
    by_hand = (-math.log(p[0]) + shifted**4 * -math.log(1 - shifted) + 0.0) / 3
    assert float(task_loss(ANY, logits, states((1, 0, 0)), choice)) == pytest.approx(
        by_hand, rel=1e-5
    )


def test_asymmetric_loss_is_finite_where_the_network_is_sure() -> None:
    logits = torch.tensor([[90.0, -90.0, 90.0]], requires_grad=True)
    loss = task_loss(ANY, logits, states((0, 1, 1)), LossChoice("asymmetric"))
    loss.backward()  # type: ignore[no-untyped-call]
    assert torch.isfinite(loss)
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()


def test_label_smoothing_by_hand() -> None:
    logits = torch.tensor([[1.0, 2.0, 0.5]])
    log_p = torch.log_softmax(logits, dim=1)[0].tolist()
    by_hand = -(0.9 * log_p[1] + 0.1 * sum(log_p) / 3) / math.log(3)
    loss = task_loss(ONE, logits, states((0, 1, 0)), LossChoice(smoothing=0.1))
    assert float(loss) == pytest.approx(by_hand, rel=1e-6)
