"""Searches over columns, against a naive reading of what they promise."""

from __future__ import annotations

import dataclasses
import fnmatch
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidQuery
from labelmt.domain.images import ImageStatus
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.domain.search.parser import parse
from labelmt.domain.search.printer import print_query
from labelmt.domain.search.provenance_filter import AnnotationFilter
from labelmt.domain.search.terms import Aspect
from labelmt.project.images.image_columns import ImageTable
from labelmt.project.search.find_images import find_rows, sample_mask
from labelmt.project.search.is_conditions import suggested_and_disagreeing
from labelmt.project.search.label_names import follow_schema, with_short_names
from labelmt.project.search.path_text import commented, path_text
from labelmt.project.search.provenance_query import annotation_filters
from labelmt.project.search.search_columns import Columns

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
        np.arange(n, dtype=np.int64) * 37 % 5 * 1000,
        np.arange(n, dtype=np.int64) * 23 % 7,
        np.array(status or [ImageStatus.READABLE] * n, dtype=np.int8),
        np.zeros(n, dtype=np.bool_),
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


def naive_best(row: list[float]) -> int | None:
    """The class that is predicted: above half of chance, and above all that went with others."""
    values = np.nan_to_num(np.array(row, dtype=np.float32))
    gone = 1 - values.sum()
    best = int(values.argmax())
    return best if values[best] > max(gone - np.float32(0.01), np.float32(0.5 / 3)) else None


def naive_disagrees(states: list[int], row: list[float]) -> bool:
    says = [p >= 0.5 for p in row[:4]]
    best = naive_best(row[4:])
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


Image = tuple[list[int], list[float], int, str]


def find(
    text: str,
    images: ImageTable,
    matrix: NDArray[np.int8] | None = None,
    predictions: Predictions | None = None,
    schema: Schema = SCHEMA,
) -> list[int]:
    """Rows of a search that asks for no provenance."""
    matrix = unknown(len(images)) if matrix is None else matrix
    rows: list[int] = find_rows(
        parse(text), Columns(images, schema, matrix, predictions), {}
    ).tolist()
    return rows


SURE = np.float32(1 / (1 + math.exp(-0.2)))
"""What is nearer to the threshold of a half stays open."""


def naive_suggests(states: list[int], row: list[float]) -> bool:
    best = naive_best(row[4:])
    says = [bool(np.float32(p) >= SURE) for p in row[:4]] + [i == best for i in range(3)]
    return any(yes and state == -1 for state, yes in zip(states, says, strict=True))


LOST = (ImageStatus.UNREADABLE, ImageStatus.MISSING)
NAIVE: dict[str, Callable[[Image], bool]] = {
    "is:unlabelled": lambda one: all(s == -1 for s in one[0]) and one[2] not in LOST,
    "is:labelled": lambda one: any(s != -1 for s in one[0]),
    "is:unreadable": lambda one: one[2] in LOST,
    "is:missing": lambda one: one[2] == ImageStatus.MISSING,
    "is:predicted": lambda one: not all(math.isnan(p) for p in one[1]),
    "is:suggested": lambda one: naive_suggests(one[0], one[1]),
    "is:disagree": lambda one: naive_disagrees(one[0], one[1]),
    "label:o2": lambda one: one[0][1] == 1,
    "absent:o2": lambda one: one[0][1] == 0,
    "unknown:S6": lambda one: one[0][5] == -1,
    "task:scene=s7": lambda one: one[0][6] == 1,
    "task:scene": lambda one: any(s != -1 for s in one[0][4:]),
    "p(o2)>0.25": lambda one: one[1][1] > 0.25,
    "p(o2)<=0.9": lambda one: one[1][1] <= float(np.float16(0.9)),
    "p(o2)=0.5": lambda one: one[1][1] == 0.5,
    "uncertainty>=0.5": lambda one: naive_uncertainty(one[0], one[1]) >= 0.5 - 1e-6,
    "SEA": lambda one: "sea" in one[3].lower(),
    "é": lambda one: "é" in one[3],
    "path:a": lambda one: one[3].startswith("a/"),
    "path:b/sea.png": lambda one: one[3] == "B/Sea.png",
    "path:*.JPG": lambda one: one[3].endswith(".jpg"),
    "path:a/1?.jpg": lambda one: one[3] == "a/10.jpg",
    "path:b*s*a*g": lambda one: one[3] in ("B/Sea.png", "b sea.jpg"),
    "path:?.jpg": lambda one: one[3] == "é.jpg",
}


