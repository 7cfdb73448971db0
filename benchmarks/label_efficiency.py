"""How good heads are with few annotated images, beside a plain logistic regression.

``uv run python benchmarks/label_efficiency.py DATA [--sizes 50 100 …] [--known 0.3]``, DATA as
datasets.py says. Features of all images are extracted once (unannotated ones are in the
project too), then each line draws that many training images, ``--seeds`` times. Without a
``val.txt`` each draw holds out 30 % of the images, near-duplicates on one side.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from datasets import drawn, load_dataset
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.folds import near_duplicate_groups
from labelmt.learning.data.job_data import JobData
from labelmt.learning.data.preprocessing import preprocessing_of
from labelmt.learning.data.views import FOUR_VIEWS, ONE_VIEW, TaskViews
from labelmt.learning.evaluation.calibration import uncalibrated
from labelmt.learning.evaluation.held_out_metrics import figures_of, task_slices
from labelmt.learning.features.extraction import extract
from labelmt.learning.features.feature_cache import FeatureCache
from labelmt.learning.features.inference import make_infer
from labelmt.learning.jobs.fit_on_features import fit_on_features
from labelmt.learning.models.backbone_registry import build_backbone
from labelmt.learning.training import view_choice
from labelmt.learning.training.fares import FEWEST, TRIED
from labelmt.learning.training.heads_by_views import logits_seen, seen_by

Figures = list[float]

HELD_OUT = 0.3


def features_of(
    data: JobData, folder: Path, views: tuple[str, ...], *, tell: bool = True
) -> NDArray[np.float16]:
    """(rows, width) of all images."""
    entry = entry_of(data.manifest.settings.backbone)
    preprocessing, backbone = preprocessing_of(entry), build_backbone(entry.name)
    images, began = data.images, time.monotonic()
    with FeatureCache(folder / str(len(views)), backbone.width, len(images.rows)) as cache:
        infer = make_infer(backbone, preprocessing, torch.device("cpu"), views)
        missing = np.flatnonzero(~cache.valid(images.rows, images.stamps)).tolist()
        rows, paths, stamps = (
            [of[index] for index in missing] for of in (images.rows, images.paths, images.stamps)
        )
        for _ in extract(cache, infer, preprocessing, rows, paths, stamps):
            pass
        made: NDArray[np.float16] = np.array(cache.features)
    seconds = time.monotonic() - began
    if tell:
        print(
            f"features, {len(views)} view(s): {seconds:.1f} s, {len(made) / seconds:.0f} images/s"
        )
    return made


def ours(
    data: JobData, one: NDArray[np.float16], four: NDArray[np.float16]
) -> tuple[Figures, tuple[bool, ...]]:
    """Scores of what ``labelmt train --stage heads`` fits, its choice of views included."""
    settings, specs = data.manifest.settings, data.manifest.tasks
    views = TaskViews()
    tried = np.random.default_rng(settings.seed).permutation(data.train_rows)
    tried = np.sort(tried[:TRIED])
    if len(tried) >= FEWEST:
        better = view_choice.better_seen_as_several(
            specs,
            one[tried].astype(np.float32),
            four[tried].astype(np.float32),
            data.states[tried],
            settings.head_l2,
            settings.seed,
        )
        views = TaskViews.of_tasks([FOUR_VIEWS if yes else ONE_VIEW for yes in better])
    arrays = [one if shown == ONE_VIEW else four for shown in views.sets]
    seen = seen_by(specs, arrays, views)
    result = fit_on_features(data, seen, data.images.rows)
    held = data.validation_rows
    logits = logits_seen(result.heads, seen.of(held))
    tasks = figures_of(specs, result.fitted, data.states[held], logits)
    told = [task.score or float("nan") for task in tasks]
    return told, tuple(views.of(place) == FOUR_VIEWS for place in range(len(specs)))


def held_out(data: JobData, groups: NDArray[np.int64], seed: int) -> JobData:
    """With a random part of the groups to validate on."""
    order = np.random.default_rng(1000 + seed).permutation(np.unique(groups))
    held = np.isin(groups, order[: int(HELD_OUT * len(order))])
    return replace(
        data,
        validation=held,
        train_rows=np.flatnonzero(~held),
        validation_rows=np.flatnonzero(held),
    )


def plain(data: JobData, cached: NDArray[np.float16]) -> Figures:
    """scikit-learn on the features of one view, a label at a time; C = 1."""
    logits = plain_logits(data, cached)
    as_they_come = tuple(uncalibrated(spec) for spec in data.manifest.tasks)
    states = data.states[data.validation_rows]
    tasks = figures_of(data.manifest.tasks, as_they_come, states, logits)
    return [task.score or float("nan") for task in tasks]


def plain_logits(data: JobData, cached: NDArray[np.float16]) -> NDArray[np.float32]:
    """(validation images, all labels) of that regression; what it cannot learn is alike in all."""
    held = data.validation_rows
    logits = np.zeros((len(held), data.states.shape[1]), dtype=np.float32)
    x, v = cached[data.train_rows].astype(np.float32), cached[held].astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for spec, columns in zip(
            data.manifest.tasks, task_slices(data.manifest.tasks), strict=True
        ):
            states = data.states[data.train_rows][:, columns]
            if spec.kind is TaskKind.MULTICLASS:
                decided = (states == 1).any(axis=1)
                y = states[decided].argmax(axis=1)
                fitted = LogisticRegression(max_iter=300).fit(x[decided], y)
                logits[:, columns] = -1e3
                logits[:, np.arange(*columns.indices(logits.shape[1]))[fitted.classes_]] = (
                    fitted.decision_function(v).reshape(len(v), -1)
                )
                continue
            for label in range(states.shape[1]):
                known = states[:, label] >= 0
                y = states[known, label]
                if len(np.unique(y)) == 2:
                    fitted = LogisticRegression(max_iter=300).fit(x[known], y)
                    logits[:, columns.start + label] = fitted.decision_function(v)
    return logits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 100, 200, 500, 10**9])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--known", type=float, default=1.0)
    parser.add_argument("--cache", type=Path, help="Folder in which features are kept.")
    given = parser.parse_args()
    data = load_dataset(given.data, TrainingSettings())
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.cache or Path(scratch)
        one = features_of(data, folder, ONE_VIEW)
        four = features_of(data, folder, FOUR_VIEWS)
    heads = " | ".join(f"{spec.name} | plain {spec.name}" for spec in data.manifest.tasks)
    print(f"| images | seeds | {heads} | four views | fit s |")
    print("| --- |" + " --- |" * (2 * len(data.manifest.tasks) + 3))
    named = len(data.validation_rows) > 0
    groups = None if named else near_duplicate_groups(one.astype(np.float32))
    most = len(data.train_rows) if named else int((1 - HELD_OUT) * len(data.train_rows))
    for size in dict.fromkeys(min(size, most) for size in given.sizes):
        seeds = 1 if named and size == most and given.known == 1 else given.seeds
        rows, theirs, views, seconds = [], [], [], []
        for seed in range(seeds):
            split = data if groups is None else held_out(data, groups, seed)
            part = drawn(split, size, seed, given.known)
            part = replace(
                part, manifest=replace(part.manifest, settings=TrainingSettings(seed=seed))
            )
            began = time.monotonic()
            figures, chosen = ours(part, one, four)
            seconds.append(time.monotonic() - began)
            rows.append(figures)
            views.append(chosen)
            theirs.append(plain(part, one))
        mean, other = np.mean(rows, axis=0), np.mean(theirs, axis=0)
        cells = " | ".join(f"{a:.4f} | {b:.4f}" for a, b in zip(mean, other, strict=True))
        counts = " · ".join(str(sum(task)) for task in zip(*views, strict=True))
        cells = f"{cells} | {counts} of {seeds} | {np.median(seconds):.1f}"
        print(f"| {size} | {seeds} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
