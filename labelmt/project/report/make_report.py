"""Puts a report together: its sections in order, and the same figures for programs."""

from __future__ import annotations

from typing import Any

from labelmt import __version__
from labelmt.domain.text import phrase
from labelmt.project.people.plain_agreement import agreement_as_plain
from labelmt.project.project import Project
from labelmt.project.report.blocks import Report
from labelmt.project.report.evaluation_section import evaluation_section
from labelmt.project.report.made_with_section import made_with_section
from labelmt.project.report.model_sections import (
    MORE,
    calibration_section,
    confusion_section,
    confusions,
    curve_section,
    examples_section,
    figures_section,
    label_figures_section,
    shift_section,
)
from labelmt.project.report.progress import Step, unheard
from labelmt.project.report.project_sections import (
    counts_section,
    data_card_section,
    labels_section,
    missing,
    overview_section,
    people_section,
    progress_section,
)
from labelmt.project.report.report_source import LabelCounts, ReportSource, read_source
from labelmt.project.report.small_pictures import SmallPictures
from labelmt.project.review.task_progress import task_progress
from labelmt.project.runs.plain_figures import curves_as_plain, details_as_plain

PICTURE_EDGE = 160
"""Pixels of the longer side of a picture of a report."""


def make_report(
    project: Project,
    run_id: int | None = None,
    *,
    language: str = "en",
    evaluation: dict[str, Any] | None = None,
    step: Step = unheard,
) -> Report:
    """A report of a project as it is now, in the language of this process.

    Args:
        run_id: the run to tell of; None: the one that predicts, else the newest with figures.
        language: which that is, as ``labelmt.domain.languages`` names it.
        evaluation: what ``evaluate --json`` tells, to stand in the report as well.

    Raises:
        NotFound: there is no such run. Stopped: ``step`` ended it.
    """
    source = read_source(project, run_id, evaluation)
    pictures = SmallPictures(project, source.images, PICTURE_EDGE)
    sections = (
        overview_section(source),
        progress_section(source),
        figures_section(source),
        evaluation_section(source),
        label_figures_section(source),
        calibration_section(source),
        curve_section(source),
        confusion_section(source),
        examples_section(source, pictures),
        shift_section(source),
        counts_section(source),
        people_section(source),
        labels_section(source, pictures, step),
        data_card_section(source),
        made_with_section(source),
    )
    return Report(
        title=project.name,
        subtitle=phrase("Report of {date}", date=source.made_at[:10]),
        language=language.replace("_", "-"),
        sections=tuple(one for one in sections if one is not None),
        data=report_as_plain(source),
    )


def report_as_plain(source: ReportSource) -> dict[str, Any]:
    """The figures of a report; those of the run as ``runs show --json`` has them."""
    schema = source.schema
    progress = {task.name: task_progress(task, schema, source.matrix) for task in schema.tasks}
    labels = {label.id: label.name for label in schema.labels}
    status = {kind.name.lower(): count for kind, count in source.status_counts().items()}
    return {
        "report": 1,
        "labelmt": __version__,
        "project": source.project.name,
        "made_at": source.made_at,
        "images": {"total": len(source.images), "annotated": source.annotated(), **status},
        "labels": [
            {
                "task": task.name,
                "kind": task.kind,
                "label": label.name,
                "description": label.description,
                **_counts(source.counts.get(label.id)),
            }
            for task in schema.tasks
            for label in task.labels
        ],
        "progress": {
            name: {"images": one.images, "total": one.total, "pairs": one.pairs,
                   "needed": one.needed}
            for name, one in progress.items()
        },
        "annotators": [
            {"name": name, "annotations": pairs, "images": images}
            for name, pairs, images in source.annotators
        ],
        "agreement": None if source.agreement is None else agreement_as_plain(source.agreement),
        "run": None if source.details is None else details_as_plain(source.details),
        "evaluation": source.evaluation,
        "confusion": {
            name: {
                "labels": [labels[one] for one in table.label_ids],
                "counts": table.counts.tolist(),
            }
            for name, table in confusions(source).items()
        },
        "curves": curves_as_plain(source.curves, {one.id: one.name for one in schema.tasks}, MORE),
        "shift": None
        if source.shift is None
        else {
            "annotated": source.shift.annotated,
            "others": source.shift.others,
            "auc": source.shift.auc,
            "unlike": len(source.shift.unlike),
        },
        "data_card": source.card.parts(),
        "missing": missing(source),
    }  # fmt: skip


def _counts(one: LabelCounts | None) -> dict[str, Any]:
    if one is None:
        return {"present": 0, "absent": 0, "source": {}, "seen": {}}
    return {"present": one.present, "absent": one.absent, "source": one.by_source,
            "seen": one.by_seen}  # fmt: skip
