"""Decoded pixels for fine-tuning: of all images it learns from, and of a few while it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.protocol import messages
from labelmt.learning.data.pixel_cache import PixelCache
from labelmt.learning.jobs.job_context import REPORT_S, JobContext, LogitReading
from labelmt.learning.training.time_left import TimeLeft

_PART = 16


def decode_pixels(
    context: JobContext, rows: NDArray[np.int64], pixels: PixelCache
) -> Iterator[messages.Event]:
    """Fill the cache with these images; ends early, without an error, when it is cancelled."""
    path_of = dict(zip(context.data.images.rows, context.data.images.paths, strict=True))
    pace, reported = TimeLeft(len(rows)), 0.0
    for done in pixels.fill([path_of[int(row)] for row in rows]):
        if context.control.cancelled:
            return
        if time.monotonic() - reported >= REPORT_S:
            reported = time.monotonic()
            left = pace.seconds_left(done)
            yield messages.Progress(context.job, "decode", done, len(rows), left)


def predict_for_a_while(
    context: JobContext,
    rows: Sequence[int],
    seconds: float,
    reading: LogitReading,
    logits_of: Callable[[NDArray[np.uint8]], NDArray[np.float32]],
) -> None:
    """Predict the first of these images straight from their files; nothing is published yet.

    Args:
        seconds: after which no more are begun; one at least.
        logits_of: (n, height, width, 3) pixels to (n, all labels).
    """
    path_of = dict(zip(context.data.images.rows, context.data.images.paths, strict=True))
    rows = [row for row in rows if row in path_of and row not in context.failed]
    until = time.monotonic() + max(1.0, seconds)
    for start in range(0, len(rows), _PART):
        if start and (time.monotonic() > until or context.control.cancelled):
            break
        part = rows[start : start + _PART]
        pixels = PixelCache(context.data.run_folder, context.preprocessing, len(part))
        for _ in pixels.fill([path_of[row] for row in part]):
            pass
        context.put(np.array(part), reading, logits_of(pixels.pixels[: len(part)]))
        pixels.close()
