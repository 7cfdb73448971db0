"""Choice for each multiclass task whether names pull its heads, by folds of a few images.

Of exclusive labels the best name wins, also where all names say little: of ten kinds of clothes a
gain with any number of annotations, of aerial scenes a loss (docs/adr/0009).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.data.job_data import JobData
from labelmt.learning.evaluation.calibration import uncalibrated
from labelmt.learning.evaluation.held_out_metrics import figures_of, task_slices
from labelmt.learning.jobs.chosen_smoothness import FOLDS, tried_rows
from labelmt.learning.live.live_memory import GROWN, LiveMemory
from labelmt.learning.objective.losses import LossChoice
from labelmt.learning.training.fares import FEWEST, fares_of
from labelmt.learning.training.heads import Step, go_on
from labelmt.learning.training.heads_by_views import SeenFeatures, fold_logits_seen
from labelmt.learning.training.name_priors import (
    names_can_be_read,
    with_name_priors,
    without_names,
)

Floats = NDArray[np.float32]


def without_poor_names(
    data: JobData, seen: SeenFeatures, step: Step = go_on
) -> tuple[SeenFeatures, frozenset[int]]:
    """Without the priors of multiclass tasks whose heads gain nothing by them.

    Below FEWEST judged images folds cannot tell, and exclusive labels learn from annotations alone.

    Args:
        seen: with the priors of all tasks.
        step: whether to stop, asked at each step of each fit; the choice is of no use then.

    Returns:
        the same features, and the ids of the tasks whose names were tried in vain.
    """
    exclusive = {spec.id for spec in seen.specs if spec.kind is TaskKind.MULTICLASS}
    if not exclusive or all(part.prior is None for part in seen.parts):
        return seen, frozenset()
    rows = tried_rows(data)
    poor, tried = exclusive, len(data.judged(rows)) >= FEWEST
    if tried:
        settings = data.manifest.settings
        own = _of_tasks(seen, exclusive).of(rows)
        columns = np.concatenate(
            [
                np.arange(columns.start, columns.stop)
                for spec, columns in zip(seen.specs, task_slices(seen.specs), strict=True)
                if spec.id in exclusive
            ]
        )
        states, judging = (one[rows][:, columns] for one in (data.states, data.judging))
        groups = data.groups_of(rows, np.asarray(seen.reference[rows], np.float32))
        parts = fold_rows(states, FOLDS, settings.seed, groups)
        choice = LossChoice(settings.multilabel_loss, settings.label_smoothing)
        named, plain = (
            fold_logits_seen(one, states, settings.head_l2, parts, choice, step)
            for one in (own, own.with_priors([None] * len(own.parts)))
        )
        poor = {
            spec.id
            for spec, gains in zip(own.specs, _gains(own.specs, judging, plain, named), strict=True)
            if not gains
        }
    labels = [label for spec in seen.specs if spec.id in poor for label in spec.label_ids]
    return without_names(seen, labels), frozenset(poor) if tried else frozenset()


def _gains(
    specs: Sequence[TaskSpec], judging: NDArray[np.int8], plain: Floats, named: Floats
) -> list[bool]:
    """Whether each task's loss falls, and neither its accuracy nor its mean average precision does.

    Accuracy alone let the order of images within rare labels get worse: mAP of 43 groceries, 200
    annotations, fell from 0.720 to 0.693 where accuracy rose by 0.006.
    """
    maps = [
        [one.map for one in figures_of(specs, list(map(uncalibrated, specs)), judging, logits)]
        for logits in (plain, named)
    ]
    fares = fares_of(specs, judging, plain), fares_of(specs, judging, named)
    return [
        before.worse_than(after) and (rank is None or better is None or better >= rank)
        for before, after, rank, better in zip(*fares, *maps, strict=True)
    ]


def chosen_anew(
    data: JobData, seen: SeenFeatures, ready: Sequence[int], memory: LiveMemory, step: Step
) -> bool:
    """Look again which multiclass tasks names serve, as the annotated images grow.

    Args:
        seen: features of all rows. ready: rows that have some.
        step: see ``without_poor_names``; what was stopped is looked at again by the next refit.

    Returns:
        whether it is others than thought; kept in ``memory``.
    """
    settings = data.manifest.settings
    exclusive = {spec.id for spec in seen.specs if spec.kind is TaskKind.MULTICLASS}
    annotated = len(data.train_rows) + len(data.validation_rows)
    few = len(data.judged(tried_rows(data))) < FEWEST
    if not exclusive or few or annotated <= GROWN * memory.named_images:
        return False
    if not names_can_be_read(settings, seen):
        return False
    stopped = False

    def watched(iteration: int, loss: float) -> bool:
        nonlocal stopped
        stopped = stopped or step(iteration, loss)
        return stopped

    rows = np.asarray(ready, dtype=np.int64)
    _, poor = without_poor_names(data, with_name_priors(seen, rows, settings.seed), watched)
    if stopped:
        return False
    chosen = frozenset(exclusive - poor)
    changed = chosen != memory.named
    memory.named, memory.named_images = chosen, annotated
    return changed


def _of_tasks(seen: SeenFeatures, ids: set[int]) -> SeenFeatures:
    """Some tasks alone, their labels numbered anew."""
    slices = task_slices(seen.specs)
    kept = np.zeros(sum(len(spec.label_ids) for spec in seen.specs), dtype=bool)
    for spec, columns in zip(seen.specs, slices, strict=True):
        kept[columns] = spec.id in ids
    number = np.cumsum(kept) - 1
    parts = []
    for part in seen.parts:
        own = np.flatnonzero(kept[part.columns])
        if len(own):
            parts.append(
                replace(
                    part,
                    specs=tuple(spec for spec in part.specs if spec.id in ids),
                    columns=number[part.columns[own]],
                    prior=None if part.prior is None else part.prior.of(own),
                )
            )
    specs = tuple(spec for spec in seen.specs if spec.id in ids)
    return SeenFeatures(specs, tuple(parts), parts[0].features)
