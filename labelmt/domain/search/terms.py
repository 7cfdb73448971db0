"""Syntax tree of a search: what can be asked for, without any project."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from labelmt.domain.annotations import Source, State


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text, from 0, ``stop`` not in it. Two terms are equal wherever they stand."""

    start: int = 0
    stop: int = 0


NOWHERE = Span()


@dataclass(frozen=True, slots=True)
class Name:
    """A label, a task, or a label of a task, as typed."""

    label: str = ""
    task: str = ""
    span: Span = field(default=NOWHERE, compare=False, repr=False)


class Condition(StrEnum):
    """What ``is:`` can ask for."""

    UNLABELLED = "unlabelled"
    """Can be shown, and nothing is known of it yet."""
    LABELLED = "labelled"
    UNREADABLE = "unreadable"
    """Cannot be decoded, or is not there any more."""
    INCOMPLETE = "incomplete"
    """Is shown, though a part of its file is missing or damaged."""
    MISSING = "missing"
    CHANGED = "changed"
    """Labelled, and its file holds, or may hold, another picture than then."""
    PREDICTED = "predicted"
    """A model has looked at it."""
    SUGGESTED = "suggested"
    """A model says present where nothing is known."""
    DISAGREE = "disagree"
    """An annotation is not what the model predicts."""
    SUSPECT = "suspect"
    """An annotation may be a mistake: models that never saw the image contradict it."""
    DUPLICATE = "duplicate"
    """There is another image with the same content, or nearly the same picture."""
    INCONSISTENT = "inconsistent"
    """One of those has other labels."""
    UNLIKE = "unlike"
    """Looks unlike any that was annotated when a run was last trained, and nothing is known yet."""
    UNSEEN = "unseen"
    """An annotation judges no metric: nobody saw the pair, as in a bulk acceptance."""
    DISPUTED = "disputed"
    """Two people say otherwise of a label, and no reviewer has settled it."""
    UNSURE = "unsure"
    """Flagged by a person, who does not know its labels: it teaches nothing."""


class Figure(StrEnum):
    """What an image can be compared or sorted by."""

    NAME = "name"
    ADDED = "added"
    DATE = "date"
    TAKEN = "taken"
    """When the photograph was taken, by the camera's clock."""
    SIZE = "size"
    LABELS = "labels"
    """How many labels are present."""
    RATING = "rating"
    """0 to 5, as a person gave it."""
    UNCERTAINTY = "uncertainty"
    SUSPICION = "suspicion"
    SIMILARITY = "similarity"
    """To the images that ``like:`` names."""
    PROBABILITY = "p"


LARGEST_FIRST = frozenset(
    {
        Figure.UNCERTAINTY,
        Figure.SUSPICION,
        Figure.SIMILARITY,
        Figure.PROBABILITY,
        Figure.LABELS,
        Figure.RATING,
    }
)
"""Figures sorted from the largest down unless turned round; the others go up."""


class Comparison(StrEnum):
    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    MORE = ">"


@dataclass(frozen=True, slots=True)
class Word:
    """A path that has this text in it; letter case does not count."""

    text: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class InPath:
    """A path of this pattern: ``*`` any text, ``?`` one character.

    Without either, it is a folder or file, with all that is below it.
    """

    pattern: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Commented:
    """A comment that has this text in it; ``*`` is any text. Letter case does not count."""

    text: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """Taken in a span of days by the camera's clock, as typed and checked; ``*``: at any time."""

    when: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class WithCamera:
    """Taken with a camera whose name has this text in it; ``*`` is any text."""

    name: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AtPlace:
    """Taken within so many metres of a place in degrees; written ``place:52.52,13.41,5km``.

    ``latitude`` None: at any place that is known.
    """

    latitude: float | None = None
    longitude: float = 0.0
    metres: float = 1000.0
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AreRows:
    """Just these images, by their rows; written ``image:#17,#20``."""

    rows: tuple[int, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sample:
    """So many images by chance, the same ones each time; a larger sample has them too."""

    count: int
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Like:
    """Images that can be compared with these; they come first that resemble them most.

    Attributes:
        images: a name or path, or rows as in ``#17`` and ``#17,#20``.
    """

    images: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Is:
    condition: Condition
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class HasState:
    """A label of this name has this state; a name without a task may be that of several."""

    name: Name
    state: State = State.PRESENT
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class InTask:
    """Something is known in a task."""

    name: Name
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A figure against a number; an image without the figure is not found.

    Attributes:
        name: the label, of a probability.
        value: a share for probability, uncertainty and similarity, bytes for size, stars for a
            rating.
    """

    figure: Figure
    comparison: Comparison
    value: float
    name: Name = Name()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


class Aspect(StrEnum):
    """What is known of where an annotation came from."""

    SOURCE = "source"
    RUN = "run"
    ANNOTATOR = "annotator"
    SINCE = "since"
    BEFORE = "before"
    OF = "of"
    """The label it is about."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """An annotation of this provenance; ``value`` as typed, checked to be readable.

    Attributes:
        name: the label, of Aspect.OF.
    """

    aspect: Aspect
    value: str = ""
    name: Name = Name()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    term: Expression
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class All:
    """Two terms or more, all of which hold."""

    terms: tuple[Expression, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Either:
    """Two terms or more, one of which holds at least."""

    terms: tuple[Expression, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


Term: TypeAlias = (
    Word
    | InPath
    | Commented
    | Taken
    | WithCamera
    | AtPlace
    | AreRows
    | Sample
    | Like
    | Is
    | HasState
    | InTask
    | Compare
    | Provenance
)
Expression: TypeAlias = Term | Not | All | Either


@dataclass(frozen=True, slots=True)
class SortBy:
    """An order; ``turned`` is against the figure's own direction (see LARGEST_FIRST)."""

    figure: Figure
    turned: bool = False
    name: Name = Name()
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def descending(self) -> bool:
        """Whether the largest comes first."""
        return self.turned != (self.figure in LARGEST_FIRST)


@dataclass(frozen=True, slots=True)
class Query:
    """A search: which images, and in what order; ties go on to the next order.

    Attributes:
        where: None finds all images.
        sort: none is by name.
    """

    where: Expression | None = None
    sort: tuple[SortBy, ...] = ()


ME = "me"
"""The annotator who asks."""

SOURCES = tuple(source.value for source in Source)
SORTS = tuple(figure for figure in Figure if figure is not Figure.PROBABILITY)
STATE_KEYS = {"label": State.PRESENT, "absent": State.ABSENT, "unknown": State.UNKNOWN}
ASPECTS = tuple(aspect.value for aspect in Aspect)
KEYS = (
    *STATE_KEYS,
    "task",
    "is",
    "path",
    "comment",
    "taken",
    "camera",
    "place",
    "image",
    "sample",
    "like",
    *ASPECTS,
    "sort",
)
"""All that may stand before a colon."""
