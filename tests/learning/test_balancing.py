"""Each strategy against its paper's formula, on problems whose answer is known by hand."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from labelmt.learning.balancing.dynamic_weight_average import DynamicWeightAverage
from labelmt.learning.balancing.equal import Equal
from labelmt.learning.balancing.famo import Famo
from labelmt.learning.balancing.pcgrad import PCGrad, without_conflicts
from labelmt.learning.balancing.random_weights import RandomWeights
from labelmt.learning.balancing.registry import balancer
from labelmt.learning.balancing.strategy import Strategy
from labelmt.learning.balancing.uncertainty_weighting import Uncertainty


def two_tasks(weight: nn.Parameter) -> Tensor:
    """Losses (a·w, b·w) with gradients a = (1, 0) and b = (−1, 1) at any w."""
    return torch.stack([weight[0] + 3, 5 - weight[0] + weight[1]])


def gradient_of(strategy: Strategy) -> list[float]:
    weight = nn.Parameter(torch.zeros(2))
    strategy.backward(two_tasks(weight), [weight])
    assert weight.grad is not None
    return [float(one) for one in weight.grad]


def test_equal_weights_take_the_sum() -> None:
    assert gradient_of(Equal(2)) == [0.0, 1.0]


def test_uncertainty_weighs_by_the_learnt_variance() -> None:
    strategy = Uncertainty(2)
    strategy.load({"log_variance": torch.tensor([math.log(2.0), math.log(0.5)])})
    # Gradients by hand: 1/2 · (1, 0) + 2 · (−1, 1); of s_t: 1/2 − exp(−s_t) · L_t.
    assert gradient_of(strategy) == pytest.approx([-1.5, 2.0])
    slope = strategy.log_variance.grad
    assert slope is not None
    assert slope.tolist() == pytest.approx([0.5 - 3 / 2, 0.5 - 5 * 2])
    assert strategy.parameters() == [strategy.log_variance]


def test_the_uncertainty_of_a_constant_loss_settles_at_twice_the_loss() -> None:
    """d/ds (exp(−s) · L + s/2) = 0 at exp(s) = 2 L."""
    strategy = Uncertainty(1)
    optimiser = torch.optim.SGD(strategy.parameters(), lr=0.2)
    weight = nn.Parameter(torch.zeros(1))
    for _ in range(400):
        optimiser.zero_grad()
        strategy.backward(weight * 0 + 3.0, [weight])
        optimiser.step()
    assert math.exp(float(strategy.log_variance.detach())) == pytest.approx(6.0, rel=1e-3)


def test_dynamic_weight_average_favours_the_task_that_falls_slower() -> None:
    strategy = DynamicWeightAverage(2)
    strategy.epoch_ended(torch.tensor([1.0, 1.0]))
    assert strategy.weights.tolist() == [1.0, 1.0]
    strategy.epoch_ended(torch.tensor([0.5, 1.0]))
    e = [math.exp(0.5 / 2), math.exp(1.0 / 2)]
    assert strategy.weights.tolist() == pytest.approx([2 * one / sum(e) for one in e])
    assert gradient_of(strategy) == pytest.approx([2 * (e[0] - e[1]) / sum(e), 2 * e[1] / sum(e)])


def test_random_weights_are_a_softmax_of_normal_draws_and_follow_the_seed() -> None:
    strategy = RandomWeights(2, torch.Generator().manual_seed(5))
    draw = torch.randn(2, generator=torch.Generator().manual_seed(5))
    weights = 2 * torch.softmax(draw, dim=0)
    expected = [float(weights[0] - weights[1]), float(weights[1])]
    assert gradient_of(strategy) == pytest.approx(expected)
    assert gradient_of(strategy) != pytest.approx(expected)


def test_famo_weighs_by_one_over_the_loss_and_normalises() -> None:
    """z = (½, ½), L = (3, 5): c = 1 / (½/3 + ½/5), weights c·½/3 and c·½/5, sum 1."""
    c = 1 / (0.5 / 3 + 0.5 / 5)
    first, second = c * 0.5 / 3, c * 0.5 / 5
    assert first + second == pytest.approx(1)
    assert gradient_of(Famo(2)) == pytest.approx([first - second, second], rel=1e-5)


def test_famo_turns_to_the_task_whose_log_loss_fell_less() -> None:
    strategy = Famo(2)
    strategy.stepped(torch.tensor([1.0, 1.0]), lambda: torch.tensor([0.5, 1.0]))
    # J of a softmax at (½, ½): z_t · (δ_t − Σ z δ), of either sign; Adam's first step is the rate.
    assert strategy.logits.tolist() == pytest.approx([-Famo.RATE, Famo.RATE], rel=1e-4)
    assert strategy.logits[1] > strategy.logits[0]


def test_pcgrad_takes_conflicts_out() -> None:
    """g₁ = (1, 0), g₂ = (−1, 1), g₁·g₂ = −1: by hand (½, ½) + (0, 1)."""
    chance = torch.Generator().manual_seed(0)
    total = without_conflicts([torch.tensor([1.0, 0.0]), torch.tensor([-1.0, 1.0])], chance)
    assert total.tolist() == pytest.approx([0.5, 1.5])
    assert gradient_of(PCGrad(2, chance)) == pytest.approx([0.5, 1.5])


def test_pcgrad_leaves_agreement_and_private_parameters_alone() -> None:
    chance = torch.Generator().manual_seed(0)
    total = without_conflicts([torch.tensor([1.0, 0.0]), torch.tensor([1.0, 1.0])], chance)
    assert total.tolist() == [2.0, 1.0]
    shared, private = nn.Parameter(torch.zeros(2)), nn.Parameter(torch.zeros(1))
    losses = two_tasks(shared) + torch.cat([private, -4 * private])
    PCGrad(2, chance).backward(losses, [shared])
    assert shared.grad is not None
    assert private.grad is not None
    assert shared.grad.tolist() == pytest.approx([0.5, 1.5])
    assert private.grad.tolist() == [-3.0]


def test_gradients_of_parts_of_a_batch_add_up() -> None:
    """When memory runs out a batch comes in parts."""
    chance = torch.Generator().manual_seed(0)
    shared = nn.Parameter(torch.zeros(2))
    strategy = PCGrad(2, chance)
    for _ in range(2):
        strategy.backward(two_tasks(shared) / 2, [shared])
    assert shared.grad is not None
    assert shared.grad.tolist() == pytest.approx([0.5, 1.5])


@pytest.mark.parametrize("name", ["equal", "uncertainty", "dwa", "random", "famo", "pcgrad"])
def test_one_task_alone_is_trained_as_it_is(name: str) -> None:
    weight = nn.Parameter(torch.zeros(1))
    balancer(name, 1, torch.Generator()).backward(weight * 2 + 1, [weight])
    assert weight.grad is not None
    assert weight.grad.tolist() == [2.0]


@pytest.mark.parametrize("name", ["equal", "uncertainty", "dwa", "random", "famo", "pcgrad"])
def test_a_strategy_goes_on_from_its_state(name: str) -> None:
    def course(strategy: Strategy) -> list[float]:
        strategy.epoch_ended(torch.tensor([0.7, 0.9]))
        strategy.stepped(torch.tensor([1.0, 1.0]), lambda: torch.tensor([0.4, 0.8]))
        return gradient_of(strategy)

    first = balancer(name, 2, torch.Generator().manual_seed(1))
    course(first)
    state = {key: value.clone() for key, value in first.state().items()}
    second = balancer(name, 2, torch.Generator().manual_seed(1))
    course(second)  # draws as often
    second.load(state)
    assert course(first) == pytest.approx(course(second))
