"""Predictions in Parquet: a row for each pair of image and label; needs ``pyarrow``."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from labelmt.domain.text import mark
from labelmt.formats.base import Carries, PredictionFormat, PredictionRow
from labelmt.formats.output import Output
from labelmt.formats.parquet import BATCH, needed_pyarrow


def write_predictions(file: Path, rows: Iterable[PredictionRow]) -> None:
    """Replace a file as a whole.

    Raises:
        InvalidInput: pyarrow is not installed.
        DiskFull, NoPermission, NotFound, EnvironmentFault: what was there before is kept.
    """
    arrow = needed_pyarrow()
    schema = arrow.schema(
        [
            ("path", arrow.string()),
            ("task", arrow.string()),
            ("label", arrow.string()),
            ("probability", arrow.float32()),
            ("predicted", arrow.bool_()),
        ]
    )
    waiting = iter(rows)
    with (
        Output(file, overwrite=True).file() as stream,
        arrow.parquet.ParquetWriter(stream, schema) as writer,
    ):
        while part := list(islice(waiting, BATCH)):
            columns = {
                # Bytes that are no Unicode have no place in a text of Arrow.
                "path": [row.path.encode("utf-8", "replace").decode() for row in part],
                "task": [row.task for row in part],
                "label": [row.label for row in part],
                "probability": [row.probability for row in part],
                "predicted": [row.predicted for row in part],
            }
            writer.write_table(arrow.table(columns, schema=schema))


FORMAT = PredictionFormat(
    name="parquet-predictions",
    title="Parquet",
    suffixes=(".parquet",),
    carries=Carries.PROBABILITIES | Carries.THRESHOLDS_APPLIED | Carries.SEVERAL_TASKS,
    summary=mark("Parquet: the same as columns."),
    writer=write_predictions,
)
