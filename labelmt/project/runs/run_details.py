"""Reads all that a run left behind: settings, curves, held-out predictions."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from labelmt.domain.derived_files import (
    UnusableFile,
    as_object,
    as_record,
    read_array,
    read_json,
    read_text,
)
from labelmt.domain.held_out_predictions import (
    HeldOutPredictions,
    UnreadableHeldOutPredictions,
    read_held_out,
)
from labelmt.domain.metric_records import EpochRecord
from labelmt.domain.protocol.manifest import LEFT_OUT
from labelmt.domain.run_records import RunRecord
from labelmt.domain.text import Text
from labelmt.project.project import Project
from labelmt.project.review.unlike_images import still_unlike, unlike_in, unlike_rows
from labelmt.project.run_folders import run_folder
from labelmt.project.runs.heads_kept import heads_kept_told
from labelmt.project.runs.manage_runs import run_of, thresholds_of
from labelmt.project.runs.present_names import (
    epochs_with_present_names,
    renamed_since,
    with_present_names,
)

METRICS = "metrics.jsonl"
"""The file of a run's folder: a line for each epoch."""


@dataclass(frozen=True, eq=False, slots=True)
class RunDetails:
    """Attributes:
    settings: as ``config.json`` has them, plain; empty where the run kept no weights.
    versions: of the packages it was made with.
    epochs: each fit of the heads, then each pass of the fine-tuning.
    judged: None where the run left none that can be read.
    judged_problem: why it cannot be read, or empty.
    thresholds: label id to the probability from which it counts as predicted.
    chosen: those of them that a person chose.
    unlike: images of which nothing is known by now that looked unlike all it knew.
    left_out: annotated images that it did not learn from: their files held another picture.
    renamed: what its tasks and labels were called, and are called now; figures have the new names.
    heads_kept: told of a run that was to be fine-tuned and has the frozen backbone's heads.
    unlike_now: whether no later training has looked anew, so that a search finds just these.
    """

    run: RunRecord
    settings: dict[str, Any]
    versions: dict[str, str]
    epochs: tuple[EpochRecord, ...]
    judged: HeldOutPredictions | None
    judged_problem: str
    thresholds: dict[int, float]
    chosen: dict[int, float]
    unlike: int = 0
    unlike_now: bool = False
    left_out: int = 0
    renamed: tuple[tuple[str, str], ...] = ()
    heads_kept: Text | None = None


def read_details(project: Project, run_id: int) -> RunDetails:
    """Everything of one run; what is damaged counts as not there. Raises NotFound."""
    was, schema = run_of(project, run_id), project.full_schema()
    run = with_present_names(was, schema)
    folder = run_folder(project.folder, run_id)
    settings: dict[str, Any] = {}
    versions: dict[str, str] = {}
    tuned: bool | None = None
    with suppress(UnusableFile, ValueError, TypeError, AttributeError, KeyError):
        config = read_json(folder / "config.json")
        tuned = config.get("tuned")
        settings = dict(config["settings"])
        versions = {str(name): str(text) for name, text in config["versions"].items()}
        settings["views"] = len(config.get("views", ())) or settings.get("views")
    thresholds, chosen = thresholds_of(project, run_id)
    judged, problem = None, ""
    try:
        judged = read_held_out(folder)
    except UnreadableHeldOutPredictions as error:
        problem = str(error)
    unlike, newest = unlike_in(folder), unlike_rows(project)
    with project.reading():
        left = len(still_unlike(unlike, project.images(), project.annotation_matrix()))
    epochs = epochs_with_present_names(_epochs(folder), schema)
    return RunDetails(
        run, settings, versions, epochs, judged, problem, thresholds, chosen,
        left, left > 0 and np.array_equal(unlike, newest), _left_out(folder),
        renamed_since(was, schema), heads_kept_told(run, tuned, epochs),
    )  # fmt: skip


def _left_out(folder: Path) -> int:
    with suppress(UnusableFile):
        return int(read_array(folder / LEFT_OUT, np.bool_, (None,)).sum())
    return 0


def _epochs(folder: Path) -> tuple[EpochRecord, ...]:
    found = []
    with suppress(UnusableFile):
        for line in read_text(folder / METRICS).splitlines():
            with suppress(UnusableFile):  # the last line of a run that was cut off
                found.append(as_record(as_object(line, METRICS), EpochRecord, METRICS))
    return tuple(found)
