"""What colours the images on the map: labels, a probability, doubt, source, folder or date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, StrEnum

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotation_matrix import task_columns
from labelmt.domain.annotations import Source, State
from labelmt.domain.schema import Schema
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.predictions.probabilities import predicted, probabilities_of
from labelmt.project.search.search_columns import (
    BLOCK,
    Columns,
    Rows,
    probabilities,
    uncertainties,
)

Codes = NDArray[np.uint8]

MOST_GROUPS = 12
"""Folders that are told apart; the rest is one group. And labels in a legend."""
STEPS = 7
"""Of a scale."""
MOST_LABELS = 100
"""That are told apart: the most frequent ones."""


class By(StrEnum):
    """What a point's colour tells."""

    LABEL = "label"
    PROBABILITY = "probability"
    DOUBT = "doubt"
    SOURCE = "source"
    FOLDER = "folder"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for. ``of``: id of the task of LABEL, of the label of PROBABILITY."""

    by: By
    of: int | None = None


class Kind(Enum):
    """What a group of images has in common."""

    NOTHING = "nothing"
    """Nothing is known that colours tell."""
    OTHERS = "others"
    ANNOTATED = "annotated"
    """``value``: a label's id."""
    PREDICTED = "predicted"
    """By the model alone; ``value``: a label's id."""
    STEP = "step"
    """Of a scale; ``value``: the least and the most of it."""
    SOURCE = "source"
    FOLDER = "folder"
    DATES = "dates"
    """``value``: the first and the last day, ISO."""


@dataclass(frozen=True, slots=True)
class Group:
    """Images of one colour: what it tells, and how many they are."""

    kind: Kind
    value: int | str | tuple[float, float] | tuple[str, str] | None
    images: int


@dataclass(frozen=True, eq=False, slots=True)
class Colouring:
    """A colour for each image.

    Attributes:
        codes: (images,) uint8: the place of its group.
        groups: at most 255; the first is NOTHING.
    """

    codes: Codes
    groups: tuple[Group, ...]


def colouring(columns: Columns, choice: Choice, sources: Mapping[Source, Rows]) -> Colouring:
    """Group the images. Not on the GUI thread.

    Args:
        sources: rows that have an annotation of each source; heeded by SOURCE alone.
    """
    if choice.by is By.LABEL:
        return _by_label(columns, choice.of)
    if choice.by is By.PROBABILITY and choice.of is not None:
        values = probabilities(columns, choice.of).astype(np.float32)
        return _by_step(values, 0.0, 1.0)
    if choice.by is By.DOUBT:
        return _by_step(uncertainties(columns, np.arange(len(columns))), 0.0, 1.0)
    if choice.by is By.SOURCE:
        return _by_source(len(columns), sources)
    if choice.by is By.FOLDER:
        return _by_folder(columns.images)
    if choice.by is By.DATE:
        taken = columns.exif.spread("taken", len(columns))
        return _by_date(np.where(np.isnan(taken), columns.images.mtimes / 1e9, taken))
    return Colouring(np.zeros(len(columns), np.uint8), (Group(Kind.NOTHING, None, len(columns)),))


def predicted_labels(columns: Columns) -> NDArray[np.bool_]:
    """(images, labels) what the model says is there, of what nobody said anything of."""
    found = np.zeros((len(columns), len(columns.schema.label_ids)), dtype=np.bool_)
    for start in range(0, len(columns), BLOCK):
        stop = min(start + BLOCK, len(columns))
        chances = probabilities_of(columns.predictions, columns.schema, start, stop)
        if chances is not None:
            found[start:stop] = predicted(chances, columns.schema)
    found &= columns.matrix == State.UNKNOWN
    return found


def _by_label(columns: Columns, task_id: int | None) -> Colouring:
    """Of several labels of an image the rarest one, which tells most; annotated ones first."""
    schema, count = columns.schema, len(columns)
    of_task = _columns_of(schema, task_id)
    present = columns.matrix[:, of_task] == State.PRESENT
    guessed = predicted_labels(columns)[:, of_task]
    often = present.sum(axis=0) + guessed.sum(axis=0)
    frequent = np.argsort(-often, kind="stable")[:MOST_LABELS]
    annotated, told = np.zeros(count, np.uint8), np.zeros(count, np.uint8)
    for place, column in enumerate(frequent.tolist(), start=1):  # rarer ones write over others
        annotated[present[:, column]] = place
        told[guessed[:, column]] = place
    codes = np.where(annotated > 0, annotated, np.where(told > 0, told + len(frequent), 0))
    ids = [schema.label_ids[of_task[column]] for column in frequent.tolist()]
    kinds = [(Kind.ANNOTATED, one) for one in ids] + [(Kind.PREDICTED, one) for one in ids]
    return _grouped(codes.astype(np.uint8), [(Kind.NOTHING, None), *kinds])


