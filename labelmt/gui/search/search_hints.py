"""Hints beside completions: what the words of the search language mean."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def search_hints() -> dict[str, str]:
    """A completion to its meaning, in the person's language."""

    translate = QCoreApplication.translate
    return {
        "label:": translate("search_hints", "has a label"),
        "absent:": translate("search_hints", "a label is known to be absent"),
        "unknown:": translate("search_hints", "nothing is known of a label"),
        "task:": translate("search_hints", "task, or task=label"),
        "is:": translate("search_hints", "a state"),
        "path:": translate("search_hints", "folder or file; * is any text"),
        "image:": translate("search_hints", "just these images, by number: image:#17,#20"),
        "sample:": translate("search_hints", "so many images by chance, always the same ones"),
        "like:": translate("search_hints", "resembles an image, which is named"),
        "source:": translate("search_hints", "where an annotation came from"),
        "run:": translate("search_hints", "number of the run that suggested it"),
        "annotator:": translate("search_hints", "who annotated"),
        "since:": translate("search_hints", "annotated on a day or later"),
        "before:": translate("search_hints", "annotated before a day"),
        "of:": translate("search_hints", "the label that such an annotation is about"),
        "sort:": translate("search_hints", "order; sort:-date turns it round"),
        "p(": translate("search_hints", "probability of a label"),
        "uncertainty>": translate("search_hints", "how unsure the model is, 0 to 1"),
        "similarity>": translate("search_hints", "how much it resembles what like: names, to 1"),
        "size>": translate("search_hints", "size of the file, as in 2MB"),
        "is:unlabelled": translate("search_hints", "nothing is known yet"),
        "is:labelled": translate("search_hints", "something is known"),
        "is:unreadable": translate("search_hints", "cannot be shown"),
        "is:missing": translate("search_hints", "the file is not there"),
        "is:predicted": translate("search_hints", "a model has looked at it"),
        "is:suggested": translate("search_hints", "a model says present, nobody has said yet"),
        "is:disagree": translate("search_hints", "annotation and model differ"),
        "is:suspect": translate("search_hints", "an annotation may be a mistake"),
        "is:duplicate": translate("search_hints", "there is another one that is nearly the same"),
        "is:inconsistent": translate("search_hints", "its duplicates have other labels"),
        "is:unseen": translate("search_hints", "labelled without a look at it"),
        "is:unlike": translate("search_hints", "looks unlike any that is annotated"),
        "annotator:me": translate("search_hints", "you"),
        "source:human": translate("search_hints", "a person"),
        "source:suggestion": translate("search_hints", "an accepted suggestion"),
        "source:import": translate("search_hints", "a table"),
        "source:kept": translate("search_hints", "doubted, and kept by a person"),
        "sort:name": translate("search_hints", "A to Z"),
        "sort:added": translate("search_hints", "oldest first"),
        "sort:date": translate("search_hints", "oldest file first"),
        "sort:size": translate("search_hints", "smallest first"),
        "sort:uncertainty": translate("search_hints", "most uncertain first"),
        "sort:suspicion": translate("search_hints", "most probable mistake first"),
        "sort:similarity": translate("search_hints", "what resembles like: most first"),
        "sort:p(": translate("search_hints", "most probable first"),
    }
