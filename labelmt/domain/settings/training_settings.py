"""The settings of a training, declared once: default, range, choices, title and help of each.

The dialog, ``--set`` of the command line and ``docs/settings.md`` are made from this.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from labelmt.domain.catalogue.backbones import BACKBONES, TIMM
from labelmt.domain.catalogue.balancing import BALANCING
from labelmt.domain.catalogue.losses import MULTILABEL_LOSSES
from labelmt.domain.errors import InvalidSetting
from labelmt.domain.text import text


@dataclass(frozen=True, slots=True)
class Range:
    """What a setting may be: a closed interval, or a list of choices.

    Attributes:
        also: what may stand before any other word, such as "timm:"; empty: the choices are all.
    """

    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    also: str = ""

    def offers(self, choice: str) -> bool:
        """Whether it is one of the choices, or begins as others may."""
        return choice in self.choices or bool(
            self.also and choice.startswith(self.also) and choice[len(self.also) :].strip()
        )


def _setting(
    default: Any,
    title: str,
    help: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: Mapping[str, str] | None = None,
    also: str = "",
    advanced: bool = False,
) -> Any:
    return field(
        default=default,
        metadata={
            "title": title,
            "help": help,
            "range": Range(minimum, maximum, tuple(choices or ()), also),
            "choice_titles": dict(choices or {}),
            "advanced": advanced,
        },
    )


WITHOUT_NETWORK = tuple(
    one.name for one in BACKBONES.values() if one.pretrained and not one.needs_network
)
"""Pretrained backbones whose weights are installed with LabelMT."""

AUTOMATIC = -1.0
"""``shared_l2`` by the number of images."""
PULL_SCALE = 1000.0
"""κ of the pull to the pretrained weights, w ← w − η·γ·κ·(w − w⁰).

