"""Held-out predictions that a run is judged by: probabilities of images it had not learnt from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.atomic_write import replacing
from labelmt.domain.derived_files import (
    MissingFile,
    UnusableFile,
    check_probabilities,
    read_archive,
)

JUDGED = "judged.npz"
"""Name of the file in a run's folder."""
_LARGEST = 512 * 2**20
"""Bytes of a file that is read at all: ten thousand labels of ten thousand images."""


class UnreadableHeldOutPredictions(Exception):
    """Why what a run was judged by cannot be shown; its text says it."""


@dataclass(frozen=True, eq=False, slots=True)
class HeldOutPredictions:
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


def write_held_out(folder: Path, judged: HeldOutPredictions) -> None:
    """Write it into a run's folder: beside, then renamed. Raises OSError.

    Of more images than may be read again, a random part is kept.
    """
    most = _LARGEST // (8 + 5 * max(1, len(judged.label_ids))) - 1
    if len(judged.rows) > most:
        part = np.sort(np.random.default_rng(0).permutation(len(judged.rows))[:most])
        judged = HeldOutPredictions(
            judged.label_ids, judged.rows[part], judged.states[part], judged.probabilities[part]
        )
    with replacing(folder / JUDGED) as stream:
        np.savez(
            stream,
            label_ids=np.array(judged.label_ids, dtype=np.int64),
            rows=judged.rows.astype(np.int64),
            states=judged.states.astype(np.int8),
            probabilities=judged.probabilities.astype(np.float32),
        )


def read_held_out(folder: Path) -> HeldOutPredictions | None:
    """What a run's folder says; None where a run left none.

    Raises:
        UnreadableHeldOutPredictions: it is damaged, too large, or not of this form.
    """
    file = folder / JUDGED
    try:
        found = read_archive(file, _LARGEST)
        label_ids, rows, states, probabilities = (
            found[name] for name in ("label_ids", "rows", "states", "probabilities")
        )
    except MissingFile:
        return None
    except UnusableFile as error:
        raise UnreadableHeldOutPredictions(str(error)) from error
    except KeyError as error:
        raise UnreadableHeldOutPredictions(f"{JUDGED} has no {error}.") from error
    forms = [
        (label_ids, 1, np.int64), (rows, 1, np.int64), (states, 2, np.int8),
        (probabilities, 2, np.float32),
    ]  # fmt: skip
    fits = all(array.ndim == axes and array.dtype == dtype for array, axes, dtype in forms)
    shape = len(rows), len(label_ids)
    if not fits or states.shape != shape or probabilities.shape != shape or (rows < 0).any():
        raise UnreadableHeldOutPredictions(f"{JUDGED} is not of the form it should have.")
    try:
        check_probabilities(probabilities, JUDGED)
    except UnusableFile as error:
        raise UnreadableHeldOutPredictions(str(error)) from error
    if not np.isin(states, [State.UNKNOWN, State.ABSENT, State.PRESENT]).all():
        raise UnreadableHeldOutPredictions(f"{JUDGED} holds states that there are not.")
    return HeldOutPredictions(tuple(label_ids.tolist()), rows, states, probabilities)
