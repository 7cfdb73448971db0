"""Predictions with a given network, straight from files: features of tuned weights are not kept."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.protocol import messages
from labelmt.learning.data.job_data import ordered_indices
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.jobs.job_context import PUBLISH_S, JobContext
from labelmt.learning.models.network import JoinedLogits, Network


class _Straight:
    """Stands where the feature cache stands, and predicts what it is given."""

    def __init__(self, context: JobContext, fitted: Sequence[TaskCalibration]) -> None:
        self._bench, self._fitted = context, fitted

    def valid(self, rows: Sequence[int], _stamps: Sequence[str]) -> NDArray[np.bool_]:
        return np.zeros(len(rows), dtype=bool)

    def reuse(self, _row: int, _stamp: str, _fingerprint: bytes) -> bool:
        return False

    def put(
        self,
        rows: Sequence[int],
        _stamps: Sequence[str],
        _fingerprints: Sequence[bytes],
        logits: NDArray[np.float32],
    ) -> None:
        self._bench.put(np.asarray(rows), self._fitted, logits)


def predict_with(
    context: JobContext,
    network: Network,
    fitted: Sequence[TaskCalibration],
    stage: str,
    first_rows: Sequence[int],
) -> Iterator[messages.Event]:
    """Predict every image, ``first_rows`` first, published as it grows; a cancel cuts it off.

    Values that were there before stay until theirs are replaced.
    """
    network = network.cpu() if context.device.type == "cpu" else network
    infer = context.infer(JoinedLogits(network))
    needed, rest = ordered_indices(context.data, first_rows)
    first = set(first_rows)
    images = context.data.images
    order = sorted([*rest, *needed], key=lambda index: images.rows[index] not in first)
    order = [index for index in order if images.rows[index] not in context.failed]
    straight = _Straight(context, fitted)
    last = time.monotonic()
    for event in context.extract(straight, infer, order, phase="predict"):
        if not isinstance(event, tuple):
            yield event
        if time.monotonic() - last >= PUBLISH_S:
            last = time.monotonic()
            yield context.publish(fitted, stage, complete=False)
    complete = not context.control.cancelled
    yield context.publish(fitted, stage, complete=complete, final=True)
