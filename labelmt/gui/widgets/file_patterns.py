"""File dialog's name patterns of interchange formats."""

from __future__ import annotations

from collections.abc import Iterable

from labelmt.formats.base import Format
from labelmt.formats.registry import suffixes


def patterns(formats: Iterable[Format]) -> str:
    """Such as "*.yaml *.yml"."""
    return " ".join(f"*{ending}" for ending in suffixes(formats))
