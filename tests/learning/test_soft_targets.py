"""Unknown pairs count as likely as an image's known answers make them, and never as known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from making_jobs import GROUND, SHAPES
from numpy.typing import NDArray

from labelmt.domain.images import image_stamp
from labelmt.domain.protocol.implied_absences import with_implied_absences
from labelmt.domain.protocol.manifest import Manifest, ManifestImages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.data.job_data import JobData
from labelmt.learning.jobs.fit_on_features import fit_on_features
from labelmt.learning.objective.losses import LossChoice
from labelmt.learning.training.heads import fit_heads, head_logits
from labelmt.learning.training.soft_targets import ENOUGH, FEWEST_KNOWN, expected_pairs

SPECS = (SHAPES, GROUND)  # disc and box, of any number; three exclusive grounds
DISC, BOX = 0, 1


def problem(images: int, seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """A disc wherever the ground is red; features tell boxes and grounds, of discs nothing else."""
    rng = np.random.default_rng(seed)
    ground, box = rng.integers(0, 3, images), rng.integers(0, 2, images)
    states = np.column_stack([ground == 0, box, *(ground == one for one in range(3))])
    features = rng.normal(size=(images, 20))
    features[:, :3] += 1.0 * states[:, 2:]
    features[:, 3] += 2.0 * box
    return features.astype(np.float32), states.astype(np.int8)


def hidden(states: NDArray[np.int8], known: float, columns: int = 2) -> NDArray[np.int8]:
    """The same with part of the first columns' pairs unknown."""
    part = states.copy()
    part[:, :columns][np.random.default_rng(1).random((len(states), columns)) >= known] = -1
    return part


def expected(features: NDArray[np.float32], states: NDArray[np.int8]) -> NDArray[np.float32] | None:
    return expected_pairs(SPECS, features, states, 1.0, lambda: fold_rows(states, 5, 0))


def test_what_is_known_of_the_image_decides_where_its_pixels_do_not() -> None:
    features, states = problem(400)
    part = hidden(states, 0.4)
    likely = expected(features, part)
    assert likely is not None
    unknown = part == -1
    unknown[:, 2:] = False
    assert (np.isnan(likely) == ~unknown).all(), "what is known stays as it is known"
    discs = likely[unknown[:, DISC], DISC]
    there = states[unknown[:, DISC], DISC] == 1
    assert discs[there].min() > 0.5
    assert discs[~there].max() < 0.5
    assert np.abs(discs - there).mean() < 0.05


def without_absences(states: NDArray[np.int8]) -> None:
    states[:, :2][states[:, :2] == 0] = -1


def with_few_of_a_kind(states: NDArray[np.int8]) -> None:
    for column in (DISC, BOX):
        present = np.flatnonzero(states[:, column] == 1)
        states[present[ENOUGH - 1 :], column] = -1


def with_few_known(states: NDArray[np.int8]) -> None:
    for column in (DISC, BOX):
        states[np.flatnonzero(states[:, column] != -1)[FEWEST_KNOWN - 1 :], column] = -1


def with_few_unknown(states: NDArray[np.int8]) -> None:
    states[:4, :2] = -1


def with_presences_marked_more_often(states: NDArray[np.int8]) -> None:
    asked = np.random.default_rng(2).random((len(states), 2))
    shapes = states[:, :2]
    shapes[asked >= np.where(shapes == 1, 0.8, 0.2)] = -1


@pytest.mark.parametrize(
    "change",
    [
        without_absences,
        with_few_of_a_kind,
        with_few_known,
        with_few_unknown,
        with_presences_marked_more_often,
    ],
)
def test_where_it_would_mislead_or_nothing_is_missing_nothing_counts(
    change: Callable[[NDArray[np.int8]], None],
) -> None:
    features, states = problem(400)
    change(states)
    assert expected(features, states) is None


def test_where_unlabelled_means_absent_nothing_is_unknown() -> None:
    features, states = problem(400)
    part = hidden(states, 0.4)
    part[:, 2:][part[:, 2:] == 0] = -1  # nothing but a present ground, which says all
    specs = (replace(SHAPES, unlabelled_absent=True), GROUND)
    part = with_implied_absences(specs, part)
    likely = expected_pairs(specs, features, part, 1.0, lambda: fold_rows(part, 5, 0))
    assert likely is not None
    touched = (part[:, :2] != -1).any(axis=1)
    assert np.isnan(likely[touched]).all(), "somebody looked"


@pytest.mark.parametrize("loss", ["bce", "asymmetric"])
def test_a_certain_expectation_is_as_good_as_knowing(loss: str) -> None:
    features, states = problem(120)
    part = hidden(states, 0.5)
    certain = np.where(part == -1, states, np.nan).astype(np.float32)
    choice = LossChoice(loss)
    told = fit_heads(SPECS, features, part, 1.0, choice=choice, expected=certain)
    known = fit_heads(SPECS, features, states, 1.0, choice=choice)
    difference = head_logits(told, features) - head_logits(known, features)
    assert np.abs(difference).max() < 0.05


def test_even_odds_hold_a_logit_at_zero() -> None:
    features, states = problem(60)
    states[:, DISC] = -1
    even = np.full(states.shape, np.nan, dtype=np.float32)
    even[:, DISC] = 0.5
    logits = head_logits(fit_heads(SPECS, features, states, 1.0, expected=even), features)
    assert np.abs(logits[:, DISC]).max() < 1e-2
    nothing = np.full(states.shape, np.nan, dtype=np.float32)
    plain = head_logits(fit_heads(SPECS, features, states, 1.0), features)
    same = head_logits(fit_heads(SPECS, features, states, 1.0, expected=nothing), features)
    assert (plain == same).all()


def job(known: float, on: bool, images: int = 600) -> JobData:
    _, states = problem(images)
    rows = np.arange(images)
    held = rows % 4 == 3
    part = hidden(states, known)
    part[held] = hidden(states, 0.5)[held]  # figures count known pairs
    stamps = tuple(image_stamp(str(row), 1, 1) for row in rows)
    settings = TrainingSettings(expected_pairs=on, smoothness=0.0)
    manifest = Manifest(images, SPECS, "", "", settings, validation_named=True)
    listed = ManifestImages(tuple(rows.tolist()), tuple(map(str, rows)), stamps)
    return JobData(manifest, listed, part, part, held, rows[~held], rows[held])


def test_a_run_learns_more_from_what_is_known_in_part() -> None:
    features, states = problem(600)
    cached, errors = features.astype(np.float16), {}
    for on in (True, False):
        data = job(0.3, on)
        result = fit_on_features(data, cached, data.images.rows)
        logits = head_logits(result.heads, features[data.validation_rows])
        signs = np.where(states[data.validation_rows] == 1, 1.0, -1.0)
        assert (result.expected_pairs > 0) is on
        errors[on] = float(np.logaddexp(0, -signs * logits)[:, DISC].mean())
        known = (data.states[data.validation_rows, :2] != -1).sum(axis=0)
        counted = [one.positives + one.negatives for one in result.record.tasks[0].labels]
        assert counted == known.tolist(), "figures are of what is known"
    assert errors[True] < errors[False]


def test_a_run_of_which_all_is_known_is_the_same_with_it() -> None:
    features, _ = problem(600)
    cached = features.astype(np.float16)
    made = []
    for on in (True, False):
        data = job(1.0, on)
        result = fit_on_features(data, cached, data.images.rows)
        made.append(head_logits(result.heads, features))
    assert (made[0] == made[1]).all()
