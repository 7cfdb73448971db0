"""How many suggestions are expected to be right, in words, with what judged them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from labelmt.project.review.expected_precision import ExpectedPrecision


def promise_text(expected: ExpectedPrecision | None) -> str:
    """In one sentence or two; that nothing can be told is one, too."""
    translate = QCoreApplication.translate
    if expected is None:
        return translate(
            "AcceptDialog",
            "How many are right cannot be told yet: there are too few such suggestions on "
            "images that the model did not learn from.",
        )
    percent = [f"{100 * one:.0f}" for one in (expected.share, expected.low, expected.high)]
    text = translate(
        "AcceptDialog",
        "Of images like those annotated so far, about {0} % would be right ({1} to {2} %), "
        "judged by {3} suggestions on images that the model did not learn from. On others it "
        "may be fewer.",
    )
    if expected.by_chance:
        text = translate(
            "AcceptDialog",
            "Of your photographs, about {0} % are right ({1} to {2} %), judged by {3} "
            "suggestions on images that were drawn by chance and not learnt from.",
        )
    return text.format(*percent, QLocale().toString(expected.judged))
