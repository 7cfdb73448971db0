"""What random folds tell, and what folds of unlike photographs tell, of heads on cached features.

``uv run python benchmarks/unlike_photographs.py DATA [--cache FOLDER]``, DATA as datasets.py says;
all images are annotated. Near-duplicates are kept together in both kinds of folds; the second kind
is what a training makes (learning/jobs/unlike_photographs.py).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from datasets import load_dataset
from label_efficiency import features_of

from labelmt.domain.metric_records import TaskMetrics, headline
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.folds import fold_rows
from labelmt.learning.data.job_data import JobData
from labelmt.learning.data.views import ONE_VIEW
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.evaluation.held_out_metrics import calibrate_all, evidence_of
from labelmt.learning.jobs.annotated_features import AnnotatedFeatures
from labelmt.learning.jobs.job_context import JobContext
from labelmt.learning.jobs.unlike_photographs import tell_unlike
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.objective.laplacian import MOST_IMAGES, fit_laplacian
from labelmt.learning.training.cancellation import Control
from labelmt.learning.training.heads import fold_logits

NAMES = ("map", "micro_f1", "macro_f1", "accuracy")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, help="Folder in which features are kept.")
    given = parser.parse_args()
    data = load_dataset(given.data, TrainingSettings())
    specs, settings = data.manifest.tasks, data.manifest.settings
    rows = np.concatenate([data.train_rows, data.validation_rows])
    with tempfile.TemporaryDirectory() as scratch:
        cached = features_of(data, given.cache or Path(scratch), ONE_VIEW)
        manifest = replace(data.manifest, run_folder=scratch)
        data = replace(data, manifest=manifest)
        plain = cached[rows].astype(np.float32)
        smooth = fit_laplacian(plain[:: 1 + len(rows) // MOST_IMAGES], settings.smoothness)
        mapped = plain if smooth is None else smooth.features(plain)
        groups, states = data.groups_of(rows, plain), data.states[rows]
        began = time.monotonic()
        parts = fold_rows(states, 5, settings.seed, groups)
        logits = fold_logits(specs, mapped, states, settings.head_l2, parts)
        print(f"random folds: {time.monotonic() - began:.1f} s", flush=True)
        fitted = calibrate_all(specs, states, logits)
        tasks = [
            one.told(groups, "cross-fitted", "chosen")
            for one in evidence_of(specs, fitted, rows, states, logits)
        ]
        unlike = _unlike(data, AnnotatedFeatures(rows, plain, mapped, groups), fitted)
    print(f"{len(states)} images in {len(np.unique(groups))} groups")
    print("| task | figure | random folds | 90 % interval | unlike photographs | headline |")
    print("| --- |" + " --- |" * 5)
    for task in tasks:
        other = unlike.get(task.task_id)
        first = headline(replace(task, unlike=other))
        for name in NAMES:
            value, beside = getattr(task, name), getattr(other, name, None)
            if value is not None:
                low, high = task.intervals.get(name, (np.nan, np.nan))
                print(
                    f"| {task.name} | {name} | {value:.4f} | {low:.3f} to {high:.3f} "
                    f"| {np.nan if beside is None else beside:.4f} | {getattr(first, name):.4f} |"
                )


def _unlike(
    data: JobData, annotated: AnnotatedFeatures, fitted: tuple[TaskCalibration, ...]
) -> dict[int, TaskMetrics]:
    backbone = build_backbone(data.manifest.settings.backbone)
    context = JobContext.begin(1, data, Control(), torch.device("cpu"), backbone)
    began, events = time.monotonic(), tell_unlike(context, annotated, fitted)
    while True:
        try:
            next(events)
        except StopIteration as end:
            print(f"unlike photographs: {time.monotonic() - began:.1f} s", flush=True)
            told: dict[int, TaskMetrics] = end.value
            return told


if __name__ == "__main__":
    main()
