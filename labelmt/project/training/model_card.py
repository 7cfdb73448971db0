"""Model card of an exported run (Mitchell et al., FAT* 2019): figures, data, use, licences.

In English and Markdown, as the hub has it; whoever reads it need not know LabelMT.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from labelmt.domain.annotations import State
from labelmt.domain.derived_files import UnusableFile, read_array
from labelmt.domain.exported_model import ExportedTask, Judgement, ModelDescription
from labelmt.domain.metric_records import INTERVAL_LEVEL, LabelMetrics
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import TaskKind
from labelmt.project.runs.figure_text import run_scores


@dataclass(frozen=True, slots=True)
class LearntFrom:
    """What a run was given.

    Attributes:
        images: that it learnt from; None where that is not kept, as for live heads.
        validation, test: images kept out of that.
        present, absent: label id to how many images it was known of, all of them.
    """

    images: int | None = None
    validation: int = 0
    test: int = 0
    present: dict[int, int] = field(default_factory=dict)
    absent: dict[int, int] = field(default_factory=dict)


def learnt_from(
    source: Path, tasks: Sequence[ExportedTask], specs: Sequence[TaskSpec]
) -> LearntFrom:
    """What lies in a run's folder of the data it was given; nothing where that is damaged.

    Args:
        specs: the run's tasks, in the columns' order.
    """
    ids = [label for spec in specs for label in spec.label_ids]
    try:
        states = read_array(source / "annotations.npy", np.int8, (None, len(ids)))
        validation = read_array(source / "validation.npy", np.bool_, (len(states),))
        try:
            test = read_array(source / "test.npy", np.bool_, (len(states),))
        except UnusableFile:
            test = np.zeros(len(states), dtype=bool)
    except UnusableFile:
        return LearntFrom()
    known = (states != State.UNKNOWN).any(axis=1)
    wanted = {label.id for task in tasks for label in task.labels}
    count = {
        state: {
            label: int((states[:, column] == state).sum())
            for column, label in enumerate(ids)
            if label in wanted
        }
        for state in (State.PRESENT, State.ABSENT)
    }
    return LearntFrom(
        int((known & ~validation & ~test).sum()),
        int((known & validation).sum()),
        int((known & test).sum()),
        count[State.PRESENT],
        count[State.ABSENT],
    )


def model_card(
    description: ModelDescription, run: RunRecord, learnt: LearntFrom, folder: str
) -> str:
    """The text of ``README.md``.

    Args:
        folder: what the folder is called, for the example of its use.
    """
    parts = [
        _head(),
        f"# {_plain(description.name)}",
        _about(description),
        "## How good it is",
        _figures(description.judged),
        *_labels(description, run),
        "## What it learnt from",
        _data(learnt),
        "## Intended use",
        "Photographs of the kind that it learnt from, to suggest labels that a person looks at. "
        "The metrics above hold for the images named beside them and for no others: measure it on "
        "your own images before you rely on it. It is not made for decisions about people, nor "
        "where a wrong label does harm and nobody checks.",
        "## Licences",
        f"- Backbone `{description.backbone}`: {_plain(description.backbone_licence)}.",
        f"- Images that it learnt from: {_plain(description.images_licence)}."
        if description.images_licence
        else "- Images that it learnt from: not stated; ask whoever trained this model.",
        "## How to use it",
        _use(folder),
    ]
    text = "\n\n".join(part for part in parts if part).replace(".\n\n- Images", ".\n- Images")
    return text + "\n"


def _head() -> str:
    return "\n".join(
        (
            "---",
            "license: other",
            "license_name: see-card",
            "library_name: labelmt",
            "pipeline_tag: image-classification",
            "tags:",
            "- image-classification",
            "- multi-label",
            "- labelmt",
            "---",
        )
    )


def _about(description: ModelDescription) -> str:
    counts = [
        f"{_plain(task.name)} ({len(task.labels)} labels, "
        + ("exactly one an image)" if task.kind is TaskKind.MULTICLASS else "any number an image)")
        for task in description.tasks
    ]
    return (
        f"An image classifier for {', '.join(counts)}, trained with LabelMT {description.version} "
        f"on the backbone `{description.backbone}` and exported {description.made_at[:10]}. "
        + (
            "It gives a probability for each label, calibrated on the images that judged it."
            if description.is_measured
            else "It gives a number from 0 to 1 for each label, which is no calibrated probability:"
            " too few images were known."
        )
    )


def _figures(judged: Sequence[Judgement]) -> str:
    if not judged:
        return "No metric was told: too few images were known, or none were kept out."
    level = round(INTERVAL_LEVEL * 100)
    lines = [
        f"| task | metric | value ({level} % interval) | over | judged by |",
        "| --- | --- | --- | --- | --- |",
    ]
    for one in judged:
        over = f"{one.labels_scored} of {one.labels} labels"
        lines.append(
            f"| {_plain(one.task)} | {one.metric} | {_value(one)} | {over} | {_judged(one)} |"
        )
    lines += [
        "",
        "Of several figures the one that flatters least is told. Images that belong together "
        "(near-duplicates, a burst, a patient, a site) were never parted between learning and "
        "judging, and count once in the intervals.",
    ]
    return "\n".join(lines)


def _value(one: Judgement) -> str:
    if one.value is None:
        return "too few to tell"
    if one.low is None or one.high is None:
        return f"{one.value:.3f}"
    return f"{one.value:.3f} ({one.low:.2f} to {one.high:.2f})"


def _judged(one: Judgement) -> str:
    how = {
        "test": "a test part that nothing was chosen on",
        "validation": "validation images; thresholds and calibration were chosen on them",
        "cross-fitted": "folds: each image by heads that never saw it",
    }.get(one.part, "images that were kept out")
    which = {
        "random": "drawn by chance from all images",
        "chosen": "of those that a person chose to annotate",
    }.get(one.sample, "of unknown choice")
    if one.unlike:
        which = "unlike those it learnt from"
    groups = f" in {one.groups:,} groups" if one.groups < one.images else ""
    return f"{how}: {one.images:,} images{groups}, {which}"


def _labels(description: ModelDescription, run: RunRecord) -> list[str]:
    """Threshold and figures of each label, as far as there are any."""
    told = {label.label_id: label for one in run_scores(run) for label in one.metrics.labels}
    parts = ["### Label by label"]
    for task in description.tasks:
        lines = [
            "| label | threshold | average precision | precision | recall | known present | "
            "known absent |",
            "| --- | --- | --- | --- | --- | --- | --- |",
        ]
        lines += [
            f"| {_plain(label.name)} | {label.threshold:.3f} | {_of(told.get(label.id))} |"
            for label in task.labels
        ]
        parts += [f"**{_plain(task.name)}**", "\n".join(lines)]
    parts.append(
        "The counts are those of the images that judged; a figure needs five of each kind. Of "
        "exclusive labels the most probable one is predicted, whatever its threshold."
    )
    return parts


def _of(label: LabelMetrics | None) -> str:
    if label is None:
        return "– | – | – | – | –"
    figures = (label.average_precision, label.precision, label.recall)
    shown = ["too few to tell" if one is None else f"{one:.3f}" for one in figures]
    return " | ".join((*shown, f"{label.positives:,}", f"{label.negatives:,}"))


def _data(learnt: LearntFrom) -> str:
    if learnt.images is None:
        return "The number of images was not kept: this model was fitted beside labelling."
    lines = [
        f"{learnt.images:,} annotated images; {learnt.validation:,} more were kept out to validate "
        f"on, and {learnt.test:,} as a test part. What was unknown of them was not taken as absent "
        "unless a person said so.",
    ]
    fewest = sorted(learnt.present.values())[:1]
    if fewest:
        lines.append(
            f"The rarest label was known to be present on {fewest[0]:,} of all these images."
        )
    return " ".join(lines)


def _use(folder: str) -> str:
    code = "\n".join(
        (
            "```python",
            "from labelmt import load_model",
            "",
            f"model = load_model({json.dumps(folder)})",
            'print(model.predict(["photograph.jpg"]).to_pandas())',
            "```",
        )
    )
    return (
        f"{code}\n\n`model.safetensors` holds all weights, those of the backbone included; "
        "`config.json` tells how the network is built, the preprocessing, the calibration and the "
        "thresholds. Nothing has to be unpickled."
    )


def _plain(name: str) -> str:
    """A name that breaks neither a table nor Markdown."""
    return " ".join(name.split()).translate({ord(sign): f"\\{sign}" for sign in "\\|*_`<>[]#"})
