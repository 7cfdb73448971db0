"""Duplicates: what belongs together whatever the order, and what a project tells of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making_projects import add_task, content_of, set_states, table_of
from numpy.typing import NDArray
from PIL import Image
from typer.testing import CliRunner

from labelmt.cli.main import app
from labelmt.domain.annotations import Source, State
from labelmt.domain.errors import InvalidQuery
from labelmt.domain.schema import TaskKind
from labelmt.domain.search.parser import parse
from labelmt.imaging.fingerprint import fingerprint_of
from labelmt.learning.features.feature_cache import FeatureCache
from labelmt.project.commands.commands import SetAnnotations, TransferLabels
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.project import Project
from labelmt.project.search.find_images import find_rows
from labelmt.project.search.search_columns import Columns
from labelmt.project.similarity import near_pairs as comparing
from labelmt.project.similarity.complete_linkage import linkage_merges
from labelmt.project.similarity.duplicate_cache import DuplicateCache
from labelmt.project.similarity.duplicate_groups import Duplicates, duplicates_of, same_content
from labelmt.project.similarity.find_duplicates import Step, find_duplicates
from labelmt.project.similarity.near_pairs import NearPairs, near_pairs

P, A = State.PRESENT, State.ABSENT


def scattered(seed: int, count: int, width: int = 6) -> NDArray[np.float16]:
    """Directions of which some lie close to each other."""
    chance = np.random.default_rng(seed)
    points = chance.normal(size=(count, width))
    copies = chance.integers(0, count, count // 2)
    points[: len(copies)] = points[copies] + chance.normal(size=(len(copies), width)) * 0.1
    return points.astype(np.float16)


def cosines(points: NDArray[np.float16]) -> NDArray[np.float64]:
    exact = points.astype(np.float64)
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    return np.asarray(exact @ exact.T)


def sets(found: Duplicates, similarity: float) -> set[frozenset[int]]:
    return {frozenset(one.rows) for one in found.groups(similarity)}


def compared(points: NDArray[np.float16], contents: Sequence[int] | None = None) -> Duplicates:
    count = len(points)
    known = np.ones(count, dtype=np.bool_)
    prints = np.zeros((count, 16), dtype=np.uint8)
    prints[:, 0] = np.arange(count) if contents is None else contents
    found = duplicates_of(same_content(prints, known), points, known)
    assert found is not None
    return found


@given(st.integers(0, 999), st.integers(2, 60), st.booleans(), st.sampled_from([0, 2, 4096]))
def test_every_near_pair_is_found_and_no_other(
    seed: int, count: int, sieved: bool, dense: int
) -> None:
    points = scattered(seed, count)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "DENSE", dense)
        if sieved:  # as in a large project: few axes, then more, then all
            patch.setattr(comparing, "ALL_AT_ONCE", 1)
            patch.setattr(comparing, "FEW", 2)
            patch.setattr(comparing, "MORE", 4)
            patch.setattr(comparing, "BLOCK", 7)
        found = near_pairs(points, np.arange(count), 0.9)
    assert found is not None
    exact = np.triu(cosines(points), 1)
    sure, perhaps = np.argwhere(exact > 0.901), np.argwhere(exact > 0.899)
    pairs = set(zip(found.one.tolist(), found.other.tolist(), strict=True))
    assert set(map(tuple, sure.tolist())) <= pairs <= set(map(tuple, perhaps.tolist()))
    assert (np.diff(found.similarity) <= 0).all()


@given(st.integers(0, 999), st.integers(2, 40), st.randoms())
def test_groups_do_not_depend_on_the_order_of_images(seed: int, count: int, random: object) -> None:
    points = scattered(seed, count)
    order = np.random.default_rng(seed + 1).permutation(count)
    there = sets(compared(points), 0.95)
    back = {
        frozenset(int(order[row]) for row in one) for one in sets(compared(points[order]), 0.95)
    }
    assert there == back


@given(
    st.integers(0, 999), st.integers(2, 40), st.lists(st.integers(0, 5), min_size=40, max_size=40)
)
def test_groups_part_the_images_and_keep_equals_together(
    seed: int, count: int, contents: list[int]
) -> None:
    points = scattered(seed, count)
    chosen = contents[:count]
    for row in range(count):  # the same content has the same features
        points[row] = points[chosen.index(chosen[row])]
    found = compared(points, chosen)
    of_row = {row: one for one in found.groups(0.95) for row in one.rows}
    assert sum(len(one.rows) for one in found.groups(0.95)) == len(of_row), "none in two groups"
    for row in range(count):
        same = [other for other in range(count) if chosen[other] == chosen[row]]
        assert len(same) == 1 or set(same) <= set(of_row[row].rows)
    likeness = cosines(points)
    for group in found.groups(0.95):
        rows = list(group.rows)
        assert list(group.rows) == sorted(rows)
        assert likeness[np.ix_(rows, rows)].min() > 0.949, "each is alike to each"
        assert group.exact == (len({chosen[row] for row in rows}) == 1)


@given(st.integers(0, 999), st.integers(2, 40))
def test_groups_grow_as_less_is_asked_for(seed: int, count: int) -> None:
    found = compared(scattered(seed, count))
    for group in found.groups(0.97):
        [around] = [one for one in found.groups(0.92) if set(group.rows) & set(one.rows)]
        assert set(group.rows) <= set(around.rows)


def test_a_chain_makes_no_group_of_unlike_images() -> None:
    pairs = NearPairs(
        np.array([0, 1]), np.array([1, 2]), np.array([0.99, 0.98], dtype=np.float32), 0.9
    )
    merges = linkage_merges(pairs)
    assert (merges.one.tolist(), merges.other.tolist()) == ([0], [1]), "0 and 2 are not alike"


def test_too_many_pairs_raise_the_least_and_keep_the_most_similar() -> None:
    points = scattered(3, 60)
    everything = near_pairs(points, np.arange(60), 0.5)
    assert everything is not None
    results = []
    for block in (7, 1024):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(comparing, "MOST_PAIRS", 20)
            patch.setattr(comparing, "ROOM", 1 if block == 7 else 3)
            patch.setattr(comparing, "BLOCK", block)
            found = near_pairs(points, np.arange(60), 0.5)
        assert found is not None
        assert 0 < len(found.one) <= 20
        assert found.similarity.tolist() == everything.similarity[: len(found.one)].tolist()
        results.append((found.least, found.one.tolist()))
    assert results[0] == results[1], "whatever the order of the comparisons"


def test_it_can_be_ended() -> None:
    assert near_pairs(scattered(1, 30), np.arange(30), 0.9, lambda _share: True) is None


# A project


@pytest.fixture
def pictures(tmp_path: Path) -> Project:
    """Six files: 0 and 3 hold the same, 1 and 4 are near, 2 is alone, 5 has no features."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(6):
        Image.new("RGB", (8, 8), (number * 40, 0, 0)).save(folder / f"{number}.png")
    (folder / "3.png").write_bytes((folder / "0.png").read_bytes())
    project = Project.create(tmp_path / "project", [folder])
    list(scan_roots(project, lambda: False))
    return project


