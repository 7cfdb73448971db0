"""Whether the annotated images are like the others, and which are unlike any of them."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from making_jobs import make_job

from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import write_json
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.domain.shift_record import SHIFT, ShiftRecord, read_shift
from labelmt.learning.evaluation.shift import FEWEST, shift_between
from labelmt.learning.jobs import run_job
from labelmt.learning.training.cancellation import Control


def test_a_fair_sample_is_told_apart_from_the_rest_by_chance_alone() -> None:
    told, areas = 0, []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        features = rng.normal(size=(400, 64)).astype(np.float32)
        order = rng.permutation(400)
        record = shift_between(features, order[:120], order[120:], seed)
        assert record is not None
        areas.append(record.auc)
        told += bool(record.unlike)
    assert abs(np.mean(areas) - 0.5) < 0.05
    assert told <= 1


def test_images_of_another_place_are_found_and_no_others() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(1000, 64)).astype(np.float32)
    elsewhere = np.arange(800, 1000)
    features[elsewhere, :4] += 9
    record = shift_between(features, np.arange(200), np.arange(200, 1000), 0)
    assert record is not None
    assert record.auc > 0.55
    assert np.isin(elsewhere, record.unlike).all()
    assert len(record.unlike) <= 225
    assert np.isin(record.unlike[:200], elsewhere).all(), "the most unlike come first"
    assert f"{len(record.unlike)} images look unlike any you annotated" in str(record.told())
    assert ShiftRecord(5, 5, 0.5, ()).told() is None


def test_frames_of_one_burst_are_no_witness_of_how_near_images_are() -> None:
    rng = np.random.default_rng(0)
    burst = np.repeat(np.arange(200), 5)
    features = (rng.normal(size=(200, 64))[burst] + rng.normal(size=(1000, 64)) * 0.05).astype(
        np.float32
    )
    annotated, others = np.flatnonzero(burst < 60), np.flatnonzero(burst >= 60)
    with_groups = shift_between(features, annotated, others, 0, burst)
    without = shift_between(features, annotated, others, 0)
    assert with_groups is not None
    assert without is not None
    assert len(with_groups.unlike) <= 0.05 * len(others) < len(without.unlike)


def test_too_few_tell_nothing() -> None:
    features = np.zeros((200, 8), dtype=np.float32)
    assert shift_between(features, np.arange(FEWEST - 1), np.arange(100, 200), 0) is None
    assert shift_between(features, np.arange(100), np.arange(100, 99 + FEWEST), 0) is None
    same = shift_between(features, np.arange(100), np.arange(100, 200), 0)
    assert same is not None
    assert same.unlike == ()


def test_it_takes_little_time_with_many_images() -> None:
    features = np.random.default_rng(0).normal(size=(20_000, 1472)).astype(np.float16)
    shift_between(features[:100], np.arange(50), np.arange(50, 100), 0)  # loads scikit-learn
    began = time.process_time()
    assert shift_between(features, np.arange(0, 20_000, 4), np.arange(1, 20_000, 2), 0)
    assert time.process_time() - began < 6  # on all cores together


@pytest.mark.parametrize("damaged", ["", "{", '{"auc": "x"}', "[]"])
def test_the_record_of_a_run_is_read_back(tmp_path: Path, damaged: str) -> None:
    assert read_shift(tmp_path) is None
    record = ShiftRecord(10, 20, 0.75, (3, 1))
    write_json(tmp_path / SHIFT, record)
    assert read_shift(tmp_path) == record
    (tmp_path / SHIFT).write_text(damaged, encoding="utf-8")
    assert read_shift(tmp_path) is None


def test_heads_leave_a_record_of_it(tmp_path: Path) -> None:
    settings = TrainingSettings(device="cpu", views="one")
    folder = make_job(tmp_path, settings, images=70, annotated=30)
    events = list(run_job.run(messages.FitHeads(1, str(folder)), Control()))
    assert isinstance(events[-1], messages.RunFinished)
    record = read_shift(folder)
    assert record is not None
    assert (record.annotated, record.others) == (30, 40)
    assert 0 <= record.auc <= 1
    assert all(30 <= row < 70 for row in record.unlike)
