"""Three Ray machines on this one predict many images, and one of them is removed half-way.

    uv run --extra cluster python benchmarks/cluster_lost_machine.py FOLDER --images 20000

Small drawn images and a small network: what is shown is that each image is there once, and how far
its probabilities are from those that one process makes; the pace says nothing of real models.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # before Ray is imported: all on loopback
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["RAY_ENABLE_UV_RUN_RUNTIME_ENV"] = "0"
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "cluster"))

import pyarrow.parquet
from drawn_images import TASKS, draw_many, trained

from labelmt.cluster.pieces import pieces
from labelmt.cluster.predict_on_ray import predict_on_ray
from labelmt.cluster.read_pieces import Batch, read_anywhere
from labelmt.cluster.shipped_model import labels_of, load_scorer, ship_run
from labelmt.cluster.work_folder import part_name

PIECE = 500


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--images", type=int, default=20_000)
    asked = options.parse_args()
    files = draw_many(asked.folder / "pictures", asked.images)
    shipped = ship_run(trained(asked.folder / "trained"), TASKS)
    began = time.monotonic()
    expected: dict[str, np.ndarray[Any, Any]] = {}
    scorer = load_scorer(shipped, 1, "cpu")
    for names, values, _ in scorer.score(Batch(list(map(str, files)), read_anywhere)):
        expected.update(zip(names, values, strict=True))
    print(f"one process: {len(expected):,} images, {time.monotonic() - began:.0f} s", flush=True)
    out = asked.folder / "out"
    predicted_with_a_loss(shipped, files[0].parent, out)
    compare(out, -(-asked.images // PIECE), expected)


def predicted_with_a_loss(shipped: Any, pictures: Path, out: Path) -> None:
    """Fill ``out``; a machine is removed, without a word, once half of the pieces are done."""
    from ray.cluster_utils import Cluster

    small: dict[str, Any] = {"object_store_memory": 100 * 2**20, "include_dashboard": False}
    began = time.monotonic()
    cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, **small})
    lost = cluster.add_node(num_cpus=1, **small)
    cluster.add_node(num_cpus=1, **small)
    print(f"three machines: up after {time.monotonic() - began:.0f} s", flush=True)
    try:
        given = [str(pictures)]
        told = predict_on_ray(
            cluster.address, shipped, labels_of(TASKS), given, pieces(given, PIECE), str(out),
            cpus=1, size=PIECE,
        )  # fmt: skip
        for last in told:
            if lost is not None and 2 * last.done >= last.pieces:
                cluster.remove_node(lost, allow_graceful=False)
                lost = None
                print(f"removed a machine after {last.done} of {last.pieces} pieces", flush=True)
        print(f"all: {last.images:,} images, {last.unreadable} unreadable, {last.seconds:.0f} s")
    finally:
        cluster.shutdown()


def compare(out: Path, count: int, expected: dict[str, np.ndarray[Any, Any]]) -> None:
    """Tell whether each image is there once, and the largest difference of a probability."""
    made = pyarrow.concat_tables(
        pyarrow.parquet.read_table(out / part_name(number)) for number in range(count)
    )
    names = made["path"].to_pylist()
    columns = [one for one in made.column_names if "/" in one]
    values = np.stack([made[one].to_numpy() for one in columns], axis=1)
    largest = float(np.abs(values - np.stack([expected[name] for name in names])).max())
    whole = sorted(names) == sorted(expected)
    print(f"each image once: {whole}; largest difference of a probability: {largest:.1e}")
    if not whole or largest > 1e-4:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