def judge(text: str, one: Image) -> bool:
    return NAIVE[text](one)


@given(
    drawn=images_strategy,
    predicted=st.integers(0, 12),
    first=st.sampled_from(sorted(NAIVE)),
    second=st.sampled_from(sorted(NAIVE)),
    join=st.sampled_from(["{0} {1}", "{0} or {1}", "{0} -{1}", "-({0} or -{1})"]),
    sort=st.sampled_from(["", "added", "date", "size", "uncertainty", "p(o2)"]),
    turned=st.sampled_from(["", "-"]),
)
def test_finds_what_a_naive_reading_finds(
    drawn: list[Image], predicted: int, first: str, second: str, join: str, sort: str, turned: str
) -> None:
    seen = [
        (one[0], one[1] if i < predicted else [math.nan] * COUNT, one[2], one[3])
        for i, one in enumerate(drawn)
    ]
    matrix = np.array([one[0] for one in seen], dtype=np.int8)
    predictions = chances([one[1] for one in seen[:predicted]])
    images = table([one[3] for one in seen], [one[2] for one in seen])
    text = join.format(first, second) + (f" sort:{turned}{sort}" if sort else "")

    rows = find(text, images, matrix, predictions)

    joined: dict[str, Callable[[bool, bool], bool]] = {
        "{0} {1}": lambda a, b: a and b,
        "{0} or {1}": lambda a, b: a or b,
        "{0} -{1}": lambda a, b: a and not b,
        "-({0} or -{1})": lambda a, b: not (a or not b),
    }
    wanted = [
        row for row, one in enumerate(seen) if joined[join](judge(first, one), judge(second, one))
    ]
    assert sorted(rows) == wanted
    measures: dict[str, Callable[[int], float]] = {
        "": lambda row: 0.0,
        "added": float,
        "date": lambda row: float(images.mtimes[row]),
        "size": lambda row: float(images.sizes[row]),
        "uncertainty": lambda row: naive_uncertainty(seen[row][0], seen[row][1]),
        "p(o2)": lambda row: seen[row][1][1],
    }
    numbers = [measures[sort](row) for row in rows]
    real = [one for one in numbers if not math.isnan(one)]
    assert all(math.isnan(one) for one in numbers[len(real) :])
    downwards = (turned == "-") != (sort in ("uncertainty", "p(o2)"))
    assert real == pytest.approx(sorted(real, reverse=downwards), abs=2e-3)


@given(drawn=images_strategy, predicted=st.integers(0, 12))
def test_suggested_and_disagreeing_are_counted_as_they_are_found(
    drawn: list[Image], predicted: int
) -> None:
    images = table([one[3] for one in drawn], [one[2] for one in drawn])
    matrix = np.array([one[0] for one in drawn], dtype=np.int8)
    predictions = chances([one[1] for one in drawn[:predicted]])
    columns = Columns(images, SCHEMA, matrix, predictions)
    for mask, text in zip(
        suggested_and_disagreeing(columns), ("is:suggested", "is:disagree"), strict=True
    ):
        found = find(text, images, matrix, predictions)
        assert np.flatnonzero(mask).tolist() == sorted(found)


def test_names_are_read_as_people_do() -> None:
    images = table(["b/x.jpg", "a/img10.jpg", "a/img9.jpg", "a b/y.jpg", "A/img1.jpg"])
    assert find("", images) == [4, 2, 1, 3, 0]
    assert find("sort:-name", images) == [0, 3, 1, 2, 4]


