"""Shares and intervals in words: percents, and how far a share may be off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def percents(share: float | None) -> str:
    """A share in percent, with one digit where it has one."""
    if share is None:
        return "–"
    text = QLocale().toString(100 * share, "f", 1)
    point = QLocale().decimalPoint()
    return f"{text.removesuffix(f'{point}0')} %"


def share_interval(right: NDArray[np.bool_], groups: NDArray[np.int64]) -> str:
    """Between what the share of such images may lie; that too few tell where they do."""
    from labelmt.learning.evaluation.proportion_interval import proportion_interval

    found = proportion_interval(right, groups)
    translate = QCoreApplication.translate
    if found is None:
        return translate("runs", "too few to tell")
    low, high = found
    figure = QLocale().toString(100 * low, "f", 1)
    return translate("runs", "({0} to {1})").format(figure, percents(high))
