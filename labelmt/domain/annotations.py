"""Annotations: states, sources, how a pair was seen; and the matrices that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class State(IntEnum):
    """The three states; also the codes of annotation matrices (int8)."""

    UNKNOWN = -1
    ABSENT = 0
    PRESENT = 1


class Source(StrEnum):
    """Where an annotation came from."""

    HUMAN = "human"
    SUGGESTION = "suggestion"
    IMPORT = "import"
    KEPT = "kept"
    """A person looked again at a suspected mistake and kept what was annotated."""
    SETTLED = "settled"
    """People disagreed, and a reviewer decided: it stays, whatever others say later."""


class Seen(StrEnum):
    """How a person saw the pair they asserted. Metrics are judged by seen or imported pairs."""

    ONE = "one"
    """The image was looked at by itself."""
    VISIBLE = "visible"
    """Thumbnails of all images of the action were on the screen."""
    UNSEEN = "unseen"
    """In bulk, the rest of a sweep, a transfer, a selection off the screen; also imported pairs."""


SEEN_BY_A_PERSON = (Seen.ONE, Seen.VISIBLE)


@dataclass(frozen=True, slots=True)
class Annotation:
    """One assertion. Unknown pairs have no annotation."""

    row: int
    label_id: int
    state: State
    source: Source
    annotator: str
    at: str
    """ISO 8601, UTC."""
    run_id: int | None = None
    """The run whose suggestion was accepted, where ``source`` is SUGGESTION."""
    seen: Seen = Seen.UNSEEN