Of the last layers a default run brings back so much of the way: 2.6 % with γ 0.01, 23 % with 0.1
and 93 % with 1 on 200 images; 1.1, 10 and 68 % on 50; 12, 72 and 100 % on 1,000. Without κ it was
0.003 % with γ 0.01 on 200."""
VERSION = 2
_GAMMA_OF_1 = 0.01
"""Default of version 1, which nobody chose."""


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """All that a run's result depends on, beside its images and annotations.

    Attributes:
        version: of what the values mean. Not a setting: nobody changes it.
    """

    backbone: str = _setting(
        "efficientnet_lite0",
        "Backbone",
        "The shared network. efficientnet_lite0 is built in and needs no network. timm:NAME takes "
        "any network of timm (labelmt[timm]), timm:NAME@FILE.safetensors its weights from a file.",
        choices={name: one.title for name, one in BACKBONES.items()},
        also=TIMM,
    )
    device: str = _setting(
        "auto",
        "Device",
        "Where to compute; auto takes the fastest.",
        choices={
            "auto": "Automatic",
            "cpu": "Processor (cpu)",
            "cuda": "NVIDIA graphics (cuda)",
            "mps": "Apple graphics (mps)",
        },
    )
    epochs: int = _setting(
        10,
        "Maximum epochs",
        "Passes over the training images in fine-tuning; it stops earlier where nothing improves.",
        minimum=1,
        maximum=1000,
    )
    seed: int = _setting(
        0, "Seed", "Same seed, same machine, same result.", minimum=0, maximum=2**31 - 1
    )
    batch_size: int = _setting(
        32,
        "Images per step",
        "Batch size; halved when memory runs out.",
        minimum=2,
        maximum=4096,
        advanced=True,
    )
    head_rate: float = _setting(
        1e-3,
        "Learning rate of the heads",
        "Step size (η) of the layers that predict each task.",
        minimum=0.0,
        maximum=1.0,
        advanced=True,
    )
    backbone_rate: float = _setting(
        1e-4,
        "Learning rate of the backbone",
        "Step size (η) of the backbone's last layers.",
        minimum=0.0,
        maximum=1.0,
        advanced=True,
    )
    layer_decay: float = _setting(
        0.75,
        "Layer-wise learning-rate decay",
        "Factor per group of layers, from the last one down to the first.",
        minimum=0.1,
        maximum=1.0,
        advanced=True,
    )
    head_l2: float = _setting(
        1.0,
        "Weight decay of the heads (λ)",
        "λ: pulls the heads' weights to zero; 1 weighs as much as one more image.",
        minimum=0.0,
        maximum=1000.0,
        advanced=True,
    )
    shared_l2: float = _setting(
        AUTOMATIC,
        "Weight decay of the backbone (γ)",
        "γ: holds the shared weights to where they started, or to zero; felt from 0.01 to 1. "
        "-1 goes by the number of images.",
        minimum=AUTOMATIC,
        maximum=10.0,
        advanced=True,
    )
    dropout: float = _setting(
        0.2,
        "Dropout",
        "Share of features hidden from the heads in each step.",
        minimum=0.0,
        maximum=0.9,
        advanced=True,
    )
    validation_share: float = _setting(
        0.2,
        "Validation share",
        "Share of the annotated images that are kept for validation.",
        minimum=0.05,
        maximum=0.5,
        advanced=True,
    )
    views: str = _setting(
        "auto",
        "Views per image",
        "Test-time augmentation by four views: slower. Automatic tries which tasks it helps.",
        choices={"auto": "Automatic", "one": "One", "four": "Four"},
        advanced=True,
    )
    smoothness: float = _setting(
        0.2,
        "Smoothness (μ)",
        "How strongly similar images get the same answer (Laplacian regularisation); 0: off.",
        minimum=0.0,
        maximum=100.0,
        advanced=True,
    )
    consensus: str = _setting(
        "latest",
        "Consensus",
        "What counts where several people labelled the same image: the latest, what most of them "
        "say, or what is most probable given how reliable each is (Dawid and Skene; from three "
        "people on). It is learnt from and judged by; what a reviewer settled holds in any case.",
        choices={
            "latest": "The latest",
            "majority": "The majority",
            "dawid-skene": "By reliability (Dawid–Skene)",
        },
        advanced=True,
    )
    known_answers: bool = _setting(
        True,
        "Known labels as evidence",
        "Known labels of an image move the probabilities of its other labels.",
        advanced=True,
    )
    name_evidence: bool = _setting(
        True,
        "Names as evidence",
        "What a label's name says of an image counts until annotations say it better: in "
        "multilabel tasks, and where folds of the annotated images gain by it in multiclass ones; "
        "with the built-in backbone.",
        advanced=True,
    )
    expected_pairs: bool = _setting(
        True,
        "Learn from unknown labels",
        "Unknown labels of annotated images count by how likely the known ones make them.",
        advanced=True,
    )
    multilabel_loss: str = _setting(
        "bce",
        "Loss for multi-label tasks",
        "Asymmetric suits many labels of which few are present per image.",
        choices={name: one.title for name, one in MULTILABEL_LOSSES.items()},
        advanced=True,
    )
    label_smoothing: float = _setting(
        0.0,
        "Label smoothing",
        "Certainty taken from each label of a task with exactly one label.",
        minimum=0.0,
        maximum=0.5,
        advanced=True,
    )
    unlabelled_absent: str = _setting(
        "",
        "Unlabelled means absent",
        "Tasks in which unlabelled means absent, on images with any label: names, with commas.",
        advanced=True,
    )
    task_weights: str = _setting(
        "",
        "Task weights",
        "Tasks that count more or less, such as scene=2, objects=0.5.",
        advanced=True,
    )
    balancing: str = _setting(
        "equal",
        "Task balancing",
        "How the tasks share the backbone; equal is hard to beat.",
        choices={name: one.title for name, one in BALANCING.items()},
        advanced=True,
    )
    sharing: str = _setting(
        "shared",
        "Sharing",
        "One backbone for all tasks, or a copy for each: slower, to compare.",
        choices={"shared": "Shared by all tasks", "separate": "A copy for each task"},
        advanced=True,
    )
    trunk: int = _setting(
        0,
        "Shared trunk",
        "Width of one more layer that the tasks share after the backbone; 0 is none.",
        minimum=0,
        maximum=4096,
        advanced=True,
    )
    shared_anchor: str = _setting(
        "pretrained",
        "Backbone decays towards",
        "Where γ pulls the shared weights: to the pretrained ones, or to zero.",
        choices={"pretrained": "The pretrained weights", "zero": "Zero"},
        advanced=True,
    )
    budget: int = _setting(
        0,
        "Time limit (seconds)",
        "Of fine-tuning; what fits is chosen. 0 is no limit.",
        minimum=0,
        maximum=10_000_000,
        advanced=True,
    )
    flip: bool = _setting(
        True,
        "Mirror images",
        "Also train on mirrored images.",
        advanced=True,
    )
    keep_sides: str = _setting(
        "",
        "Left and right matter",
        "Tasks that a mirrored or turned image would mislead, such as side: names, with commas.",
        advanced=True,
    )
    jitter: bool = _setting(
        False,
        "Vary colours",
        "Also train on images of other brightness, contrast and saturation.",
        advanced=True,
    )
    keep_colours: str = _setting(
        "",
        "Colours matter",
        "Tasks that an image of other colours would mislead, such as colour: names, with commas.",
        advanced=True,
    )
    version: int = VERSION

    @staticmethod
    def upgraded(data: dict[str, Any]) -> dict[str, Any]:
        """What an older version wrote, as this one writes it.

        Version 1 had no κ: a γ that a person chose means what it meant.
        """
        if data.get("version", 1) != 1:
            return data
        data = {**data, "version": VERSION}
        gamma = data.get("shared_l2", _GAMMA_OF_1)
        if gamma == _GAMMA_OF_1:
            data["shared_l2"] = AUTOMATIC
        elif isinstance(gamma, int | float) and data.get("shared_anchor") != "zero":
            data["shared_l2"] = gamma / PULL_SCALE
        return data


def setting_fields() -> tuple[dataclasses.Field[Any], ...]:
    """The settings in the order shown.

    ``metadata`` has title, help, range, choice_titles (by choice) and advanced.
    """
    return tuple(one for one in dataclasses.fields(TrainingSettings) if one.metadata)


def changed(settings: TrainingSettings, key: str, value: Any) -> TrainingSettings:
    """The settings with one changed; text is read as the setting's type.

    Raises:
        InvalidSetting: no such setting, or a value out of its range.
    """
    known = {one.name: one for one in setting_fields()}
    if key not in known:
        raise InvalidSetting(
            "There is no such setting.",
            subject=key,
            next_step=text("Known: {names}.", names=", ".join(known)),
        )
    return dataclasses.replace(settings, **{key: _checked(known[key], value)})


_SWITCH = {
    **dict.fromkeys(("true", "1", "on", "yes"), True),
    **dict.fromkeys(("false", "0", "off", "no"), False),
}


def named_tasks(said: str, names: Sequence[str]) -> tuple[str, ...]:
    """The tasks that a setting such as ``unlabelled_absent`` names.

    Raises:
        InvalidSetting: there is no such task.
    """
    listed = tuple(one.strip() for one in said.split(",") if one.strip())
    for name in listed:
        if name not in names:
            raise InvalidSetting(
                "There is no such task.",
                subject=name,
                next_step=text("Tasks: {names}.", names=", ".join(names)),
            )
    return listed


def weights_by_task(said: str, names: Sequence[str]) -> dict[str, float]:
    """The weight of each task, 1 where ``task_weights`` names none.

    Raises:
        InvalidSetting: no such task, or no positive number.
    """
    weights = dict.fromkeys(names, 1.0)
    for part in filter(None, (one.strip() for one in said.split(","))):
        name, equals, number = part.rpartition("=")
        named_tasks(name, names)
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not equals or not 0 < value < math.inf:
            raise InvalidSetting(
                text("“{part}” is not a task's weight.", part=part),
                subject="task_weights",
                next_step="Write task=number, with a number above 0.",
            )
        weights[name.strip()] = value
    return weights


def _checked(one: dataclasses.Field[Any], value: Any) -> Any:
    kind: type = type(one.default)
    allowed: Range = one.metadata["range"]
    try:
        value = _SWITCH[value.lower()] if kind is bool and isinstance(value, str) else kind(value)
    except (KeyError, ValueError, TypeError):
        raise InvalidSetting(
            text("“{value}” is not a value for this setting.", value=value), subject=one.name
        ) from None
    if allowed.choices and not allowed.offers(value):
        raise InvalidSetting(
            text("“{value}” is not one of the choices.", value=value),
            subject=one.name,
            next_step=text("Choose one of {names}.", names=", ".join(allowed.choices)),
        )
    low, high = allowed.minimum, allowed.maximum
    if (low is not None and not value >= low) or (high is not None and not value <= high):
        raise InvalidSetting(
            text("{value} is out of range.", value=value),
            subject=one.name,
            next_step=text("Between {low} and {high}.", low=low, high=high),
        )
    return value
