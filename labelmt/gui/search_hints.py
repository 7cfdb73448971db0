"""What the words of the search's language mean, shown beside completions."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def search_hints() -> dict[str, str]:
    """A completion to its meaning, in the person's language."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("search_hints", text)

    return {
        "label:": tr("has a label"),
        "absent:": tr("a label is known to be absent"),
        "unknown:": tr("nothing is known of a label"),
        "task:": tr("task, or task=label"),
        "is:": tr("a state"),
        "path:": tr("folder or file; * is any text"),
        "source:": tr("where an annotation came from"),
        "run:": tr("number of the run that suggested it"),
        "annotator:": tr("who annotated"),
        "since:": tr("annotated on a day or later"),
        "before:": tr("annotated before a day"),
        "of:": tr("the label that such an annotation is about"),
        "sort:": tr("order; sort:-date turns it round"),
        "p(": tr("probability of a label"),
        "uncertainty>": tr("how unsure the model is, 0 to 1"),
        "size>": tr("size of the file, as in 2MB"),
        "is:unlabelled": tr("nothing is known yet"),
        "is:labelled": tr("something is known"),
        "is:unreadable": tr("cannot be shown"),
        "is:missing": tr("the file is not there"),
        "is:predicted": tr("a model has looked at it"),
        "is:suggested": tr("a model says present, nobody has said yet"),
        "is:disagree": tr("annotation and model differ"),
        "annotator:me": tr("you"),
        "source:human": tr("a person"),
        "source:suggestion": tr("an accepted suggestion"),
        "source:import": tr("a table"),
        "sort:name": tr("A to Z"),
        "sort:added": tr("oldest first"),
        "sort:date": tr("oldest file first"),
        "sort:size": tr("smallest first"),
        "sort:uncertainty": tr("most uncertain first"),
        "sort:p(": tr("most probable first"),
    }
