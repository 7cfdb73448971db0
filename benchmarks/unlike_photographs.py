"""What random folds tell, and what folds of unlike photographs tell, of heads on cached features.

``uv run python benchmarks/unlike_photographs.py DATA [--cache FOLDER]``, DATA as datasets.py says;
all images are annotated. Near-duplicates are kept together in both kinds of folds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from datasets import load_dataset
from label_efficiency import features_of
from numpy.typing import NDArray

from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.folds import fold_rows, near_duplicate_groups
from labelmt.learning.data.views import ONE_VIEW
from labelmt.learning.evaluation.calibration import probabilities
from labelmt.learning.evaluation.held_out_metrics import calibrate_all, figures_of, task_slices
from labelmt.learning.evaluation.intervals import task_intervals
from labelmt.learning.evaluation.unlike_folds import (
    headline,
    told_figures,
    unlike_figures,
    unlike_folds,
)
from labelmt.learning.training.heads import fold_logits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, help="Folder in which features are kept.")
    given = parser.parse_args()
    data = load_dataset(given.data, TrainingSettings())
    specs, states, settings = data.manifest.tasks, data.states, data.manifest.settings
    with tempfile.TemporaryDirectory() as scratch:
        cached = features_of(data, given.cache or Path(scratch), ONE_VIEW)
    features = cached.astype(np.float32)
    groups = near_duplicate_groups(features)

    def fit(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
        began = time.monotonic()
        logits = fold_logits(specs, features, states, settings.head_l2, parts)
        print(f"{len(parts)} folds: {time.monotonic() - began:.1f} s", flush=True)
        return logits

    logits = fit(fold_rows(states, 5, settings.seed, groups))
    fitted = calibrate_all(specs, states, logits)
    tasks = figures_of(specs, fitted, states, logits)
    unlike = unlike_figures(specs, fitted, states, unlike_folds(features, states, groups), fit)
    print(f"{len(states)} images in {len(np.unique(groups))} groups")
    print("| task | figure | random folds | 90 % interval | unlike photographs | headline |")
    print("| --- |" + " --- |" * 5)
    for spec, one, task, columns in zip(specs, fitted, tasks, task_slices(specs), strict=True):
        intervals = task_intervals(
            spec.kind,
            states[:, columns],
            probabilities(spec, one, logits[:, columns]),
            np.array(one.thresholds, dtype=np.float32),
            groups,
        ).means
        told = told_figures(task)
        other = unlike.get(spec.id, {})
        first = headline(told, intervals, other)
        for name, value in told.items():
            low, high = intervals.get(name, (np.nan, np.nan))
            print(
                f"| {spec.name} | {name} | {value:.4f} | {low:.3f} to {high:.3f} "
                f"| {other.get(name, np.nan):.4f} | {first[name]:.4f} |"
            )


if __name__ == "__main__":
    main()
