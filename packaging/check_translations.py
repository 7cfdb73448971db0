"""Checks a translation: it is whole, current, and has the places and tags of the English."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator

from extract_texts import as_text, template
from translations import FOLDER, TEMPLATE, Translation

_TAG = re.compile(r"</?[a-z]+[^<>]*>|\[/?(?:blue)?\]")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HALF = re.compile(r"[\u3400-\u9fff][,;:?!]|[,;:?!][\u3400-\u9fff]")
"""Punctuation of half the width beside a Chinese character."""


def faults(language: str) -> Iterator[str]:
    """What is wrong, a line each."""
    kept = Translation.kept(language)
    now = kept.current()
    if TEMPLATE.read_text(encoding="utf-8") != as_text(template()):
        yield f"{TEMPLATE.name}: stale; run python packaging/translate.py"
    for name, told in kept.files().items():
        if (FOLDER / name).read_text(encoding="utf-8") != told:
            yield f"{name}: not as it is written; run python packaging/translate.py"
    for which, has, should in (
        ("ts", set(kept.window), set(now.window)), ("po", set(kept.others), set(now.others)),
    ):  # fmt: skip
        yield from (f"{language}.{which}: stale: {one}" for one in sorted(map(str, has - should)))
        yield from (
            f"{language}.{which}: not there: {one}" for one in sorted(map(str, should - has))
        )
    told_of = [(one.source, told) for one, told in kept.window.items()]
    for english, told in (*told_of, *kept.others.items()):
        if not told:
            yield f"{language}: not translated: {english!r}"
        else:
            yield from (
                f"{language}: {why}: {english!r}: {told!r}" for why in unlike(english, told)
            )


def unlike(english: str, told: str) -> Iterator[str]:
    """How a translation differs from the English where it must not."""
    if _places(english) != _places(told):
        yield "other places"
    for what, pattern in (("tags", _TAG), ("options", _OPTION)):
        if Counter(pattern.findall(english)) != Counter(pattern.findall(told)):
            yield f"other {what}"
    if english.count("\n") != told.count("\n"):
        yield "other lines"
    if english.endswith("…") != told.endswith("…"):
        yield "other end"
    if len(english) - len(english.rstrip(" ")) < len(told) - len(told.rstrip(" ")):
        yield "a space at the end"
    if _HALF.search(told):
        yield "punctuation of half a width"


def _places(text: str) -> set[str] | None:
    """Names of the places that are filled in; None where it is no template."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None
