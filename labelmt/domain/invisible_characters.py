"""Characters that nobody can see: zero-width ones, soft hyphens, fillers, marks of direction."""

from __future__ import annotations

import re

_JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiner: they shape Persian and Indian words and emoji."""
_VARIANTS = "\ufe00-\ufe0f"
"""Variation selectors: ``\u2764`` is a heart, with U+FE0F behind it a red one."""
_OTHERS = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Default_Ignorable_Code_Point (Unicode 16, DerivedCoreProperties.txt), beside the blank braille
pattern and marks of annotations."""

INVISIBLE = re.compile(f"[{_JOINERS}{_VARIANTS}{_OTHERS}]+")
_ALWAYS = re.compile(f"[{_OTHERS}]+")
_AT_AN_EDGE = re.compile(
    rf"(?:^|(?<=\s))[{_JOINERS}{_VARIANTS}]+|[{_JOINERS}][{_JOINERS}{_VARIANTS}]*(?=\s|$)"
)


def without_invisible(text: str) -> str:
    """The text without them; joiners and variants stay where they shape what is beside them."""
    return text if text.isascii() else _AT_AN_EDGE.sub("", _ALWAYS.sub("", text))
