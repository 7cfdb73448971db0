"""What weight pairs that were accepted in bulk, unseen, deserve in learning.

``uv run python benchmarks/unseen_weight.py DATA [--cache FOLDER]``, DATA as datasets.py says. Some
random images are annotated; heads of these suggest labels of the others; suggestions whose
precision, as folds of the annotated images tell it, is at least ``--precision`` are accepted. Heads
are fitted again with the accepted pairs at several weights and judged on held-out images. Linear
heads on the first 256 principal axes of the features of one view, λ = 1.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from datasets import load_dataset
from label_efficiency import features_of, held_out
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.folds import fold_rows, near_duplicate_groups
from labelmt.learning.data.views import ONE_VIEW
from labelmt.learning.evaluation.calibration import uncalibrated
from labelmt.learning.evaluation.held_out_metrics import figures_of, task_slices

Floats = NDArray[np.float32]
AXES = 256
WEIGHTS = ("left out", "precision", "2 precision - 1", "0.3", "1")


def fitted(spec: TaskSpec, x: Floats, states: NDArray[np.int8], weights: Floats) -> Floats:
    """(1 + width, labels) of linear heads, biases first, from pairs with (n, labels) weights."""
    multiclass = spec.kind is TaskKind.MULTICLASS
    columns: list[int | None] = [None] if multiclass else list(range(states.shape[1]))
    made = np.zeros((1 + x.shape[1], states.shape[1]), dtype=np.float32)
    made[0] = -30.0
    for column in columns:
        known = weights.max(axis=1) > 0 if column is None else weights[:, column] > 0
        y = states[known].argmax(axis=1) if column is None else states[known, column]
        if len(np.unique(y)) < 2:
            continue
        own = weights[known].max(axis=1) if column is None else weights[known, column]
        model = LogisticRegression(max_iter=200).fit(x[known], y, sample_weight=own)
        at = model.classes_ if column is None and len(model.classes_) > 2 else [column]
        if column is None and len(model.classes_) == 2:
            at = [model.classes_[1]]
            made[0, model.classes_[0]] = 0
        made[0, at], made[1:, at] = model.intercept_, model.coef_.T
    return made


def logits_of(model: Floats, x: Floats) -> Floats:
    return np.asarray(x @ model[1:] + model[0], dtype=np.float32)


def probabilities_of(spec: TaskSpec, logits: Floats) -> Floats:
    if spec.kind is TaskKind.MULTICLASS:
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))
    return np.asarray(1 / (1 + np.exp(-logits)))


@dataclass(frozen=True)
class Accepted:
    """(n, labels) what is accepted, as bool; its precision as told, and in truth."""

    pairs: NDArray[np.bool_]
    states: NDArray[np.int8]
    told: float
    true: float


def sure(spec: TaskSpec, p: Floats) -> tuple[Floats, NDArray[np.int8]]:
    """(n, labels) how sure each suggestion is, 0 for none, and what it says."""
    if spec.kind is TaskKind.MULTICLASS:
        best = p.max(axis=1, keepdims=True)
        return np.broadcast_to(best, p.shape).copy(), (p >= best).astype(np.int8)
    return np.maximum(p, 1 - p), (p > 0.5).astype(np.int8)


def accepted(
    spec: TaskSpec, p: Floats, truth: NDArray[np.int8], apart: Floats, known: NDArray[np.int8],
    wanted: float,
) -> Accepted:  # fmt: skip
    """Suggestions above the sureness from which ``apart``, of the known images, is right enough."""
    sureness, says = sure(spec, apart)
    flat, right = sureness, says == known
    if spec.kind is TaskKind.MULTICLASS:
        flat, right = sureness[:, :1], right.all(axis=1, keepdims=True)
    order = np.argsort(-flat.ravel())
    shares = np.cumsum(right.ravel()[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= wanted)
    level = flat.ravel()[order[enough[-1]]] if len(enough) else np.inf
    sureness, says = sure(spec, p)
    pairs = sureness >= level
    correct = (says == truth)[pairs] if spec.kind is TaskKind.MULTILABEL else (
        (says == truth).all(axis=1)[pairs.any(axis=1)]
    )  # fmt: skip
    told = float(shares[enough[-1]]) if len(enough) else float("nan")
    return Accepted(pairs, says, told, float(correct.mean()) if len(correct) else float("nan"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--images", type=int, nargs="+", default=[50, 100, 200])
    parser.add_argument("--precision", type=float, nargs="+", default=[0.9, 0.97])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cache", type=Path, help="Folder in which features are kept.")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    data = load_dataset(given.data, TrainingSettings())
    with tempfile.TemporaryDirectory() as scratch:
        features = features_of(data, given.cache or Path(scratch), ONE_VIEW).astype(np.float32)
    groups = near_duplicate_groups(features)
    centred = features - features.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    x = np.ascontiguousarray(centred @ axes[:, -AXES:])
    print("| task | images | asked | told | true | accepted |", " | ".join(WEIGHTS), "|")
    print("| --- |" + " ---: |" * (5 + len(WEIGHTS)))
    for spec, columns in zip(data.manifest.tasks, task_slices(data.manifest.tasks), strict=True):
        states = np.ascontiguousarray(data.states[:, columns])
        for images in given.images:
            for wanted in given.precision:
                lines = []
                for seed in range(given.seeds):
                    split = held_out(data, groups, seed) if not len(data.validation_rows) else data
                    order = np.random.default_rng(seed).permutation(split.train_rows)
                    lines.append(
                        simulated(
                            spec, x, states, groups, order, split.validation_rows, images, wanted
                        )
                    )
                told = np.nanmean(np.array(lines), axis=0)
                cells = [f"{told[0]:.3f}", f"{told[1]:.3f}", f"{told[2]:.0f}"]
                cells += [f"{one:.4f}" for one in told[3:]]
                print(f"| {spec.name} | {images} | {wanted} |", " | ".join(cells), "|", flush=True)


def simulated(
    spec: TaskSpec, x: Floats, states: NDArray[np.int8], groups: NDArray[np.int64],
    order: NDArray[np.int64], held: NDArray[np.int64], images: int, wanted: float,
) -> list[float]:  # fmt: skip
    """Told and true precision, how many were accepted, and the held-out score at each weight."""
    seen, rest = order[:images], order[images:]
    ones = np.ones((images, states.shape[1]), dtype=np.float32)
    apart = np.zeros((images, states.shape[1]), dtype=np.float32)
    for part in fold_rows(states[seen], 5, 0, groups[seen]):
        others = np.setdiff1d(np.arange(images), part)
        model = fitted(spec, x[seen[others]], states[seen[others]], ones[others])
        apart[part] = probabilities_of(spec, logits_of(model, x[seen[part]]))
    first = fitted(spec, x[seen], states[seen], ones)
    suggested = probabilities_of(spec, logits_of(first, x[rest]))
    taken = accepted(spec, suggested, states[rest], apart, states[seen], wanted)
    scores = []
    precision = 0.0 if np.isnan(taken.told) else taken.told
    for weight in (0.0, precision, max(2 * precision - 1, 0.0), 0.3, 1.0):
        both = np.concatenate([ones, taken.pairs * np.float32(weight)])
        says = np.concatenate([states[seen], taken.states])
        model = fitted(spec, x[np.concatenate([seen, rest])], says, both)
        plain = (uncalibrated(spec),)
        (figures,) = figures_of((spec,), plain, states[held], logits_of(model, x[held]))
        scores.append(float("nan") if figures.score is None else figures.score)
    count = taken.pairs.any(axis=1).sum() if spec.kind is TaskKind.MULTICLASS else taken.pairs.sum()
    return [taken.told, taken.true, float(count), *scores]


if __name__ == "__main__":
    main()
