"""Writes the tables of docs/formats.md from the registry: ``python docs/write_formats.py``.

What stands between the two marks is replaced, the rest is kept; a test holds both equal.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from labelmt.formats.base import CARRIED, AnnotationFormat, Format, PredictionFormat, SchemaFormat
from labelmt.formats.registry import REGISTRY

PAGE = Path(__file__).with_name("formats.md")
BEGIN, END = "<!-- from the registry -->\n", "<!-- end -->\n"
RECORD = Path(__file__).with_name("formats_tried.json")
"""What tests saw hold; ``LABELMT_RECORD_FORMATS=1`` has them write it."""
TRIED = ("read", "written", "round_trip", "foreign")
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


def tried() -> str:
    """A table of what tests saw hold, made from what they recorded."""
    if not RECORD.exists():
        return ""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    rows = []
    for one in REGISTRY:
        if isinstance(one, AnnotationFormat):
            cells = [record.get(one.name, {}).get(what, "–") for what in TRIED]
            rows.append(f"| `{one.name}` | {' | '.join(cells)} |\n")
    return (
        "## Tried\n\nMade from the results of the tests (`tests/formats`), foreign readers in "
        "environments of their own.\n\n"
        "| name | read | written | round trip | foreign reader |\n"
        "| --- | --- | --- | --- | --- |\n" + "".join(rows)
    )


def written(page: str) -> str:
    """The page with its tables as they are now."""
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{tables()}\n{tried()}\n{END}{after}"


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
