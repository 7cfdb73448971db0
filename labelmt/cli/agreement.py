"""``agreement``: how far the people who labelled the same images agree."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, tell
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.text import counted, text

if TYPE_CHECKING:
    from labelmt.domain.agreement import Agreement, Figure


def agreement(
    project: ProjectArgument,
    samples: Annotated[
        int, typer.Option(help="Bootstrap samples of each interval.", min=100, max=100_000)
    ] = 1000,
    json: AsJson = False,
) -> None:
    """Tell how far people agree, by task and label, with 95 % intervals."""
    from labelmt.project.people.agreement import agreement_report

    with errors_told(), open_project(project) as opened:
        report = agreement_report(opened, samples=samples)
    for name, (pairs, images) in report.people.items():
        tell(
            text(
                "{name}: {pairs} of {images}",
                name=name,
                pairs=counted("{count:,} annotation", "{count:,} annotations", pairs),
                images=counted("{count:,} image", "{count:,} images", images),
            )
        )
    if not report.images:
        tell(text("No image was labelled by two people."))
    for task in report.tasks if report.images else ():
        tell(_line(task.task.name, task.agreement))
        for one in task.labels:
            tell(_line(f"  {one.label.name}", one.agreement))
    if json:
        print_json(
            {
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
        )


def _line(name: str, found: Agreement | None) -> Any:
    if found is None:
        return text("{name}: labelled by two people nowhere", name=name)
    return text(
        "{name}: {images} by {people}, agreement {percent}, {kappa_name} κ {kappa}, α {alpha}",
        name=name,
        images=counted("{count:,} image", "{count:,} images", found.images),
        people=counted("{count} person", "{count} people", found.people),
        percent=_figure(found.percent),
        kappa_name="Cohen" if found.people == 2 else "Fleiss",
        kappa=_figure(found.kappa),
        alpha=_figure(found.alpha),
    )


def _figure(figure: Figure) -> str:
    if math.isnan(figure.value):
        return "–"
    if math.isnan(figure.low):
        return f"{figure.value:.2f}"
    return f"{figure.value:.2f} ({figure.low:.2f} – {figure.high:.2f})"


def _plain(found: Agreement | None) -> dict[str, Any] | None:
    if found is None:
        return None
    figures = {"percent": found.percent, "kappa": found.kappa, "alpha": found.alpha}
    return {
        "images": found.images,
        "people": found.people,
        "disputed": found.disputed,
        "kappa_is": "cohen" if found.people == 2 else "fleiss",
        **{
            name: {
                key: None if math.isnan(value) else round(value, 4)
                for key, value in (
                    ("value", one.value), ("low", one.low), ("high", one.high),
                )
            }
            for name, one in figures.items()
        },
    }  # fmt: skip
