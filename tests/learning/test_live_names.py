"""Live jobs score all labels by their names: before anything is learnt, and while images come."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making_jobs import GROUND, SHAPES, make_job

from labelmt.domain.annotations import State
from labelmt.domain.name_scores import read_name_scores
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import TaskSpec, read_manifest, write_json
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import load_job
from labelmt.learning.jobs.run_job import run
from labelmt.learning.live.live_memory import LiveMemory
from labelmt.learning.live.live_names import FOLDER, LiveNames
from labelmt.learning.models import text_encoder
from labelmt.learning.training import name_priors
from labelmt.learning.training.cancellation import Control

SETTINGS = TrainingSettings(device="cpu")


def naming(folder: Path, named: tuple[TaskSpec, ...], *, learn: bool = False) -> None:
    """Have the live job of a folder score these tasks' names; it learns them if asked."""
    manifest = read_manifest(folder)
    tasks = manifest.tasks if learn else ()
    write_json(folder / "manifest.json", replace(manifest, tasks=tasks, named=named))
    if not learn:
        for name in ("annotations.npy", "judging.npy"):
            np.save(folder / name, np.zeros((manifest.row_count, 0), dtype=np.int8))


def live(folder: Path, memory: LiveMemory, number: int = -1) -> list[messages.Event]:
    return list(run(messages.LearnLive(number, str(folder)), Control(), memory))


def told(events: list[messages.Event]) -> list[messages.NamesScored]:
    return [one for one in events if isinstance(one, messages.NamesScored)]


def test_names_are_scored_before_anything_is_learnt(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SETTINGS, images=12, annotated=0)
    naming(folder, (SHAPES, GROUND))
    memory = LiveMemory()
    events = live(folder, memory)
    last = told(events)[-1]
    assert (last.label_ids, last.useless, last.complete) == ((1, 2, 3, 4, 5), (), True)
    scores = read_name_scores(folder / FOLDER)
    assert scores is not None
    assert Path(last.path).parent == folder / FOLDER
    assert not np.isnan(scores.values).any()
    assert not any(isinstance(one, messages.PredictionsReady) for one in events)
    assert told(live(folder, memory, -2)) == [], "nothing is new"
    named = (replace(SHAPES, label_names=("train", "box")), GROUND)
    naming(folder, named)
    (again,) = told(live(folder, memory, -3))
    assert again.complete
    renamed = read_name_scores(folder / FOLDER)
    assert renamed is not None
    assert renamed.names[0] == ("train",)
    assert not np.array_equal(renamed.values[:, 0], scores.values[:, 0])


def test_without_names_nothing_is_scored(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SETTINGS, images=4, annotated=0)
    naming(folder, ())
    assert told(live(folder, LiveMemory())) == []
    assert read_name_scores(folder / FOLDER) is None


def test_a_refit_tells_predictions_first_then_names(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SETTINGS, images=24, annotated=20)
    naming(folder, (SHAPES, GROUND), learn=True)
    memory = LiveMemory()
    live(folder, memory)
    events = live(folder, memory, -2)
    assert [one for one in events if isinstance(one, messages.PredictionsReady)]
    assert told(events) == []


def test_a_name_that_images_contradict_is_told_of(tmp_path: Path) -> None:
    """Annotated against what its name says, a label's name is of no use; the others' stay."""
    folder = make_job(tmp_path, SETTINGS, images=36, annotated=36)
    naming(folder, (SHAPES, GROUND), learn=True)
    memory, names = LiveMemory(), LiveNames()
    live(folder, memory)
    scores = read_name_scores(folder / FOLDER)
    assert scores is not None
    against = (scores.values[:, 0] < np.median(scores.values[:, 0])).astype(np.int8)
    states = np.load(folder / "annotations.npy")
    states[:, 0], states[:, 1] = against, 1 - against
    np.save(folder / "annotations.npy", states)
    data = load_job(folder)
    assert (data.judging[:, 0] != State.UNKNOWN).all()
    features = np.zeros((36, 1472), dtype=np.float16)
    rng = np.random.default_rng(0)
    features[:] = np.abs(rng.standard_normal(features.shape))
    ((first),) = [
        one
        for one in names.tell(-1, data, features, range(36), folder, complete=True)
        if isinstance(one, messages.NamesScored)
    ]
    fresh = read_name_scores(folder / FOLDER)
    assert fresh is not None
    order = np.argsort(fresh.values[:, 0].astype(np.float32))
    states[:, 0] = 0
    states[order[:18], 0] = 1  # those that look least like it by name
    np.save(folder / "annotations.npy", states)
    told_now = list(names.tell(-2, load_job(folder), features, range(36), folder, complete=True))
    (now,) = [one for one in told_now if isinstance(one, messages.NamesScored)]
    assert 1 in now.useless
    assert 1 not in first.useless or first.useless != now.useless
    kept = read_name_scores(folder / FOLDER)
    assert kept is not None
    assert kept.column(1) is None
    assert np.array_equal(kept.values, fresh.values), "not scored anew for that"


def test_more_images_are_scored_as_they_come(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SETTINGS, images=36, annotated=0)
    naming(folder, (SHAPES,))
    data, names = load_job(folder), LiveNames()
    features = np.abs(np.random.default_rng(0).standard_normal((36, 1472))).astype(np.float16)

    def tell(count: int, *, complete: bool = False) -> list[messages.Event]:
        return list(names.tell(-1, data, features, range(count), folder, complete=complete))

    assert len(tell(10)) == 1
    assert tell(12) == [], "hardly more"
    assert len(tell(20)) == 1
    scores = read_name_scores(folder / FOLDER)
    assert scores is not None
    assert (~np.isnan(scores.values[:, 0])).sum() == 20
    (last,) = tell(36, complete=True)
    assert isinstance(last, messages.NamesScored)
    assert last.complete
    assert tell(36, complete=True) == []


def test_a_job_goes_on_where_the_encoder_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_job(tmp_path, SETTINGS, images=24, annotated=20)
    naming(folder, (SHAPES, GROUND), learn=True)
    damaged = tmp_path / "encoder"
    damaged.mkdir()
    for name in text_encoder.SHA256:
        (damaged / name).write_bytes(b"cut off")
    forget = (
        name_priors._encoder.cache_clear,
        name_priors._embedded.cache_clear,
        name_priors._readable.cache_clear,
    )
    with monkeypatch.context() as patched:
        patched.setattr(text_encoder, "_folder", lambda: damaged)
        for one in forget:
            one()
        events = live(folder, LiveMemory())
    for one in forget:
        one()
    assert told(events) == []
    unread = [one for one in events if isinstance(one, messages.NamesUnread)]
    assert unread
    assert {one.what for one in unread} == {unread[0].what}
    assert unread[0].what.endswith(".")
    assert unread[0].next_step
    assert [one for one in events if isinstance(one, messages.PredictionsReady)]
    assert messages.decode(messages.encode(unread[0])) == unread[0]