def features(project: Project) -> None:
    degrees = np.radians([0, 60, 120, 0, 65])
    points = np.stack([np.cos(degrees), np.sin(degrees)], axis=1).astype(np.float32)
    images = project.images()
    with FeatureCache(project.feature_cache / "net", 2, 6) as cache:
        stamps = [images.stamp(row) for row in range(5)]
        cache.put(range(5), stamps, [fingerprint_of(images.path(r)) for r in range(5)], points)


def look(project: Project) -> Duplicates:
    found = find_duplicates(project, project.images())
    assert found is not None
    return found


def test_files_of_one_size_are_read_where_nothing_else_tells(pictures: Project) -> None:
    steps: list[Step] = []

    def note(step: Step, _share: float) -> bool:
        steps.append(step)
        return False

    found = find_duplicates(pictures, pictures.images(), note)
    assert found is not None
    assert sets(found, 0.96) == {frozenset({0, 3})}
    assert set(steps) == {Step.READING}
    assert found.compared == 0
    assert find_duplicates(pictures, pictures.images(), lambda _step, _share: True) is None


def test_near_ones_are_found_by_features(pictures: Project) -> None:
    features(pictures)
    found = look(pictures)
    exact, near = found.groups(0.96)
    assert (exact.rows, exact.exact, exact.similarity) == ((0, 3), True, 1.0)
    assert (near.rows, near.exact) == ((1, 4), False)
    assert near.similarity == pytest.approx(np.cos(np.radians(5)), abs=1e-3)
    assert sets(found, 0.999) == {frozenset({0, 3})}
    assert found.compared == 5


def columns(project: Project, shelf: DuplicateCache) -> Columns:
    matrix, schema = project.annotation_matrix(), project.schema()
    return Columns(project.images(), schema, matrix, None, duplicates=shelf)


def rows_of(text: str, project: Project, shelf: DuplicateCache) -> list[int]:
    found: list[int] = find_rows(parse(text), columns(project, shelf), {}).tolist()
    return found


