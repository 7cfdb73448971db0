"""How well flipped annotations are found, beside cleanlab's ranking of the same probabilities.

``uv run --with cleanlab python benchmarks/label_errors.py DATA``, DATA as datasets.py says.
5 % of the annotations of the training images are flipped at random (in a multiclass task another
label is chosen), the program's own job fits heads and checks the annotations, and what it says
of them is ranked.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from datasets import load_dataset
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from labelmt.domain.predictions import Predictions
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import TaskSpec, write_json
from labelmt.domain.schema import PALETTE, Label, Schema, Task, TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData
from labelmt.learning.evaluation.held_out_metrics import task_slices
from labelmt.learning.jobs import run_job
from labelmt.learning.training.cancellation import Control
from labelmt.project.predictions.probabilities import PredictedProbabilities
from labelmt.project.review.suspects import confidence_thresholds, suspicions

FLIPPED = 0.05
FIRST = 0.1


def flip(data: JobData, seed: int) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """The states with mistakes, and (rows, labels) whether a pair is one.

    In a multiclass task the pair of the label that is wrongly present stands for the mistake.
    """
    rng = np.random.default_rng(seed)
    states, wrong = data.states.copy(), np.zeros(data.states.shape, dtype=bool)
    rows = data.train_rows
    for spec, columns in zip(data.manifest.tasks, task_slices(data.manifest.tasks), strict=True):
        block, marks = states[:, columns], wrong[:, columns]
        if spec.kind is TaskKind.MULTICLASS:
            for row in rng.choice(rows, round(FLIPPED * len(rows)), replace=False):
                others = np.flatnonzero(block[row] == 0)
                block[row] = 0
                chosen = rng.choice(others)
                block[row, chosen], marks[row, chosen] = 1, True
        else:
            pairs = len(rows) * block.shape[1]
            chosen = rng.choice(pairs, round(FLIPPED * pairs), replace=False)
            at = rows[chosen // block.shape[1]], chosen % block.shape[1]
            block[at] = 1 - block[at]
            marks[at] = True
    return states, wrong


def checked(data: JobData, folder: Path, cache: Path) -> NDArray[np.float16]:
    """What the worker hands over after fitting heads: out-of-fold probabilities."""
    folder.mkdir()
    write_json(folder / "images.json", data.images)
    manifest = replace(data.manifest, run_folder=str(folder), feature_cache=str(cache))
    write_json(folder / "manifest.json", manifest)
    np.save(folder / "annotations.npy", data.states)
    np.save(folder / "validation.npy", data.validation)
    for event in run_job.run(messages.FitHeads(1, str(folder)), Control()):
        if isinstance(event, messages.AnnotationsChecked):
            found: NDArray[np.float16] = np.load(event.path)
            return found
    raise RuntimeError("the job checked nothing")


def schema_of(specs: Sequence[TaskSpec]) -> Schema:
    return Schema(
        tuple(
            Task(
                spec.id,
                spec.name,
                spec.kind,
                tuple(
                    Label(one, spec.id, name, PALETTE[0])
                    for one, name in zip(spec.label_ids, spec.label_names, strict=True)
                ),
            )
            for spec in specs
        )
    )


def ranking(
    states: NDArray[np.int8], values: NDArray[np.float16], specs: Sequence[TaskSpec]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """(n, labels) suspicion, and whether the window would show the pair.

    Pairs that are no suspects come after all that are, by the same margin.
    """
    schema = schema_of(specs)
    halves = np.full(values.shape[1], 0.5, dtype=np.float32)
    outside = Predictions(1, schema.label_ids, values, halves)
    found = suspicions(
        states,
        PredictedProbabilities(values, halves),
        confidence_thresholds(states, outside, schema),
        schema,
    )
    shown = ~np.isnan(found)
    own = np.where(states == 1, values, 1 - values).astype(np.float32)
    return np.where(shown, 1 + found, 1 - own), shown


def cleanlab_scores(
    spec: TaskSpec, states: NDArray[np.int8], values: NDArray[np.float32]
) -> NDArray[np.float64] | None:
    """(images,) how much cleanlab doubts each, or None where it is not installed."""
    try:
        from cleanlab.multilabel_classification import get_label_quality_scores as of_many
        from cleanlab.rank import get_label_quality_scores as of_one
    except ImportError:
        return None
    if spec.kind is TaskKind.MULTICLASS:
        probabilities = values / values.sum(axis=1, keepdims=True)
        return 1 - np.asarray(of_one(states.argmax(axis=1), probabilities))
    given = [np.flatnonzero(row == 1).tolist() for row in states]
    return 1 - np.asarray(of_many(given, values))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--cache", type=Path, help="Folder in which features are kept.")
    given = parser.parse_args()
    clean = load_dataset(given.data, TrainingSettings())
    specs = clean.manifest.tasks
    lines: dict[str, list[list[float]]] = {spec.name: [] for spec in specs}
    for seed in range(given.seeds):
        states, wrong = flip(clean, seed)
        states[clean.validation_rows] = -1
        nobody = np.zeros(0, dtype=np.int64)
        data = replace(
            clean, states=states, validation=np.zeros_like(clean.validation), validation_rows=nobody
        )
        with tempfile.TemporaryDirectory() as scratch:
            cache = given.cache or Path(scratch) / "features"
            values = checked(data, Path(scratch) / "run", cache)
        rows = clean.train_rows
        scores, shown = ranking(states[rows], values[rows], specs)
        for spec, columns in zip(specs, task_slices(specs), strict=True):
            part, marks, seen = scores[:, columns], wrong[rows][:, columns], shown[:, columns]
            asked = np.ones_like(marks)
            if spec.kind is TaskKind.MULTICLASS:
                asked = states[rows][:, columns] == 1
            order = np.argsort(-part[asked], kind="stable")[: round(FIRST * asked.sum())]
            theirs = cleanlab_scores(
                spec, states[rows][:, columns], values[rows][:, columns].astype(np.float32)
            )
            truth = marks.any(axis=1)
            lines[spec.name].append(
                [
                    marks[asked][order].sum() / marks.sum(),
                    (marks & seen).sum() / max(1, seen.sum()),
                    (marks & seen).sum() / marks.sum(),
                    float(average_precision_score(marks[asked], part[asked])),
                    float(average_precision_score(truth, np.where(asked, part, 0).max(axis=1))),
                    np.nan if theirs is None else float(average_precision_score(truth, theirs)),
                ]
            )
    print(
        "| task | flips among the first 10 % | suspects that are flips | flips that are suspects "
        "| AP, pairs | AP, images | cleanlab's AP, images |"
    )
    print("| --- |" + " ---: |" * 6)
    for name, found in lines.items():
        print(f"| {name} |" + "".join(f" {value:.3f} |" for value in np.mean(found, axis=0)))


if __name__ == "__main__":
    main()
