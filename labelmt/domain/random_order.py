"""A fixed random order of a project's images, whose annotated beginning is an unbiased sample.

Every image has a place in the order from its row alone, so that images which are added later fall
anywhere in it. In the review a person is asked for images in this order. The k images up to the
last that was asked for are drawn evenly and without replacement from all that there are now,
whichever way those between them came to be annotated: what is judged on them holds for all
photographs, up to chance. Annotated images that happen to follow are left out: where a person
chooses, the order goes on just as far as they chose, and its end would be made of their choice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]

SEED = 0x4C6162656C4D54
"""Of the order of every project: it must never change."""


def random_keys(rows: Rows) -> NDArray[np.uint64]:
    """(n,) keys by which rows are in random order: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).

    Different rows have different keys.
    """
    z = (rows.astype(np.uint64) + np.uint64(SEED)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)


def in_random_order(rows: Rows) -> Rows:
    """The same rows in the fixed order."""
    return np.asarray(rows[np.argsort(random_keys(rows), kind="stable")], dtype=np.int64)


def random_part(
    known: NDArray[np.bool_], among: NDArray[np.bool_], asked: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """(images,) the beginning of the order in which everything is known, to the last one asked for.

    Where everything is known of all images, it is all of them.

    Args:
        known: (images,) or (images, labels) what has been judged; of several labels each has a
            part of its own.
        among: (images,) those that there are: unreadable ones count as if they were none.
        asked: (images,) those that the review asked for by chance.

    Returns:
        of the shape of ``known``.
    """
    keys = random_keys(np.arange(len(known)))
    columns = known[:, None] if known.ndim == 1 else known
    if not columns.size:
        return np.zeros_like(known)
    part = np.stack([_begun(column, among, asked, keys) for column in columns.T], axis=1)
    return np.asarray(part.reshape(known.shape), dtype=np.bool_)


def _begun(
    known: NDArray[np.bool_],
    among: NDArray[np.bool_],
    asked: NDArray[np.bool_],
    keys: NDArray[np.uint64],
) -> NDArray[np.bool_]:
    """Without sorting: of a million images it is looked for after each annotation."""
    unknown = keys[among & ~known]
    if not len(unknown):
        return among
    answered = keys[among & asked]
    answered = answered[answered < unknown.min()]
    if not len(answered):
        return np.zeros_like(among)
    return np.asarray(among & (keys <= answered.max()), dtype=np.bool_)
