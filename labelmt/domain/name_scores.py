"""Name scores: what labels' names alone say of images, before anything has judged it.

A score ranks images for one label and is no probability: thresholds, bulk acceptance and exports
know nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.array_checksums import write_array
from labelmt.domain.atomic_write import replacing
from labelmt.domain.derived_files import UnusableFile, as_record, read_array, read_json
from labelmt.domain.file_hash import hash_of
from labelmt.domain.protocol.json_records import dumps

NAME_SCORES, ABOUT = "name_scores.npy", "name_scores.json"
LIKELY = 2.0
"""Deviations above a label's mean from which an image is shown to look like it by name. Of these
so many show it: 0.44 of rare things on photographs (where 0.04 do of all), 0.79 of animals under
water (0.20), 0.51 of clothes (0.10), 0.88 of groceries' departments (0.33); of 21 aerial scenes
0.16 (0.05)."""
FEWEST_LIKELY, SHARE_LIKELY = 12, 0.1
"""Images that are shown so in any case, where a tenth of all is as many: what half of all images
show is not two deviations from the mean. Where the scores fall into two heaps, the gap tells no
better: of 81 groceries it took 0.38 of all images for likely."""


@dataclass(frozen=True, eq=False, slots=True)
class NameScores:
    """Scores of a project's images, as the worker made them.

    Attributes:
        values: (rows, labels) float16, in deviations from a label's mean; NaN without features.
        label_ids: the columns. names: what each label was called then, its synonyms after it.
        useless: labels whose names annotated images show to be no better than chance.
        likely_from: of each column the least score that is shown as likely; empty: LIKELY.
    """

    values: NDArray[np.float16]
    label_ids: tuple[int, ...]
    names: tuple[tuple[str, ...], ...]
    useless: tuple[int, ...] = ()
    likely_from: tuple[float, ...] = ()

    def column(self, label_id: int) -> NDArray[np.float16] | None:
        """(rows,) of one label; None where its name was never read, or says nothing."""
        if label_id not in self.label_ids or label_id in self.useless:
            return None
        return self.values[:, self.label_ids.index(label_id)]


@dataclass(frozen=True, slots=True)
class _About:
    """``name_scores.json``: which labels the columns are, and the array's SHA-256."""

    label_ids: tuple[int, ...]
    names: tuple[tuple[str, ...], ...]
    useless: tuple[int, ...]
    sha256: str
    likely_from: tuple[float, ...] = ()


def write_name_scores(folder: Path, scores: NameScores) -> Path:
    """Replace the scores of a folder, what they are of last; the array's path.

    Raises:
        OSError: the folder cannot be written.
    """
    path = folder / NAME_SCORES
    write_array(path, scores.values, durable=False)
    about = _About(
        scores.label_ids, scores.names, scores.useless, hash_of(path), scores.likely_from
    )
    with replacing(folder / ABOUT, durable=False) as stream:
        stream.write(dumps(about).encode() + b"\n")
    return path


def read_name_scores(folder: Path) -> NameScores | None:
    """The scores of a folder; None where there are none, or they are damaged or being replaced."""
    path = folder / NAME_SCORES
    try:
        about = as_record(read_json(folder / ABOUT), _About, ABOUT)
        if len(about.names) != len(about.label_ids) or hash_of(path) != about.sha256:
            return None
        if len(about.likely_from) not in (0, len(about.label_ids)):
            return None
        values = read_array(path, np.float16, (None, len(about.label_ids)))
    except (UnusableFile, OSError):
        return None
    return NameScores(values, about.label_ids, about.names, about.useless, about.likely_from)


def likely_from(values: NDArray[np.floating[Any]]) -> tuple[float, ...]:
    """Of each column the least score that is shown as likely.

    Args:
        values: (n, labels) of all images that have features.
    """
    count = min(FEWEST_LIKELY, int(SHARE_LIKELY * len(values)))
    if not count:
        return tuple(LIKELY for _ in values.T)
    # A column at a time: of a million images a copy of all would be hundreds of megabytes.
    found: list[float] = []
    for column in values.T:
        top = float(np.partition(column, len(column) - count)[-count])
        found.append(min(LIKELY, max(top, 0.0)))
    return tuple(found)
