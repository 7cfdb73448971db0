"""Full-width punctuation of Chinese and Japanese keyboards, read as the search language has it."""

from __future__ import annotations

import re

PLAIN = {
    "：": ":", "（": "(", "）": ")", "，": ",", "＞": ">", "＜": "<", "＝": "=", "－": "-",
    "“": '"', "”": '"', "＂": '"', "\u3000": " ",
}  # fmt: skip
"""Each is one character, so that places in the text stay what they are."""
_TABLE = str.maketrans(PLAIN)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*(?:"|$)', re.DOTALL)


def plain_punctuation(text: str) -> str:
    """The text with plain punctuation, but for what stands in plain quotes."""
    parts, at = [], 0
    for quoted in _QUOTED.finditer(text):
        parts += [text[at : quoted.start()].translate(_TABLE), quoted[0]]
        at = quoted.end()
    return "".join([*parts, text[at:].translate(_TABLE)])
