"""Agreement between people as JSON and as words; the command line and the report tell the same."""

from __future__ import annotations

import math
from typing import Any

from labelmt.domain.agreement import Agreement, Figure
from labelmt.project.people.agreement import AgreementReport


def agreement_as_plain(report: AgreementReport) -> dict[str, Any]:
    """The JSON of ``labelmt agreement --json``."""
    return {
        "images": report.images,
        "people": {
            name: {"annotations": pairs, "images": images}
            for name, (pairs, images) in report.people.items()
        },
        "tasks": [
            {
                "task": task.task.name,
                "agreement": _plain(task.agreement),
                "labels": [
                    {"label": one.label.name, "agreement": _plain(one.agreement)}
                    for one in task.labels
                ],
            }
            for task in report.tasks
        ],
    }


def figure_told(figure: Figure) -> str:
    """A figure with its interval, where it has one: ``0.61 (0.40 – 0.79)``."""
    if math.isnan(figure.value):
        return "–"
    if math.isnan(figure.low):
        return f"{figure.value:.2f}"
    return f"{figure.value:.2f} ({figure.low:.2f} – {figure.high:.2f})"


def kappa_name(found: Agreement) -> str:
    """Whose κ it is: Cohen's of two people, Fleiss' of more."""
    return "Cohen" if found.people == 2 else "Fleiss"


def _plain(found: Agreement | None) -> dict[str, Any] | None:
    if found is None:
        return None
    figures = {"percent": found.percent, "kappa": found.kappa, "alpha": found.alpha}
    return {
        "images": found.images,
        "people": found.people,
        "disputed": found.disputed,
        "kappa_is": kappa_name(found).lower(),
        **{
            name: {
                key: None if math.isnan(value) else round(value, 4)
                for key, value in (("value", one.value), ("low", one.low), ("high", one.high))
            }
            for name, one in figures.items()
        },
    }
