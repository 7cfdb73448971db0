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
        "path:": translate("search_hints", "folder or file; * stands for any text"),
        "taken:": translate("search_hints", "day, month or year: taken:2024-06-01..2024-07"),
        "camera:": translate("search_hints", "a part of the camera's name"),
        "place:": translate("search_hints", "degrees and distance: place:52.52,13.41,5km"),
        "sort:taken": translate("search_hints", "oldest photograph first"),
        "comment:": translate("search_hints", "a comment has this text in it"),
        "labels>=": translate("search_hints", "how many labels are present"),
        "sort:labels": translate("search_hints", "most labels first"),
        "rating>=": translate("search_hints", "stars, 0 to 5"),
        "is:unsure": translate("search_hints", "flagged as unsure"),
        "sort:rating": translate("search_hints", "best first"),
        "image:": translate("search_hints", "only these images, by number: image:#17,#20"),
        "sample:": translate("search_hints", "a random sample of this size, always the same"),
        "like:": translate("search_hints", "similar to the image named"),
        "source:": translate("search_hints", "where an annotation came from"),
        "run:": translate("search_hints", "number of the run that suggested it"),
        "annotator:": translate("search_hints", "who annotated"),
        "since:": translate("search_hints", "annotated on a day or later"),
        "before:": translate("search_hints", "annotated before a day"),
        "of:": translate("search_hints", "the label of the annotation"),
        "sort:": translate("search_hints", "order; sort:-date reverses it"),
        "p(": translate("search_hints", "probability of a label"),
        "uncertainty>": translate("search_hints", "how unsure the model is, 0 to 1"),
        "similarity>": translate("search_hints", "similarity to the image named by like:, up to 1"),
        "size>": translate("search_hints", "size of the file, as in 2MB"),
        "is:unlabelled": translate("search_hints", "nothing is known yet"),
        "is:labelled": translate("search_hints", "something is known"),
        "is:unreadable": translate("search_hints", "cannot be shown"),
        "is:incomplete": translate("search_hints", "shown, but a part is missing"),
        "is:missing": translate("search_hints", "the file is not there"),
        "is:predicted": translate("search_hints", "the model has predicted it"),
        "is:suggested": translate("search_hints", "suggested by the model, not labelled yet"),
        "is:disagree": translate("search_hints", "annotation and model disagree"),
        "is:suspect": translate("search_hints", "an annotation may be a mistake"),
        "is:duplicate": translate("search_hints", "has a near-duplicate"),
        "is:inconsistent": translate("search_hints", "its duplicates have different labels"),
        "is:unseen": translate("search_hints", "labelled without a look at it"),
        "is:unlike": translate("search_hints", "unlike any annotated image"),
        "annotator:me": translate("search_hints", "you"),
        "source:human": translate("search_hints", "a person"),
        "source:suggestion": translate("search_hints", "an accepted suggestion"),
        "source:import": translate("search_hints", "a table"),
        "source:kept": translate("search_hints", "suspected, and confirmed by a person"),
        "sort:name": translate("search_hints", "A to Z"),
        "sort:added": translate("search_hints", "oldest first"),
        "sort:date": translate("search_hints", "oldest file first"),
        "sort:size": translate("search_hints", "smallest first"),
        "sort:uncertainty": translate("search_hints", "most uncertain first"),
        "sort:suspicion": translate("search_hints", "most probable mistake first"),
        "sort:similarity": translate("search_hints", "most similar first"),
        "sort:p(": translate("search_hints", "most probable first"),
    }
