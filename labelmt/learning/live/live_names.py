"""Names scored beside live learning: anew with other names, and as more images have features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import EnvironmentFault
from labelmt.domain.name_scores import NameScores, write_name_scores
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.learning.data.job_data import JobData
from labelmt.learning.models.cpu_threads import one_core
from labelmt.learning.training.name_priors import score_by_names
from labelmt.learning.zero_shot.chance import no_better_than_chance

GROWN = 1.5
"""Growth of the images with features after which all are scored anew while more come in."""
FOLDER = "names"
"""In that of a live job's manifest."""


class LiveNames:
    """What was scored last, so that a refit costs names nothing."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._scores: NameScores | None = None
        self._images, self._complete = 0, False

    def new(self, data: JobData, folder: Path) -> bool:
        """Whether there are names that were not read yet."""
        return bool(data.manifest.named) and self._key != _key_of(data.manifest.named, folder)

    def tell(
        self,
        job: int,
        data: JobData,
        features: NDArray[np.float16],
        ready: Sequence[int],
        folder: Path,
        *,
        complete: bool,
    ) -> Iterator[messages.Event]:
        """NamesScored where there is anything new, or NamesUnread.

        Args:
            features: (rows, width) of the built-in backbone. ready: rows that have features.
            folder: of the live job; what is scored goes below it.
            complete: whether these are all images there are.
        """
        specs = data.manifest.named
        if not specs or not len(ready):
            return
        fresh = self.new(data, folder)
        grown = len(ready) > GROWN * self._images or (complete and len(ready) != self._images)
        scores = self._scores
        try:
            with one_core():
                if fresh or grown or scores is None:
                    rows = np.sort(np.asarray(ready, dtype=np.int64))
                    scores = score_by_names(
                        specs,
                        features[: data.manifest.row_count],
                        rows,
                        data.manifest.settings.seed,
                    )
                    self._scores, self._images = None, len(ready)
                useless = _useless(scores, data)
        except EnvironmentFault as error:
            yield messages.NamesUnread(job, error.what, error.subject, error.next_step, error.texts)
            return
        same = useless == scores.useless and complete == self._complete
        if self._scores is not None and same:
            return
        scores = replace(scores, useless=useless)
        place = folder / FOLDER
        place.mkdir(parents=True, exist_ok=True)
        path = write_name_scores(place, scores)
        self._scores, self._key, self._complete = scores, _key_of(specs, folder), complete
        yield messages.NamesScored(job, str(path), scores.label_ids, useless, complete)


def _key_of(specs: Sequence[TaskSpec], folder: Path) -> tuple[object, ...]:
    return folder, tuple((spec.label_ids, spec.called) for spec in specs)


def _useless(scores: NameScores, data: JobData) -> tuple[int, ...]:
    """Ids of labels whose names say no more than chance of the images a person saw."""
    learnt = [label for spec in data.manifest.tasks for label in spec.label_ids]
    columns = [at for at, label in enumerate(learnt) if label in scores.label_ids]
    rows = data.judged(np.concatenate([data.train_rows, data.validation_rows]))
    if not columns or not len(rows):
        return ()
    own = [scores.label_ids.index(learnt[at]) for at in columns]
    values = scores.values[rows][:, own].astype(np.float32)
    states = data.judging[rows][:, columns]
    told = ~np.isnan(values).any(axis=1)
    says = values[told].any(axis=0)  # a name that says nothing is not told of
    chance = no_better_than_chance(values[told], states[told]) & says
    return tuple(learnt[at] for at, one in zip(columns, chance, strict=True) if one)
