"""The validation split: drawn once, extended as annotations grow, never trained on."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Sequence

import numpy as np
from iterstrat.ml_stratifiers import MultilabelStratifiedShuffleSplit
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput
from labelmt.project.image_table import ImageTable


def draw(states: NDArray[np.int8], share: float, seed: int) -> NDArray[np.bool_]:
    """Choose validation images so that each label keeps its share on both sides.

    Iterative stratification (Sechidis, Tsoumakas and Vlahavas, ECML PKDD 2011).

    Args:
        states: (n, labels) int8 of State codes of annotated images.
        share: of them to validate on.

    Returns:
        (n,) bool, True for validation. Fewer than 5 images give none: there is too little
        to tell anything from.
    """
    count = len(states)
    chosen = np.zeros(count, dtype=bool)
    if count < 5:
        return chosen
    present = (states == State.PRESENT).astype(np.int8)
    known_absent = (states == State.ABSENT).any(axis=1, keepdims=True).astype(np.int8)
    targets = np.hstack([present, known_absent])
    split = MultilabelStratifiedShuffleSplit(n_splits=1, test_size=share, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # labels with one example: the split copes with them
        _, validation = next(split.split(np.zeros((count, 1)), targets))
    chosen[validation] = True
    return chosen


def named_rows(images: ImageTable, names: Sequence[str]) -> NDArray[np.int64]:
    """The rows of a list of file names or paths below a root.

    Raises:
        InvalidInput: names that no image, or more than one image, has.
    """
    by_name: dict[str, list[int]] = {}
    for row, path in enumerate(images.paths):
        key = unicodedata.normalize("NFC", path)
        for name in {key, key.rpartition("/")[2]}:
            by_name.setdefault(name, []).append(row)
    found = [by_name.get(unicodedata.normalize("NFC", name), []) for name in names]
    wrong = [name for name, rows in zip(names, found, strict=True) if len(rows) != 1]
    if wrong:
        raise InvalidInput(
            f"{len(wrong):,} names of validation images mean no image, or several.",
            subject=", ".join(wrong[:5]) + (" …" if len(wrong) > 5 else ""),
            kept="Nothing was trained and the split is as it was.",
            next_step="Give file names of the project, or paths below its folder of images.",
            details="\n".join(wrong),
        )
    return np.unique(np.array([rows[0] for rows in found], dtype=np.int64))
