"""A batch is one step: tasks that know nothing, a person's weights, parts, private backbones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from making_jobs import GROUND, SHAPES
from torch import Tensor, nn

from labelmt.domain.catalogue.balancing import BALANCING
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.balancing.registry import REGISTRY, balancer
from labelmt.learning.data.preprocessing import Preprocessing
from labelmt.learning.models.backbone import Backbone
from labelmt.learning.models.network import Heads, Network
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.trainer import Trainer
from labelmt.learning.training.trainer_state import TrainerState

THIRD = TaskSpec(3, "more", TaskKind.MULTILABEL, (6, 7), ("a", "b"))
SPECS = (SHAPES, GROUND, THIRD)
IMAGES, SIDE = 9, 8
PIXELS = np.random.default_rng(0).integers(0, 256, (IMAGES, SIDE, SIDE, 3)).astype(np.uint8)
LEARNT = {
    "uncertainty": {"log_variance": torch.tensor([0.5, -0.7, 0.1])},
    "dwa": {"weights": torch.tensor([0.6, 1.5, 0.9]), "last": torch.ones(3)},
    "famo": {"logits": torch.tensor([0.4, -0.2, 1.0])},
}


def drawn_states(seed: int, known_tasks: Sequence[bool]) -> np.ndarray:
    """(images, labels), in part unknown; whole tasks of which nothing is known."""
    rng = np.random.default_rng(seed)
    states = rng.integers(-1, 2, (IMAGES, 7)).astype(np.int8)
    ground = rng.integers(-1, 3, IMAGES)  # one of three labels, or nothing known
    states[:, 2:5] = np.where(ground[:, None] < 0, -1, ground[:, None] == np.arange(3))
    for known, columns in zip(known_tasks, (slice(0, 2), slice(2, 5), slice(5, 7)), strict=True):
        if not known:
            states[:, columns] = -1
    return states


def gradients(
    name: str,
    states: np.ndarray,
    *,
    part: int = IMAGES,
    separate: bool = False,
    weights: Sequence[float] = (1, 1, 1),
    specs: Sequence[TaskSpec] = SPECS,
    learnt: dict[str, Tensor] | None = None,
) -> dict[str, Tensor]:
    """Of one step of the trainer on all images, in parts of ``part``; by parameter."""
    torch.manual_seed(1)
    backbone = Backbone([nn.Conv2d(3, 5, 3, stride=2), nn.Tanh()], (0, 1), 10)
    heads = Heads(specs, 10)
    for number, head in enumerate(heads.linears()):
        torch.manual_seed(number)
        nn.init.normal_(head.weight, std=0.1)
    network = Network(backbone, heads)
    network = network.separate() if separate else network
    trainer = Trainer(
        network,
        tuple(replace(spec, weight=one) for spec, one in zip(specs, weights, strict=False)),
        TrainingSettings(
            device="cpu", epochs=1, batch_size=16, balancing=name, shared_l2=0.0, head_l2=0.0
        ),
        Preprocessing(SIDE, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
        PIXELS,
        states,
        torch.device("cpu"),
        Control(),
        pretrained=False,
    )
    if learnt is not None:
        tensors = {**trainer.state().tensors, **{f"balancing.{k}": v for k, v in learnt.items()}}
        trainer.resume(TrainerState(0, tensors))
    trainer.batch = part
    list(trainer.epochs())
    return {
        key: torch.zeros_like(value) if value.grad is None else value.grad.clone()
        for key, value in network.named_parameters()
    }


def test_the_catalogue_and_the_registry_are_one() -> None:
    assert list(REGISTRY) == list(BALANCING)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(list(BALANCING)),
    st.tuples(*[st.booleans()] * 3),
    st.tuples(*[st.sampled_from([0.25, 1.0, 3.0])] * 3),
    st.integers(1, IMAGES - 1),
    st.booleans(),
    st.integers(0, 5),
)
def test_a_step_in_parts_is_the_whole_step(
    name: str,
    known: tuple[bool, ...],
    weights: tuple[float, ...],
    part: int,
    separate: bool,
    seed: int,
) -> None:
    states = drawn_states(seed, known)
    learnt = LEARNT.get(name)
    whole = gradients(name, states, separate=separate, weights=weights, learnt=learnt)
    cut = gradients(name, states, part=part, separate=separate, weights=weights, learnt=learnt)
    for key, value in whole.items():
        assert torch.isfinite(value).all()
        assert torch.allclose(cut[key], value, rtol=1e-3, atol=1e-5), key
    for task, one in zip(SPECS, known, strict=True):
        assert one or not whole[f"heads.heads.{task.id}.weight"].any()


@pytest.mark.parametrize("name", ["equal", "uncertainty", "dwa", "famo", "pcgrad"])
@pytest.mark.parametrize("separate", [False, True])
def test_a_task_that_knows_nothing_is_as_if_it_were_not_there(name: str, separate: bool) -> None:
    """FAMO's scale became 1e-8 by the loss 0 of such a task, and nothing was learnt."""
    states = drawn_states(3, (True, True, False))
    three = gradients(name, states, separate=separate)
    two = gradients(name, states[:, :5], separate=separate, specs=SPECS[:2])
    assert three["backbone.stages.0.weight"].abs().max() > 1e-3
    for key, value in two.items():
        assert torch.allclose(three[key], value, atol=1e-6), key


