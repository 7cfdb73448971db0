"""Worker's job that lays out the map of images by their neighbours: t-SNE, a few steps at a time.

Nobody waits for it. It yields so often that jobs for which somebody waits go in between.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from labelmt.domain.array_checksums import write_array
from labelmt.domain.derived_files import UnusableFile
from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.map_layout import PLACES, read_points
from labelmt.domain.protocol import messages
from labelmt.domain.text import mark
from labelmt.learning.jobs.neighbour_embedding import Unavailable, lay_out
from labelmt.learning.training.cancellation import Control

TOLD_S = 0.5
"""Seconds between two events of progress."""


def lay_out_map(command: messages.LayOutMap, control: Control) -> Iterator[messages.Event]:
    """Lay it out. Ends with RunFinished; what was cancelled leaves nothing.

    Raises:
        InvalidInput: what it is laid out from is not there or damaged.
        NotFound: openTSNE is not installed.
    """
    job, began = command.job, time.monotonic()
    folder = Path(command.manifest)
    yield messages.Progress(job, "map", 0, 1)
    try:
        points, start = read_points(folder)
    except UnusableFile as error:
        raise InvalidInput(
            mark("The map cannot be laid out: what it is made from is damaged."),
            subject=str(folder),
            next_step=mark("Close the map and open it again: it is made anew."),
            details=str(error),
        ) from error
    steps = lay_out(points, start, lambda: control.cancelled)
    told = 0.0
    try:
        while True:
            try:
                done, total = next(steps)
            except StopIteration as ended:
                places = ended.value
                break
            now = time.monotonic()
            left = (now - began) * (total - done) / done if done else None
            if now - told >= TOLD_S:
                told = now
                yield messages.Progress(job, "map", done, total, left)
    except Unavailable as error:
        raise NotFound(
            mark("The map is laid out by its broad lines alone: openTSNE is not installed."),
            next_step=mark(
                "Install openTSNE where LabelMT's learning runs, and open the map again."
            ),
            details=str(error),
        ) from error
    if places is not None:
        path = folder / PLACES
        write_array(path, places, durable=False)
        yield messages.MapLaidOut(job, str(path))
    seconds = time.monotonic() - began
    yield messages.RunFinished(job, "", control.cancelled, seconds)