def test_equal_figures_keep_the_order_images_were_added_in_or_the_next_one() -> None:
    rows = [[0.3] * COUNT, [0.8] * COUNT, [0.3] * COUNT, [0.8] * COUNT]
    images = table(["d", "c", "b", "a", "e"])
    for text, expected in (
        ("sort:-p(o1)", [0, 2, 1, 3, 4]),
        ("sort:p(o1)", [1, 3, 0, 2, 4]),
        ("sort:p(o1) sort:name", [3, 1, 2, 0, 4]),
        ("-path:d sort:p(o1) sort:-name", [1, 3, 2, 4]),
    ):
        assert find(text, images, predictions=chances(rows)) == expected, text


def test_the_least_probable_are_told_apart() -> None:
    """Of a rare label, nearly all are next to nothing."""
    rows = [[value] * COUNT for value in (3e-7, 1.0, 6e-8, 0.0, 6e-7, 0.9995, math.nan)]
    images, predictions = table(["x"] * 7), chances(rows)
    assert find("sort:p(o1)", images, predictions=predictions) == [1, 5, 4, 0, 2, 3, 6]
    assert find("sort:-p(o1)", images, predictions=predictions) == [3, 2, 0, 4, 5, 1, 6]


def test_predictions_of_labels_that_are_gone_or_new_do_no_harm() -> None:
    matrix = unknown(3)
    matrix[0, 1] = State.PRESENT
    predictions = chances([[0.9, 0.1], [0.2, 0.6]], labels=(77, 2))
    images = table(["a", "b", "c"])
    assert find("is:disagree", images, matrix, predictions) == [0]
    assert find("sort:uncertainty", images, matrix, predictions) == [1, 0, 2]
    assert find("sort:p(o3)", images, matrix, predictions) == [0, 1, 2]
    assert find("p(o3)>=0", images, matrix, predictions) == []


def test_accents_are_found_whichever_way_the_disk_writes_them() -> None:
    images = table(["cafe\u0301.jpg", "other.jpg", "stra\u00dfe.jpg"])
    assert find("CAF\u00c9", images) == [0]
    assert find("STRASSE", images) == [2]


paths = st.lists(
    st.text(st.sampled_from("ab/.1é\U0001f333\udcff\n"), min_size=1, max_size=8), max_size=8
)


@given(paths=paths, wanted=st.text(st.sampled_from("ab/.1é\U0001f333"), min_size=1, max_size=3))
def test_text_is_found_where_python_finds_it(paths: list[str], wanted: str) -> None:
    found = path_text(table(paths)).having(wanted)
    assert found.tolist() == [wanted in path for path in paths]


@given(paths=paths, pattern=st.text(st.sampled_from("ab/.1é*?"), min_size=1, max_size=6))
def test_patterns_match_as_shells_do(paths: list[str], pattern: str) -> None:
    if not {"*", "?"} & set(pattern):
        pattern += "*"
    asked = pattern.removeprefix("/")
    found = path_text(table(paths)).like(pattern)
    assert found.tolist() == [fnmatch.fnmatchcase(path, asked) for path in paths]


def test_a_question_mark_is_one_character_whatever_its_bytes() -> None:
    names = path_text(table(["é.jpg", "ab.jpg", "🌳.jpg"]))
    assert names.like("??.jpg").tolist() == [False, True, False]
    assert names.like("*?.jpg").all()


@given(
    texts=st.lists(st.text(st.sampled_from("ab/.1é"), max_size=8), max_size=8),
    pattern=st.text(st.sampled_from("ab/.1é*"), min_size=1, max_size=6),
)
def test_stars_stand_for_any_text_in_comments(texts: list[str], pattern: str) -> None:
    images = dataclasses.replace(
        table(["x"] * len(texts)), comments={row: one for row, one in enumerate(texts) if one}
    )
    wanted = [bool(one) and fnmatch.fnmatchcase(one, f"*{pattern}*") for one in texts]
    assert commented(images, pattern).tolist() == wanted


@pytest.mark.parametrize("pattern", ["*a" * 30 + "*b?", "*a?" * 30 + "b", "*" * 300 + "b"])
def test_many_stars_take_no_longer_than_few(pattern: str) -> None:
    """Each more once took as many times longer as a path has letters."""
    images = dataclasses.replace(table(["a" * 4000]), comments={0: "a" * 4000})
    assert not path_text(images).like(pattern).any()
    assert not commented(images, pattern.replace("?", "") + "c").any()
    assert path_text(images).like("*a" * 30 + "*").all()
    assert commented(images, "a*" * 30).all()


