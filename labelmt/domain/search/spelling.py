"""Spelling suggestions: what a person may have meant by an unknown word."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from labelmt.domain.schema import name_key
from labelmt.domain.text import phrase


def did_you_mean(given: str, names: Iterable[str]) -> str:
    """A question for the name nearest to the text, or nothing where none is near."""
    by_key = {name_key(name).rstrip(":"): name for name in names}
    key = name_key(given)
    near = get_close_matches(key, by_key, n=1, cutoff=0.6)
    if not near and len(key) > 1:
        near = sorted((one for one in by_key if one.startswith(key)), key=len)[:1]
    return phrase("Did you mean “{name}”?", name=by_key[near[0]]) if near else ""
