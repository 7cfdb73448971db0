"""Settles the split once there are features: what nearly repeats the test part, or training."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np

from labelmt.domain.protocol import messages
from labelmt.domain.text import counted, text
from labelmt.learning.data.job_data import keep_duplicates_together, keep_test_apart, refuse_empty
from labelmt.learning.features.feature_cache import FeatureCaches
from labelmt.learning.jobs.job_context import JobContext


def split_by_likeness(
    context: JobContext, cache: FeatureCaches
) -> Generator[messages.Event, None, JobContext]:
    """Near-duplicates of training images leave validation, where it was drawn by us."""
    before = len(context.data.validation_rows)
    data = context.data
    rows = np.concatenate([data.train_rows, data.validation_rows, data.test_rows])
    groups = data.groups_of(rows, np.asarray(cache.features[rows], np.float32))
    beside, data = keep_test_apart(data, rows, groups)
    annotated = np.isin(rows, np.concatenate([data.train_rows, data.validation_rows]))
    moved, data = keep_duplicates_together(data, rows[annotated], groups[annotated])
    refuse_empty(data)
    if beside:
        told = counted(
            "{count:,} image nearly repeats one of the test part: it is not learnt from.",
            "{count:,} images nearly repeat others of the test part: they are not learnt from.",
            beside,
        )
        yield context.note("heads", told)
    if moved and data.manifest.validation_named:
        told = text(
            "{moved} of {before} validation images nearly repeat others.",
            moved=moved,
            before=before,
        )
        yield context.note("heads", told)
    elif moved:
        yield context.note(
            "heads", text("{moved} near-duplicates left validation for training.", moved=moved)
        )
    return replace(context, data=data)
