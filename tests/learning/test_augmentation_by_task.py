"""A change that would mislead a task is not made to images of which it knows anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from making_jobs import GROUND, SHAPES, make_job

from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.protocol.manifest import LEFT_OUT, TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.augmentation import (
    JITTER,
    Allowed,
    allowed_changes,
    drawn_colours,
    drawn_views,
    recoloured,
)
from labelmt.learning.data.job_data import load_job
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.data.views import FOUR_VIEWS, ONE_VIEW, TaskViews
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.models.network import build_network
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.trainer import EpochDone, Trainer

SIDE = TaskSpec(3, "side", TaskKind.MULTICLASS, (6, 7), ("left", "right"), keep_sides=True)
COLOUR = TaskSpec(4, "colour", TaskKind.MULTILABEL, (8,), ("red",), keep_colours=True)
KNOWN = torch.tensor([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [0, 0, 0]]).bool()
"""Of SHAPES, SIDE and COLOUR, five images."""


def test_an_image_is_changed_where_all_tasks_that_know_of_it_allow() -> None:
    specs, settings = (SHAPES, SIDE, COLOUR), TrainingSettings(jitter=True)
    allowed = allowed_changes(specs, settings, TaskViews(FOUR_VIEWS), KNOWN)
    assert allowed.flip.tolist() == [True, False, True, False, True]
    assert allowed.turn.tolist() == [True, False, True, False, True]
    assert allowed.jitter.tolist() == [True, True, False, False, True]
    views = TaskViews.of_tasks([FOUR_VIEWS, ONE_VIEW, ONE_VIEW])
    turned = allowed_changes(specs, settings, views, KNOWN).turn
    assert turned.tolist() == [True, False, False, False, True]
    never = allowed_changes(specs, TrainingSettings(flip=False), TaskViews(), KNOWN)
    assert not (never.flip | never.turn | never.jitter)[:4].any()


def test_what_is_not_allowed_is_not_drawn() -> None:
    mask = torch.arange(400) % 2 == 0
    allowed, chance = Allowed(mask, mask, mask), torch.Generator().manual_seed(0)
    maps, colours = drawn_views(allowed, chance), drawn_colours(allowed, chance)
    upright = (maps[:, 0, 0] > 0) & (maps[:, 0, 1].abs() < 1e-6)
    assert upright[~mask].all()
    assert 0.05 < upright[mask].float().mean() < 0.3, "one of eight"
    assert colours is not None
    assert (colours[~mask] == 1).all()
    assert (colours[mask] != 1).all()
    assert (colours - 1).abs().max() <= JITTER
    assert drawn_colours(replace(allowed, jitter=~mask & mask), chance) is None


def test_other_colours_are_of_the_same_image() -> None:
    mean, std = (0.5, 0.4, 0.3), (0.2, 0.25, 0.3)
    plain = torch.rand(2, 3, 8, 8, generator=torch.Generator().manual_seed(0)) * 0.6 + 0.2
    shift, scale = torch.tensor(mean).view(1, 3, 1, 1), torch.tensor(std).view(1, 3, 1, 1)
    images = (plain - shift) / scale

    def changed(*factors: float) -> torch.Tensor:
        given = torch.tensor([factors, (1.0, 1.0, 1.0)])
        made = recoloured(images, given, mean, std) * scale + shift
        assert torch.allclose(made[1], plain[1], atol=1e-5), "each by its own factors"
        return made[0]

    assert torch.allclose(changed(0.9, 1, 1), plain[0] * 0.9, atol=1e-5)
    assert changed(1, 0.8, 1).std() < plain[0].std()
    grey = changed(1, 1, 0)
    assert torch.allclose(grey[0], grey[1], atol=1e-5)
    assert changed(1.6, 1, 1).max() <= 1 + 1e-6


@pytest.mark.parametrize(("keep", "learnt"), [(True, True), (False, False)])
def test_sides_are_learnt_where_mirroring_is_forbidden(keep: bool, learnt: bool) -> None:
    spec = replace(SIDE, keep_sides=keep)
    settings = TrainingSettings(
        backbone="small_cnn", device="cpu", epochs=8, batch_size=8, head_rate=3e-3, dropout=0.0
    )
    preprocessing = preprocessing_of(entry_of("small_cnn"))
    rng = np.random.default_rng(0)
    side = preprocessing.size
    right = np.arange(32) % 2 == 1
    ramp = np.linspace(40, 200, side)[None, :, None]
    pixels = np.where(right[:, None, None, None], ramp, ramp[:, ::-1])
    pixels = (pixels + rng.integers(0, 40, (32, side, side, 3))).astype(np.uint8)
    states = np.stack([~right, right], axis=1).astype(np.int8)
    torch.manual_seed(0)
    network = build_network((spec,), build_backbone("small_cnn", seed=0), settings)
    trainer = Trainer(
        network, (spec,), settings, preprocessing, pixels, states, torch.device("cpu"),
        Control(), pretrained=False,
    )  # fmt: skip
    last = [event for event in trainer.epochs() if isinstance(event, EpochDone)][-1]
    assert (last.train_loss < 0.4) == learnt, last.train_loss


def test_images_left_out_are_neither_learnt_nor_judged(tmp_path: Path) -> None:
    folder = make_job(tmp_path, TrainingSettings(backbone="small_cnn"))
    before = load_job(folder)
    gone = np.zeros(before.manifest.row_count, dtype=bool)
    gone[[int(before.train_rows[0]), int(before.validation_rows[0])]] = True
    np.save(folder / LEFT_OUT, gone)
    data = load_job(folder)
    assert data.train_rows.tolist() == before.train_rows[1:].tolist()
    assert data.validation_rows.tolist() == before.validation_rows[1:].tolist()
    assert (data.states[gone] == -1).all()
    assert (data.judging[gone] == -1).all()
    assert data.states[~gone].tolist() == before.states[~gone].tolist()
    assert data.images == before.images, "they are predicted all the same"
    assert GROUND in data.manifest.tasks
