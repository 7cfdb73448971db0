"""A project's groups by each rule, and which rule it proposes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, new_project, set_states
from numpy.typing import NDArray
from PIL import ExifTags, Image

from labelmt.domain.errors import InvalidInput
from labelmt.domain.keep_together import parse_rule
from labelmt.domain.schema import TaskKind
from labelmt.imaging.fingerprint import fingerprint_of
from labelmt.learning.features.feature_cache import FeatureCache
from labelmt.project.project import Project
from labelmt.project.training.keep_together import (
    choose_rule,
    chosen_rule,
    groups_of,
    propose_rule,
)
from labelmt.project.training.prepare_run import prepare_run

BURSTS, FRAMES = 6, 5


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Bursts of five frames, half a second apart, in folders and names that do not tell."""
    paths = [f"{at // 10}/{'abcdefghij'[at % 10]}.jpg" for at in range(BURSTS * FRAMES)]
    for at, (path, number) in enumerate(zip(paths, _order().tolist(), strict=True)):
        burst, frame = divmod(number, FRAMES)
        exif = Image.Exif()
        exif[ExifTags.Base.Make] = "A camera"
        tags = exif.get_ifd(ExifTags.IFD.Exif)
        tags[ExifTags.Base.DateTimeOriginal] = f"2024:05:06 12:{burst:02}:{frame // 2:02}"
        tags[ExifTags.Base.SubsecTimeOriginal] = str(frame % 2 * 5)
        file = tmp_path / "images" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8), (at, 0, 0)).save(file, exif=exif)
    return new_project(tmp_path, paths)


def _order() -> NDArray[np.int64]:
    """The burst and frame of each image: a folder holds two whole bursts, in any order."""
    rng = np.random.default_rng(0)
    return np.concatenate([rng.permutation(10) + 10 * part for part in range(3)])


def _same(groups: NDArray[np.int64] | None, expected: NDArray[np.int64]) -> bool:
    assert groups is not None
    return bool(((groups[:, None] == groups) == (expected[:, None] == expected)).all())


def _cache_features(project: Project, apart: float) -> None:
    rng = np.random.default_rng(1)
    drawn = rng.normal(size=(BURSTS, 32))[_order() // FRAMES]
    features = (drawn + rng.normal(size=drawn.shape) * apart).astype(np.float32)
    images, rows = project.images(), range(len(features))
    with FeatureCache(project.feature_cache / "tiny-1", 32, len(rows)) as cache:
        prints = [fingerprint_of(images.path(row)) for row in rows]
        cache.put(list(rows), [images.stamp(row) for row in rows], prints, features)


def test_groups_by_each_rule(project: Project) -> None:
    burst = _order() // FRAMES
    rows = np.arange(len(burst))
    assert _same(groups_of(project, parse_rule("time:0.6")), burst)
    assert _same(groups_of(project, parse_rule("time:0.4")), rows)
    assert _same(groups_of(project, parse_rule("folder")), rows // 10)
    assert _same(groups_of(project, parse_rule("name:/([a-j])")), rows % 10)
    assert _same(groups_of(project, parse_rule("none")), rows)
    assert groups_of(project, parse_rule("likeness")) is None
    _cache_features(project, 0.05)
    assert _same(groups_of(project, parse_rule("likeness")), burst)


def test_groups_by_a_column_that_was_imported(project: Project) -> None:
    patients = add_task(project, "patient", TaskKind.MULTICLASS, "anna bert")
    set_states(project, patients[0], [0, 3, 9], [])
    set_states(project, patients[1], [1, 2], [])
    groups = groups_of(project, parse_rule("column:patient"))
    assert _same(groups, np.array([-1, -2, -2, -1, *range(4, 9), -1, *range(10, 30)]))
    with pytest.raises(InvalidInput):
        groups_of(project, parse_rule("column:site"))


def test_a_rule_that_fits_to_what_looks_alike_is_proposed(project: Project) -> None:
    assert str(propose_rule(project).rule) == "likeness"
    _cache_features(project, 0.05)
    proposal = propose_rule(project)
    assert str(proposal.rule) == "time:2"
    assert "bursts of about 5" in str(proposal.told)


def test_where_nothing_repeats_likeness_stays(project: Project) -> None:
    _cache_features(project, 2.0)
    assert str(propose_rule(project).rule) == "likeness"


def test_a_chosen_rule_is_kept(project: Project) -> None:
    assert chosen_rule(project) is None
    choose_rule(project, parse_rule("time:0.5"))
    assert chosen_rule(project) == parse_rule("time:0.5")


def test_a_run_is_told_what_is_never_parted_and_draws_whole_groups(project: Project) -> None:
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    burst = _order() // FRAMES
    present = np.flatnonzero(burst % 2 == 0).tolist()
    set_states(project, tree, present, np.flatnonzero(burst % 2 == 1).tolist())
    settings = replace(project.training_settings(), validation_share=0.34)
    prepared = prepare_run(project, "heads", settings, together=parse_rule("time:2"))
    groups = np.load(prepared.folder / "together.npy", allow_pickle=False)
    assert _same(groups, burst)
    validating = np.load(prepared.folder / "validation.npy", allow_pickle=False)
    assert 0 < validating.sum() < len(validating)
    for number in range(BURSTS):
        assert len(set(validating[burst == number].tolist())) == 1, "whole bursts alone"
    again = prepare_run(project, "heads", settings)
    assert (again.folder / "together.npy").exists(), "the rule is kept"
    apart = prepare_run(project, "heads", settings, together=parse_rule("likeness"))
    assert not (apart.folder / "together.npy").exists(), "the worker looks for likeness"
