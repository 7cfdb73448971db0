"""Views, filters and sorts, against a naive reading of what they promise."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.annotations import State
from labelmt.domain.images import ImageStatus
from labelmt.domain.predictions import Predictions
from labelmt.domain.tasks import Label, Schema, Task, TaskKind
from labelmt.project.image_table import ImageTable
from labelmt.project.view_query import Sort, View, ViewQuery, select_rows

SCHEMA = Schema(
    (
        Task(
            1, "objects", TaskKind.MULTILABEL, tuple(Label(i, 1, f"o{i}", "") for i in (1, 2, 3, 4))
        ),
        Task(2, "scene", TaskKind.MULTICLASS, tuple(Label(i, 2, f"s{i}", "") for i in (5, 6, 7))),
    )
)
COUNT = 7


def table(paths: list[str], status: list[int] | None = None) -> ImageTable:
    n = len(paths)
    return ImageTable(
        {1: Path("root")},
        np.ones(n, np.int64),
        paths,
        np.ones(n, np.int64),
        np.ones(n, np.int64),
        np.array(status or [ImageStatus.READABLE] * n, dtype=np.int8),
    )


def unknown(rows: int) -> np.ndarray[tuple[int, int], np.dtype[np.int8]]:
    return np.full((rows, COUNT), State.UNKNOWN, dtype=np.int8)


def chances(rows: list[list[float]], labels: tuple[int, ...] = SCHEMA.label_ids) -> Predictions:
    values = np.array(rows, dtype=np.float16).reshape(len(rows), len(labels))
    return Predictions(1, labels, values, np.full(len(labels), 0.5, dtype=np.float32))


def naive_uncertainty(states: list[int], row: list[float]) -> float:
    def entropy(parts: list[float]) -> float:
        return -sum(p * math.log2(p) for p in parts if p > 0)

    asked = [
        entropy([row[i], 1 - row[i]])
        for i in range(4)
        if states[i] == State.UNKNOWN and not math.isnan(row[i])
    ]
    if State.PRESENT not in states[4:] and not any(math.isnan(p) for p in row[4:]):
        asked.append(min(1.0, entropy(row[4:]) / math.log2(3)))
    best = sorted(asked, reverse=True)[:3]
    return sum(best) / len(best) if best else math.nan


def naive_disagrees(states: list[int], row: list[float]) -> bool:
    says = [p >= 0.5 for p in row[:4]]
    known = [p for p in row[4:] if not math.isnan(p)]
    best = row[4:].index(max(known)) if known else None
    says += [i == best for i in range(3)]
    return any(
        state != State.UNKNOWN and not math.isnan(p) and (state == State.PRESENT) != yes
        for state, p, yes in zip(states, row, says, strict=True)
    )


half = st.floats(0, 1, width=16) | st.just(math.nan)
images_strategy = st.lists(
    st.tuples(
        st.lists(st.sampled_from([-1, 0, 1]), min_size=COUNT, max_size=COUNT),
        st.lists(half, min_size=COUNT, max_size=COUNT),
        st.sampled_from([int(one) for one in ImageStatus]),
        st.sampled_from(["a/1.jpg", "a/10.jpg", "a/2.jpg", "B/Sea.png", "b sea.jpg", "é.jpg"]),
    ),
    min_size=1,
    max_size=12,
)


@given(
    drawn=images_strategy,
    predicted=st.integers(0, 12),
    view=st.sampled_from(View),
    present=st.sampled_from([None, 1, 6, 99]),
    at_least=st.sampled_from([0.0, 0.25, 0.9]),
    text=st.sampled_from(["", "SEA", "a 1"]),
    sort=st.sampled_from(Sort),
    descending=st.booleans(),
)
def test_selects_what_a_naive_reading_selects(
    drawn: list[tuple[list[int], list[float], int, str]],
    predicted: int,
    view: View,
    present: int | None,
    at_least: float,
    text: str,
    sort: Sort,
    descending: bool,
) -> None:
    matrix = np.array([one[0] for one in drawn], dtype=np.int8)
    values = [one[1] if i < predicted else [math.nan] * COUNT for i, one in enumerate(drawn)]
    predictions = chances([one[1] for one in drawn[:predicted]])
    images = table([f"{one[3]}" for one in drawn], [one[2] for one in drawn])
    query = ViewQuery(view, present, text, 2, at_least, sort, descending)
    lost = (ImageStatus.UNREADABLE, ImageStatus.MISSING)

    def belongs(row: int) -> bool:
        states, p = drawn[row][0], values[row]
        in_view = {
            View.ALL: True,
            View.LABELLED: any(state != -1 for state in states),
            View.UNLABELLED: all(state == -1 for state in states) and drawn[row][2] not in lost,
            View.UNREADABLE: drawn[row][2] in lost,
            View.DISAGREE: naive_disagrees(states, p),
        }[view]
        column = SCHEMA.columns.get(present) if present is not None else None
        has = present is None or (column is not None and states[column] == 1)
        likely = at_least == 0 or p[1] >= float(np.float16(at_least))
        named = all(word in drawn[row][3].lower() for word in text.lower().split())
        return in_view and has and likely and named

    rows = select_rows(query, images, SCHEMA, matrix, predictions)

    expected = [row for row in range(len(drawn)) if belongs(row)]
    assert sorted(rows.tolist()) == expected
    if sort in (Sort.NAME, Sort.ADDED):
        return
    figures = [
        values[row][1]
        if sort is Sort.PROBABILITY
        else naive_uncertainty(drawn[row][0], values[row])
        for row in rows.tolist()
    ]
    numbers = [f for f in figures if not math.isnan(f)]
    assert all(math.isnan(f) for f in figures[len(numbers) :])
    assert numbers == pytest.approx(sorted(numbers, reverse=descending), abs=2e-3)


def test_names_are_read_as_people_do() -> None:
    images = table(["b/x.jpg", "a/img10.jpg", "a/img9.jpg", "a b/y.jpg", "A/img1.jpg"])
    order = select_rows(ViewQuery(), images, SCHEMA, unknown(5), None)
    assert order.tolist() == [4, 2, 1, 3, 0]
    turned = ViewQuery(descending=True)
    assert select_rows(turned, images, SCHEMA, unknown(5), None).tolist() == [0, 3, 1, 2, 4]


def test_equal_figures_keep_the_order_images_were_added_in() -> None:
    rows = [[0.3] * COUNT, [0.8] * COUNT, [0.3] * COUNT, [0.8] * COUNT]
    for descending, expected in ((False, [0, 2, 1, 3, 4]), (True, [1, 3, 0, 2, 4])):
        query = ViewQuery(sort=Sort.PROBABILITY, probability_of=1, descending=descending)
        found = select_rows(query, table(["x"] * 5), SCHEMA, unknown(5), chances(rows))
        assert found.tolist() == expected


def test_predictions_of_labels_that_are_gone_or_new_do_no_harm() -> None:
    matrix = unknown(3)
    matrix[0, 1] = State.PRESENT
    predictions = chances([[0.9, 0.1], [0.2, 0.6]], labels=(77, 2))
    images = table(["a", "b", "c"])
    wrong = select_rows(ViewQuery(View.DISAGREE), images, SCHEMA, matrix, predictions)
    assert wrong.tolist() == [0]
    by_doubt = ViewQuery(sort=Sort.UNCERTAINTY, descending=True)
    assert select_rows(by_doubt, images, SCHEMA, matrix, predictions).tolist() == [1, 0, 2]
    by_gone = ViewQuery(sort=Sort.PROBABILITY, probability_of=3)
    assert select_rows(by_gone, images, SCHEMA, matrix, predictions).tolist() == [0, 1, 2]


def test_accents_are_found_whichever_way_the_disk_writes_them() -> None:
    images = table(["cafe\u0301.jpg", "other.jpg"])
    found = select_rows(ViewQuery(text="CAF\u00c9"), images, SCHEMA, unknown(2), None)
    assert found.tolist() == [0]


def test_a_project_without_labels_or_images() -> None:
    empty = np.empty((0, 0), dtype=np.int8)
    for view in View:
        for sort in Sort:
            query = ViewQuery(view, sort=sort)
            assert select_rows(query, table([]), Schema(), empty, None).tolist() == []
            some = select_rows(query, table(["a"]), Schema(), np.empty((1, 0), np.int8), None)
            assert some.tolist() == ([0] if view in (View.ALL, View.UNLABELLED) else [])
