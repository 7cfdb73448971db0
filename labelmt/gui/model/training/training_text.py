"""The training's words for the window's language.

The project package writes its texts as English templates and knows no Qt. They are listed here
once more because lupdate collects what it finds in the source; a test holds both lists equal.
Titles and help of the settings come from their declaration.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from labelmt.domain.settings.training_settings import setting_fields

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
    QT_TRANSLATE_NOOP("training", "Checking annotations"),
    QT_TRANSLATE_NOOP("training", "Ready to train"),
    QT_TRANSLATE_NOOP("training", "Starting the training process…"),
    QT_TRANSLATE_NOOP("training", "Preparing the images…"),
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

TITLES = {one.name: str(one.metadata["title"]) for one in setting_fields()}
HELP = tuple(str(one.metadata["help"]) for one in setting_fields())
_CHOICES: dict[str, str] = {
    choice: title
    for one in setting_fields()
    for choice, title in one.metadata["choice_titles"].items()
}


def setting_title(name: str) -> str:
    """What the dialog calls a setting."""
    return translated(TITLES[name])


def choice_title(choice: str) -> str:
    """What the dialog calls a choice."""
    return translated(_CHOICES[choice])
