"""Name scores job: what labels' names alone say of every image, with no annotation at all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import InvalidSetting
from labelmt.domain.name_scores import write_name_scores
from labelmt.domain.protocol import messages
from labelmt.domain.text import text
from labelmt.learning.data.job_data import JobData
from labelmt.learning.jobs.job_context import JobContext
from labelmt.learning.jobs.load_backbone import load_backbone
from labelmt.learning.models.devices import choose_device
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.name_priors import embeddings_of, score_by_names
from labelmt.learning.zero_shot.chance import no_better_than_chance
from labelmt.learning.zero_shot.posteriors import BACKBONE


def score_names(
    command: messages.ScoreNames, data: JobData, control: Control
) -> Iterator[messages.Event]:
    """Features that are missing, then scores of all images; the latter take about a second.

    Written to the run's folder, as NamesScored says. A cancel leaves what was there.

    Raises:
        InvalidSetting: names say nothing of this backbone's features.
        EnvironmentFault: the text encoder is not installed, or damaged.
    """
    began, job, settings = time.monotonic(), command.job, data.manifest.settings
    if settings.backbone != BACKBONE:
        raise InvalidSetting(
            "Names can be read with the built-in backbone alone.",
            subject=settings.backbone,
            next_step=text("Choose {backbone}.", backbone=BACKBONE),
        )
    device = choose_device(settings.device)
    yield messages.RunStarted(job, "", str(device), 0, 0)
    embeddings_of(data.manifest.tasks)  # says at once where the encoder is missing
    backbone = yield from load_backbone(job, settings)
    context = JobContext.begin(job, data, control, device, backbone)
    first, rows = set(command.first_rows), data.images.rows
    order = sorted(range(len(rows)), key=lambda index: rows[index] not in first)
    with context.open_cache() as cache:
        missing = ~cache.valid(rows, data.images.stamps)
        wanted = [index for index in order if missing[index]]
        if wanted:
            yield from context.extract_all(cache, context.infer(), wanted)
        if not control.cancelled:
            ready = np.array([row for row in rows if row not in context.failed], dtype=np.int64)
            yield _scored(context, cache.features, ready)
    yield messages.RunFinished(job, "", control.cancelled, time.monotonic() - began)


def _scored(
    context: JobContext, features: NDArray[np.float16], ready: NDArray[np.int64]
) -> messages.NamesScored:
    data = context.data
    scores = score_by_names(context.specs, features[: data.manifest.row_count], ready,
                            context.settings.seed)  # fmt: skip
    judged = np.intersect1d(ready, data.judged(data.train_rows))
    chance = no_better_than_chance(scores.values[judged].astype(np.float32), data.states[judged])
    chance &= np.nan_to_num(scores.values[ready]).any(axis=0)  # what says nothing is not told of
    useless = tuple(np.array(scores.label_ids)[chance].tolist())
    path = write_name_scores(data.run_folder, replace(scores, useless=useless))
    return messages.NamesScored(context.job, str(path), scores.label_ids, useless)
