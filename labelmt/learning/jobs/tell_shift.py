"""Covariate shift of a run: whether images without annotations are like the annotated ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from labelmt.domain.annotations import State
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import write_json
from labelmt.domain.shift_record import SHIFT
from labelmt.learning.evaluation.shift import shift_between
from labelmt.learning.features.feature_cache import FeatureCaches
from labelmt.learning.jobs.job_context import JobContext


def tell_shift(
    context: JobContext, cache: FeatureCaches, ready: Sequence[int]
) -> Iterator[messages.Event]:
    """Whether images without annotations are like the others; said where some are not.

    Those of the test part, and what nearly repeats them, are annotated though nothing learns them.
    """
    if not context.entry.pretrained:  # features of random weights say nothing of likeness
        return
    data = context.data
    known = ((data.states != State.UNKNOWN) | (data.judging != State.UNKNOWN)).any(axis=1)
    rows = np.sort(np.asarray(ready, dtype=np.int64))
    annotated, others = rows[known[rows]], rows[~known[rows]]
    groups = np.arange(data.manifest.row_count)
    groups[annotated] = len(groups) + data.groups_of(
        annotated, np.asarray(cache.features[annotated], np.float32)
    )
    record = shift_between(cache.features, annotated, others, data.manifest.settings.seed, groups)
    if record is None:
        return
    write_json(data.run_folder / SHIFT, record)
    if told := record.told():
        yield context.note("heads", told)
