"""A run whose files are not as it wrote them is refused, in words, and never used."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from labelmt.domain.errors import NotFound
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.evaluation.calibration import uncalibrated
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.models.network import Heads, Network
from labelmt.learning.training.checkpoints import RunConfig, load_run, save_run

SPECS = (
    TaskSpec(1, "things", TaskKind.MULTILABEL, (1, 2), ("tree", "sea")),
    TaskSpec(2, "scene", TaskKind.MULTICLASS, (3, 4), ("beach", "city")),
)
SETTINGS = TrainingSettings(backbone="small_cnn")
FILES = ("weights.safetensors", "calibration.json", "config.json")


def write_run(folder: Path, seed: int = 0) -> Path:
    backbone = build_backbone("small_cnn", pretrained=False)
    network = Network(backbone, Heads(SPECS, backbone.width))
    torch.manual_seed(seed)
    for head in network.heads.linears():
        torch.nn.init.normal_(head.weight)
    config = RunConfig(SETTINGS, SPECS, "heads", tuned=False, input_size=64, versions={}, data="d")
    folder.mkdir(exist_ok=True)
    save_run(folder, config, network, [uncalibrated(spec) for spec in SPECS])
    return folder


def without_hashes(folder: Path) -> Path:
    """As an older version wrote it."""
    config = json.loads((folder / "config.json").read_text())
    del config["files"], config["seal"]
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("run"))


def copy_of(run: Path, folder: Path) -> Path:
    shutil.copytree(run, folder / "copy")
    return folder / "copy"


def test_a_run_is_read_as_it_was_written(run: Path, tmp_path: Path) -> None:
    config, network, fitted = load_run(run)
    assert set(config.files) == {"weights.safetensors", "calibration.json"}
    old_config, old_network, old_fitted = load_run(without_hashes(copy_of(run, tmp_path)))
    assert (old_config.files, old_fitted) == ({}, fitted)
    for one, other in zip(network.heads.linears(), old_network.heads.linears(), strict=True):
        assert torch.equal(one.weight, other.weight)


@pytest.mark.parametrize("name", FILES)
def test_every_flipped_bit_is_refused(run: Path, tmp_path: Path, name: str) -> None:
    folder = copy_of(run, tmp_path)
    whole = (folder / name).read_bytes()
    chooser = random.Random(1)
    for _ in range(40):
        flipped = bytearray(whole)
        flipped[chooser.randrange(len(whole))] ^= 1 << chooser.randrange(8)
        (folder / name).write_bytes(flipped)
        if name == "config.json" and _same_json(bytes(flipped), whole):
            continue
        with pytest.raises(NotFound, match="cannot be read"):
            load_run(folder)


def _same_json(one: bytes, other: bytes) -> bool:
    """White space that became another."""
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


Tensors = dict[str, torch.Tensor]
WRONG: dict[str, Callable[[Tensors], Tensors]] = {
    "no heads": lambda tensors: {"other": torch.zeros(1)},
    "one head": lambda tensors: {k: v for k, v in tensors.items() if ".1." in k},
    "one more": lambda tensors: {**tensors, "heads.heads.9.weight": torch.zeros(1)},
    "no numbers": lambda tensors: {k: v * float("nan") for k, v in tensors.items()},
    "infinite": lambda tensors: {k: v + float("inf") for k, v in tensors.items()},
    "another shape": lambda tensors: {k: v[..., :1].contiguous() for k, v in tensors.items()},
}


@pytest.mark.parametrize("kind", WRONG)
def test_weights_of_older_runs_are_strict_and_finite(run: Path, tmp_path: Path, kind: str) -> None:
    folder = without_hashes(copy_of(run, tmp_path))
    file = folder / "weights.safetensors"
    save_file(WRONG[kind](load_file(file)), file)
    with pytest.raises(NotFound, match="cannot be read") as told:
        load_run(folder)
    assert "weights.safetensors" in told.value.details


@pytest.mark.parametrize(
    "text",
    ["[]", "5", "null", '[{"task_id": 1}]', "[" * 9999]
    + [
        json.dumps([
            {"task_id": 1, "scale": scale, "shift": shift, "thresholds": levels},
            {"task_id": 2, "scale": 1, "shift": 0, "thresholds": [0.5, 0.5]},
        ])
        for scale, shift, levels in [
            (1e999, 0, [0.5, 0.5]), (-1, 0, [0.5, 0.5]), (1, float("nan"), [0.5, 0.5]),
            (1, 0, [0.5, 7]), (1, 0, [0.5]),
        ]
    ],
)  # fmt: skip
def test_a_calibration_that_gives_no_probabilities_is_refused(
    run: Path, tmp_path: Path, text: str
) -> None:
    folder = without_hashes(copy_of(run, tmp_path))
    (folder / "calibration.json").write_text(text)
    with pytest.raises(NotFound, match="cannot be read"):
        load_run(folder)


def test_a_kill_between_the_files_of_a_refit_leaves_a_run(run: Path, tmp_path: Path) -> None:
    before, after = write_run(tmp_path / "before", 1), write_run(tmp_path / "after", 2)
    while_writing = copy_of(before, tmp_path)
    write_run(while_writing, 2)
    final = {name: (while_writing / name).read_bytes() for name in FILES}
    assert final == {name: (after / name).read_bytes() for name in FILES}
    # Killed after the weights were replaced: what is noted of them was written first.
    from labelmt.domain.file_hash import hash_of
    from labelmt.learning.training import checkpoints

    again = tmp_path / "again"
    shutil.copytree(before, again)
    checkpoints._expect(again, "weights.safetensors", hash_of(after / FILES[0]))
    load_run(again)
    shutil.copy(after / FILES[0], again / FILES[0])
    load_run(again)