def test_they_can_be_searched_for(pictures: Project) -> None:
    shelf = DuplicateCache(pictures.folder)
    with pytest.raises(InvalidQuery, match="not been looked for"):
        rows_of("is:duplicate", pictures, shelf)
    features(pictures)
    shelf.put(look(pictures), pictures.images())
    assert rows_of("is:duplicate", pictures, shelf) == [0, 1, 3, 4]
    assert rows_of("-is:duplicate", pictures, shelf) == [2, 5]
    shelf.similarity = 0.999
    assert rows_of("is:duplicate", pictures, shelf) == [0, 3]


def test_other_labels_are_searched_for(pictures: Project) -> None:
    features(pictures)
    shelf = DuplicateCache(pictures.folder)
    shelf.put(look(pictures), pictures.images())
    tree, sea = add_task(pictures, "things", TaskKind.MULTILABEL, "tree sea")
    harbor, beach = add_task(pictures, "scene", TaskKind.MULTICLASS, "harbor beach")
    set_states(pictures, tree, [0], [])
    assert rows_of("is:inconsistent", pictures, shelf) == [], "the other one has no labels yet"
    set_states(pictures, tree, [], [3])
    assert rows_of("is:inconsistent", pictures, shelf) == [0, 3]
    set_states(pictures, tree, [3], [])
    assert rows_of("is:inconsistent", pictures, shelf) == []
    set_states(pictures, sea, [3], [])
    assert rows_of("is:inconsistent", pictures, shelf) == [0, 3], "not the same labels"
    pictures.apply(SetAnnotations((1,), harbor.id, P))
    assert 1 not in rows_of("is:inconsistent", pictures, shelf)
    pictures.apply(SetAnnotations((4,), beach.id, P))
    assert rows_of("is:inconsistent", pictures, shelf) == [0, 1, 3, 4]


def test_what_was_found_is_known_after_a_restart_and_follows_files(pictures: Project) -> None:
    features(pictures)
    DuplicateCache(pictures.folder).put(look(pictures), pictures.images())
    again = DuplicateCache(pictures.folder)
    assert rows_of("is:duplicate", pictures, again) == [0, 1, 3, 4]
    Image.new("RGB", (9, 9)).save(pictures.images().path(0))
    list(scan_roots(pictures, lambda: False))
    assert rows_of("is:duplicate", pictures, again) == [1, 4]
    (pictures.folder / "cache" / "duplicates.npz").write_bytes(b"broken")
    assert DuplicateCache(pictures.folder).groups(pictures.images()) is None


def test_new_images_are_no_duplicates_yet() -> None:
    files = [(row, 1, b"%d.png" % row, 5, 5, 1, "") for row in range(4)]
    shelf = DuplicateCache(Path("/nowhere that can be written\0"[:-1]) / "x")
    found = compared(scattered(0, 3), [1, 1, 2])
    shelf.put(found, table_of({1: Path("/p")}, files[:3]))
    grown = shelf.groups(table_of({1: Path("/p")}, files))
    assert grown is not None
    assert (0, 1) in [one.rows[:2] for one in grown]
    assert all(3 not in one.rows for one in grown)


def test_labels_are_transferred_with_their_source(pictures: Project) -> None:
    tree, sea = add_task(pictures, "things", TaskKind.MULTILABEL, "tree sea")
    harbor, beach = add_task(pictures, "scene", TaskKind.MULTICLASS, "harbor beach")
    pictures.apply(SetAnnotations((0,), tree.id, P, Source.SUGGESTION, 7))
    pictures.apply(SetAnnotations((0,), sea.id, A))
    pictures.apply(SetAnnotations((0,), harbor.id, P, Source.IMPORT))
    pictures.apply(SetAnnotations((3,), beach.id, P))
    before = content_of(pictures)
    pictures.apply(TransferLabels(0, (0, 3, 5)))
    for row in (3, 5):
        found = {
            one.label_id: (one.state, one.source, one.run_id)
            for one in pictures.annotations_of(row)
            if one.state is P or one.label_id == sea.id
        }
        assert found == {
            tree.id: (P, Source.SUGGESTION, 7),
            sea.id: (A, Source.HUMAN, None),
            harbor.id: (P, Source.IMPORT, None),
        }
    assert pictures.undo_title == "Transfer labels to 2 images"
    pictures.undo()
    assert content_of(pictures) == before


def test_the_command_line_lists_them(pictures: Project) -> None:
    features(pictures)
    pictures.close()
    result = CliRunner().invoke(app, ["duplicates", str(pictures.folder), "--json"])
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert [(one["paths"], one["exact"]) for one in answer["groups"]] == [
        (["0.png", "3.png"], True),
        (["1.png", "4.png"], False),
    ]
    assert "the same content: 0.png, 3.png" in result.stderr
