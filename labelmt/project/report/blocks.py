"""What a report consists of, as plain data: sections of paragraphs, tables, charts and pictures.

One writer makes a page of HTML of it, another one pages of paper. All texts are in the person's
language already and may hold anything: a writer escapes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Ink(StrEnum):
    """What something is drawn with; each writer has a colour for it."""

    TEXT = "text"
    MUTED = "muted"
    RULE = "rule"
    """Lines of tables and axes."""
    GOOD = "good"
    BAD = "bad"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    FIFTH = "fifth"
    SIXTH = "sixth"


SERIES = (Ink.FIRST, Ink.SECOND, Ink.THIRD, Ink.FOURTH, Ink.FIFTH, Ink.SIXTH)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points, of the chart's units."""

    points: tuple[tuple[float, float], ...]
    ink: Ink
    width: float = 1.5
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; y is its base line. ``anchor``: "start", "middle" or "end" of it is at x."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    ink: Ink = Ink.MUTED
    upright: bool = False
    """Turned by a quarter, read from below."""


Mark = Stroke | Box | Dot | Words
LETTERS = 11.0
"""Size of a chart's letters in its units."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of ``width`` by ``height`` units.

    Attributes:
        told: what it shows, for who does not see it; the figures themselves stand beside it.
    """

    told: str
    width: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text. ``tone``: "plain", "muted" or "warning"."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Subheading:
    """The title of what follows within a section; ``swatch``: a label's colour, ``#RRGGBB``."""

    text: str
    swatch: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with what is said of each."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A cell that is a share, drawn as a bar with its text."""

    share: float
    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """A cell that names a label, with its colour."""

    text: str
    swatch: str


Cell = str | Bar | Named


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a head.

    Attributes:
        wide: columns of text, by their places; all others are of figures and stand to the right.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    wide: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Picture:
    """A small image with the lines below it.

    Attributes:
        jpeg: None where it cannot be read: then ``lines`` say so.
        verdict: "right", "wrong" or empty.
    """

    jpeg: bytes | None
    lines: tuple[str, ...] = ()
    verdict: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Small images beside each other."""

    pictures: tuple[Picture, ...]


Block = Paragraph | Subheading | Facts | Table | Chart | Pictures


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report with a title. ``name``: of its place in the page, ASCII letters."""

    name: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Report:
    """All of it.

    Attributes:
        language: as HTML names it, such as "zh-CN".
        data: the same figures for programs; goes through JSON.
    """

    title: str
    subtitle: str
    language: str
    sections: tuple[Section, ...]
    data: dict[str, Any] = field(default_factory=dict)
