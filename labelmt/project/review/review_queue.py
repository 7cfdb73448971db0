"""Active-learning order of the review: uncertainty, diversity, and some at random.

Pure functions of the arrays a window holds, callable without one; run them on a pool. Ash et al.
(ICLR 2020) and Citovsky et al. (NeurIPS 2021) join uncertainty with diversity as is done here;
those that tell most of all others come first while little is known, see experimental_design.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.hierarchy import ancestors, descendants, parents_of
from labelmt.domain.predictions import Predictions
from labelmt.domain.random_order import in_random_order
from labelmt.domain.schema import Schema, Task, TaskKind
from labelmt.project.predictions.probabilities import (
    MARGIN,
    PredictedProbabilities,
    least_of_most_probable,
    probabilities_at,
)
from labelmt.project.review.experimental_design import Points, most_informative_rows
from labelmt.project.review.image_uncertainty import uncertainty_over_tasks
from labelmt.project.review.rare_labels import examples_of_rare_labels
from labelmt.project.review.unseen_annotations import unseen_images
from labelmt.project.similarity.cached_features import CachedFeatures

Rows = NDArray[np.int64]
States = NDArray[np.int8]

LONGEST = 200
"""Images that are put in order; after these the model has learnt something else."""
BEGINNING = 100
"""Annotated images before which typical ones are asked for: a model of less does not know what it
does not know."""
DOUBTED = 40
"""Annotated images from which what the model doubts counts for more among typical ones. mAP 0.93
on 80 % of UC Merced after 98 images without, 88 from 20 or 60, 82 from 40 (mean of four draws);
0.91 on 80 % of Aquarium after 65, 78, 65, 70."""
AHEAD = 20
"""Of these so many are chosen at a time; the order is made anew with every answer."""
FEW = 10
"""Positives below which a label's likely positives are asked for."""


class Reason(StrEnum):
    """Why an image is asked about."""

    TYPICAL = "typical"
    UNCERTAIN = "uncertain"
    NAMED = "named"
    """Looks like a label by its name alone."""
    RARE = "rare"
    """Likely shows a label that has few examples."""
    CHANCE = "chance"
    """Drawn evenly from all: kept as an unbiased sample."""
    UNLIKE = "unlike"
    """Looks unlike any that is annotated: metrics may not hold for it."""
    LATER = "later"
    """Was skipped before."""


SHARES = ((Reason.UNCERTAIN, 0.70), (Reason.RARE, 0.15), (Reason.CHANCE, 0.15))
"""docs/method.md, "Review queue"."""


@dataclass(frozen=True, eq=False, slots=True)
class ReviewQueue:
    """Images in the order to ask about them.

    Attributes:
        rows: (n,) at most LONGEST. reasons: one each.
        remaining: how many images have anything unknown, those that are not in ``rows`` too.
        unseen: how many others have annotations that nobody saw, such as those accepted in bulk.
    """

    rows: Rows
    reasons: tuple[Reason, ...]
    remaining: int
    unseen: int = 0


