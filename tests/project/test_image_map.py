"""The map of a project: kept, checked, coloured, and its crowds named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project, set_states
from numpy.typing import NDArray

from labelmt.domain.annotations import Source
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import TaskKind
from labelmt.project.map.clusters import clusters_of
from labelmt.project.map.colouring import By, Choice, Kind, colouring
from labelmt.project.map.image_places import normalised
from labelmt.project.map.kept_map import (
    FILE,
    KeptMap,
    are_places,
    map_folder,
    read_map,
    write_map,
)
from labelmt.project.map.layout_job import JOB, take_layout
from labelmt.project.search.search_columns import Columns

Floats = NDArray[np.float32]


def kept(places: Floats) -> KeptMap:
    stamps = np.zeros((len(places), 16), dtype=np.uint8)
    return KeptMap(places, stamps, "tiny-1", len(places))


def test_a_map_is_kept_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    assert read_map(tmp_path) is None
    places = np.array([[0, 1], [np.nan, np.nan], [-1, 0.5]], dtype=np.float32)
    write_map(tmp_path, kept(places))
    found = read_map(tmp_path)
    assert found is not None
    assert found.backbone == "tiny-1"
    np.testing.assert_array_equal(found.places, places)
    file = map_folder(tmp_path) / FILE
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert read_map(tmp_path) is None
    file.write_bytes(b"")
    assert read_map(tmp_path) is None


@pytest.mark.parametrize(
    "places",
    [
        np.array([[0, np.nan]], dtype=np.float32),
        np.array([[np.inf, 0]], dtype=np.float32),
        np.array([[1e30, 0]], dtype=np.float32),
    ],
)
def test_places_that_are_none_are_refused(tmp_path: Path, places: Floats) -> None:
    assert not are_places(places)
    write_map(tmp_path, kept(places))
    assert read_map(tmp_path) is None


def test_a_job_that_left_nothing_whole_is_not_taken(tmp_path: Path) -> None:
    assert not take_layout(tmp_path, 4)
    folder = map_folder(tmp_path) / JOB
    folder.mkdir(parents=True)
    np.save(folder / "rows.npy", np.array([0, 2]))
    np.save(folder / "stamps.npy", np.zeros((2, 16), dtype=np.uint8))
    (folder / "backbone.txt").write_text("tiny-1", encoding="utf-8")
    np.save(folder / "places.npy", np.array([[0, 0], [8, 4]], dtype=np.float32))
    assert not take_layout(tmp_path, 2), "it names an image that the project has not"
    assert take_layout(tmp_path, 4)
    found = read_map(tmp_path)
    assert found is not None
    assert found.places[[0, 2]].tolist() == [[-1, -0.5], [1, 0.5]]
    assert np.isnan(found.places[[1, 3]]).all()
    np.save(folder / "places.npy", np.array([[0, 0], [np.nan, 4]], dtype=np.float32))
    assert not take_layout(tmp_path, 4)


def test_the_widest_side_reaches_the_edge() -> None:
    found = normalised(np.array([[2, 0], [6, 1], [4, 0.5]], dtype=np.float32))
    assert found.tolist() == [[-1, -0.25], [1, 0.25], [0, 0]]
    assert normalised(np.ones((1, 2), np.float32)).tolist() == [[0, 0]]


@pytest.fixture
def columns(tmp_path: Path) -> Iterator[Columns]:
    """Thirty images in three folders: 0 to 9 are annotated as sea, 10 to 19 predicted as tree."""
    paths = [f"{'abc'[at // 10]}/{at:02d}.jpg" for at in range(30)]
    project = new_project(tmp_path, paths)
    sea, tree = add_task(project, "things", TaskKind.MULTILABEL, "sea tree")
    set_states(project, sea, list(range(10)), [])
    chances = np.full((30, 2), 0.1, dtype=np.float16)
    chances[10:20, 1] = 0.9
    told = Predictions(1, (sea.id, tree.id), chances, np.array([0.5, 0.5], np.float32))
    yield Columns(project.images(), project.schema(), project.annotation_matrix(), told)
    project.close()


def test_labels_colour_what_is_annotated_and_paler_what_is_predicted(columns: Columns) -> None:
    task = columns.schema.tasks[0].id
    sea, tree = columns.schema.label_ids
    found = colouring(columns, Choice(By.LABEL, task), {})
    told = [(found.groups[code].kind, found.groups[code].value) for code in found.codes.tolist()]
    assert told[:10] == [(Kind.ANNOTATED, sea)] * 10
    assert told[10:20] == [(Kind.PREDICTED, tree)] * 10
    assert told[20:] == [(Kind.NOTHING, None)] * 10
    assert [one.images for one in found.groups if one.images] == [10, 10, 10]


def test_folders_sources_and_probabilities_are_told_apart(columns: Columns) -> None:
    by_folder = colouring(columns, Choice(By.FOLDER), {})
    assert [one.value for one in by_folder.groups if one.images] == ["a", "b", "c"]
    imported = np.arange(5)
    by_source = colouring(columns, Choice(By.SOURCE), {Source.IMPORT: imported})
    assert [(one.value, one.images) for one in by_source.groups if one.images] == [
        (None, 25), ("import", 5),
    ]  # fmt: skip
    tree = columns.schema.label_ids[1]
    steps = colouring(columns, Choice(By.PROBABILITY, tree), {}).codes
    assert (steps[10:20] > steps[:10]).all()


def test_crowds_are_named_by_annotations_or_the_model_and_islands_told(columns: Columns) -> None:
    chance = np.random.default_rng(0)
    places = chance.uniform(-0.1, 0.1, (30, 2)).astype(np.float32)
    places[:10, 0] -= 0.9
    places[20:, 0] += 0.9
    found = {tuple(one.rows.tolist()): one for one in clusters_of(places, columns)}
    first, second, third = (found[tuple(range(at, at + 10))] for at in (0, 10, 20))
    sea, tree = columns.schema.label_ids
    assert (first.label_id, first.by_prediction, first.is_island) == (sea, False, False)
    assert (second.label_id, second.by_prediction, second.is_island) == (tree, True, True)
    assert (third.label_id, third.is_island) == (None, True)
    assert first.share == second.share == 1.0
