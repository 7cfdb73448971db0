"""Draws the validation split once, and extends it as annotations grow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.errors import InvalidInput
from labelmt.domain.stratified_parts import stratified_parts
from labelmt.domain.text import counted
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.images.path_lookup import ImagePaths

Flags = NDArray[np.bool_]

NAMED = "validation_named"
"""In a project's meta where a person chose the images to validate on."""
FEWEST = 5
"""Fewest annotated images to draw from: with less there is nothing to tell anyway."""


def joining(
    judging: NDArray[np.int8],
    seen: Flags,
    validating: Flags,
    drawn: Flags,
    share: float,
    seed: int,
    groups: NDArray[np.int64] | None = None,
) -> Flags:
    """The images that join validation, so that it stays about its share of those somebody saw.

    Who is on one side stays there; only images seen since the last draw are drawn, and what nobody
    saw is never drawn: it can tell nothing. Those that belong to a group with drawn images go where
    these are, to training where they are on both.

    Args:
        judging: (rows, labels) int8 of State codes, of the pairs that somebody saw.
        seen, validating, drawn: (rows,) bool; the last are on either side already.
        share: of the images seen to validate on.
        groups: (rows,) numbers of groups that stay together; None sets every image apart.

    Returns:
        (rows,) bool.
    """
    total = int(seen.sum())
    if total < FEWEST:
        return np.zeros(len(judging), dtype=bool)
    groups = np.arange(len(judging)) if groups is None else groups
    beside_training = np.isin(groups, groups[drawn & ~validating])
    new = seen & ~drawn & ~beside_training
    joins = new & np.isin(groups, groups[validating])
    free = np.flatnonzero(new & ~joins)
    wanted = round(share * total) - int(((validating | joins) & seen).sum())
    if wanted > 0 and len(free):
        joins[free[stratified(judging[free], min(wanted, len(free)), seed, groups[free])]] = True
    return joins


def stratified(
    states: NDArray[np.int8], count: int, seed: int, groups: NDArray[np.int64] | None = None
) -> Flags:
    """(n,) bool: about ``count`` images, each label with its share; see ``stratified_parts``.

    Args:
        states: (n, labels) int8 of State codes.
        groups: (n,) numbers of groups, none of which is parted; None sets every image apart.
    """
    if not 0 < count < len(states):
        return np.full(len(states), count > 0)
    part = stratified_parts(states, (len(states) - count, count), seed, groups)
    return np.asarray(part == 1)


def named(images: ImageTable, names: Sequence[str]) -> Flags:
    """(rows,) bool: the images of a list of paths or file names.

    Raises:
        InvalidInput: names that no image, or more than one image, has; no name at all.
    """
    if not names:
        raise InvalidInput(
            "The list of images is empty.",
            kept="Nothing was trained and the split is as it was.",
            next_step="Give a name in each line, or leave the option out.",
        )
    paths = ImagePaths(images)
    found = [paths.find(name) for name in names]
    wrong = [name for name, rows in zip(names, found, strict=True) if len(rows) != 1]
    if wrong:
        raise InvalidInput(
            counted(
                "{count:,} name of the list means no image of the project, or several.",
                "{count:,} names of the list mean no image of the project, or several.",
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
