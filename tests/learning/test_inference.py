"""The built-in backbone's weights, and the runtime that takes its place on a CPU."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from labelmt.domain.catalogue.backbones import entry_of
from labelmt.example import draw_scene, random_scene
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.features.inference import FromPixels, make_infer, torch_infer
from labelmt.learning.models.backbone_registry import build_backbone


def test_openvino_gives_torchs_features_and_they_tell_pictures_apart() -> None:
    entry = entry_of("efficientnet_lite0")
    preprocessing = preprocessing_of(entry)
    pictures = [draw_scene(random_scene(seed), (288, 288)) for seed in (1, 2, 3)]
    pixels = np.stack([np.asarray(one) for one in pictures])
    backbone = build_backbone(entry.name)
    cpu = torch.device("cpu")
    fast = make_infer(backbone, preprocessing, cpu)(pixels)()
    eager = torch_infer(FromPixels(backbone, preprocessing), cpu)(pixels)()
    assert np.abs(fast - eager).max() < 1e-3
    cosines = fast @ fast.T / 100
    assert np.allclose(np.diag(cosines), 1, atol=1e-3)
    assert cosines[0, 1] < 0.95


def test_our_lite0_is_timms() -> None:
    """Names too, for runs that were saved when it was."""
    timm = pytest.importorskip("timm")
    theirs = timm.create_model("tf_efficientnet_lite0", pretrained=False)
    stem, head = (theirs.conv_stem, theirs.bn1), (theirs.conv_head, theirs.bn2)
    as_stages = nn.ModuleList([nn.Sequential(*stem), *theirs.blocks, nn.Sequential(*head)]).eval()
    ours = build_backbone("efficientnet_lite0").stages.eval()
    assert list(as_stages.state_dict()) == list(ours.state_dict())
    as_stages.load_state_dict(ours.state_dict())
    for side in (288, 97):  # an odd side is padded on one side more
        x = other = torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(side))
        with torch.no_grad():
            for stage, same in zip(ours, as_stages, strict=True):
                x, other = stage(x), same(other)
                assert torch.equal(x, other)


def test_the_first_heads_wait_for_no_compiler() -> None:
    """Seconds each: timm and torchvision, torch's compiler, sklearn before there are figures."""
    code = (
        "import sys, numpy as np\n"
        "import labelmt.learning.jobs.run_job\n"
        "from labelmt.domain.protocol.manifest import TaskSpec\n"
        "from labelmt.domain.schema import TaskKind\n"
        "from labelmt.learning.models.backbone_registry import build_backbone\n"
        "from labelmt.learning.training.heads import fit_heads\n"
        "build_backbone('efficientnet_lite0')\n"
        "spec = TaskSpec(1, 'one', TaskKind.MULTILABEL, (1, 2), ('a', 'b'))\n"
        "fit_heads((spec,), np.eye(8, dtype=np.float32), np.eye(8, 2, dtype=np.int8), 1.0)\n"
        "print(sorted({'timm', 'torchvision', 'torch._dynamo', 'sklearn'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_the_packages_tensors_took_the_places_they_belong_to() -> None:
    """A wrong order would put a mean or a weight where a variance, never negative, is due."""
    norms = [
        m for m in build_backbone("efficientnet_lite0").modules() if isinstance(m, nn.BatchNorm2d)
    ]
    assert len(norms) == 49
    for norm in norms:
        assert norm.running_var is not None
        assert norm.running_mean is not None
        assert bool((norm.running_var >= 0).all())
        assert bool((norm.running_mean < 0).any())


def test_a_network_from_scratch_starts_from_its_seed() -> None:
    first, second = (build_backbone("small_cnn", seed=3).state_dict() for _ in range(2))
    other = build_backbone("small_cnn", seed=4).state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not all(torch.equal(first[name], other[name]) for name in first)


def test_the_runtime_reports_nothing_to_anyone(tmp_path: Path) -> None:
    """Its converter's telemetry hung the worker: it forks out of a thread, unless run in CI."""
    outside_ci = {
        name: value
        for name, value in os.environ.items()
        if name not in ("CI", "TF_BUILD", "JENKINS_URL")
    }
    tell = (
        "import sys, torch\n"
        "from labelmt.learning.features.openvino_runtime import compiled\n"
        "example = torch.zeros(1, 3, 8, 8)\n"
        "assert compiled(torch.nn.Conv2d(3, 4, 3), example) is not None\n"
        "print([name for name, module in sys.modules.items()"
        " if 'openvino_telemetry' in name and module is not None])\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", tell],
        env=outside_ci | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert told.stdout.strip() == "[]"
    assert not list(tmp_path.iterdir()), "a stranger's file in the person's home"