def review_queue(
    schema: Schema,
    states: States,
    predictions: Predictions | None,
    groups: NDArray[np.int32] | None,
    points: Points | None = None,
    features: CachedFeatures | None = None,
    *,
    unlike: Sequence[int] = (),
    among: Rows,
    task_id: int | None = None,
    skipped: Sequence[int] = (),
    asked: Mapping[Reason, int] | None = None,
    seed: int = 0,
    longest: int = LONGEST,
    judging: States | None = None,
    named: Rows | None = None,
) -> ReviewQueue:
    """Put the images that have anything unknown in order.

    Images of which all is annotated, but not all was seen, are asked about by chance alone, in
    their turn: without them the random sample ended at the first image that was accepted in bulk,
    and whatever was judged held for the images that nobody accepted.

    Args:
        states: (images, labels) int8 of State codes, in the schema's columns.
        judging: the same of the pairs that somebody saw or imported; None: of all.
        groups: (images,) int32, see ``domain.protocol.messages.GroupsReady``; None: none yet.
        points: where images lie; None while nobody knows.
        features: to look for the second example of a label with; None where there are none.
        unlike: rows to ask about first, in this order, one of each group before the second of any.
        among: rows to ask about, such as those that can be read.
        task_id: ask just about this task; None is all.
        asked: for how many images each reason was given so far. The order is made anew with every
            answer: beginning without it, none would ever be drawn by chance.
        skipped: rows to come back to when the others are done, in this order.
        named: rows that look like a label by its name, the likeliest first: they take turns with
            those that tell most.
    """
    part, known = in_scope(schema, states, task_id)
    among = np.sort(among[among < len(known)])
    open_ = among[_anything_open(part, known[among])]
    remaining = len(open_)
    unseen = among[:0]
    if judging is not None:
        seen = in_scope(schema, judging, task_id)[1]
        unseen = among[unseen_images(known[among], seen[among])]
    to_ask = np.union1d(open_, unseen)
    more = len(to_ask) - remaining
    by_chance = to_ask[~np.isin(to_ask, np.asarray(skipped, dtype=np.int64))]
    open_ = open_[~np.isin(open_, np.asarray(skipped, dtype=np.int64))]
    first_of_all = _unlike_first(open_, np.asarray(unlike, dtype=np.int64), groups)[:longest]
    open_ = open_[~np.isin(open_, first_of_all)]
    longest -= len(first_of_all)
    probabilities = probabilities_at(predictions, part, open_) if len(open_) else None
    figures = (
        None if probabilities is None else uncertainty_over_tasks(known[open_], probabilities, part)
    )
    if figures is None or np.isnan(figures).all():
        typical = _typical(open_, known, groups, points, None, seed, longest)
        picks = _in_turn(_of(open_, named), typical, longest, asked or {})
        rows = np.array(list(picks), dtype=np.int64)
        reasons: tuple[Reason, ...] = tuple(picks.values())
        drawn = in_random_order(by_chance[~np.isin(by_chance, open_)])[: longest - len(rows)]
        rows, reasons = (
            np.concatenate([rows, drawn]),
            (*reasons, *(Reason.CHANCE,) * len(drawn)),
        )
    else:
        begun = int((known[among] != State.UNKNOWN).any(axis=1).sum())
        first = open_[:0]
        if groups is not None and begun < BEGINNING:
            doubt = None
            if points is not None and begun >= DOUBTED:
                doubt = _doubt_of(points, part, known, predictions)
            count = min(BEGINNING - begun, longest)
            first = _typical(open_, known, groups, points, doubt, seed, count)
        kind = _kind_of(open_, groups)
        streams = {
            Reason.UNCERTAIN: _one_of_each(open_, np.nan_to_num(figures, nan=-1), kind),
            Reason.RARE: _likely_rare(open_, known, probabilities, kind),
            Reason.CHANCE: in_random_order(by_chance),
        }
        taken = _in_turn(_of(open_, named), first, longest, asked or {})
        for row in examples_of_rare_labels(open_, known, probabilities, features, seed).tolist():
            if len(taken) < longest:
                taken.setdefault(row, Reason.RARE)
        picks = _mixed(streams, taken, longest, asked or {})
        rows = np.array(list(picks), dtype=np.int64)
        reasons = tuple(picks.values())
    later = np.asarray(skipped, dtype=np.int64)
    later = later[np.isin(later, among)]
    later = later[np.isin(later, to_ask)]
    return ReviewQueue(
        np.concatenate([first_of_all, rows, later]),
        (*(Reason.UNLIKE,) * len(first_of_all), *reasons, *(Reason.LATER,) * len(later)),
        remaining,
        more,
    )


def in_scope(schema: Schema, states: States, task_id: int | None) -> tuple[Schema, States]:
    """A task alone with its columns; all tasks where none is named."""
    if task_id is None:
        return schema, states
    task = schema.task(task_id)
    columns = [schema.columns[label.id] for label in task.labels]
    return Schema((task,)), states[:, columns]


