"""Losses of tasks with several labels one can choose from, each with its paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LossEntry:
    """One line of the catalogue; ``learning/objective`` has a file of its own for each.

    Attributes:
        name: the value of the setting ``multilabel_loss``. title: what dialogs call it.
        paper: where it comes from, or what it is known by.
    """

    name: str
    title: str
    paper: str


MULTILABEL_LOSSES: dict[str, LossEntry] = {
    entry.name: entry
    for entry in (
        LossEntry("bce", "Binary cross-entropy", "the negative log-likelihood of each pair"),
        LossEntry("asymmetric", "Asymmetric", "Ridnik et al., ICCV 2021"),
    )
}
