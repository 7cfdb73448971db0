"""Scanner of the search language: a place in the text, and what is read from there."""

from __future__ import annotations

import re
from typing import Self

_WORD = re.compile(r"[^\s()\"]+")
_VALUE = re.compile(r"[^\s()\"=]+")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|\\?$|\\?\Z)', re.DOTALL)


class Scanner:
    """Reads values from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def at_end(self) -> bool:
        return self.position >= len(self.text)

    def peek(self) -> str:
        """The next character, or nothing."""
        return self.text[self.position : self.position + 1]

    def skip_blanks(self) -> Self:
        while self.peek().isspace():
            self.position += 1
        return self

    def matches(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What the text has here; it is not taken yet."""
        return pattern.match(self.text, self.position)

    def take(self, pattern: re.Pattern[str]) -> str:
        """What the text has here, or nothing."""
        found = self.matches(pattern)
        if found is None:
            return ""
        self.position = found.end()
        return found[0]

    def word(self) -> str:
        """Up to the next blank, parenthesis or quote."""
        return self.take(_WORD)

    def value(self, pattern: re.Pattern[str] = _VALUE) -> str:
        """What is in quotes here, the end of the text closing them, or the pattern's text."""
        if self.peek() != '"':
            return self.take(pattern)
        found = self.matches(_QUOTED)
        if found is None:
            raise AssertionError("a quote and the end of the text match")
        self.position = found.end()
        return _ESCAPED.sub(r"\1", found[1])