def suggested(
    schema: Schema,
    states: States,
    predictions: Predictions | None,
    row: int,
    task_id: int | None = None,
) -> tuple[tuple[int, State], ...]:
    """What the model says of everything that is unknown of an image, label by label.

    Of a multiclass task whose label is unknown, the most probable label alone, present. Where the
    model cannot tell, a label is left out, and so is one that contradicts what is annotated of
    another label that it implies.
    """
    part, known = in_scope(schema, states[[row]], task_id)
    probabilities = probabilities_at(predictions, part, np.array([row], dtype=np.int64))
    if probabilities is None:
        return ()
    found: list[tuple[int, State]] = []
    for task in part.tasks:
        columns = [part.columns[label.id] for label in task.labels]
        values, said = probabilities.values[0, columns], known[0, columns]
        if task.kind is TaskKind.MULTICLASS:
            known_values = np.nan_to_num(values.astype(np.float32))
            likely = np.where(said == State.UNKNOWN, known_values, -1)
            least = least_of_most_probable(known_values[None])[0]
            if len(columns) and not (said == State.PRESENT).any() and likely.max() > least:
                found.append((task.labels[int(likely.argmax())].id, State.PRESENT))
            continue
        offered = {
            label.id: suggested_state(float(value), float(probabilities.thresholds[column]))
            for label, column, value in zip(task.labels, columns, values, strict=True)
        }
        annotated = {
            label.id: State(int(one)) for label, one in zip(task.labels, said, strict=True)
        }
        _follow_hierarchy(task, offered, annotated)
        found += [
            (label_id, state)
            for label_id, state in offered.items()
            if state is not State.UNKNOWN and annotated[label_id] is State.UNKNOWN
        ]
    return tuple(found)


def suggested_state(probability: float, threshold: float) -> State:
    """What to suggest of a label; UNKNOWN close to the threshold, and where nothing was learnt.

    A threshold that was fitted on few images lies anywhere in there. What is more likely present
    than not is not called absent, however high the threshold.
    """
    if np.isnan(probability) or np.isnan(threshold):
        return State.UNKNOWN
    beyond = _log_odds(probability) - _log_odds(threshold)
    if beyond >= MARGIN:
        return State.PRESENT
    return State.ABSENT if beyond <= -MARGIN and probability < 0.5 else State.UNKNOWN


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 1e-6), 1 - 1e-6)
    return float(np.log(inside / (1 - inside)))


def _follow_hierarchy(task: Task, states: dict[int, State], annotated: Mapping[int, State]) -> None:
    """With a label all that it implies; without it where a person said that one is absent."""
    parents = parents_of(task)
    for label_id in [one for one, state in states.items() if state is State.PRESENT]:
        above = [one for one in ancestors(parents, label_id) if one in states]
        if any(annotated[one] is State.ABSENT for one in above):
            states[label_id] = State.UNKNOWN
        elif annotated[label_id] is State.UNKNOWN:
            states.update(dict.fromkeys(above, State.PRESENT))
    for label_id in [one for one, state in states.items() if state is State.ABSENT]:
        below = descendants(parents, label_id)
        if any(annotated.get(one) is State.PRESENT for one in below):
            states[label_id] = State.UNKNOWN


def _anything_open(schema: Schema, states: States) -> NDArray[np.bool_]:
    """(n,) images of which a label is unknown that could still be either."""
    found = np.zeros(len(states), dtype=bool)
    for task in schema.tasks:
        columns = [schema.columns[label.id] for label in task.labels]
        if columns:
            # One present label of a multiclass task makes the others known: nothing is open.
            found |= (states[:, columns] == State.UNKNOWN).any(axis=1)
    return found


def _kind_of(rows: Rows, groups: NDArray[np.int32] | None) -> Rows:
    """(n,) the group of each image; without groups each is a kind of its own."""
    kind = np.arange(len(rows), dtype=np.int64)
    if groups is not None and len(groups):
        inside = rows < len(groups)
        kind = np.where(inside, groups[np.minimum(rows, len(groups) - 1)], -1).astype(np.int64)
    return kind


def _unlike_first(rows: Rows, unlike: Rows, groups: NDArray[np.int32] | None) -> Rows:
    """Those among the rows that are unlike, in their order, but no group twice in a row."""
    unlike = unlike[np.isin(unlike, rows)]
    order = -np.arange(len(unlike), dtype=np.float32)
    return _one_of_each(unlike, order, _kind_of(unlike, groups))


def _one_of_each(rows: Rows, figures: NDArray[np.float32], kind: Rows) -> Rows:
    """The best of each kind, the best first; then the second best of each, and so on."""
    order = np.lexsort((rows, -figures, kind))
    first = np.searchsorted(kind[order], kind[order])
    turn = np.empty(len(rows), dtype=np.int64)
    turn[order] = np.arange(len(rows)) - first
    if len(np.unique(kind)) == len(rows):
        turn[:] = 0
    best: Rows = rows[np.lexsort((rows, -figures, turn))]
    return best


