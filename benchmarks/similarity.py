"""Similar images, duplicates and groups of many images: time and memory, and whether exact.

    uv run python benchmarks/similarity.py --images 20000 50000 100000 200000

Features are made up: scenes in few directions of many, as features of a network lie, one in ten of
them a burst of five frames that differ by little. Each look runs in a process of its own, that its
memory may be told. Up to ``--check`` images, duplicates are compared with those that comparing all
pairs in full finds.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelmt.domain import near_neighbours
from labelmt.domain.likeness_groups import near_duplicate_groups
from labelmt.domain.similarity_limits import LEAST
from labelmt.project.similarity.cached_features import CachedFeatures
from labelmt.project.similarity.cosine_similarity import similarity_to, unit
from labelmt.project.similarity.duplicate_groups import duplicates_of
from labelmt.project.similarity.near_pairs import near_pairs
from labelmt.project.similarity.similar_groups import alike_groups

Features = NDArray[np.float16]
BLOCK = 2000
FRAMES = 5


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--images", type=int, nargs="+", default=[20_000, 50_000])
    options.add_argument("--width", type=int, default=1280)
    options.add_argument("--check", type=int, default=20_000)
    options.add_argument("--looks", nargs="+", default=list(LOOKS))
    options.add_argument("--one", nargs=2, metavar=("LOOK", "FILE"))
    asked = options.parse_args()
    if asked.one:
        look(*asked.one)
        return
    print("| images | look | s | s of processors | MB beyond the features | found |")
    print("| --- | --- | --- | --- | --- | --- |")
    with TemporaryDirectory(dir="/tmp") as folder:
        for count in asked.images:
            file = Path(folder) / "features.npy"
            made_up(file, count, asked.width)
            for name in asked.looks:
                if name == "in full" and count > asked.check:
                    continue
                command = [sys.executable, __file__, "--one", name, str(file)]
                done = subprocess.run(command, capture_output=True, text=True)
                if done.returncode:
                    raise SystemExit(done.stderr)
                told = json.loads(done.stdout)
                print(f"| {count:,} | {name} | {told['s']:.1f} | {told['cpu']:.1f} "
                      f"| {told['mb']:.0f} | {told['found']} |", flush=True)  # fmt: skip


def made_up(file: Path, count: int, width: int) -> None:
    """Write (count, width) float16 features, none negative, as ReLU leaves them."""
    rng = np.random.default_rng(0)
    kinds = np.abs(rng.standard_normal((200, width), dtype=np.float32)) ** 2
    spread = rng.standard_normal((40, width), dtype=np.float32) * 0.35
    made = np.lib.format.open_memmap(file, "w+", np.float16, (count, width))
    for start in range(0, count, BLOCK):
        rows = min(BLOCK, count - start)
        kind = kinds[rng.integers(0, len(kinds), rows)]
        scenes = kind + rng.standard_normal((rows, 40), dtype=np.float32) @ spread
        scenes += 0.3 * rng.standard_normal((rows, width), dtype=np.float32)
        for burst in range(0, rows - FRAMES, 10 * FRAMES):
            frames = scenes[burst : burst + FRAMES]
            frames[1:] = frames[0] + 0.12 * rng.standard_normal(frames[1:].shape, dtype=np.float32)
        made[start : start + rows] = np.maximum(scenes, 0)
    made.flush()


def look(name: str, file: str) -> None:
    """Measure one look, and tell it as JSON."""
    features = np.load(file, mmap_mode="r")
    before = anonymous()
    began, used = time.perf_counter(), time.process_time()
    found = LOOKS[name](features)
    took, cpu = time.perf_counter() - began, time.process_time() - used
    print(json.dumps({"s": took, "cpu": cpu, "mb": anonymous() - before, "found": found}))


def anonymous() -> float:
    """Most MB that this process has held; less the file's pages, which the system may take back."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    status = Path("/proc/self/status").read_text().splitlines()
    mapped = next(int(line.split()[1]) for line in status if line.startswith("RssFile"))
    return held - mapped / 1024


def similar(features: Features) -> str:
    kept = cached(features)
    return str(int((similarity_to(kept, np.array([0])) > LEAST).sum()))


def duplicates(features: Features) -> str:
    found = duplicates_of(np.full(len(features), -1), features, np.ones(len(features), bool))
    assert found is not None
    return f"{len(found.groups())} groups"


def pairs(features: Features) -> str:
    found = near_pairs(features, np.arange(len(features)), LEAST)
    assert found is not None
    return told(found.one, found.other, found.least)


def in_full(features: Features) -> str:
    """Every pair, by a product of all with all."""
    ones, others = [], []
    right = unit(np.asarray(features, dtype=np.float32))
    for start in range(0, len(features), BLOCK):
        near = right[start : start + BLOCK] @ right.T >= LEAST
        one, other = np.nonzero(near)
        later = other > one + start
        ones.append(one[later] + start)
        others.append(other[later])
    return told(np.concatenate(ones), np.concatenate(others), LEAST)


def told(one: NDArray[np.int64], other: NDArray[np.int64], least: float) -> str:
    order = np.lexsort((other, one))
    mark = hash((one[order].tobytes(), other[order].tobytes())) if len(one) else 0
    return f"{len(one)} pairs from {least:.4f}, {mark & 0xFFFF:04x}"


def groups(features: Features) -> str:
    found = alike_groups(features, np.arange(len(features)))
    assert found is not None
    return f"{len(found)} groups"


def together(features: Features) -> str:
    """What is kept together in validation: compared in full, however many there are."""
    near_neighbours.EXACT = len(features)
    found = near_duplicate_groups(features)
    return f"{len(np.unique(found))} groups of {scenes(len(features))}"


def landmarks(features: Features) -> str:
    """The same by landmarks, as beyond 200,000 images."""
    near_neighbours.EXACT = 0
    found = near_duplicate_groups(features)
    return f"{len(np.unique(found))} groups of {scenes(len(features))}"


def scenes(count: int) -> int:
    """How many different ones were made up."""
    bursts = sum(len(range(0, min(BLOCK, count - start) - FRAMES, 10 * FRAMES))
                 for start in range(0, count, BLOCK))  # fmt: skip
    return count - (FRAMES - 1) * bursts


def cached(features: Features) -> CachedFeatures:
    none = np.zeros((len(features), 16), dtype=np.uint8)
    stamps: Any = none
    return CachedFeatures(Path(), features, none, stamps, np.ones(len(features), dtype=np.bool_))


LOOKS: dict[str, Callable[[Features], str]] = {
    "similar": similar,
    "in full": in_full,
    "pairs": pairs,
    "duplicates": duplicates,
    "groups": groups,
    "together": together,
    "landmarks": landmarks,
}


if __name__ == "__main__":
    main()
