"""The training's words for the window's language.

The project package writes its texts as English templates and knows no Qt. They are listed here
once more because lupdate collects what it finds in the source; a test holds both lists equal.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

CONTEXT = "training"


def translated(text: str) -> str:
    """A phrase of project.training_words, training_problem or domain.settings, translated.

    Text that is no phrase, such as a library's own message, comes back as it is.
    """
    return QCoreApplication.translate(CONTEXT, text) if text else ""


PHRASES = (
    QT_TRANSLATE_NOOP("training", "Fetching the backbone"),
    QT_TRANSLATE_NOOP("training", "Extracting features"),
    QT_TRANSLATE_NOOP("training", "Fitting heads"),
    QT_TRANSLATE_NOOP("training", "Reading the training images"),
    QT_TRANSLATE_NOOP("training", "Fine-tuning"),
    QT_TRANSLATE_NOOP("training", "Predicting"),
    QT_TRANSLATE_NOOP("training", "Ready to train"),
    QT_TRANSLATE_NOOP("training", "Starting the training process…"),
    QT_TRANSLATE_NOOP("training", "Preparing the images…"),
    QT_TRANSLATE_NOOP("training", "Paused"),
    QT_TRANSLATE_NOOP("training", "Cancelling; the best weights so far are kept…"),
    QT_TRANSLATE_NOOP("training", "Cancelled; the best weights so far are kept"),
    QT_TRANSLATE_NOOP("training", "Cancelled before anything was learnt"),
    QT_TRANSLATE_NOOP("training", "Cancelled"),
    QT_TRANSLATE_NOOP("training", "Trained in {time}"),
    QT_TRANSLATE_NOOP("training", "Predicted in {time}"),
    QT_TRANSLATE_NOOP("training", "Done in {time}"),
    QT_TRANSLATE_NOOP("training", "the heads alone were better and are used"),
    QT_TRANSLATE_NOOP("training", "epoch {epoch}/{epochs}"),
    QT_TRANSLATE_NOOP("training", "epoch {epoch}"),
    QT_TRANSLATE_NOOP("training", "{done} of {total}"),
    QT_TRANSLATE_NOOP("training", "{time} left"),
    QT_TRANSLATE_NOOP("training", "{seconds} s"),
    QT_TRANSLATE_NOOP("training", "{minutes} min"),
    QT_TRANSLATE_NOOP("training", "{hours} h {minutes} min"),
    QT_TRANSLATE_NOOP("training", "1 image could not be read"),
    QT_TRANSLATE_NOOP("training", "{count} images could not be read"),
    QT_TRANSLATE_NOOP("training", "mAP"),
    QT_TRANSLATE_NOOP("training", "accuracy"),
    QT_TRANSLATE_NOOP("training", "score"),
    QT_TRANSLATE_NOOP("training", "too few to tell"),
    QT_TRANSLATE_NOOP("training", "The training process ended by itself."),
    QT_TRANSLATE_NOOP("training", "The training process was ended from outside."),
    QT_TRANSLATE_NOOP("training", "The training process crashed."),
    QT_TRANSLATE_NOOP(
        "training", "The training process ran out of memory and was ended by the system."
    ),
    QT_TRANSLATE_NOOP(
        "training", "The training process sent something that makes no sense and was ended."
    ),
    QT_TRANSLATE_NOOP("training", "The training process did not start."),
    QT_TRANSLATE_NOOP("training", "The training process ended."),
    QT_TRANSLATE_NOOP(
        "training", "All annotations and earlier predictions are kept; this training is lost."
    ),
    QT_TRANSLATE_NOOP("training", "All annotations and predictions are kept."),
    QT_TRANSLATE_NOOP(
        "training", "Restart it, and choose a smaller batch size or backbone in the settings."
    ),
    QT_TRANSLATE_NOOP("training", "Look at the details, then try again."),
    QT_TRANSLATE_NOOP("training", "Restart it and train again."),
)

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
    "flip": QT_TRANSLATE_NOOP("training", "Mirror images"),
}
_CHOICES = {
    "auto": QT_TRANSLATE_NOOP("training", "Automatic"),
    "cpu": QT_TRANSLATE_NOOP("training", "Processor (cpu)"),
    "cuda": QT_TRANSLATE_NOOP("training", "NVIDIA graphics (cuda)"),
    "mps": QT_TRANSLATE_NOOP("training", "Apple graphics (mps)"),
    "efficientnet_lite0": QT_TRANSLATE_NOOP("training", "efficientnet_lite0 (built in)"),
    "small_cnn": QT_TRANSLATE_NOOP("training", "small_cnn (from scratch)"),
}
HELP = (
    QT_TRANSLATE_NOOP(
        "training",
        "The shared network. efficientnet_lite0 is built in and needs no network.",
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
    QT_TRANSLATE_NOOP("training", "γ: pulls the shared weights to the pretrained ones."),
    QT_TRANSLATE_NOOP("training", "Share of features hidden from the heads each step."),
    QT_TRANSLATE_NOOP("training", "Share of annotated images kept to validate on."),
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