def test_a_project_without_labels_or_images() -> None:
    empty = np.empty((0, 0), dtype=np.int8)
    one = np.empty((1, 0), np.int8)
    for text in ("", "is:labelled", "is:unlabelled", "is:disagree", "x", "path:x", "uncertainty>0"):
        for sort in ("", "sort:uncertainty", "sort:-date", "sort:added"):
            whole = f"{text} {sort}"
            assert find(whole, table([]), empty, None, Schema()) == []
            wanted = [0] if text in ("", "is:unlabelled") else []
            assert find(whole, table(["a"]), one, None, Schema()) == wanted


TWICE = Schema(
    (
        Task(1, "car", TaskKind.MULTILABEL, (Label(1, 1, "red", ""), Label(2, 1, "tree", ""))),
        Task(2, "sign", TaskKind.MULTILABEL, (Label(3, 2, "red", ""),)),
    )
)


@pytest.mark.parametrize(
    ("text", "start", "stop", "said"),
    [
        ("a label:tre", 8, 11, "tree"),
        ("-task:sing=red", 6, 14, "sign"),
        ("sort:p(xyzzy)", 7, 12, "Known: red, tree, red."),
        ("p(red)>0.5", 2, 5, "“car=red” or “sign=red”"),
        ("of:nothing", 3, 10, "Known"),
    ],
)
def test_names_that_are_nobodys_are_told_with_their_place(
    text: str, start: int, stop: int, said: str
) -> None:
    with pytest.raises(InvalidQuery) as told:
        with_short_names(parse(text), TWICE)
    assert (told.value.start, told.value.stop) == (start, stop)
    assert said in told.value.next_step


def test_a_name_without_its_task_is_that_of_all_tasks() -> None:
    matrix = np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1]], dtype=np.int8)
    images = table(["a", "b", "c"])
    assert find("label:RED", images, matrix, None, TWICE) == [0, 1]
    assert find("task:sign=red", images, matrix, None, TWICE) == [1]
    short = with_short_names(parse("label:RED task:CAR=Tree task:car=red task:SIGN"), TWICE)
    assert print_query(short) == "label:RED label:tree task:car=red task:sign"


def test_a_search_follows_renamed_and_deleted_labels() -> None:
    after = Schema(
        (
            Task(1, "auto", TaskKind.MULTILABEL, (Label(1, 1, "rot", ""),)),
            Task(2, "sign", TaskKind.MULTILABEL, (Label(3, 2, "red", ""),)),
        )
    )
    before = parse(
        "task:car=red (label:tree or x -label:tree) p(sign=red)>0.5 task:car sort:p(tree)"
    )
    followed = follow_schema(before, TWICE, after)
    assert print_query(followed) == "task:auto=rot x p(sign=red)>0.5 task:auto"
    assert print_query(follow_schema(parse("label:tree"), TWICE, after)) == ""


def test_provenance_side_by_side_is_that_of_one_annotation() -> None:
    def filters(text: str) -> tuple[AnnotationFilter, ...]:
        return annotation_filters(parse(text), TWICE)

    both = ((Aspect.RUN, "12"), (Aspect.SOURCE, "suggestion"))
    assert filters("label:tree source:suggestion run:12") == (AnnotationFilter(both),)
    assert filters("source:suggestion or run:12") == (
        AnnotationFilter(both[1:]),
        AnnotationFilter(both[:1]),
    )
    assert filters("of:red -source:import") == (
        AnnotationFilter((), (1, 3)),
        AnnotationFilter(((Aspect.SOURCE, "import"),)),
    )
    assert filters("label:tree") == ()


@given(st.integers(0, 500), st.integers(1, 600), st.integers(0, 100))
def test_a_larger_sample_has_the_smaller_one(images: int, count: int, more: int) -> None:
    mask = sample_mask(images, count)
    assert mask.sum() == min(images, count)
    assert (mask <= sample_mask(images, count + more)).all()
    grown = sample_mask(images + more, count)[:images]
    assert (grown <= mask).all(), "new images may take places, no others change"
