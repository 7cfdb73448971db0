"""``suspects``: annotations that may be mistakes, the most suspicious first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, tell
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.errors import NotFound
from labelmt.domain.text import text

if TYPE_CHECKING:
    from labelmt.project.project import Project
    from labelmt.project.review.suspects import Suspect


def suspects(
    project: ProjectArgument,
    most: Annotated[int, typer.Option(help="At most so many.", min=1)] = 100,
    json: AsJson = False,
) -> None:
    """List annotations that models which never saw their image contradict."""
    with errors_told(), open_project(project) as opened:
        found = _found(opened)[:most]
        paths = opened.images().paths
    for one in found:
        better = f", {one.better.name} {one.better_probability:.2f}" if one.better else ""
        tell(
            text(
                "{path}: {label} is {state}; "
                "a model that never saw it says {probability:.2f}{better}",
                path=paths[one.row],
                label=one.label.name,
                state=one.state.name.lower(),
                probability=one.probability,
                better=better,
            )
        )
    if not found:
        tell(text("Nothing is suspect."))
    if json:
        print_json({"suspects": [_plain(one, paths[one.row]) for one in found]})


def _found(project: Project) -> list[Suspect]:
    import numpy as np

    from labelmt.project.review.suspects import (
        confidence_thresholds,
        most_suspicious,
        out_of_sample,
        suspects_of,
    )
    from labelmt.project.review.trust import ENOUGH

    states, schema = project.annotation_matrix(), project.schema()
    judging = project.judging_matrix()
    predictions, confirmed = project.predictions(), project.confirmed()
    outside = out_of_sample(predictions)
    if outside is None:
        raise NotFound(
            "No training has checked the annotations yet.",
            subject=project.name,
            next_step="Run labelmt train, then look again.",
        )
    bars = confidence_thresholds(judging, outside, schema, trusted_from=ENOUGH)
    figures = most_suspicious(states, predictions, schema, confirmed, judging)
    found = [
        one
        for row in np.flatnonzero(~np.isnan(figures)).tolist()
        for one in suspects_of(row, states[row], outside, bars, schema, confirmed)
    ]
    return sorted(found, key=lambda one: -one.suspicion)


def _plain(one: Suspect, path: str) -> dict[str, Any]:
    return {
        "path": path,
        "label": one.label.name,
        "annotated": one.state.name.lower(),
        "probability": round(one.probability, 4),
        "suspicion": round(one.suspicion, 4),
        "better": one.better.name if one.better else None,
    }
