"""Writes the tables of docs/formats.md from the registry: ``python docs/write_formats.py``.

What stands between the two marks is replaced, the rest is kept; a test holds both equal.
"""

from __future__ import annotations

import sys
from pathlib import Path

from labelmt.formats.base import CARRIED, AnnotationFormat, Format, PredictionFormat, SchemaFormat
from labelmt.formats.registry import REGISTRY

PAGE = Path(__file__).with_name("formats.md")
BEGIN, END = "<!-- from the registry -->\n", "<!-- end -->\n"
KINDS = (
    ("Annotations", AnnotationFormat),
    ("Predictions", PredictionFormat),
    ("Tasks and labels", SchemaFormat),
)


def tables() -> str:
    """A table for each kind of format, in Markdown."""
    parts = []
    for title, kind in KINDS:
        rows = [_row(one) for one in REGISTRY if isinstance(one, kind)]
        parts.append(
            f"## {title}\n\n"
            "| name | format | files | read | written | carries |\n"
            "| --- | --- | --- | --- | --- | --- |\n" + "".join(rows)
        )
    return "\n".join(parts)


def written(page: str) -> str:
    """The page with its tables as they are now."""
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{tables()}\n{END}{after}"


def _row(one: Format) -> str:
    cells = (
        f"`{one.name}`",
        one.title,
        "a folder" if one.is_folder else ", ".join(f"`{ending}`" for ending in one.suffixes),
        "yes" if one.reader else "–",
        "yes" if one.writer else "–",
        "; ".join(words for flag, words in CARRIED.items() if flag in one.carries),
    )
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"written: {PAGE}\n")
