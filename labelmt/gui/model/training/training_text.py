"""Titles of settings and of their choices, as the dialog calls them."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from labelmt.domain.text import translated

TITLES = {
    "backbone": QT_TRANSLATE_NOOP("training", "Backbone"),
    "device": QT_TRANSLATE_NOOP("training", "Device"),
    "epochs": QT_TRANSLATE_NOOP("training", "Epochs"),
    "seed": QT_TRANSLATE_NOOP("training", "Seed"),
    "batch_size": QT_TRANSLATE_NOOP("training", "Batch size"),
    "head_rate": QT_TRANSLATE_NOOP("training", "Rate of the heads"),
    "backbone_rate": QT_TRANSLATE_NOOP("training", "Rate of the backbone"),
    "layer_decay": QT_TRANSLATE_NOOP("training", "Decay down the layers"),
    "head_l2": QT_TRANSLATE_NOOP("training", "Pull on the heads (λ)"),
    "shared_l2": QT_TRANSLATE_NOOP("training", "Pull on the backbone (γ)"),
    "dropout": QT_TRANSLATE_NOOP("training", "Dropout"),
    "validation_share": QT_TRANSLATE_NOOP("training", "Validation share"),
    "views": QT_TRANSLATE_NOOP("training", "Views of an image"),
    "known_answers": QT_TRANSLATE_NOOP("training", "Known labels count"),
    "expected_pairs": QT_TRANSLATE_NOOP("training", "Unknown labels count"),
    "smoothness": QT_TRANSLATE_NOOP("training", "Alike for alike (μ)"),
    "multilabel_loss": QT_TRANSLATE_NOOP("training", "Loss of several labels"),
    "label_smoothing": QT_TRANSLATE_NOOP("training", "Label smoothing"),
    "unlabelled_absent": QT_TRANSLATE_NOOP("training", "Unlabelled is absent"),
    "task_weights": QT_TRANSLATE_NOOP("training", "Weights of tasks"),
    "balancing": QT_TRANSLATE_NOOP("training", "Balancing of tasks"),
    "sharing": QT_TRANSLATE_NOOP("training", "Sharing"),
    "trunk": QT_TRANSLATE_NOOP("training", "Shared trunk"),
    "shared_anchor": QT_TRANSLATE_NOOP("training", "Pulled to"),
    "budget": QT_TRANSLATE_NOOP("training", "Time for fine-tuning"),
    "flip": QT_TRANSLATE_NOOP("training", "Mirror images"),
}
_CHOICES = {
    "auto": QT_TRANSLATE_NOOP("training", "Automatic"),
    "cpu": QT_TRANSLATE_NOOP("training", "Processor (cpu)"),
    "cuda": QT_TRANSLATE_NOOP("training", "NVIDIA graphics (cuda)"),
    "mps": QT_TRANSLATE_NOOP("training", "Apple graphics (mps)"),
    "efficientnet_lite0": QT_TRANSLATE_NOOP("training", "efficientnet_lite0 (built in)"),
    "small_cnn": QT_TRANSLATE_NOOP("training", "small_cnn (from scratch)"),
    "one": QT_TRANSLATE_NOOP("training", "One"),
    "four": QT_TRANSLATE_NOOP("training", "Four"),
    "bce": QT_TRANSLATE_NOOP("training", "Binary cross-entropy"),
    "asymmetric": QT_TRANSLATE_NOOP("training", "Asymmetric"),
    "equal": QT_TRANSLATE_NOOP("training", "Equal weights"),
    "uncertainty": QT_TRANSLATE_NOOP("training", "Uncertainty"),
    "dwa": QT_TRANSLATE_NOOP("training", "Dynamic weight average"),
    "random": QT_TRANSLATE_NOOP("training", "Random weights"),
    "famo": QT_TRANSLATE_NOOP("training", "FAMO"),
    "pcgrad": QT_TRANSLATE_NOOP("training", "PCGrad"),
    "shared": QT_TRANSLATE_NOOP("training", "Shared by all tasks"),
    "separate": QT_TRANSLATE_NOOP("training", "A copy for each task"),
    "pretrained": QT_TRANSLATE_NOOP("training", "The pretrained weights"),
    "zero": QT_TRANSLATE_NOOP("training", "Zero"),
}
HELP = (
    QT_TRANSLATE_NOOP(
        "training", "The shared network. efficientnet_lite0 is built in and needs no network."
    ),
    QT_TRANSLATE_NOOP("training", "Where to compute; auto takes the fastest."),
    QT_TRANSLATE_NOOP("training", "Most passes over the training images when fine-tuning."),
    QT_TRANSLATE_NOOP("training", "Same seed, same machine, same result."),
    QT_TRANSLATE_NOOP("training", "Images a step; halved when memory runs out."),
    QT_TRANSLATE_NOOP("training", "Learning rate of the heads."),
    QT_TRANSLATE_NOOP("training", "Learning rate of the backbone's last layers."),
    QT_TRANSLATE_NOOP("training", "Each layer group further down learns this much slower."),
    QT_TRANSLATE_NOOP(
        "training", "λ: pulls the heads' weights to zero; 1 weighs as much as one more image."
    ),
    QT_TRANSLATE_NOOP("training", "γ: pulls the shared weights to where they started, or to zero."),
    QT_TRANSLATE_NOOP("training", "Share of features hidden from the heads each step."),
    QT_TRANSLATE_NOOP("training", "Share of annotated images kept to validate on."),
    QT_TRANSLATE_NOOP(
        "training",
        "See each image from four sides, where that helps: slower. Automatic tries it out.",
    ),
    QT_TRANSLATE_NOOP(
        "training",
        "μ: how strongly images that look alike are held to the same answer; 0 is not at all.",
    ),
    QT_TRANSLATE_NOOP(
        "training", "Let what is known of an image move what is expected of its other labels."
    ),
    QT_TRANSLATE_NOOP(
        "training",
        "Count an annotated image's unknown labels as likely as its known ones make them.",
    ),
    QT_TRANSLATE_NOOP("training", "Asymmetric only with many labels of which few are present."),
    QT_TRANSLATE_NOOP(
        "training", "Share of certainty taken from each answer of a task with exactly one label."
    ),
    QT_TRANSLATE_NOOP(
        "training",
        "Tasks in which unlabelled means absent, on images with any label: names, with commas.",
    ),
    QT_TRANSLATE_NOOP(
        "training", "Tasks that count more or less than others, such as scene=2, objects=0.5."
    ),
    QT_TRANSLATE_NOOP("training", "How the tasks share the backbone; equal is hard to beat."),
    QT_TRANSLATE_NOOP(
        "training", "One backbone for all tasks, or a copy for each: slower, to compare."
    ),
    QT_TRANSLATE_NOOP(
        "training", "Width of one more layer that the tasks share after the backbone; 0 is none."
    ),
    QT_TRANSLATE_NOOP(
        "training", "Where γ pulls the shared weights: to the pretrained ones, or to zero."
    ),
    QT_TRANSLATE_NOOP(
        "training", "Most seconds for fine-tuning; what fits is chosen. 0 is no limit."
    ),
    QT_TRANSLATE_NOOP(
        "training", "Also train on mirrored images. Off where left and right matter."
    ),
)


def setting_title(name: str) -> str:
    """What the dialog calls a setting; one without a title of its own is named as it is."""
    return translated(str(TITLES.get(name, name.replace("_", " ").capitalize())))


def choice_title(choice: str) -> str:
    """What the dialog calls a choice; names of backbones are their own."""
    return translated(str(_CHOICES.get(choice, choice)))
