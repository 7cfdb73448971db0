"""What a run does not learn, in words: labels without examples, images changed or unsure."""

from __future__ import annotations

from collections.abc import Sequence

from labelmt.domain.text import Text, counted, text, translated
from labelmt.project.training.learnable_labels import LeftOut

NAMES_TOLD = 10
"""Labels that are told by name; of more, that there are more."""


def labels_told(labels: Sequence[LeftOut]) -> tuple[Text, ...]:
    """Which labels a run does not learn, a sentence for each task and reason."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for one in labels:
        grouped.setdefault((one.task, one.why), []).append(one.label)
    return tuple(
        text(
            "{task}: not learnt and not predicted: {labels}. {why}",
            task=task,
            labels=", ".join(names[:NAMES_TOLD]) + (" …" if len(names) > NAMES_TOLD else ""),
            why=translated(why),
        )
        for (task, why), names in grouped.items()
    )


def changed_told(images: int) -> Text:
    """How many annotated images a run leaves out because their files changed."""
    return counted(
        "{count:,} annotated image holds another picture by now: it is left out until you confirm "
        "its labels (is:changed).",
        "{count:,} annotated images hold other pictures by now: they are left out until you "
        "confirm their labels (is:changed).",
        images,
    )


def left_out_told(images: int) -> Text:
    """The same of a run that was trained before."""
    return counted(
        "Left out of this run: {count:,} annotated image whose file held another picture, or that "
        "was flagged as unsure.",
        "Left out of this run: {count:,} annotated images whose files held other pictures, or that "
        "were flagged as unsure.",
        images,
    )


def unsure_told(images: int) -> Text:
    """How many labelled images a run leaves out because a person is unsure of them."""
    return counted(
        "{count:,} labelled image is flagged as unsure: it is left out of training and of every "
        "figure (is:unsure).",
        "{count:,} labelled images are flagged as unsure: they are left out of training and of "
        "every figure (is:unsure).",
        images,
    )
