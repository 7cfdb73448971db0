"""Frames of one drawn scene, as a hand-held camera would see them, are known to belong together."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

from labelmt.domain.annotations import State
from labelmt.domain.catalogue.backbones import entry_of
from labelmt.example.draw import draw_scene
from labelmt.example.scene import random_scene
from labelmt.learning.data.folds import fold_rows, near_duplicate_groups
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.models.backbone_registry import build_backbone

BURSTS, FRAMES = 16, 5


def _features() -> NDArray[np.float32]:
    entry = entry_of("efficientnet_lite0")
    backbone, preprocessing = build_backbone(entry.name).eval(), preprocessing_of(entry)
    rng, side = np.random.default_rng(0), preprocessing.size
    images = []
    for burst in range(BURSTS):
        scene = draw_scene(random_scene(burst), (352, 264))
        for _ in range(FRAMES):
            x, y = rng.integers(0, 16, 2).tolist()
            turned = scene.rotate(float(rng.normal(0, 0.7)), Image.Resampling.BILINEAR)
            frame = turned.crop((x + 5, y + 5, x + 331, y + 244)).resize((side, side))
            frame = ImageEnhance.Brightness(frame).enhance(float(rng.uniform(0.94, 1.06)))
            pixels = np.asarray(frame, dtype=np.float32) + rng.normal(0, 3, (side, side, 3))
            images.append(pixels.clip(0, 255).astype(np.uint8))
    batch = preprocessing.normalised(torch.from_numpy(np.stack(images)))
    with torch.inference_mode():
        parts = [backbone(part) for part in torch.split(batch, 16)]
    made: NDArray[np.float32] = torch.cat(parts).numpy()
    return made


def test_frames_of_a_burst_share_a_group_and_score_no_other_frame_of_it() -> None:
    features, burst = _features(), np.repeat(np.arange(BURSTS), FRAMES)
    groups = near_duplicate_groups(features)
    for group in np.unique(groups):
        assert len(np.unique(burst[groups == group])) == 1, "two scenes in one group"
    assert len(np.unique(groups)) <= BURSTS + 3
    states = np.full((len(burst), 2), State.ABSENT, dtype=np.int8)
    states[burst % 2 == 0, 0] = states[burst % 3 == 0, 1] = State.PRESENT
    for part in fold_rows(states, 5, 0, groups):
        assert not set(groups[part]) & set(np.delete(groups, part))
