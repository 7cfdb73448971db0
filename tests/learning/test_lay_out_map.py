"""The map laid out by neighbours: crowds stay together, what is there already is found again."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.domain.map_layout import PLACES, POINTS, START
from labelmt.domain.place_beside import place_beside
from labelmt.domain.protocol import messages
from labelmt.learning.jobs.lay_out_map import lay_out_map
from labelmt.learning.training.cancellation import Control

Floats = NDArray[np.float32]
COUNT, CROWDS = 120, 3
JOB = messages.FIRST_MAP - 1


def crowds() -> tuple[Floats, NDArray[np.int64]]:
    """(n, 6) points in three crowds, and which crowd each is of."""
    chance = np.random.default_rng(0)
    of = np.arange(COUNT) % CROWDS
    middles = chance.normal(0, 3, (CROWDS, 6))
    return (middles[of] + chance.normal(0, 0.3, (COUNT, 6))).astype(np.float32), of


def prepare(folder: Path, start: Floats | None = None) -> messages.LayOutMap:
    nowhere = np.full((COUNT, 2), np.nan, dtype=np.float32)
    np.save(folder / POINTS, crowds()[0])
    np.save(folder / START, nowhere if start is None else start)
    return messages.LayOutMap(JOB, str(folder))


def apart(places: Floats) -> float:
    """How far crowds are from each other, in their own radii."""
    of = crowds()[1]
    middles = np.stack([places[of == one].mean(axis=0) for one in range(CROWDS)])
    radius = np.linalg.norm(places - middles[of], axis=1).mean()
    between = np.linalg.norm(middles[:, None] - middles[None], axis=2)
    return float(between[between > 0].min() / radius)


def test_crowds_lie_apart_and_are_found_again(tmp_path: Path) -> None:
    told = list(lay_out_map(prepare(tmp_path), Control()))
    assert isinstance(told[0], messages.Progress)
    assert isinstance(told[-1], messages.RunFinished)
    assert [one for one in told if isinstance(one, messages.MapLaidOut)] == [
        messages.MapLaidOut(JOB, str(tmp_path / PLACES))
    ]
    places = np.load(tmp_path / PLACES)
    assert places.shape == (COUNT, 2)
    assert apart(places) > 3
    list(lay_out_map(prepare(tmp_path, places), Control()))
    again = np.load(tmp_path / PLACES)
    for axis in range(2):
        assert np.corrcoef(places[:, axis], again[:, axis])[0, 1] > 0.9, "it is where it was"


def test_a_cancelled_layout_leaves_nothing(tmp_path: Path) -> None:
    control = Control()
    control.cancel()
    told = list(lay_out_map(prepare(tmp_path), control))
    assert isinstance(told[-1], messages.RunFinished)
    assert told[-1].cancelled
    assert not (tmp_path / PLACES).exists()


def test_damaged_points_are_said(tmp_path: Path) -> None:
    command = prepare(tmp_path)
    (tmp_path / POINTS).write_bytes(b"\x93NUMPY damaged")
    with pytest.raises(InvalidInput, match="damaged"):
        list(lay_out_map(command, Control()))


def test_without_opentsne_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openTSNE", None)
    with pytest.raises(NotFound, match="openTSNE is not installed"):
        list(lay_out_map(prepare(tmp_path), Control()))


def test_what_comes_later_goes_beside_what_it_resembles() -> None:
    points, of = crowds()
    places = np.stack([of.astype(np.float32), np.zeros(COUNT, np.float32)], axis=1)
    found = place_beside(points[:9], points[9:], places[9:])
    assert np.abs(found - places[:9]).max() < 0.05
    one = place_beside(points[:1], points[9:10], places[9:10])
    assert one.tolist() == places[9:10].tolist()
