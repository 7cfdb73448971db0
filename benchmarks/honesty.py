"""Whether the figures that people are told hold: simulated projects, judged by unseen photographs.

``uv run python benchmarks/honesty.py DATA… [--projects 200] [--cache FOLDER] [--keep FILE]
[--bursts]``, DATA as datasets.py says; with ``--keep`` what was broken off goes on. Each project
draws groups of images that belong together from a set; what the model never meets is the truth. A
simulated person, who knows what is in every image, works through the services of the window, heads
on cached features:

1. labels images one by one: in every other project typical ones by hand, then what the review asks
   for (a share of it by chance); in the rest those that chance draws;
2. accepts in bulk what is above 0.9, and then above 0.7, each time told a precision before;
3. sweeps one label: paints what is wrong on two pages, and takes the rest as suggested, unseen.

After each step the live heads are fitted anew. A line tells of one figure how often its interval
holds the truth (asked: 85 to 97 % of 90 % intervals), how wide it is, as a multiple of a bootstrap
on as many random and fully labelled images (asked: at most 1.5), and by how much the figure is
above the truth. Images that a person chose judge a figure "of the images you chose", and what a
review asks for is harder than the rest: these lines stand apart from those of a random part.

``--all-judge`` is as it was before: every annotation judges, whoever saw it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from beside_truth import Told
from datasets import load_dataset
from label_efficiency import features_of
from simulated_project import Set, SimulatedProject

from labelmt.domain.annotations import State
from labelmt.domain.catalogue.backbones import entry_of
from labelmt.domain.likeness_groups import near_duplicate_groups
from labelmt.domain.protocol.manifest import TaskSpec
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.views import ONE_VIEW

IMAGES = 400
"""Of a project, before the groups that do not fit whole are left out."""
REVIEWED = (60, 160)
"""Fewest and most images that are labelled one by one."""
LEVELS = (0.9, 0.7)


def simulate(of: Set, seed: int, folder: Path, *, all_judge: bool) -> list[Told]:
    """One project from no annotation to the last sweep."""
    rng = np.random.default_rng(seed)
    groups = rng.permutation(np.unique(of.groups))
    size = min(IMAGES, len(of.states) // 2)
    counts = np.cumsum([int((of.groups == group).sum()) for group in groups])
    mine = np.isin(of.groups, groups[counts <= size])
    simulated = SimulatedProject(
        folder, of, np.flatnonzero(mine), np.flatnonzero(~mine), all_judge=all_judge
    )
    told: list[Told] = []
    labelled = int(rng.integers(*REVIEWED))
    if seed % 2:
        simulated.review(labelled, seed)
    else:
        simulated.label_by_chance(labelled)
    told += simulated.figures("reviewed", rng)
    for level in LEVELS:
        told += simulated.accept(level)
        simulated.learn()
    told += simulated.figures("accepted", rng)
    simulated.sweep(rng)
    simulated.learn()
    told += simulated.figures("swept", rng)
    simulated.project.close()
    return told


def bursts(seed: int = 0) -> Set:
    """200 bursts of five frames that nearly repeat each other: drawn features, one of six kinds."""
    rng = np.random.default_rng(seed)
    kinds, count, frames = 6, 400, 5
    width = entry_of(TrainingSettings().backbone).width
    centres = rng.normal(size=(kinds, width))
    of = rng.integers(kinds, size=count)
    burst = centres[of] * 0.30 + rng.normal(size=(count, width)) * 1.0
    each = np.repeat(burst, frames, axis=0) + rng.normal(size=(count * frames, width)) * 0.08
    each /= np.linalg.norm(each, axis=1, keepdims=True) / 10
    names = tuple(f"kind {number}" for number in range(kinds))
    spec = TaskSpec(1, "kind", TaskKind.MULTICLASS, tuple(range(1, kinds + 1)), names)
    states = np.zeros((count * frames, kinds), dtype=np.int8)
    states[np.arange(count * frames), np.repeat(of, frames)] = State.PRESENT
    groups = np.repeat(np.arange(count), frames)
    return Set("bursts", (spec,), states, each.astype(np.float16), groups)


def read_set(folder: Path, cache: Path) -> Set:
    data = load_dataset(folder, TrainingSettings())
    features = features_of(data, cache / folder.name, ONE_VIEW)
    groups = near_duplicate_groups(features.astype(np.float32))
    return Set(folder.name, data.manifest.tasks, data.states, features, groups)


def read_kept(file: Path | None, name: str) -> dict[int, list[Told]]:
    """The projects of a set that are in the file already, by their seeds."""
    if file is None or not file.exists():
        return {}
    lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {
        line["seed"]: [Told(**one) for one in line["told"]] for line in lines if line["set"] == name
    }


def report(name: str, told: Sequence[Told]) -> None:
    lines: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for one in told:
        lines[one.figure, one.sample].append(one)
    for (figure, sample), of in sorted(lines.items()):
        if len(of) < 2:
            continue
        values = np.array([[t.told, t.low, t.high, t.truth, t.bootstrap] for t in of])
        above = np.mean(values[:, 0] - values[:, 3])
        whole = values[~np.isnan(values[:, 1])]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where there is no interval
            inside = np.mean((whole[:, 1] <= whole[:, 3]) & (whole[:, 3] <= whole[:, 2]))
            width = np.median(whole[:, 2] - whole[:, 1])
            times = np.nanmedian((whole[:, 2] - whole[:, 1]) / whole[:, 4])
        print(
            f"| {name} | {figure} | {sample} | {len(of)} | {values[:, 0].mean():.3f} | "
            f"{values[:, 3].mean():.3f} | {above:+.3f} | {inside:.0%} of {len(whole)} | "
            f"{width:.3f} | {times:.2f} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="*")
    parser.add_argument("--projects", type=int, default=200, help="Simulated projects of each set.")
    parser.add_argument("--bursts", action="store_true", help="Drawn bursts of five frames, too.")
    parser.add_argument("--all-judge", action="store_true", help="As it was before.")
    parser.add_argument("--keep", type=Path, help="JSON Lines; projects in it are not done again.")
    parser.add_argument("--cache", type=Path, help="Folder in which features are kept.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        sets = [read_set(folder, given.cache or Path(scratch)) for folder in given.data]
        if given.bursts:
            sets.append(bursts())
        print("| set | figure | sample | told | mean told | true | above | holds | width | × |")
        print("| --- | --- | --- |" + " ---: |" * 7)
        for of in sets:
            began = time.monotonic()
            kept = read_kept(given.keep, of.name)
            for seed in sorted(set(range(given.projects)) - set(kept)):
                place = Path(scratch) / f"{of.name}-{seed}"
                kept[seed] = simulate(of, seed, place, all_judge=given.all_judge)
                shutil.rmtree(place)
                if given.keep:
                    line = {"set": of.name, "seed": seed, "told": [asdict(o) for o in kept[seed]]}
                    with given.keep.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(line) + "\n")
            report(of.name, [one for told in kept.values() for one in told])
            print(f"{of.name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
