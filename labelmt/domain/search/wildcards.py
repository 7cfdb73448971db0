"""Wildcards: patterns of ``*`` and ``?`` as regular expressions that never take long.

``.*a.*a.*a.*b`` tries every way to divide a text: with five stars a path of 4,000 letters takes
minutes. The first place where a piece fits leaves the most to those behind it, so that no other
needs to be tried (an atomic group), and the time is that of the text times the pattern.
"""

from __future__ import annotations

import re

_CHARACTER = rb"(?:[\x00-\x7f]|[\xc0-\xff][\x80-\xbf]*+)"
"""One character of UTF-8."""


def in_text(pattern: str) -> re.Pattern[str]:
    """Its ``match`` finds a pattern of ``*`` anywhere in a text; ``?`` is itself."""
    pieces = [re.escape(piece) for piece in pattern.split("*")]
    return re.compile("".join(f"(?>.*?{piece})" for piece in pieces if piece), re.DOTALL)


def whole_path(pattern: str, encoded: dict[str, bytes]) -> re.Pattern[bytes]:
    """Its ``fullmatch`` takes a path in UTF-8 that is of a pattern of ``*`` and ``?``.

    Args:
        encoded: each piece of the pattern between wildcards, as the paths are written.
    """
    first, *others = (
        b"".join(
            _CHARACTER if part == "?" else re.escape(encoded[part])
            for part in re.split(r"(\?)", piece)
        )
        for piece in pattern.split("*")
    )
    if not others:
        return re.compile(first, re.DOTALL)
    between = b"".join(b"(?>.*?" + piece + b")" for piece in others[:-1] if piece)
    return re.compile(first + between + b".*" + others[-1], re.DOTALL)
