"""What a run was judged by: its probabilities of images that it had not learnt from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State

JUDGED = "judged.npz"
"""Name of the file in a run's folder."""
_LARGEST = 512 * 2**20
"""Bytes of a file that is read at all: ten thousand labels of ten thousand images."""


@dataclass(frozen=True, eq=False, slots=True)
class Judged:
    """Attributes:
    label_ids: the columns.
    rows: (n,) int64: validation images, or annotated ones judged by the other folds' heads.
    states: (n, labels) int8 of State codes, as they were then.
    probabilities: (n, labels) float32, calibrated.
    """

    label_ids: tuple[int, ...]
    rows: NDArray[np.int64]
    states: NDArray[np.int8]
    probabilities: NDArray[np.float32]

    def columns(self, label_ids: tuple[int, ...]) -> list[int]:
        """Where these labels stand; those it does not know are left out."""
        place = {label_id: column for column, label_id in enumerate(self.label_ids)}
        return [place[label_id] for label_id in label_ids if label_id in place]


def write_judged(folder: Path, judged: Judged) -> None:
    """Write it into a run's folder: beside, then renamed. Raises OSError."""
    beside = folder / f"{JUDGED}.part"
    with beside.open("wb") as stream:
        np.savez(
            stream,
            allow_pickle=False,
            label_ids=np.array(judged.label_ids, dtype=np.int64),
            rows=judged.rows.astype(np.int64),
            states=judged.states.astype(np.int8),
            probabilities=judged.probabilities.astype(np.float32),
        )
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(folder / JUDGED)


def read_judged(folder: Path) -> Judged | None:
    """What a run's folder says; None where it is not there or not of this form."""
    try:
        with (folder / JUDGED).open("rb") as stream:
            if os.fstat(stream.fileno()).st_size > _LARGEST:
                return None
            with np.load(stream, allow_pickle=False) as found:
                label_ids, rows = found["label_ids"], found["rows"]
                states, probabilities = found["states"], found["probabilities"]
    except Exception:  # noqa: BLE001 (a damaged archive raises as it likes; a training makes it anew)
        return None
    shape = (len(rows), len(label_ids)) if rows.ndim == label_ids.ndim == 1 else None
    forms = (label_ids.dtype, rows.dtype, states.dtype, probabilities.dtype)
    if states.shape != shape or probabilities.shape != shape:
        return None
    if forms != (np.int64, np.int64, np.int8, np.float32) or (rows < 0).any():
        return None
    if not np.isin(states, [State.UNKNOWN, State.ABSENT, State.PRESENT]).all():
        return None
    return Judged(tuple(label_ids.tolist()), rows, states, probabilities)
