"""What a spot check found, in words: "checked 12, right 11 (65 to 99 %)"."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from labelmt.project.review.acceptance_checks import CheckedShare
from labelmt.project.review.expected_precision import share_right


def checked_text(share: CheckedShare) -> str:
    """With the interval that so few leave open."""
    translate, number = QCoreApplication.translate, QLocale().toString
    told = share_right(share.right, share.checked, fewest=1)
    if told is None:
        return translate("AcceptanceCheck", "checked none")
    low, high = (f"{100 * one:.0f}" for one in (told.low, told.high))
    text = translate("AcceptanceCheck", "checked {0}, right {1} ({2} to {3} %)")
    return text.format(number(share.checked), number(share.right), low, high)
