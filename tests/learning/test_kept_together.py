"""What a person keeps together is in one fold, and on one side of a run's split."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from making_jobs import make_job

from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import keep_duplicates_together, load_job
from labelmt.learning.jobs.fit_on_features import fit_on_features
from labelmt.learning.jobs.judging_parts import judging_parts


def test_parts_that_judge_never_split_a_group(tmp_path: Path) -> None:
    folder = make_job(tmp_path, TrainingSettings())
    groups = np.arange(36, dtype=np.int64) // 5
    np.save(folder / "together.npy", groups)
    data = load_job(folder)
    features = np.random.default_rng(0).normal(size=(36, 16)).astype(np.float16)
    rows = np.concatenate([data.train_rows, data.validation_rows])
    parts = judging_parts(data, features, rows)
    assert len(parts) > 1
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(rows)))
    of = [set(groups[rows[part]].tolist()) for part in parts]
    assert sum(map(len, of)) == len(set.union(*of))
    assert fit_on_features(data, features, data.images.rows).record.tasks


def test_a_group_on_both_sides_goes_to_training(tmp_path: Path) -> None:
    folder = make_job(tmp_path, TrainingSettings())
    groups = np.arange(36, dtype=np.int64)
    groups[[3, 4]] = 100  # 3 validates, 4 trains
    np.save(folder / "together.npy", groups)
    data = load_job(folder)
    rows = np.concatenate([data.train_rows, data.validation_rows])
    features = np.eye(36, dtype=np.float32)[rows]
    moved, split = keep_duplicates_together(data, rows, data.groups_of(rows, features))
    assert moved == 1
    assert 3 in split.train_rows
    assert 3 not in split.validation_rows


def test_groups_of_another_project_are_refused(tmp_path: Path) -> None:
    folder = make_job(tmp_path, TrainingSettings())
    np.save(folder / "together.npy", np.zeros(7, dtype=np.int64))
    with pytest.raises(ValueError, match="together"):
        load_job(folder)
