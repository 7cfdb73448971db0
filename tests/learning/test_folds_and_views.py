"""Near-duplicates stay together, and views are what their names say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from making_jobs import make_job

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.folds import fold_rows, near_duplicate_groups
from labelmt.learning.data.job_data import keep_duplicates_together, load_job
from labelmt.learning.data.views import FOUR_VIEWS, mean_of_views, seen_as
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.training.view_choice import better_seen_as_several

ANY = TaskSpec(1, "objects", TaskKind.MULTILABEL, (1, 2), ("a", "b"))


def test_near_duplicates_share_a_group_and_a_fold() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(60, 40)).astype(np.float32)
    features[41] = features[3] * 1.5 + 0.01
    features[17] = features[41] + 0.01
    groups = near_duplicate_groups(features)
    assert groups[3] == groups[17] == groups[41]
    assert len(np.unique(groups)) == 58
    states = (rng.random((60, 2)) < 0.3).astype(np.int8)
    parts = fold_rows(states, 5, 0, groups)
    assert sorted(np.concatenate(parts).tolist()) == list(range(60))
    assert sum(len({3, 17, 41} & set(part.tolist())) == 3 for part in parts) == 1


def test_a_domain_in_which_all_is_alike_has_no_duplicates() -> None:
    features = np.ones((30, 8), dtype=np.float32)
    features += np.random.default_rng(0).normal(size=(30, 8)).astype(np.float32) * 0.001
    assert len(np.unique(near_duplicate_groups(features))) == 30


def test_views_of_a_corner() -> None:
    image = torch.zeros(1, 1, 3, 3)
    image[0, 0, 0, 1] = 1.0  # top middle
    image[0, 0, 2, 0] = 2.0  # bottom left
    plain, mirrored, upended, turned = seen_as(image, FOUR_VIEWS)[:, 0]
    assert plain[0, 1] == mirrored[0, 1] == upended[2, 1] == turned[1, 2] == 1.0
    assert plain[2, 0] == mirrored[2, 2] == upended[0, 0] == turned[0, 0] == 2.0
    mean = mean_of_views(torch.tensor([[3.0, 0.0], [0.0, 3.0]]), 2, 10.0)
    assert torch.allclose(mean, torch.tensor([[50.0, 50.0]]).sqrt())


def test_four_views_give_an_image_and_its_mirror_image_about_the_same_features() -> None:
    backbone = build_backbone("small_cnn", seed=1)
    torch.manual_seed(0)
    image = torch.rand(1, 3, 96, 96)
    one = backbone(image), backbone(image.flip(3))
    views = ("plain", "mirrored")
    two = backbone(image, views), backbone(image.flip(3), views)
    assert torch.allclose(two[0], two[1], atol=1e-4)
    assert not torch.allclose(one[0], one[1], atol=1e-4)
    assert torch.allclose(two[0].norm(dim=1), torch.tensor([10.0]))


def test_views_are_chosen_where_they_lower_the_loss_on_unseen_images() -> None:
    rng = np.random.default_rng(0)
    truth = rng.normal(size=(120, 6)).astype(np.float32)
    states = (truth[:, :2] > 0).astype(np.int8)
    noisy = truth + rng.normal(size=truth.shape).astype(np.float32) * 2
    assert better_seen_as_several((ANY,), noisy, truth, states, 1.0, 0) == (True,)
    assert better_seen_as_several((ANY,), truth, noisy, states, 1.0, 0) == (False,)
    assert better_seen_as_several((ANY,), truth, truth, states, 1.0, 0) == (False,)


def test_validation_images_that_repeat_training_images_change_sides(tmp_path: Path) -> None:
    data = load_job(make_job(tmp_path, TrainingSettings(backbone="small_cnn")))
    rows = np.concatenate([data.train_rows, data.validation_rows])
    groups = np.arange(len(rows))
    repeated, like = int(data.validation_rows[0]), int(data.train_rows[3])
    groups[rows == repeated] = groups[rows == like]
    moved, split = keep_duplicates_together(data, rows, groups)
    assert moved == 1
    assert repeated in split.train_rows
    assert repeated not in split.validation_rows
    assert len(split.train_rows) + len(split.validation_rows) == len(rows)
    chosen = replace(data, manifest=replace(data.manifest, validation_named=True))
    moved, split = keep_duplicates_together(chosen, rows, groups)
    assert moved == 1
    assert split is chosen  # a person's choice is told, not changed