def _typical(
    rows: Rows,
    known: States,
    groups: NDArray[np.int32] | None,
    points: Points | None,
    doubt: NDArray[np.float32] | None,
    seed: int,
    count: int,
) -> Rows:
    """(at most count,) what tells most of all images; the rest by chance, new kinds first."""
    shuffled: Rows = np.random.default_rng(seed).permutation(rows)
    annotated = np.flatnonzero((known != State.UNKNOWN).any(axis=1))
    if groups is not None and len(groups):
        seen = np.bincount(_kind_of(annotated, groups) + 1, minlength=int(groups.max()) + 2)
        kind = _kind_of(shuffled, groups)
        shuffled = shuffled[np.lexsort((seen[kind + 1], kind < 0))]
    told = rows[:0]
    if points is not None:
        told = most_informative_rows(points, annotated, rows, min(count, AHEAD), doubt)
    return np.concatenate([told, shuffled[~np.isin(shuffled, told)]])[:count]


def _of(rows: Rows, named: Rows | None) -> Rows:
    """Those of the named ones that may be asked about, in their order."""
    return rows[:0] if named is None else named[np.isin(named, rows)]


def _in_turn(
    named: Rows, typical: Rows, count: int, asked: Mapping[Reason, int]
) -> dict[int, Reason]:
    """(at most count) by name and typical in turn, going on from those asked for before."""
    streams = {Reason.NAMED: iter(named.tolist()), Reason.TYPICAL: iter(typical.tolist())}
    given = {reason: asked.get(reason, 0) for reason in streams}
    taken: dict[int, Reason] = {}
    while streams and len(taken) < count:
        reason = min(streams, key=lambda one: given[one])
        row = next((one for one in streams[reason] if one not in taken), None)
        if row is None:
            del streams[reason]
            continue
        taken[row] = reason
        given[reason] += 1
    return taken


def _doubt_of(
    points: Points, schema: Schema, known: States, predictions: Predictions | None
) -> NDArray[np.float32] | None:
    """(n,) of the images whose place is known; None where the model doubts none."""
    rows = points.rows[points.rows < len(known)]
    probabilities = probabilities_at(predictions, schema, rows)
    figures = np.zeros(len(points.rows), dtype=np.float32)
    if probabilities is not None:
        figures[: len(rows)] = np.nan_to_num(
            uncertainty_over_tasks(known[rows], probabilities, schema)
        )
    return figures if figures.any() else None


def _likely_rare(
    rows: Rows, known: States, probabilities: PredictedProbabilities | None, kind: Rows
) -> Rows:
    """Likely positives of the labels that have few, one of each kind; label by label in turn."""
    if probabilities is None:
        return rows[:0]
    present = (known == State.PRESENT).sum(axis=0)
    columns = [c for c in np.argsort(present, kind="stable").tolist() if present[c] < FEW]
    lists = []
    for column in columns:
        values = np.nan_to_num(probabilities.values[:, column].astype(np.float32), nan=-1)
        values[known[rows, column] != State.UNKNOWN] = -1
        ranked = np.argsort(-values, kind="stable")[:LONGEST]
        ranked = ranked[values[ranked] >= 0]
        lists.append(_one_of_each(rows[ranked], values[ranked], kind[ranked]))
    longest = max(map(len, lists), default=0)
    turns = [one[i] for i in range(longest) for one in lists if i < len(one)]
    return np.asarray(list(dict.fromkeys(turns)), dtype=np.int64)


def _mixed(
    streams: dict[Reason, Rows], first: dict[int, Reason], count: int, asked: Mapping[Reason, int]
) -> dict[int, Reason]:
    """After the first, picks in their shares, each once; a stream that has run dry gives way.

    With those asked for before, the shares are kept.
    """
    left: dict[Reason, Iterator[int]] = {key: iter(one.tolist()) for key, one in streams.items()}
    taken = dict(first)
    given = {reason: asked.get(reason, 0) for reason in left}
    before = sum(given.values()) - len(first)
    shares = dict(SHARES)
    while left and len(taken) < count:
        total = before + len(taken) + 1
        reason = max(left, key=lambda one: shares[one] * total - given[one])
        row = next((one for one in left[reason] if one not in taken), None)
        if row is None:
            del left[reason]
            continue
        taken[row] = reason
        given[reason] += 1
    return taken
