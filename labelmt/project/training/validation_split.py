"""Draws the validation split once, and extends it as annotations grow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.text import counted
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.images.path_lookup import ImagePaths

Flags = NDArray[np.bool_]

FEWEST = 5
"""Fewest annotated images to draw from: with less there is nothing to tell anyway."""


def joining(
    judging: NDArray[np.int8],
    seen: Flags,
    validating: Flags,
    drawn: Flags,
    share: float,
    seed: int,
) -> Flags:
    """The images that join validation, so that it stays about its share of those somebody saw.

    Who is on one side stays there; only images seen since the last draw are drawn, and what nobody
    saw is never drawn: it can tell nothing.

    Args:
        judging: (rows, labels) int8 of State codes, of the pairs that somebody saw.
        seen, validating, drawn: (rows,) bool; the last are on either side already.
        share: of the images seen to validate on.

    Returns:
        (rows,) bool.
    """
    joins = np.zeros(len(judging), dtype=bool)
    total = int(seen.sum())
    new = np.flatnonzero(seen & ~drawn)
    wanted = round(share * total) - int((validating & seen).sum())
    if total >= FEWEST and wanted > 0 and len(new):
        joins[new[stratified(judging[new], min(wanted, len(new)), seed)]] = True
    return joins


def stratified(states: NDArray[np.int8], count: int, seed: int) -> Flags:
    """Choose about ``count`` images so that each label keeps its share on both sides.

    Iterative stratification (Sechidis, Tsoumakas and Vlahavas, ECML PKDD 2011), by the
    present labels and by whether any absence is known.

    Args:
        states: (n, labels) int8 of State codes.

    Returns:
        (n,) bool.
    """
    # It brings scikit-learn, which takes longer to load than the window to open.
    from iterstrat.ml_stratifiers import MultilabelStratifiedShuffleSplit

    if count >= len(states):
        return np.ones(len(states), dtype=bool)
    present = states == State.PRESENT
    absent = (states == State.ABSENT).any(axis=1, keepdims=True)
    targets = np.hstack([present, absent]).astype(np.int8)
    chosen = np.zeros(len(states), dtype=bool)
    targets = targets[:, targets.any(axis=0)]
    if targets.shape[1] < 2:  # one value for all: the package refuses, and chance does as well
        chosen[np.random.default_rng(seed).permutation(len(states))[:count]] = True
        return chosen
    split = MultilabelStratifiedShuffleSplit(n_splits=1, test_size=count, random_state=seed)
    _, validation = next(split.split(np.zeros((len(states), 1)), targets))
    chosen[validation] = True
    return chosen


def named(images: ImageTable, names: Sequence[str]) -> Flags:
    """(rows,) bool: the images of a list of paths or file names.

    Raises:
        InvalidInput: names that no image, or more than one image, has.
    """
    paths = ImagePaths(images)
    found = [paths.find(name) for name in names]
    wrong = [name for name, rows in zip(names, found, strict=True) if len(rows) != 1]
    if wrong:
        raise InvalidInput(
            counted(
                "{count:,} name of validation images means no image of the project, or several.",
                "{count:,} names of validation images mean no image of the project, or several.",
                len(wrong),
            ),
            subject=", ".join(wrong[:5]) + (" …" if len(wrong) > 5 else ""),
            kept="Nothing was trained and the split is as it was.",
            next_step="Give file names of the project, or paths below its folder of images.",
            details="\n".join(wrong),
        )
    chosen = np.zeros(len(images), dtype=bool)
    chosen[[rows[0] for rows in found]] = True
    return chosen
