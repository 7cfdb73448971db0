"""``formats``: which formats are read and written, and what each has a place for."""

from __future__ import annotations

from labelmt.cli.console import AsJson, print_json, tell
from labelmt.domain.text import text, translated
from labelmt.formats.base import CARRIED, AnnotationFormat, Format
from labelmt.formats.registry import REGISTRY


def formats(json: AsJson = False) -> None:
    """List the formats of labels: which are read, which are written, what each can carry."""
    listed = [one for one in REGISTRY if isinstance(one, AnnotationFormat)]
    for one in listed:
        tell(
            text(
                "{name}: {title}. {done}. Carries {carried}.",
                name=one.name,
                title=translated(one.title),
                done=_done(one),
                carried="; ".join(_carried(one)),
            )
        )
    if json:
        print_json(
            {
                "formats": [
                    {
                        "name": one.name,
                        "title": one.title,
                        "files": ["folder"] if one.is_folder else list(one.suffixes),
                        "read": one.reader is not None,
                        "written": one.writer is not None,
                        "carries": [
                            (flag.name or "").lower() for flag in CARRIED if flag in one.carries
                        ],
                        "summary": translated(one.summary),
                    }
                    for one in listed
                ]
            }
        )


def _done(one: Format) -> str:
    if one.reader is not None and one.writer is not None:
        return translated("Read and written")
    return translated("Read") if one.reader is not None else translated("Written")


def _carried(one: Format) -> list[str]:
    return [translated(words) for flag, words in CARRIED.items() if flag in one.carries]
