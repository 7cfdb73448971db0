"""Several ranks learn what one learns from the same batches, with every balancing strategy.

Here ranks are threads, each with a trainer and a gloo process group of its own; as processes see
test_training_together.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Lock
from typing import TypeVar, cast

import numpy as np
import pytest
import torch
import torch.distributed as dist
from drawn_images import GROUND, LIGHT, SETTINGS
from torch._C._distributed_c10d import HashStore

from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.settings.training_settings import TrainingSettings, changed
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.models.network import build_network
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.ranks import Ranks
from labelmt.learning.training.trainer import EpochDone, Trainer

T = TypeVar("T")
EDGE = 32
BUILDING = Lock()
"""Weights are drawn from torch's generator, which threads share; processes have one each."""


def together(size: int, work: Callable[[Ranks], T]) -> list[T]:
    """What each of so many ranks makes."""
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"
    store = HashStore()
    wait = timedelta(seconds=60)

    def one(rank: int) -> T:
        group = dist.ProcessGroupGloo(store, rank, size, wait)
        return work(Ranks(cast(dist.ProcessGroup, group), torch.device("cpu")))

    with ThreadPoolExecutor(size) as pool:
        return list(pool.map(one, range(size)))


def trainer(ranks: Ranks | None, settings: TrainingSettings, control: Control) -> Trainer:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (21, EDGE, EDGE, 3), dtype=np.uint8)  # the last batch has five
    states = rng.integers(-1, 2, (21, 5)).astype(np.int8)
    states[:, 2:] = np.eye(3, dtype=np.int8)[rng.integers(0, 3, 21)]
    with BUILDING:
        backbone = build_backbone("small_cnn", pretrained=False, seed=0)
        network = build_network((LIGHT, GROUND), backbone, settings)
    if ranks is not None:
        ranks.sum(torch.zeros(1))  # none begins, and seeds the generator, while another builds
    return Trainer(
        network, (LIGHT, GROUND), settings, preprocessing_of(entry_of("small_cnn")), pixels, states,
        torch.device("cpu"), control, pretrained=False, ranks=ranks,
    )  # fmt: skip


def learnt(ranks: Ranks | None, settings: TrainingSettings) -> tuple[list[float], torch.Tensor]:
    """Losses of the epochs, and all weights in the end."""
    one = trainer(ranks, settings, Control())
    losses = [done.train_loss for done in one.epochs() if isinstance(done, EpochDone)]
    return losses, torch.cat(
        [value.flatten().float() for value in one.network.state_dict().values()]
    )


@pytest.mark.parametrize("balancing", ["equal", "uncertainty", "dwa", "random", "famo", "pcgrad"])
def test_as_many_ranks_as_one_likes_learn_alike(balancing: str) -> None:
    settings = changed(changed(SETTINGS, "balancing", balancing), "epochs", 2)
    [(expected, weights)] = together(1, lambda ranks: learnt(ranks, settings))
    assert len(set(expected)) == 2
    sizes = (2, 6) if balancing == "pcgrad" else (2,)  # of a batch of five one of six has none
    for size in sizes:
        made = together(size, lambda ranks: learnt(ranks, settings))
        for losses, others in made:
            assert losses == pytest.approx(expected, abs=1e-5)
            assert torch.equal(others, made[0][1])
            assert torch.allclose(others, weights, atol=2e-4)


def test_what_dropout_hides_counts() -> None:
    """Else the test above would not tell whether ranks hide the same."""
    settings = changed(SETTINGS, "epochs", 2)
    [(with_dropout, _)] = together(1, lambda ranks: learnt(ranks, settings))
    [(without, _)] = together(1, lambda ranks: learnt(ranks, changed(settings, "dropout", 0.0)))
    assert with_dropout != pytest.approx(without, abs=1e-4)


@pytest.mark.parametrize("how", ["cancelled", "left"])
def test_rank_0_ends_it_for_all(how: str) -> None:
    def work(ranks: Ranks) -> int:
        control = Control()
        one = trainer(ranks, changed(SETTINGS, "epochs", 50), control)
        epochs = 0
        for event in one.epochs():
            epochs += isinstance(event, EpochDone)
            if epochs == 2 and ranks.leads:
                if how == "left":
                    break
                control.cancel()
        return epochs

    assert together(3, work) == [2, 2, 2]


def test_messages_reach_all() -> None:
    for message in (b"", b"x" * 100_000):
        made = together(2, lambda ranks: ranks.told(message if ranks.leads else b""))  # noqa: B023
        assert made == [message, message]
