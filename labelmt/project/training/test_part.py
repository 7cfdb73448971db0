"""The locked test part: images that nothing learns from and nothing is chosen on.

It is drawn once, by chance among the images that somebody saw or among all, or named by a person;
another takes its place only where that is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidInput
from labelmt.domain.random_order import in_random_order
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.project import Project
from labelmt.project.training import validation_split
from labelmt.project.training.validation_split import Flags
from labelmt.storage import image_repository, meta_repository

DRAWN, NAMED, SAMPLED = "drawn", "named", "sampled"
HOW = "test_part"
"""In a project's meta: how its test part came about."""


@dataclass(frozen=True, eq=False, slots=True)
class TestPart:
    """The test part there is.

    Attributes:
        rows: its images. unfinished: those among them that can be shown and are not all annotated.
        readable: images of the project that a test part can be drawn from.
    """

    __test__ = False  # pytest collects what is called so

    rows: NDArray[np.int64]
    unfinished: NDArray[np.int64]
    readable: int


def read_test_part(project: Project) -> TestPart:
    """Of a project; not on the GUI thread."""
    with project.reading() as view:
        rows = image_repository.read_test(view)
        images, states = project.images(), project.annotation_matrix()
    readable = images.readable()
    rows = rows[rows < len(readable)]
    open_ = (states[rows] == State.UNKNOWN).any(axis=1) & readable[rows]
    return TestPart(rows, rows[open_], int(readable.sum()))


def draw_from_all(project: Project, count: int, *, redraw: bool = False) -> Changes:
    """Let so many images drawn by chance from all be the test part, annotated or not.

    They are the end of the project's random order: its beginning is the review's.

    Raises:
        InvalidInput: there is a test part and ``redraw`` does not say so, or too few images.
    """

    def action() -> Changes:
        with project.database.write() as connection:
            there = image_repository.read_test(connection)
            if len(there) and not redraw:
                _refuse("This project has a test part already.")
            images = project.images()
            free = images.readable()
            if meta_repository.read_meta(connection, validation_split.NAMED) is not None:
                named = image_repository.read_validation(connection).validation
                free[named[named < len(free)]] = False
            free[there[there < len(free)]] = False
            rows = np.flatnonzero(free)
            if not 0 < count < len(rows):
                _refuse("There are too few images to draw a test part from.")
            chosen = in_random_order(rows)[-count:]
            image_repository.set_test(connection, chosen.tolist())
            meta_repository.write_meta(connection, HOW, SAMPLED)
        # What is predicted of them is hidden from now on.
        return Changes(title="Draw a test part", predictions=True)

    return project.mutate(action)


def name_test_part(project: Project, rows: NDArray[np.int64], *, redraw: bool = False) -> Changes:
    """Let the images that a person chose be the test part: metrics hold for such images.

    Raises:
        InvalidInput: there is a test part and ``redraw`` does not say so; there are no such images,
            or nothing but them; some are named to validate on.
    """

    def action() -> Changes:
        with project.database.write() as connection:
            if len(image_repository.read_test(connection)) and not redraw:
                _refuse("This project has a test part already.")
            readable = project.images().readable()
            chosen = np.zeros(len(readable), dtype=bool)
            chosen[rows[(rows >= 0) & (rows < len(readable))]] = True
            if not (chosen & readable).any():
                _refuse("There are no such images to make a test part of.")
            if not (readable & ~chosen).any():
                _refuse(
                    "These are all images of the project: none is left to learn from.",
                    "Select fewer of them, or search for fewer.",
                )
            if meta_repository.read_meta(connection, validation_split.NAMED) is not None:
                named = image_repository.read_validation(connection).validation
                validating = np.zeros_like(chosen)
                validating[named[named < len(chosen)]] = True
                refuse_overlap(chosen, validating)
            image_repository.set_test(connection, np.flatnonzero(chosen).tolist())
            meta_repository.write_meta(connection, HOW, NAMED)
        return Changes(title="Choose a test part", predictions=True)

    return project.mutate(action)


@dataclass(frozen=True, slots=True)
class TestChoice:
    """What a person asks for.

    Attributes:
        names: file names or paths of the test part, or None.
        share: of the images that somebody saw, to draw by chance; or None.
        redraw: whether it may take the place of the test part that there is.
    """

    __test__ = False  # pytest collects what is called so

    names: Sequence[str] | None = None
    share: float | None = None
    redraw: bool = False


def chosen_part(
    choice: TestChoice, images: ImageTable, seen: Flags, kept_out: Flags, there: NDArray[np.int64]
) -> tuple[Flags, str] | None:
    """(rows,) bool: the test part from now on, and how it came about; None: it stays as it is.

    Args:
        seen: (rows,) images that somebody annotated with their own eyes.
        kept_out: (rows,) images that a person chose to validate on.
        there: rows of the test part that there is.

    Raises:
        InvalidInput: both or none are asked for, there is a test part already, it overlaps with
            validation, or there are no such images.
    """
    if choice.names is None and choice.share is None:
        if choice.redraw:
            _refuse("--redraw-test needs --test or --test-share: what to draw.")
        return None
    if choice.names is not None and choice.share is not None:
        _refuse("The test part is named or drawn, not both.")
    if len(there) and not choice.redraw:
        _refuse(
            "This project has a test part already.",
            "Figures on a second one would be chosen between. Leave the option out, or add "
            "--redraw-test.",
        )
    if choice.names is not None:
        chosen = validation_split.named(images, choice.names)
        refuse_overlap(chosen, kept_out)
        return chosen, NAMED
    share = choice.share or 0.0
    if not 0 < share < 1:
        _refuse("The share of the test part is between 0 and 1.")
    free = np.flatnonzero(seen & ~kept_out)
    count = round(share * int(seen.sum()))
    if not 0 < count <= len(free):
        _refuse("There are too few annotated images to draw a test part from.")
    before = np.isin(free, there)
    order = np.concatenate([in_random_order(free[~before]), in_random_order(free[before])])
    chosen = np.zeros(len(seen), dtype=bool)
    chosen[order[:count]] = True
    return chosen, DRAWN


def refuse_overlap(test: Flags, validating: Flags) -> None:
    """Raises InvalidInput where images are in the test part and named to validate on."""
    both = int((test & validating).sum())
    if both:
        _refuse(
            "Images are named for validation and are in the test part.",
            "Nothing may be chosen on the test part: take them out of one of the two.",
        )


def _refuse(what: str, next_step: str = "") -> None:
    raise InvalidInput(
        what, kept="Nothing was trained and the parts are as they were.", next_step=next_step
    )
