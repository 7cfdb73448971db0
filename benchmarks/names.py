"""What labels' names say before there is any annotation, and what they add to a few.

``uv run python benchmarks/names.py DATA … [--sizes 5 10 …] [--cache FOLDER]``, each DATA as
datasets.py says. One line a task: mean average precision over labels with five or more images that
show them, of images that were not annotated. "by name": no annotation at all. "+ names": what
``labelmt train --stage heads`` fits; "heads": the same with ``name_evidence`` off; "plain":
scikit-learn's logistic regression, a label at a time, C = 1.

Photographs with 80 kinds of things, most of them rare, are also told as what a person would ask of
them: ``--subsets 20`` draws that many sets of five labels with eight images or more, and asks of
the images that show one of them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from datasets import drawn, load_dataset
from label_efficiency import features_of, plain_logits
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from labelmt.domain.annotations import State
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData
from labelmt.learning.data.views import ONE_VIEW
from labelmt.learning.jobs.fit_on_features import fit_on_features
from labelmt.learning.training.heads import head_logits
from labelmt.learning.training.name_priors import embeddings_of
from labelmt.learning.zero_shot.name_heads import name_heads

HELD_OUT = 0.3
FEWEST = 5
SUBSET, FREQUENT = 5, 8

Floats = NDArray[np.float32]


def mean_ap(states: NDArray[np.int8], logits: Floats) -> float:
    """Over the labels that FEWEST images show, and as many do not."""
    told = [
        average_precision_score(states[:, label] == State.PRESENT, logits[:, label])
        for label in range(states.shape[1])
        if min((states[:, label] == one).sum() for one in (State.PRESENT, State.ABSENT)) >= FEWEST
    ]
    return float(np.mean(told)) if told else float("nan")


def by_task(data: JobData) -> Iterator[tuple[JobData, str]]:
    """Each task alone, which is how names are contrasted."""
    start = 0
    for spec in data.manifest.tasks:
        columns = slice(start, start + len(spec.label_ids))
        start = columns.stop
        states = np.ascontiguousarray(data.states[:, columns])
        manifest = replace(data.manifest, tasks=(spec,))
        yield replace(data, manifest=manifest, states=states, judging=states), spec.name


def subsets(data: JobData, count: int) -> Iterator[JobData]:
    """What a person might ask of photographs: five labels, of images that show one of them."""
    (spec,) = data.manifest.tasks
    frequent = np.flatnonzero((data.states == State.PRESENT).sum(axis=0) >= FREQUENT)
    for seed in range(count):
        chosen = np.sort(np.random.default_rng(seed).choice(frequent, SUBSET, replace=False))
        states = np.ascontiguousarray(data.states[:, chosen])
        asked = TaskSpec(
            spec.id,
            spec.name,
            spec.kind,
            tuple(spec.label_ids[label] for label in chosen),
            tuple(spec.label_names[label] for label in chosen),
        )
        rows = np.flatnonzero((states == State.PRESENT).any(axis=1))
        manifest = replace(data.manifest, tasks=(asked,))
        yield replace(
            data,
            manifest=manifest,
            states=states,
            judging=states,
            train_rows=rows,
            validation_rows=rows[:0],
        )


def figures(
    data: JobData, features: NDArray[np.float16], sizes: list[int], seeds: int
) -> dict[str, list[float]]:
    """Columns of the table, each with one figure a draw."""
    rows = np.concatenate([data.train_rows, data.validation_rows])
    specs = data.manifest.tasks
    everyone = features[rows].astype(np.float32)
    width = data.states.shape[1]
    alone = name_heads(everyone, embeddings_of(specs), [slice(0, width)])
    found = {
        "chance": [float((data.states[rows] == State.PRESENT).mean())],
        "by name": [mean_ap(data.states[rows], alone.logits(everyone))],
    }
    for seed in range(seeds):
        order = np.random.default_rng(1000 + seed).permutation(rows)
        held, rest = np.split(order, [int(HELD_OUT * len(order))])
        for size in sizes:
            if size > len(rest):
                continue
            part = replace(
                data,
                validation=np.isin(np.arange(len(data.validation)), held),
                train_rows=rest,
                validation_rows=held[:0],
            )
            part = drawn(part, size, seed)
            truth = data.states[held]
            for name, on in ((f"{size} heads", False), (f"{size} + names", True)):
                settings = TrainingSettings(seed=seed, name_evidence=on)
                manifest = replace(part.manifest, settings=settings)
                fitted = fit_on_features(replace(part, manifest=manifest), features, rows)
                logits = head_logits(fitted.heads, features[held].astype(np.float32))
                found.setdefault(name, []).append(mean_ap(truth, logits))
            other = plain_logits(replace(part, validation_rows=held), features)
            found.setdefault(f"{size} plain", []).append(mean_ap(truth, other))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--sizes", type=int, nargs="*", default=[5, 10, 20, 50, 100, 200])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--subsets", type=int, default=0)
    parser.add_argument("--cache", type=Path, help="Folder with a folder of features each.")
    given = parser.parse_args()
    sizes = " | ".join(f"{size}: plain | heads | + names" for size in given.sizes)
    print(f"| images | task | labels | chance | by name | {sizes} |")
    print("| --- |" + " ---: |" * (4 + 3 * len(given.sizes)))
    for folder in given.data:
        data = load_dataset(folder, TrainingSettings())
        with tempfile.TemporaryDirectory() as scratch:
            cache = given.cache / folder.name if given.cache else Path(scratch)
            features = features_of(data, cache, ONE_VIEW, tell=False)
        asked = [([part], name) for part, name in by_task(data)]
        if given.subsets and len(data.manifest.tasks) == 1:
            asked.append((list(subsets(data, given.subsets)), f"{given.subsets} × {SUBSET} labels"))
        for parts, name in asked:
            seeds = given.seeds if len(parts) == 1 else 1
            found: dict[str, list[float]] = {}
            for part in parts:
                for column, told in figures(part, features, given.sizes, seeds).items():
                    found.setdefault(column, []).extend(told)
            labels = parts[0].states.shape[1]
            cells = [f"{np.nanmean(found[one]):.3f}" for one in ("chance", "by name")]
            for size in given.sizes:
                for column in ("plain", "heads", "+ names"):
                    values = found.get(f"{size} {column}")
                    cells.append(f"{np.nanmean(values):.3f}" if values else "–")
            print(f"| {folder.name} | {name} | {labels} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