@pytest.mark.parametrize("name", list(BALANCING))
def test_a_persons_weight_holds_under_each_strategy(name: str) -> None:
    """FAMO and uncertainty learnt it away."""

    def private(importance: Tensor) -> list[float]:
        strategy = balancer(name, 2, torch.Generator().manual_seed(2), importance)
        own, shared = nn.Parameter(torch.zeros(2)), nn.Parameter(torch.zeros(2))
        for _ in range(200):
            own.grad = shared.grad = None
            strategy.backward(torch.tensor([0.7, 0.4]) + own * 1.0 + 0 * shared.sum(), [shared])
            for one in strategy.parameters():  # as far as the optimiser takes it
                assert one.grad is not None
                one.data -= 0.1 * one.grad
                one.grad = None
            strategy.stepped(torch.tensor([0.7, 0.4]), lambda: torch.tensor([0.69, 0.39]))
        assert own.grad is not None
        return [float(one) for one in own.grad]

    plain, heavier = private(torch.ones(2)), private(torch.tensor([3.0, 1.0]))
    assert heavier == pytest.approx([3 * plain[0], plain[1]], rel=1e-5)


def test_uncertainty_does_not_drift_where_nothing_is_known() -> None:
    strategy = balancer("uncertainty", 2, torch.Generator())
    optimiser = torch.optim.Adam(strategy.parameters(), lr=0.05)
    weight = nn.Parameter(torch.zeros(2))
    after: list[list[float]] = []
    for step in range(30):
        optimiser.zero_grad()
        known = torch.tensor([True, step < 10])
        losses = weight * 0 + torch.tensor([0.9, 0.2]) * known
        strategy.begin(known, losses.detach())
        strategy.add(losses, [weight])
        strategy.finish(losses.detach(), [weight])
        optimiser.step()
        strategy.stepped(losses.detach(), losses.detach)
        after.append(strategy.parameters()[0].detach().tolist())
    assert after[9][1] != 0
    assert [one[1] for one in after[10:]] == [after[9][1]] * 20
    assert after[29][0] != after[9][0]


def test_famo_leaves_the_logits_of_what_knows_nothing() -> None:
    strategy = balancer("famo", 3, torch.Generator())
    strategy.begin(torch.tensor([True, True, False]), torch.tensor([0.5, 0.8, 0.0]))
    strategy.stepped(torch.tensor([0.5, 0.8, 0.0]), lambda: torch.tensor([0.3, 0.8, 0.0]))
    logits = strategy.state()["logits"].tolist()
    assert logits == pytest.approx([-0.025, 0.025, 0.0], rel=1e-3)


def test_random_weights_are_drawn_once_a_step() -> None:
    rng = torch.Generator().manual_seed(4)
    strategy = balancer("random", 2, rng)
    weight = nn.Parameter(torch.zeros(2))
    strategy.begin(torch.tensor([True, True]))
    before = rng.get_state()
    for _ in range(3):
        strategy.add(weight * 1.0, [weight])
    assert torch.equal(rng.get_state(), before)
    assert weight.grad is not None
    assert float(weight.grad.sum()) == pytest.approx(3 * 2.0)
