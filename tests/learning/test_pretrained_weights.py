"""Pretrained weights in torch's cache: damage is told as damage, with what to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from labelmt.domain.errors import EnvironmentFault, NoNetwork
from labelmt.learning.models.pretrained_weights import fetch_torchvision

NOBODY = "https://127.0.0.1:9"


@pytest.fixture
def checkpoints(tmp_path: Path) -> Iterator[Path]:
    before = torch.hub.get_dir()
    torch.hub.set_dir(str(tmp_path))
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    yield folder
    torch.hub.set_dir(before)


def keep(folder: Path, *, hashed: bool) -> Path:
    """Weights as they are fetched, with their hash in the name or without."""
    file = folder / "net.pth"
    torch.save({"weight": torch.arange(1000.0)}, file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    return file.rename(folder / f"net-{digest}.pth") if hashed else file


def fetched(file: Path) -> dict[str, torch.Tensor]:
    return fetch_torchvision(SimpleNamespace(url=f"{NOBODY}/{file.name}"), lambda done, total: None)


@pytest.mark.parametrize("hashed", [True, False])
def test_whole_ones_are_read_without_network(checkpoints: Path, hashed: bool) -> None:
    assert fetched(keep(checkpoints, hashed=hashed))["weight"][7] == 7


@pytest.mark.parametrize("how", ["cut off", "empty", "a flipped bit", "text", "a folder"])
def test_damaged_ones_are_told_and_not_used(checkpoints: Path, how: str) -> None:
    file = keep(checkpoints, hashed=True)
    flipped = bytearray(file.read_bytes())
    content = bytes(flipped)
    flipped[len(flipped) // 2] ^= 1
    file.unlink()
    if how == "a folder":
        file.mkdir()
    else:
        damaged: dict[str, bytes | bytearray] = {
            "cut off": content[:900],
            "empty": b"",
            "a flipped bit": flipped,
            "text": b"no",
        }
        file.write_bytes(damaged[how])
    with pytest.raises(EnvironmentFault, match="weights are damaged") as told:
        fetched(file)
    assert not isinstance(told.value, NoNetwork)
    assert told.value.subject == str(file)
    assert "fetched anew" in told.value.next_step


def test_cut_off_ones_without_a_hash_are_told(checkpoints: Path) -> None:
    file = keep(checkpoints, hashed=False)
    file.write_bytes(file.read_bytes()[:500])
    with pytest.raises(EnvironmentFault, match="weights are damaged"):
        fetched(file)


def test_missing_ones_need_the_network(checkpoints: Path) -> None:
    with pytest.raises(NoNetwork):
        fetched(checkpoints / "net-00000000.pth")
