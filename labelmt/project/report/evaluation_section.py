"""The section of a report about a table of truth: what ``evaluate`` tells of the run."""

from __future__ import annotations

from typing import Any

from labelmt.domain.metric_records import MEANS
from labelmt.domain.text import counted, phrase, translated
from labelmt.project.report.blocks import Block, Cell, Paragraph, Section, Subheading, Table
from labelmt.project.report.model_sections import metric_title
from labelmt.project.report.report_source import ReportSource
from labelmt.project.runs.figure_text import metric_words


def evaluation_section(source: ReportSource) -> Section | None:
    """Figures of images that somebody else has described, where a table of them was given."""
    told = source.evaluation
    if told is None:
        return None
    by = told["judged_by"]
    about = counted(
        "Judged by a table of {count:,} image in {groups:,} groups that belong together.",
        "Judged by a table of {count:,} images in {groups:,} groups that belong together.",
        by["images"],
        groups=by["groups"],
    )
    blocks: list[Block] = [Paragraph(translated(about))]
    if seen := told["learnt_from"]:
        flattering = phrase(
            "The run learnt from {count:,} of these images: expect less on new ones.", count=seen
        )
        blocks.append(Paragraph(flattering, "warning"))
    for name, task in told["tasks"].items():
        blocks += [Subheading(name), _means(task), _labels(task)]
    return Section("evaluation", phrase("On a table of truth"), tuple(blocks))


def _means(task: dict[str, Any]) -> Table:
    rows = tuple(
        (metric_title(name), metric_words(task[name], task["intervals"].get(name)))
        for name in MEANS
        if name in task
    )
    over = phrase("{scored} of {labels} labels", scored=task["labels_scored"],
                  labels=task["labels_known"])  # fmt: skip
    head = phrase("metric"), phrase("value")
    return Table(head, (*rows, (phrase("over"), over), (phrase("images"), f"{task['images']:,}")))


def _labels(task: dict[str, Any]) -> Table:
    head = (
        phrase("label"), phrase("AP"), phrase("precision"), phrase("recall"), phrase("F1"),
        phrase("present"), phrase("absent"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in task["labels"]:
        figures = [one[key] for key in ("average_precision", "precision", "recall", "f1")]
        shown = ["–" if figure is None else f"{figure:.3f}" for figure in figures]
        if figures[0] is None:
            shown[0] = phrase("too few")
        rows.append((one["label"], *shown, f"{one['positives']:,}", f"{one['negatives']:,}"))
    return Table(head, tuple(rows))
