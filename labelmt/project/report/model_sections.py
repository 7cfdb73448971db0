"""Sections of a report about a run: figures, labels, calibration, curve, confusion, examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from labelmt.domain.errors import UnreadableImage
from labelmt.domain.metric_records import INTERVAL_LEVEL, LabelMetrics, TaskMetrics
from labelmt.domain.schema import Task, TaskKind
from labelmt.domain.shift_record import told_unlike
from labelmt.domain.text import phrase, translated
from labelmt.project.predictions.probabilities import with_implied
from labelmt.project.report.blocks import (
    Block,
    Cell,
    Facts,
    Named,
    Paragraph,
    Picture,
    Pictures,
    Section,
    Subheading,
    Table,
)
from labelmt.project.report.charts import Curve, curves_chart, reliability_chart
from labelmt.project.report.judged_examples import JudgedExample, judged_examples
from labelmt.project.report.reliability import reliability
from labelmt.project.report.report_source import ReportSource
from labelmt.project.report.small_pictures import SmallPictures
from labelmt.project.runs.confusion import Confusion, confusion
from labelmt.project.runs.figure_text import (
    judged_words,
    metric_words,
    score_interval,
    score_name,
    told_first,
    told_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from labelmt.project.runs.run_details import RunDetails

MORE = 100
"""Annotated images ahead that are spoken of."""
WIDEST_CONFUSION = 12
"""Labels up to which a confusion is a table; of more, its largest cells are listed."""
CONFUSIONS_LISTED = 25


def metric_title(name: str) -> str:
    """What a mean of a task is called."""
    return {
        "map": phrase("mAP"),
        "micro_f1": phrase("micro F1"),
        "macro_f1": phrase("macro F1"),
        "accuracy": phrase("accuracy"),
        "ece": phrase("calibration error"),
    }[name]


def figures_section(source: ReportSource) -> Section | None:
    """The headline of each task, what judged it, and all figures beside each other."""
    details = source.details
    if details is None or not details.run.tasks:
        return None
    blocks: list[Block] = []
    for task in details.run.tasks:
        blocks += [Subheading(task.name), Facts(_headline(task, details)), _means(task, details)]
    level = f"{INTERVAL_LEVEL:.0%}"
    blocks.append(
        Paragraph(
            phrase(
                "In brackets: {level} intervals. Of several figures the one that flatters least is "
                "told first. Images that belong together were never parted between learning and "
                "judging, and count once.",
                level=level,
            ),
            "muted",
        )
    )
    return Section("figures", phrase("How good it is"), tuple(blocks))


def _headline(task: TaskMetrics, details: RunDetails) -> tuple[tuple[str, str], ...]:
    told = told_first(task, details.run.test)
    first = told.metrics
    value = metric_words(first.score, score_interval(first))
    pairs = [(score_name(first.kind), value)]
    if holds := told_of(told):
        pairs.append((phrase("Holds"), holds))
    if first.judged_by is not None:
        judged = judged_words(first.judged_by)
        if told.unlike:
            judged += "; " + phrase("each judged by heads that learnt from none that looks like it")
        pairs.append((phrase("Judged by"), judged))
    over = phrase("{scored} of {labels} labels", scored=first.labels_scored,
                  labels=len(first.labels))  # fmt: skip
    pairs.append((phrase("Over"), over))
    return tuple(pairs)


def _means(task: TaskMetrics, details: RunDetails) -> Table:
    """Metrics down, what judged across."""
    columns: list[tuple[str, TaskMetrics]] = []
    test = next((one for one in details.run.test if one.task_id == task.task_id), None)
    if test is not None:
        columns.append((phrase("test part"), test))
    if task.random is not None:
        columns.append((phrase("drawn by chance"), task.random))
    by = task.judged_by
    usual = phrase("cross-fitted") if by and by.part == "cross-fitted" else phrase("validation")
    columns.append((usual, task))
    if task.unlike is not None:
        columns.append((phrase("unlike photographs"), task.unlike))
    names = (
        ("accuracy", "ece") if task.kind is TaskKind.MULTICLASS
        else ("map", "micro_f1", "macro_f1", "ece")
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            metric_title(name),
            *(metric_words(getattr(one, name), one.intervals.get(name)) for _, one in columns),
        )
        for name in names
    ]
    rows.append((phrase("images"), *(f"{one.images:,}" for _, one in columns)))
    rows.append(
        (
            phrase("groups that belong together"),
            *("–" if one.judged_by is None else f"{one.judged_by.groups:,}" for _, one in columns),
        )
    )
    return Table((phrase("metric"), *(title for title, _ in columns)), tuple(rows))


def label_figures_section(source: ReportSource) -> Section | None:
    """Each label: average precision with support, precision and recall at its threshold."""
    details = source.details
    if details is None or not any(task.labels for task in details.run.tasks):
        return None
    blocks: list[Block] = []
    for parts, title in (
        (details.run.tasks, None),
        (details.run.test, phrase("on the test part")),
    ):
        for task in parts:
            if task.labels:
                name = task.name if title is None else f"{task.name}, {title}"
                blocks += [Subheading(name), _label_table(task, source, details, title is None)]
    blocks.append(
        Paragraph(
            phrase(
                "“Present” and “absent” are the known pairs that judge; a figure needs five of "
                "each, with fewer there are too few to tell. The threshold is the probability from "
                "which a label counts as predicted; of exclusive labels the most probable one is."
            ),
            "muted",
        )
    )
    return Section("label-figures", phrase("Label by label"), tuple(blocks))


def _label_table(
    task: TaskMetrics, source: ReportSource, details: RunDetails, in_use: bool
) -> Table:
    colours = {label.id: label.color for label in source.schema.labels}
    head = (
        phrase("label"), phrase("AP"), phrase("precision"), phrase("recall"), phrase("F1"),
        phrase("present"), phrase("absent"), phrase("threshold"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for label in task.labels:
        level = label.threshold
        if in_use:
            level = details.thresholds.get(label.label_id, level)
        told = f"{level:.3f}"
        if in_use and label.label_id in details.chosen:
            told = phrase("{threshold} (chosen)", threshold=told)
        rows.append(
            (
                Named(label.name, colours.get(label.label_id, "")),
                *_figures_of(label),
                f"{label.positives:,}",
                f"{label.negatives:,}",
                told,
            )
        )
    return Table(head, tuple(rows))


def _figures_of(label: LabelMetrics) -> tuple[str, ...]:
    if label.average_precision is None:
        return phrase("too few"), "–", "–", "–"
    figures = label.average_precision, label.precision, label.recall, label.f1
    return tuple("–" if one is None else f"{one:.3f}" for one in figures)


def calibration_section(source: ReportSource) -> Section | None:
    """Of each task how far its probabilities can be taken at their word."""
    details = source.details
    if details is None or details.judged is None:
        return None
    blocks: list[Block] = []
    metrics = {task.task_id: task for task in details.run.tasks}
    for task in source.schema.tasks:
        shown = reliability(details.judged, task)
        if shown is None:
            continue
        blocks += [Subheading(task.name), reliability_chart(task.name, shown)]
        told = metrics.get(task.id)
        error = None if told is None else told.ece
        interval = None if told is None else told.intervals.get("ece")
        facts = [(phrase("calibration error"), metric_words(error, interval))]
        if told is not None and told.ece_before is not None:
            facts.append((phrase("before calibration"), f"{told.ece_before:.3f}"))
        what = (
            phrase("images, by their most probable label") if task.kind is TaskKind.MULTICLASS
            else phrase("pairs of image and label")
        )  # fmt: skip
        facts.append((phrase("Drawn of"), f"{shown.pairs:,} {what}"))
        blocks.append(Facts(tuple(facts)))
    if not blocks:
        return None
    blocks.append(
        Paragraph(
            phrase(
                "Points on the dashed line: of what is told with 0.8, four in five are so. Above "
                "it the model is too careful, below it too sure. The fainter a bar, the fewer it "
                "stands for."
            ),
            "muted",
        )
    )
    return Section("calibration", phrase("Calibration"), tuple(blocks))


def curve_section(source: ReportSource) -> Section | None:
    """How each task got better with more annotated images, and what more would likely bring."""
    if not source.curves:
        return None
    names = {task.id: task.name for task in source.schema.tasks}
    curves, lines = [], []
    for one in source.curves:
        name = f"{names[one.task_id]}, {one.stage}"
        points = tuple((float(point.images), point.score) for point in one.points)
        ahead = one.ahead(MORE)
        told, last = None, one.points[-1]
        so_far = phrase(
            "{task}, {stage}: {score:.3f} with {images:,} images",
            task=names[one.task_id], stage=one.stage, score=last.score, images=last.images,
        )  # fmt: skip
        if ahead is None:
            told = phrase("{so_far}; too few points to tell what more would bring", so_far=so_far)
        else:
            told = phrase(
                "{so_far}; {more} more would likely bring {score:.3f} ({low:.3f} to {high:.3f})",
                so_far=so_far, more=MORE, score=ahead.score, low=ahead.low, high=ahead.high,
            )  # fmt: skip
        at = None if ahead is None else (float(ahead.images), ahead.score, ahead.low, ahead.high)
        curves.append(Curve(name, points, at))
        lines.append(told)
    chart = curves_chart(phrase("Learning curve: score by annotated images"), curves)
    blocks: list[Block] = [chart, *(Paragraph(one) for one in lines)]
    return Section("curve", phrase("Learning curve"), tuple(blocks))


def implied_by(task: Task) -> Callable[[NDArray[np.bool_]], None]:
    """Says present what present labels of the task imply."""

    def implied(predicted: NDArray[np.bool_]) -> None:
        with_implied(predicted, task)

    return implied


def confusions(source: ReportSource) -> dict[str, Confusion]:
    """Name of each task with exactly one label an image to what was taken for what."""
    details = source.details
    if details is None or details.judged is None:
        return {}
    found = {}
    for task in source.schema.tasks:
        if task.kind is TaskKind.MULTICLASS:
            table = confusion(details.judged, task, details.thresholds)
            if table is not None and table.counts.sum():
                found[task.name] = table
    return found


def confusion_section(source: ReportSource) -> Section | None:
    """What was taken for what."""
    names = {label.id: label for label in source.schema.labels}
    blocks: list[Block] = []
    for name, table in confusions(source).items():
        labels = [names[one] for one in table.label_ids]
        blocks.append(Subheading(name))
        if len(labels) <= WIDEST_CONFUSION:
            head = (phrase("annotated ↓ · predicted →"), *(label.name for label in labels))
            rows: list[tuple[Cell, ...]] = []
            for line, label in enumerate(labels):
                counts = table.counts[line].tolist()
                rows.append((Named(label.name, label.color), *(f"{one:,}" for one in counts)))
            blocks.append(Table(head, tuple(rows)))
        else:
            blocks.append(_largest_mistakes(table, [label.name for label in labels]))
    if not blocks:
        return None
    return Section("confusion", phrase("Confusion"), tuple(blocks))


def _largest_mistakes(table: Confusion, names: Sequence[str]) -> Block:
    apart = table.counts.copy()
    np.fill_diagonal(apart, 0)
    order = np.argsort(-apart, axis=None, kind="stable")[:CONFUSIONS_LISTED]
    rows = []
    for line, column in zip(*np.unravel_index(order, apart.shape), strict=True):
        if count := int(apart[line, column]):
            rows.append((names[line], names[column], f"{count:,}"))
    if not rows:
        return Paragraph(phrase("No image was taken for another label."))
    head = phrase("annotated"), phrase("taken for"), phrase("images")
    return Table(head, tuple(rows), (0, 1))


def examples_section(source: ReportSource, pictures: SmallPictures) -> Section | None:
    """Held-out images that it was right and wrong about, with what was said of them."""
    details = source.details
    if details is None or details.judged is None:
        return None
    names = {label.id: label.name for label in source.schema.labels}
    blocks: list[Block] = []
    for task in source.schema.tasks:
        right, wrong = judged_examples(details.judged, task, details.thresholds)
        for found, verdict, title in (
            (wrong, "wrong", phrase("wrong")),
            (right, "right", phrase("right")),
        ):
            shown = [_example(source, pictures, one, task, names, verdict) for one in found]
            if kept := tuple(one for one in shown if one is not None):
                blocks += [Subheading(f"{task.name}: {title}"), Pictures(kept)]
    if not blocks:
        return None
    note = phrase(
        "Only images that the model had not learnt from when it judged them, and that a person "
        "had annotated; the surest first, and each label before any a second time. They are the "
        "clearest cases, no fair sample."
    )
    return Section("examples", phrase("Right and wrong"), (Paragraph(note, "muted"), *blocks))


def _example(
    source: ReportSource,
    pictures: SmallPictures,
    one: JudgedExample,
    task: Task,
    names: dict[int, str],
    verdict: str,
) -> Picture | None:
    if one.row >= len(source.images):
        return None
    try:
        jpeg = pictures.jpeg(one.row)
    except UnreadableImage:
        return None
    said, truth = names[one.said], names[one.annotated]
    if task.kind is TaskKind.MULTICLASS:
        lines = [phrase("said: {label} ({value:.2f})", label=said, value=one.probability)]
        lines.append(phrase("annotated: {label}", label=truth))
    else:
        told = (
            phrase("said: {label} ({value:.2f})", label=said, value=one.probability)
            if one.predicted
            else phrase("not said: {label} ({value:.2f})", label=said, value=one.probability)
        )
        lines = [told]
        lines.append(phrase("annotated: present") if one.present else phrase("annotated: absent"))
    return Picture(jpeg, tuple(lines), verdict, source.images.paths[one.row])


def shift_section(source: ReportSource) -> Section | None:
    """Whether the other images look like the annotated ones."""
    shift = source.shift
    if shift is None:
        return None
    facts = (
        (phrase("Annotated images compared"), f"{shift.annotated:,}"),
        (phrase("Other images compared"), f"{shift.others:,}"),
        (phrase("How well the two can be told apart (AUC)"), f"{shift.auc:.3f}"),
    )
    told = (
        translated(told_unlike(len(shift.unlike)))
        if shift.unlike
        else phrase("No image looks unlike all that are annotated.")
    )
    note = phrase("An AUC of 0.5: nothing tells the annotated images from the others.")
    blocks: list[Block] = [Paragraph(told, "warning" if shift.unlike else "plain"), Facts(facts)]
    left = 0 if source.details is None else source.details.unlike
    if left and left != len(shift.unlike):
        still = phrase("Of {count:,} of them nothing is known still.", count=left)
        blocks.append(Paragraph(still))
    return Section(
        "shift", phrase("Images unlike any annotated"), (*blocks, Paragraph(note, "muted"))
    )
