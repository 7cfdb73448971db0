"""Any network of timm as a backbone: ``timm:NAME``, with weights from the hub or a local file.

``timm:vit_small_patch14_dinov2.lvd142m`` fetches its weights on first use;
``timm:resnet18d@/path/weights.safetensors`` reads them from a file, ``timm:local-dir:/path`` from a
folder as ``timm.models.save_for_hf`` writes it. Convolutional networks are cut where timm takes
feature maps; vision transformers into their blocks, and their features are the class token beside
the mean of the patches (as DINOv2's linear evaluation; Oquab et al., TMLR 2024).
"""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from labelmt.domain.catalogue.backbones import TIMM, BackboneEntry
from labelmt.domain.errors import EnvironmentFault, InvalidSetting
from labelmt.domain.installing_extras import install_extra
from labelmt.learning.models.backbone import Backbone, MeanOverPlaces, Readout, layer_groups
from labelmt.learning.models.hub_weights import WEIGHTS, hub_weights, read_safetensors
from labelmt.learning.models.pretrained_weights import KEPT, Report

LARGEST = 288
"""Pixels: networks made for larger images see them at this size where they can, for the pace."""
GROUPS = 4
"""Layer groups of a transformer's blocks, for fine-tuning."""
LOCAL_FOLDER = "local-dir:"


class Tokens:
    """Tokens (n, prefix + places, channels): the first one beside the mean over the places."""

    def __init__(self, prefix: int) -> None:
        self.prefix = prefix

    def pooled(self, activations: Tensor) -> Tensor:
        places = activations[:, self.prefix :].float().mean(dim=1)
        return torch.cat([activations[:, 0].float(), places], dim=1) if self.prefix else places

    def places(self, activations: Tensor) -> Tensor:
        tokens = activations[:, self.prefix :].float().transpose(1, 2)
        side = round(tokens.shape[2] ** 0.5)
        grid = tokens.reshape(len(tokens), -1, side, side)
        if not self.prefix:
            return grid
        return torch.cat([torch.zeros_like(grid), grid], dim=1)  # the class token has no place


class ChannelsLast:
    """Maps (n, h, w, channels): the mean over the image."""

    def pooled(self, activations: Tensor) -> Tensor:
        return activations.float().mean(dim=(1, 2))

    def places(self, activations: Tensor) -> Tensor:
        return activations.permute(0, 3, 1, 2).float()


def timm_entry(name: str) -> BackboneEntry:
    """What timm says of a network; its weights are not touched.

    Raises:
        InvalidSetting: timm has no such network. EnvironmentFault: there is no timm.
    """
    config = _config(name)
    weights = _local_weights(name)
    return BackboneEntry(
        name,
        _width(str(config.architecture), _side(config), _image_size(config)),
        _side(config),
        tuple(config.mean),
        tuple(config.std),
        str(config.license or "its licence is not told"),
        str(weights or f"huggingface.co/{config.hf_hub_id}"),
        needs_network=weights is None,
        weights="" if weights is None else _mark(weights),
    )


def _mark(weights: Path) -> str:
    """Changes with the file; empty where it is not there (a tuned run brings its own)."""
    try:
        about = weights.stat()
    except OSError:
        return ""
    return f"{about.st_size}-{about.st_mtime_ns}"


@functools.cache
def _width(architecture: str, side: int, image_size: int | None) -> int:
    """Length of the features of a network: looked at once."""
    return _built(architecture, architecture, side, image_size, None).width


def timm_backbone(name: str, pretrained: bool, report: Report) -> Backbone:
    """Make it, with its weights or with random ones.

    Raises:
        InvalidSetting, EnvironmentFault: as ``timm_entry``. InvalidInput: a local file is no
            safetensors file. NoNetwork: its weights had to be fetched and could not be.
    """
    config = _config(name)
    tensors = None
    if pretrained:
        local = _local_weights(name)
        if local is None and not config.hf_hub_id:
            raise InvalidSetting(
                "timm has no weights for this network.",
                subject=name,
                next_step="Choose one with a tag behind a point, such as resnet18d.ra2_in1k.",
            )
        tensors = read_safetensors(local or hub_weights(config.hf_hub_id, report))
    architecture = str(config.architecture)
    return _built(name, architecture, _side(config), _image_size(config), tensors)


def _timm() -> Any:
    try:
        import timm
    except ImportError as error:
        raise EnvironmentFault(
            "Networks of timm need the package timm; built-in backbones need none.",
            kept=KEPT,
            next_step=install_extra("timm"),
        ) from error
    return timm


def _local_weights(name: str) -> Path | None:
    given = name.removeprefix(TIMM)
    if given.startswith(LOCAL_FOLDER):
        return Path(given.removeprefix(LOCAL_FOLDER)) / WEIGHTS
    _model, at, file = given.partition("@")
    return Path(file) if at else None


def _config(name: str) -> Any:
    """timm's PretrainedCfg of a network."""
    _timm()
    from timm.models import PretrainedCfg, get_pretrained_cfg, is_model

    given = name.removeprefix(TIMM)
    if given.startswith(LOCAL_FOLDER):
        file = Path(given.removeprefix(LOCAL_FOLDER)) / "config.json"
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            fields = PretrainedCfg.__dataclass_fields__
            known = {key: value for key, value in told["pretrained_cfg"].items() if key in fields}
            made = PretrainedCfg(**{**known, "architecture": str(told["architecture"])})
            sound = is_model(str(made.architecture)) and len(made.input_size) == 3
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _unknown(name, str(error)) from error
        if not sound:
            raise _unknown(name, f"{file} names no network of timm")
        return made
    model = given.partition("@")[0]
    architecture: str = model.partition(".")[0]
    if not is_model(architecture):
        raise _unknown(name)
    try:
        found = get_pretrained_cfg(model)
    except RuntimeError as error:  # the tag behind the point
        raise _unknown(name, str(error)) from error
    if found is None:
        raise _unknown(name)
    return found


