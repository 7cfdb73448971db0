"""``agreement``: how far the people who labelled the same images agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, tell
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.text import counted, text

if TYPE_CHECKING:
    from labelmt.domain.agreement import Agreement


def agreement(
    project: ProjectArgument,
    samples: Annotated[
        int, typer.Option(help="Bootstrap samples of each interval.", min=100, max=100_000)
    ] = 1000,
    json: AsJson = False,
) -> None:
    """Tell how far people agree, by task and label, with 95 % intervals."""
    from labelmt.project.people.agreement import agreement_report
    from labelmt.project.people.plain_agreement import agreement_as_plain

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
        print_json(agreement_as_plain(report))


def _line(name: str, found: Agreement | None) -> Any:
    from labelmt.project.people.plain_agreement import figure_told, kappa_name

    if found is None:
        return text("{name}: labelled by two people nowhere", name=name)
    return text(
        "{name}: {images} by {people}, agreement {percent}, {kappa_name} κ {kappa}, α {alpha}",
        name=name,
        images=counted("{count:,} image", "{count:,} images", found.images),
        people=counted("{count} person", "{count} people", found.people),
        percent=figure_told(found.percent),
        kappa_name=kappa_name(found),
        kappa=figure_told(found.kappa),
        alpha=figure_told(found.alpha),
    )
