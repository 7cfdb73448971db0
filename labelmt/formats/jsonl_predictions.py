"""Predictions as JSON Lines: one object a pair of image and label."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path

from labelmt.domain.text import mark
from labelmt.formats.base import Carries, PredictionFormat, PredictionRow
from labelmt.formats.output import Output


def write_predictions(file: Path, rows: Iterable[PredictionRow]) -> None:
    """Replace a file as a whole.

    Raises:
        DiskFull, NoPermission, NotFound, EnvironmentFault: what was there before is kept.
    """
    with Output(file, overwrite=True).file() as stream:
        for row in rows:
            # Escaped, as names may hold what is no Unicode.
            stream.write(json.dumps(dataclasses.asdict(row)).encode("ascii") + b"\n")


FORMAT = PredictionFormat(
    name="jsonl-predictions",
    title="JSON Lines",
    suffixes=(".jsonl", ".ndjson"),
    carries=Carries.PROBABILITIES | Carries.THRESHOLDS_APPLIED | Carries.SEVERAL_TASKS,
    summary=mark("JSON Lines: the same, an object a pair."),
    writer=write_predictions,
)