def _unknown(name: str, details: str = "") -> InvalidSetting:
    return InvalidSetting(
        "timm has no such network.",
        subject=name,
        next_step="Choose a name of timm.list_models(pretrained=True), with timm: before it.",
        details=details,
    )


def _side(config: Any) -> int:
    """Of the square images it takes here."""
    side = int(config.input_size[-1])
    if side <= LARGEST or not config.fixed_input_size:
        return min(side, LARGEST)
    patch = _patch(config)
    return LARGEST // patch * patch if patch else side


@functools.cache
def _patch_of(architecture: str) -> int:
    """Side of a vision transformer's patches, pixels; 0 of other networks."""
    with torch.device("meta"):
        model = _timm().create_model(architecture, pretrained=False, num_classes=0)
    embed = getattr(model, "patch_embed", None)
    size = getattr(embed, "patch_size", None)
    return int(size[0]) if size and hasattr(model, "_pos_embed") else 0


def _patch(config: Any) -> int:
    return _patch_of(str(config.architecture))


def _image_size(config: Any) -> int | None:
    """What a network is told to be made for, where that is not what it usually is."""
    side = _side(config)
    return side if config.fixed_input_size and side != int(config.input_size[-1]) else None


def _built(
    name: str,
    architecture: str,
    side: int,
    image_size: int | None,
    tensors: dict[str, Tensor] | None,
) -> Backbone:
    """The network in stages, with these weights or random ones."""
    how: dict[str, Any] = {"pretrained": tensors is not None}
    if tensors is not None:
        how["pretrained_cfg_overlay"] = {"state_dict": tensors, "hf_hub_id": None, "url": ""}
    if image_size is not None:
        how["img_size"] = image_size
    try:
        stages, taps, prefix = _stages(architecture, how)
        return _measured(stages, taps, prefix, side)
    except (RuntimeError, KeyError, ValueError, TypeError) as error:
        raise InvalidSetting(
            "This network of timm cannot be used as a backbone."
            if tensors is None
            else "This network of timm cannot be used with these weights.",
            subject=name,
            kept=KEPT,
            next_step="Choose another network, or weights that were made for this one.",
            details=str(error),
        ) from error


def _stages(architecture: str, how: dict[str, Any]) -> tuple[list[nn.Module], tuple[int, ...], int]:
    """The stages, which of them are pooled, and how many tokens have no place."""
    from timm.models import VisionTransformer
    from timm.models._features import FeatureListNet

    create = _timm().create_model
    model = create(architecture, **how)
    prefix = int(getattr(model, "num_prefix_tokens", 0))
    if isinstance(model, VisionTransformer):
        groups = layer_groups(nn.Sequential(*model.blocks), min(GROUPS, len(model.blocks)))
        groups[-1] = nn.Sequential(groups[-1], model.norm)
        model.blocks, model.norm, model.head = nn.Sequential(), nn.Identity(), nn.Identity()
        return [_Embed(model), *groups], (len(groups),), prefix
    try:
        maps = create(architecture, features_only=True, **how)
    except (RuntimeError, AttributeError):  # it has none
        maps = None
    if isinstance(maps, FeatureListNet) and how["pretrained"]:
        _refuse_strangers(maps, model)
    if not isinstance(maps, FeatureListNet):
        return [_Whole(model)], (0,), prefix
    stages: list[nn.Module] = []
    parts: list[nn.Module] = []
    for part, module in maps.items():
        parts.append(module)
        if part in maps.return_layers:
            stages.append(nn.Sequential(*parts))
            parts = []
    return stages, tuple(range(len(stages)))[-2:], 0


def _refuse_strangers(maps: nn.Module, model: nn.Module) -> None:
    """timm lets weights that fit nowhere be missing from feature maps, not from whole networks."""
    loaded = {_content(value) for value in model.state_dict().values()}
    for name, value in maps.state_dict().items():
        if _content(value) not in loaded:
            raise ValueError(f"{name} is not among the weights")


def _content(value: Tensor) -> bytes:
    return hashlib.sha256(value.contiguous().cpu().numpy().tobytes()).digest()


@torch.inference_mode()
def _measured(stages: list[nn.Module], taps: tuple[int, ...], prefix: int, side: int) -> Backbone:
    """The backbone, its width and the form of its activations seen from one image."""
    found, x = [], torch.zeros(1, 3, side, side)
    for index, stage in enumerate(stages):
        x = stage.eval()(x)
        if index in taps:
            found.append(x)
    last = found[-1]
    readout: Readout = MeanOverPlaces()
    if last.ndim == 3:
        readout = Tokens(prefix)
    elif last.ndim == 4 and last.shape[1] == last.shape[2] != last.shape[3]:
        readout = ChannelsLast()
    elif last.ndim != 4:
        raise ValueError(f"its activations have {last.ndim} axes")
    width = sum(int(readout.pooled(one).shape[1]) for one in found)
    return Backbone(stages, taps, width, readout)


class _Embed(nn.Module):
    """How a vision transformer begins: images to tokens with their positions."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: Tensor) -> Tensor:
        model: Any = self.model
        made: Tensor = model.norm_pre(model.patch_drop(model._pos_embed(model.patch_embed(images))))
        return made


class _Whole(nn.Module):
    """Everything before the pooling, of a network that cannot be cut."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: Tensor) -> Tensor:
        made: Tensor = self.model.forward_features(images)  # type: ignore[operator]
        return made