def _columns_of(schema: Schema, task_id: int | None) -> Rows:
    everything = np.arange(len(schema.label_ids))
    known = {task.id for task in schema.tasks}
    if task_id is None or task_id not in known:
        return everything
    return everything[task_columns(schema, schema.task(task_id))]


def _by_step(values: NDArray[np.float32], least: float, most: float) -> Colouring:
    with np.errstate(invalid="ignore"):
        step = np.clip((values - least) / (most - least) * STEPS, 0, STEPS - 1)
    codes = np.where(np.isnan(values), 0, np.nan_to_num(step).astype(np.uint8) + 1)
    wide = (most - least) / STEPS
    steps = [(Kind.STEP, (least + at * wide, least + (at + 1) * wide)) for at in range(STEPS)]
    return _grouped(codes.astype(np.uint8), [(Kind.NOTHING, None), *steps])


def _by_source(count: int, sources: Mapping[Source, Rows]) -> Colouring:
    """By whom most care was taken: what a person said hides what was imported beside it."""
    codes = np.zeros(count, np.uint8)
    order = (Source.IMPORT, Source.SUGGESTION, Source.KEPT, Source.HUMAN)
    for place, source in enumerate(order, start=1):
        rows = sources.get(source, np.empty(0, dtype=np.int64))
        codes[rows[rows < count]] = place
    return _grouped(codes, [(Kind.NOTHING, None), *((Kind.SOURCE, str(one)) for one in order)])


def _by_folder(images: ImageTable) -> Colouring:
    """By the first folder below which images part."""
    count = len(images)
    firsts: dict[tuple[int, str], int] = {}
    which = np.empty(count, dtype=np.int64)
    roots = images.root_ids.tolist()
    depth = _shared_depth(images.paths)
    for row in range(count):
        parts = images.paths[row].split("/")
        name = "/".join(parts[: depth + 1]) if len(parts) > depth + 1 else "/".join(parts[:-1])
        which[row] = firsts.setdefault((roots[row], name), len(firsts))
    often = np.bincount(which, minlength=max(1, len(firsts)))
    frequent = np.argsort(-often, kind="stable")
    codes_of = np.full(len(often), MOST_GROUPS + 1, dtype=np.uint8)
    shown = frequent[: MOST_GROUPS if len(frequent) > MOST_GROUPS + 1 else MOST_GROUPS + 1]
    codes_of[shown] = np.arange(1, len(shown) + 1)
    names = [name or images.roots[root].name for root, name in firsts]
    kinds: list[tuple[Kind, str | None]] = [(Kind.FOLDER, names[at]) for at in shown.tolist()]
    if len(frequent) > MOST_GROUPS + 1:
        kinds.append((Kind.OTHERS, None))
    codes = codes_of[which] if count else np.zeros(0, np.uint8)
    return _grouped(codes, [(Kind.NOTHING, None), *kinds])


def _shared_depth(paths: Sequence[str]) -> int:
    """Folders that all images have in common."""
    shared: list[str] | None = None
    for path in paths:
        parts = path.split("/")[:-1]
        if shared is None:
            shared = parts
            continue
        same = 0
        for one, other in zip(shared, parts, strict=False):
            if one != other:
                break
            same += 1
        shared = shared[:same]
        if not shared:
            return 0
    return len(shared or ())


def _by_date(seconds: NDArray[np.float64]) -> Colouring:
    """In parts of time with about as many images each, the oldest first."""
    known = seconds > 0
    codes = np.zeros(len(seconds), np.uint8)
    kinds: list[tuple[Kind, tuple[str, str] | None]] = [(Kind.NOTHING, None)]
    days = np.floor_divide(seconds, 86_400.0)
    if known.any():
        shares = np.linspace(0, 1, STEPS + 1)[1:]
        edges = np.unique(np.quantile(days[known], shares, method="lower"))
        part = np.searchsorted(edges, days)
        codes[known] = part[known] + 1
        for at in range(len(edges)):
            inside = days[known & (part == at)]
            kinds.append((Kind.DATES, (_day(inside.min()), _day(inside.max()))))
    return _grouped(codes, kinds)


def _day(day: float) -> str:
    return f"{datetime.fromtimestamp(day * 86_400, UTC):%Y-%m-%d}"


def _grouped(codes: Codes, kinds: Sequence[tuple[Kind, object]]) -> Colouring:
    counts = np.bincount(codes, minlength=len(kinds)).tolist()
    groups = tuple(
        Group(kind, value, images)  # type: ignore[arg-type]
        for (kind, value), images in zip(kinds, counts, strict=True)
    )
    return Colouring(codes, groups)
