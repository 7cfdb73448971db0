"""The job that scores images by names, and live heads that begin with what names say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making_jobs import GROUND, SHAPES, make_job

from labelmt.domain.errors import InvalidSetting
from labelmt.domain.name_scores import read_name_scores
from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.jobs.run_job import run
from labelmt.learning.live.live_memory import LiveMemory
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.heads_by_views import seen_by
from labelmt.learning.training.name_priors import names_serve, with_name_priors

SETTINGS = TrainingSettings(device="cpu")


def events_of(folder: Path, control: Control | None = None) -> list[messages.Event]:
    return list(run(messages.ScoreNames(1, str(folder)), control or Control()))


def test_every_image_is_scored_with_no_annotation(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SETTINGS, images=8, annotated=0)
    (tmp_path / "pictures" / "003.png").write_bytes(b"no image")
    events = events_of(folder)
    (ready,) = [one for one in events if isinstance(one, messages.NamesScored)]
    assert (ready.label_ids, ready.useless) == ((1, 2, 3, 4, 5), ())
    (failed,) = [one for one in events if isinstance(one, messages.ImagesFailed)]
    assert failed.rows == (3,)
    assert isinstance(events[-1], messages.RunFinished)
    scores = read_name_scores(folder)
    assert scores is not None
    assert scores.names == (("disc",), ("box",), ("red",), ("green",), ("blue",))
    told = ~np.isnan(scores.values).any(axis=1)
    assert told.tolist() == [row != 3 for row in range(8)]
    values = scores.values[told].astype(np.float32)
    assert values.mean(axis=0) == pytest.approx(0, abs=0.01)
    assert values.std(axis=0) == pytest.approx(1, abs=0.01)
    # Features are there by now: a second time no image is opened.
    (tmp_path / "pictures" / "004.png").write_bytes((tmp_path / "pictures/004.png").read_bytes())
    again = events_of(folder)
    assert [one.phase for one in again if isinstance(one, messages.Progress)].count("heads") == 0


def test_a_cancelled_job_leaves_no_scores(tmp_path: Path) -> None:
    folder = make_job(tmp_path, SETTINGS, images=4, annotated=0)
    control = Control()
    control.cancel()
    events = events_of(folder, control)
    assert isinstance(events[-1], messages.RunFinished)
    assert events[-1].cancelled
    assert read_name_scores(folder) is None


def test_another_backbone_has_no_names(tmp_path: Path) -> None:
    folder = make_job(tmp_path, replace(SETTINGS, backbone="small_cnn"), images=2, annotated=0)
    with pytest.raises(InvalidSetting, match="built-in backbone alone"):
        events_of(folder)


def test_live_heads_begin_with_what_names_say() -> None:
    rng = np.random.default_rng(0)
    features = np.abs(rng.standard_normal((60, 1472))).astype(np.float16)
    specs = (SHAPES, GROUND)
    seen = seen_by(specs, [features])
    memory, rows = LiveMemory(), np.arange(60)
    stamps = {row: f"{row:032x}" for row in range(60)}
    named = memory.learn_names(seen, rows.tolist(), SETTINGS)
    plain = named.of(rows).parts[0]
    assert plain.prior is not None
    memory.learn_bases(named, rows.tolist(), 0.2, 0)
    placed = memory.coordinates(named, rows, stamps).parts[0]
    assert placed.prior is not None
    expected = plain.prior.logits(plain.features)
    assert placed.prior.logits(placed.features) == pytest.approx(expected, abs=0.05)
    same = memory.learn_names(seen, rows.tolist(), SETTINGS)
    assert same.parts[0].prior is named.parts[0].prior  # kept
    other = replace(SHAPES, label_names=("dog", "box"))
    renamed = memory.learn_names(seen_by((other, GROUND), [features]), rows.tolist(), SETTINGS)
    assert renamed.parts[0].prior is not named.parts[0].prior


def test_names_serve_where_they_may() -> None:
    wide, narrow = (np.zeros((3, width), dtype=np.float16) for width in (1472, 20))
    assert names_serve(SETTINGS, seen_by((SHAPES,), [wide]))
    assert not names_serve(SETTINGS, seen_by((SHAPES,), [narrow]))
    assert not names_serve(replace(SETTINGS, name_evidence=False), seen_by((SHAPES,), [wide]))
    assert not names_serve(replace(SETTINGS, backbone="resnet50"), seen_by((SHAPES,), [wide]))


def test_a_synonym_counts_as_the_name_does() -> None:
    features = np.abs(np.random.default_rng(1).standard_normal((30, 1472))).astype(np.float16)
    rows = np.arange(30)
    foreign = replace(SHAPES, label_names=("Katze", "Zug"), label_synonyms=(("cat",), ("train",)))
    bare = replace(SHAPES, label_names=("Katze", "Zug"))
    english = replace(SHAPES, label_names=("cat", "train"))
    weights = []
    for spec in (english, foreign, bare):
        prior = with_name_priors(seen_by((spec,), [features]), rows, 0).parts[0].prior
        assert prior is not None
        weights.append(prior.weights)
    near = [np.corrcoef(weights[0].ravel(), one.ravel())[0, 1] for one in weights[1:]]
    assert near[0] > near[1] + 0.1
