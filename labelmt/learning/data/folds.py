"""Cross-validation folds, stratified by labels, what belongs together never apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.likeness_groups import near_duplicate_groups
from labelmt.domain.stratified_parts import stratified_parts

__all__ = ["fold_rows", "near_duplicate_groups"]


def fold_rows(
    states: NDArray[np.int8], folds: int, seed: int, groups: NDArray[np.int64] | None = None
) -> list[NDArray[np.int64]]:
    """Stratified parts, none of them empty; see ``stratified_parts``.

    Args:
        states: (n, labels) int8 of State codes. groups: (n,); None sets every image apart.
    """
    part_of = stratified_parts(states, [1.0] * folds, seed, groups)
    parts = [np.flatnonzero(part_of == part) for part in range(folds)]
    return [part for part in parts if len(part)]
