"""Whatever the test part's annotations say, nothing but its own figures changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making_jobs import make_job

from labelmt.cli.run_figures import figures_as_plain
from labelmt.domain.held_out_predictions import read_held_out
from labelmt.domain.metric_records import JudgedBy, headline
from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.domain.shift_record import read_shift
from labelmt.learning.data.job_data import load_job
from labelmt.learning.jobs import run_job
from labelmt.learning.live.live_memory import LiveMemory
from labelmt.learning.training.cancellation import Control

SETTINGS = TrainingSettings(backbone="small_cnn", device="cpu", epochs=2, views="one")
Command = type[messages.FitHeads] | type[messages.FineTune] | type[messages.LearnLive]


def done(folder: Path, command: Command) -> messages.RunFinished:
    events = list(run_job.run(command(1, str(folder)), Control(), LiveMemory()))
    assert isinstance(events[-1], messages.RunFinished)
    return events[-1]


def with_part(place: Path, *, wrong: bool) -> Path:
    """A job of which every fifth image is in the test part, annotated rightly or wrongly."""
    folder = make_job(place, SETTINGS, images=60, annotated=60)
    part = np.arange(60) % 5 == 1
    np.save(folder / "test.npy", part)
    states = np.load(folder / "annotations.npy")
    if wrong:
        states[part, :2] = 1 - states[part, :2]
        states[part, 2:] = np.roll(states[part, 2:], 1, axis=1)
    np.save(folder / "annotations.npy", states)
    return folder


@pytest.mark.parametrize("command", [messages.FitHeads, messages.FineTune, messages.LearnLive])
def test_nothing_is_learnt_from_it_and_nothing_chosen_on_it(
    command: Command, tmp_path: Path
) -> None:
    right, wrong = with_part(tmp_path / "a", wrong=False), with_part(tmp_path / "b", wrong=True)
    one, other = done(right, command), done(wrong, command)
    live = command is messages.LearnLive
    names = sorted(file.name for file in right.glob("probabilities*.npy"))
    assert names
    for file in names:  # two equal live jobs differ by a rounding: threads sum in any order
        before, after = np.load(right / file), np.load(wrong / file)
        assert before == pytest.approx(after, abs=5e-4 if live else 0, nan_ok=True)
    if live:
        assert [task.images for task in one.tasks] == [48, 48]
        assert load_job(right).fingerprint() != load_job(wrong).fingerprint()
    else:
        assert one.tasks == other.tasks
        assert one.test_judged_by == JudgedBy("test", 12, 12, "chosen")
        assert one.judged_by is not None
        assert one.judged_by.part == ("cross-fitted" if one.stage == "heads" else "validation")
        assert {task.images for task in one.test} == {12}
        assert one.test != other.test


def test_its_states_are_hidden_from_who_learns(tmp_path: Path) -> None:
    data = load_job(with_part(tmp_path, wrong=False))
    assert data.test_rows.tolist() == list(range(1, 60, 5))
    assert (data.states[data.test_rows] == -1).all()
    assert (data.judging[data.test_rows] != -1).all()
    assert not np.isin(data.test_rows, [*data.train_rows, *data.validation_rows]).any()


def test_programs_are_told_the_test_part_with_validation_beside(tmp_path: Path) -> None:
    folder = with_part(tmp_path, wrong=False)
    np.save(folder / "judging.npy", np.load(folder / "annotations.npy"))
    finished = done(folder, messages.FitHeads)
    plain = figures_as_plain(finished)
    assert plain["judged_by"] == {"part": "test", "images": 12, "groups": 12, "sample": "chosen"}
    assert plain["validation"]["judged_by"]["part"] == "cross-fitted"
    for told, tasks in ((plain, finished.test), (plain["validation"], finished.tasks)):
        for task in tasks:
            figures = told["tasks"][task.name]
            assert figures["judged_by"] == told["judged_by"]
            assert figures["images"] == task.images
            assert figures["labels_known"] == len(task.labels)
            assert figures["labels_scored"] == task.labels_scored
            for name, (low, high) in figures["intervals"].items():
                assert low <= figures[name] <= high
    assert "accuracy" in plain["tasks"]["ground"]["intervals"]
    assert "map" in plain["validation"]["tasks"]["shapes"]["intervals"]
    without = replace(finished, test=(), test_judged_by=None)
    told = figures_as_plain(without)
    assert told["tasks"] == told["validation"]["tasks"]
    assert told["judged_by"]["part"] == "cross-fitted"


def test_what_nearly_repeats_it_is_neither_learnt_nor_judged(tmp_path: Path) -> None:
    settings = replace(SETTINGS, backbone="efficientnet_lite0")
    folder = make_job(tmp_path, settings, images=40, annotated=40)
    part = np.arange(40) == 5
    np.save(folder / "test.npy", part)
    pictures = tmp_path / "pictures"
    (pictures / "006.png").write_bytes((pictures / "005.png").read_bytes())
    events = list(run_job.run(messages.FitHeads(1, str(folder)), Control()))
    said = " ".join(str(one.said) for one in events if isinstance(one, messages.Progress))
    assert "of the test part" in said
    assert np.isnan(np.load(folder / "out_of_fold.npy")[[5, 6]]).all(), "no heads learnt from it"
    judged = read_held_out(folder)
    assert judged is not None
    assert not np.isin(judged.rows, [5, 6]).any()
    finished = events[-1]
    assert isinstance(finished, messages.RunFinished)
    assert finished.test_judged_by == JudgedBy("test", 1, 1, "chosen")


def test_its_images_are_annotated_ones_where_others_are_compared_with_them(tmp_path: Path) -> None:
    settings = replace(SETTINGS, backbone="efficientnet_lite0")
    folder = make_job(tmp_path, settings, images=60, annotated=36)
    np.save(folder / "test.npy", np.arange(60) % 6 == 5)  # four of them without annotations
    done(folder, messages.FitHeads)
    record = read_shift(folder)
    assert record is not None
    assert (record.annotated, record.others) == (36, 24)


def test_what_is_kept_together_with_it_is_neither_learnt_nor_judged(tmp_path: Path) -> None:
    folder = with_part(tmp_path, wrong=False)
    np.save(folder / "together.npy", np.arange(60) // 2)
    data = load_job(folder)
    assert data.test_rows.tolist() == list(range(1, 60, 5))
    beside = {row ^ 1 for row in data.test_rows.tolist()} - set(data.test_rows.tolist())
    assert beside
    assert not np.isin(list(beside), [*data.train_rows, *data.validation_rows]).any()


@pytest.mark.parametrize(("drawn", "sample"), [(60, "random"), (52, "chosen"), (20, "chosen")])
def test_figures_of_the_part_that_chance_chose_stand_beside(
    drawn: int, sample: str, tmp_path: Path
) -> None:
    folder = make_job(tmp_path, SETTINGS, images=60, annotated=60)
    np.save(folder / "random.npy", np.repeat(np.arange(60)[:, None] < drawn, 2, axis=1))
    for task in done(folder, messages.FitHeads).tasks:
        assert task.judged_by == JudgedBy("cross-fitted", 60, 60, sample)
        assert (task.random is not None) == (drawn == 52)
        if task.random is not None:
            assert task.random.judged_by == JudgedBy("cross-fitted", 52, 52, "random")
            assert headline(task).judged_by == task.random.judged_by


def test_live_heads_leave_out_what_nearly_repeats_it(tmp_path: Path) -> None:
    settings = replace(SETTINGS, backbone="efficientnet_lite0")
    folder = make_job(tmp_path, settings, images=40, annotated=40)
    np.save(folder / "test.npy", np.arange(40) == 5)
    pictures = tmp_path / "pictures"
    for number in (6, 39):
        (pictures / f"{number:03}.png").write_bytes((pictures / "005.png").read_bytes())
    states = np.load(folder / "annotations.npy")
    states[39] = -1  # annotated later
    np.save(folder / "annotations.npy", states)
    done(folder, messages.FitHeads)
    apart = set(np.flatnonzero(np.isnan(np.load(folder / "out_of_fold.npy")[:, 0])).tolist())
    assert {5, 6, 39} <= apart
    memory = LiveMemory()
    for _ in range(2):
        (folder / "judged.npz").unlink()
        events = list(run_job.run(messages.LearnLive(1, str(folder)), Control(), memory))
        judged = read_held_out(folder)
        assert judged is not None
        assert set(judged.rows.tolist()) == set(range(40)) - apart, "as the run does"
        assert memory.calibrated.images == 40 - len(apart)
        assert isinstance(events[-1], messages.RunFinished)
        assert {task.images for task in events[-1].tasks} == {40 - len(apart)}
        states[39] = states[5]
        np.save(folder / "annotations.npy", states)
        memory.calibrated.images = 0  # calibrated anew, as if there were a tenth more images
