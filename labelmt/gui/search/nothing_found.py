"""Why a search finds nothing, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from labelmt.domain.search.printer import print_query
from labelmt.domain.search.terms import Condition, Is, Query
from labelmt.gui.core.key_names import with_keys
from labelmt.gui.core.project_view import ProjectView
from labelmt.project.review.suspects import out_of_sample
from labelmt.project.review.trust import ENOUGH


def why_nothing(query: Query, project_view: ProjectView) -> str:
    """In the person's language; of what the sidebar offers in words of its own."""
    where = query.where
    if isinstance(where, Is):
        told = _of_condition(where.condition, project_view)
        if told:
            return told
    return _tr(
        "Nothing matches\n{0}\n\n“All” in the sidebar shows all images again; Help › Search syntax "
        "has examples."
    ).format(print_query(Query(where)))


def _of_condition(condition: Condition, project_view: ProjectView) -> str:
    if condition is Condition.SUSPECT:
        return _of_suspects(project_view)
    if condition is Condition.UNLABELLED:
        return with_keys(_tr("Every image has labels.\n\nReview what is still open: {review}."))
    texts = {
        Condition.SUGGESTED: with_keys(
            _tr("Nothing is suggested.\n\nLabel some images, or train: {train}.")
        ),
        Condition.MISSING: _tr("No image is missing."),
        Condition.UNREADABLE: _tr("Every image can be read."),
        Condition.INCOMPLETE: _tr("No image is known to have a part missing."),
        Condition.DUPLICATE: _tr("No image is there twice."),
        Condition.DISPUTED: _tr(
            "Nothing is disputed: nobody says otherwise than another, or it is settled."
        ),
        Condition.UNSURE: _tr("No image is flagged as unsure."),
    }
    return texts.get(condition, "")


def _of_suspects(project_view: ProjectView) -> str:
    """No suspects left, or why nobody is accused yet."""
    if out_of_sample(project_view.predictions) is None:
        return with_keys(
            _tr(
                "No suspects yet: no model has checked the annotations.\n\nTrain ({train}), or go "
                "on labelling with “Learn as I label”."
            )
        )
    judged = [
        min(label.positives, label.negatives)
        for run in project_view.runs
        for task in run.tasks
        for label in task.labels
    ]
    if max(judged, default=0) < ENOUGH:
        return _tr(
            "No suspects yet: the model is not to be trusted so far.\n\nA label is asked about "
            "when its light in the label panel is full: from {0} images with it, and {0} without "
            "it, that judged it."
        ).format(QLocale().toString(ENOUGH))
    return _tr("No suspects left.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("NothingFound", text)
