"""Predict job: a given network straight from files, as features of tuned weights are not kept."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.protocol import messages
from labelmt.learning.data.job_data import ordered_indices
from labelmt.learning.features.inference import make_infer
from labelmt.learning.jobs.job_context import PUBLISH_S, JobContext, LogitReading
from labelmt.learning.models.network import JoinedLogits, JoinedLogitsAndFeatures, Network


def predict_with(
    context: JobContext,
    network: Network,
    reading: LogitReading,
    stage: str,
    first_rows: Sequence[int],
    kept: NDArray[np.float32] | None = None,
) -> Iterator[messages.Event]:
    """Predict every image, ``first_rows`` first, published as it grows; a cancel cuts it off.

    Values that were there before stay until theirs are replaced.

    Args:
        kept: (rows, width), takes the features that the network has of each image.
    """
    network = network.cpu() if context.device.type == "cpu" else network
    joined = JoinedLogits(network) if kept is None else JoinedLogitsAndFeatures(network)
    infer = make_infer(joined, context.preprocessing, context.device, context.views)
    needed, rest = ordered_indices(context.data, first_rows)
    first = set(first_rows)
    images = context.data.images
    order = sorted([*rest, *needed], key=lambda index: images.rows[index] not in first)
    order = [index for index in order if images.rows[index] not in context.failed]
    last = time.monotonic()
    for event in context.predict_files(infer, reading, order, kept):
        if not isinstance(event, tuple):
            yield event
        if time.monotonic() - last >= PUBLISH_S:
            last = time.monotonic()
            yield context.publish(reading.fitted, stage, complete=False)
    complete = not context.control.cancelled
    yield context.publish(reading.fitted, stage, complete=complete, final=True)
