"""Marks of an image of its own, beside its labels: a flag "unsure", a rating, a comment."""

from __future__ import annotations

import re
from dataclasses import dataclass

from labelmt.domain.errors import InvalidInput
from labelmt.domain.text import text

MOST_STARS = 5
LONGEST_COMMENT = 2000
"""Characters."""
_BREAKS = re.compile(r"\s*[\r\n\t\v\f\u2028\u2029]+\s*")
_UNPRINTABLE = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class ImageMarks:
    """Fields are columns of the table ``image``.

    Attributes:
        unsure: nobody knows yet what its labels are: it teaches nothing and judges nothing.
        rating: 0 to 5; 0: none.
    """

    unsure: bool = False
    rating: int = 0
    comment: str = ""


NO_MARKS = ImageMarks()


def checked_rating(rating: int) -> int:
    """Raises InvalidInput where it is not 0 to 5."""
    if not 0 <= rating <= MOST_STARS:
        raise InvalidInput("A rating is 0 to 5.", subject=str(rating), kept="Nothing was changed.")
    return int(rating)


def clean_comment(comment: str) -> str:
    """One line, without blanks around it. Raises InvalidInput where it is too long."""
    cleaned = _UNPRINTABLE.sub("", _BREAKS.sub(" ", comment)).strip()
    cleaned = cleaned.encode("utf-8", "replace").decode("utf-8")  # half a pair is no text
    if len(cleaned) > LONGEST_COMMENT:
        raise InvalidInput(
            "The comment is too long.",
            subject=f"{cleaned[:40]}…",
            kept="Nothing was changed.",
            next_step=text("Write at most {most:,} characters.", most=LONGEST_COMMENT),
        )
    return cleaned
