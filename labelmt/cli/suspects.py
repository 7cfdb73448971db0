"""``suspects``: annotations that may be mistakes, the most suspicious first."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated, Any

import numpy as np
import typer

from labelmt.cli.console import errors_told, print_json, say
from labelmt.cli.create_and_import import AsJson
from labelmt.cli.train_and_predict import ProjectFolder
from labelmt.domain.errors import NotFound
from labelmt.project.project import Project
from labelmt.project.review.suspects import (
    Suspect,
    confidence_thresholds,
    most_suspicious,
    out_of_sample,
    suspects_of,
)


def suspects(
    project: ProjectFolder,
    most: Annotated[int, typer.Option(help="At most so many.", min=1)] = 100,
    json: AsJson = False,
) -> None:
    """List annotations that models which never saw their image contradict."""
    with errors_told(), closing(Project.open(project.resolve())) as opened:
        found = _found(opened)[:most]
        paths = opened.images().paths
    for one in found:
        better = f", {one.better.name} {one.better_probability:.2f}" if one.better else ""
        say(
            f"{paths[one.row]}: {one.label.name} is {one.state.name.lower()}; "
            f"a model that never saw it says {one.probability:.2f}{better}"
        )
    if not found:
        say("Nothing is suspect.")
    if json:
        print_json({"suspects": [_plain(one, paths[one.row]) for one in found]})


def _found(project: Project) -> list[Suspect]:
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
    bars = confidence_thresholds(judging, outside, schema)
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
