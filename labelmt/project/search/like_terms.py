"""``like:`` terms: the images they name, and the similarity of all others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from labelmt.domain.errors import InvalidQuery
from labelmt.domain.search.printer import quoted
from labelmt.domain.search.terms import Like
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.search.path_text import path_text
from labelmt.project.search.search_columns import Columns, Rows
from labelmt.project.similarity.cached_features import features_needed

_ROWS = re.compile(r"#[0-9]{1,9}(?:,#[0-9]{1,9})*|[0-9]{1,9}")
SHOWN = 3
"""Images named where a name is that of several."""
MOST_NAMED = 64
"""Images that a search names one by one; so many of a larger selection stand for it."""


def with_similarity(columns: Columns, asked: Sequence[Like]) -> Columns:
    """The columns with the similarity that the search asks for.

    Raises:
        InvalidQuery: there is no such image, or it has no features.
    """
    if not asked:
        return columns
    rows = {row: one for one in asked for row in images_named(one, columns.images).tolist()}
    kept = columns.features.read(columns.images) if columns.features is not None else None
    if kept is None or columns.features is None:
        needed = features_needed()
        raise _cannot(asked[0], needed.what, needed.next_step)
    have = [row for row in rows if kept.valid[row]]
    if not have:
        raise _cannot(
            asked[0],
            "This image has no features yet.",
            "Features are made by live learning or Train; an unreadable image has none.",
        )
    found = columns.features.similarity(kept, np.array(sorted(have), dtype=np.int64))
    return replace(columns, similarity=found)


def images_named(like: Like, images: ImageTable) -> Rows:
    """The rows meant: of a path, of a file's name with or without its ending, or of ``#17``.

    Raises:
        InvalidQuery: there is no such image, or there are several.
    """
    text = like.images
    named = _called(text, images)
    if len(named) > 1:
        some = " or ".join(f"“like:{quoted(images.paths[row])}”" for row in named[:SHOWN])
        raise _cannot(like, f"Several images are called “{text}”.", f"Write {some}.")
    if named:
        return np.array(named, dtype=np.int64)
    if _ROWS.fullmatch(text):
        rows = [int(part.removeprefix("#")) for part in text.split(",")]
        if max(rows) < len(images):
            return np.array(rows, dtype=np.int64)
    near = np.flatnonzero(path_text(images).having(text))[:SHOWN].tolist()
    some = " or ".join(f"“{images.paths[row]}”" for row in near)
    raise _cannot(
        like,
        f"There is no image “{text}”.",
        f"Did you mean {some}?" if near else "Select images, then choose View › Similar images.",
    )


def like_text(rows: Rows, images: ImageTable) -> str:
    """What ``like:`` says of these images, at least one; of many, some that stand for all."""
    if len(rows) == 1:
        path = images.paths[int(rows[0])]
        if _called(path, images) == [int(rows[0])]:
            return path
    ascending = np.unique(rows)
    if len(ascending) > MOST_NAMED:
        places = np.linspace(0, len(ascending) - 1, MOST_NAMED).round().astype(np.int64)
        ascending = ascending[places]
    return ",".join(f"#{row}" for row in ascending.tolist())


def _called(text: str, images: ImageTable) -> list[int]:
    """Rows of this path, else of this file name, else of this name without its ending."""
    wanted = text.removeprefix("/")
    end = f"/{wanted}"
    exact = [row for row, path in enumerate(images.paths) if path == wanted]
    if exact:
        return list(islice(exact, SHOWN))
    named = [row for row, path in enumerate(images.paths) if path.endswith(end)]
    if named:
        return named[: SHOWN + 1]
    stems = (row for row, path in enumerate(images.paths) if _stem(path) == wanted)
    return list(islice(stems, SHOWN + 1))


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _cannot(like: Like, what: str, next_step: str) -> InvalidQuery:
    return InvalidQuery(what, like.span.start, like.span.stop, next_step=next_step)
