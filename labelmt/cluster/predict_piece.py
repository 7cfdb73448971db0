"""Predicts a piece and writes its result: what a machine of the cluster does again and again."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.cluster.read_pieces import batches
from labelmt.cluster.shipped_model import Scorer
from labelmt.cluster.work_folder import (
    WorkFolder,
    part_name,
    read_piece,
    unreadable_lines,
    unreadable_name,
)
from labelmt.domain.exported_model import ModelLabel

PATH, PREDICTED = "path", "predicted"
UNREADABLE = b"labelmt.unreadable"
MODEL = b"labelmt.model"
ROWS = 4096
"""Images after which what is known goes from Python's own objects into Arrow's."""


@dataclass(frozen=True, slots=True)
class PieceDone:
    """What came of a piece.

    Attributes:
        images, unreadable: how many. seconds: that it took; 0 where it was there already.
    """

    piece: int
    images: int
    unreadable: int
    seconds: float


def column_names(labels: Sequence[ModelLabel]) -> tuple[str, ...]:
    """A column a label, such as ``scene/beach``; one name of two labels gets a number."""
    made: dict[str, None] = {}
    for label in labels:
        name = again = f"{label.task}/{label.name}"
        count = 1
        while again in made or again in (PATH, PREDICTED):
            count += 1
            again = f"{name} {count}"
        made[again] = None
    return tuple(made)


def predict_piece(folder: WorkFolder, number: int, scorer: Scorer, model: str) -> PieceDone:
    """Predict a piece, unless its result is there.

    Columns: ``path``, a float32 probability a label, and ``predicted``, names of the columns that
    count as predicted.

    Args:
        model: hash of the model; it is told in the result.

    Raises:
        LabelMTError: the result cannot be written, or this machine does not see the images.
    """
    there = _result_of(folder, number, model)
    if there is not None:
        return there
    import pyarrow
    import pyarrow.parquet

    began = time.monotonic()
    columns = column_names(scorer.labels)
    schema = pyarrow.schema(
        [
            (PATH, pyarrow.string()),
            *((name, pyarrow.float32()) for name in columns),
            (PREDICTED, pyarrow.list_(pyarrow.string())),
        ]
    )
    problems: list[tuple[str, str]] = []
    images = 0
    made = io.BytesIO()
    with pyarrow.parquet.ParquetWriter(made, schema, compression="zstd") as writer:
        names: list[str] = []
        values: list[NDArray[np.float32]] = []

        def put() -> None:
            if names:
                block = np.concatenate(values)
                writer.write_table(_table(schema, columns, names, block, scorer))
                names.clear()
                values.clear()

        for batch in batches(read_piece(folder, number)):
            problems += batch.problems
            for good, probabilities, bad in scorer.score(batch):
                problems += bad
                images += len(good)
                names += good
                values.append(probabilities)
                if len(names) >= ROWS:
                    put()
        put()
        writer.add_key_value_metadata(
            {UNREADABLE.decode(): str(len(problems)), MODEL.decode(): model}
        )
    if problems:  # before the result, which says that all of the piece is done
        folder.write(unreadable_name(number), unreadable_lines(problems))
    folder.write(part_name(number), made.getvalue())
    return PieceDone(number, images, len(problems), time.monotonic() - began)


def _table(
    schema: Any, columns: Sequence[str], names: list[str], block: NDArray[np.float32],
    scorer: Scorer,
) -> Any:  # fmt: skip
    import pyarrow

    flags = scorer.predicted(block)
    counts = flags.sum(axis=1)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    at = np.nonzero(flags)[1]
    chosen = pyarrow.DictionaryArray.from_arrays(
        pyarrow.array(at.astype(np.int32)), pyarrow.array(list(columns), pyarrow.string())
    ).dictionary_decode()
    arrays = [
        # Bytes that are no Unicode have no place in a text of Arrow.
        pyarrow.array([name.encode("utf-8", "replace").decode() for name in names]),
        *(pyarrow.array(np.ascontiguousarray(block[:, at])) for at in range(len(columns))),
        pyarrow.ListArray.from_arrays(pyarrow.array(offsets), chosen),
    ]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def _result_of(folder: WorkFolder, number: int, model: str) -> PieceDone | None:
    """What came of a piece that is done; None where there is no result, or not all of one."""
    import pyarrow
    import pyarrow.parquet

    stream = folder.stream(part_name(number))
    if stream is None:
        return None
    with stream:
        try:
            about = pyarrow.parquet.ParquetFile(stream).metadata
        except (pyarrow.ArrowException, OSError):
            return None
    told = about.metadata or {}
    if told.get(MODEL) != model.encode():
        return None
    return PieceDone(number, about.num_rows, int(told.get(UNREADABLE, b"0")), 0.0)
