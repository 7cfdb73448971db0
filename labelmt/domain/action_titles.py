"""What an action of the history is called in a person's language; its title is kept in English.

The history outlives the language that was spoken when something was done, and has whole sentences.
So a title is taken apart again where it is shown, by the templates that the planners of
``labelmt/project/commands`` fill in. One that fits none is shown as it is.
"""

from __future__ import annotations

import re
from functools import cache

from labelmt.domain.text import Text, counted, mark, text, translated

TEMPLATES = (
    mark("Make task {name}"),
    mark("Rename task {name} to {other}"),
    mark("Read what is unlabelled in {name} as absent"),
    mark("Read what is unlabelled in {name} as unknown"),
    mark("Delete task {name}"),
    mark("Archive task {name}"),
    mark("Bring back task {name}"),
    mark("Move task {name}"),
    mark("Make label {name}, present on {images}"),
    mark("Make label {name}"),
    mark("Rename label {name} to {other}"),
    mark("Describe label {name}"),
    mark("Change label {name}"),
    mark("Delete {labels}"),
    mark("Archive {labels}"),
    mark("Bring back {labels}"),
    mark("Move {labels} to {name}"),
    mark("Move {labels}"),
    mark("Merge {labels} into {name}"),
    mark("Let {name} imply nothing"),
    mark("Let {name} imply {other}"),
    mark("Use {images} as example of {name}"),
    mark("No longer use {images} as example of {name}"),
    mark("Set {name} present, the rest of {other} absent on {images}"),
    mark("Set the rest of {other} absent on {images}"),
    mark("Set {name} present on {images}"),
    mark("Set {name} absent on {images}"),
    mark("Set {name} unknown on {images}"),
    mark("Confirm {name} on {images}"),
    mark("Settle {name} as present on {images}"),
    mark("Settle {name} as absent on {images}"),
    mark("Paste {labels} on {images}"),
    mark("Transfer labels to {images}"),
    mark("Accept suggestions on {images}"),
    mark("Flag {images} unsure"),
    mark("Unflag {images}"),
    mark("Clear the rating of {images}"),
    mark("Rate {images} {rating}"),
    mark("Clear the comment on {images}"),
    mark("Comment on {images}"),
    mark("Import the example's truth"),
    mark("Import {name}"),
    mark("Take back everything labelled by hand"),
    mark("Take back all accepted suggestions of run {number}"),
    mark("Take back all accepted suggestions"),
    mark("Take back everything imported"),
    mark("Take back every suspected mistake that was kept"),
    mark("Take back every dispute that was settled"),
    mark("Take back: {title}"),
)
"""In the order they are tried: what says more stands first."""

_PARTS = {
    "images": r"[\d,]+ images?",
    "labels": r"label .+|[\d,]+ labels?",
    "number": r"\d+",
    "rating": r"\d",
}
_PLACE = re.compile(r"\{(\w+)\}")


def told_title(title: str) -> str:
    """The title of an action in the language of this process."""
    for template, pattern in _patterns():
        if found := pattern.fullmatch(title):
            if translated(template) == template:
                return title  # it is English already
            parts = {name: _told_part(name, part) for name, part in found.groupdict().items()}
            return translated(text(template, **parts))
    return translated(title)


def _told_part(name: str, part: str) -> str:
    """What stands in a place of a title."""
    if name == "title":
        return told_title(part)
    if name == "labels" and part.startswith("label "):
        return translated(text("label {name}", name=part.removeprefix("label ")))
    if name in ("images", "labels"):
        return translated(_counted(name, int(part.split(" ")[0].replace(",", ""))))
    return part


def _counted(what: str, count: int) -> Text:
    if what == "images":
        return counted("{count:,} image", "{count:,} images", count)
    return counted("{count:,} label", "{count:,} labels", count)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((one, _pattern(one)) for one in TEMPLATES)


def _pattern(template: str) -> re.Pattern[str]:
    pieces = _PLACE.split(template)
    written = [
        f"(?P<{one}>{_PARTS.get(one, '.+')})" if number % 2 else re.escape(one)
        for number, one in enumerate(pieces)
    ]
    return re.compile("".join(written), re.DOTALL)
