"""What Ray costs beside the local worker and a plain loop, and what millions of images would take.

    uv run --extra cluster python benchmarks/cluster.py FOLDER --images 1000 5000 20000

Draws photographs of a few hundred pixels into FOLDER, trains heads there, and predicts the same
images in three ways, each in a process of its own: ``predict --on local``, ``predict``, and a loop
that reads an image, computes it, and goes on. Wall time is told, and processor time of the process
with all that it started, which other programs of the machine change less. Compare within a run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

TICKS = os.sysconf("SC_CLK_TCK")
PACE_S = 0.5
LOOP = """
import sys
from pathlib import Path
from labelmt.cluster.read_pieces import Batch, read_anywhere
from labelmt.cluster.shipped_model import load_scorer, ship_run
from labelmt.project.project import Project
from labelmt.project.training.export_model import served_model
project = Project.open(Path(sys.argv[1]))
source, tasks = served_model(project)
project.close()
scorer = load_scorer(ship_run(source, tasks), None)
for file in sorted(Path(sys.argv[2]).iterdir()):
    for _ in scorer.score(Batch([str(file)], read_anywhere)):
        pass
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--images", type=int, nargs="+", default=[1000, 5000, 20_000])
    options.add_argument("--backbone", default="efficientnet_lite0")
    options.add_argument("--edge", type=int, default=256)
    asked = options.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    project = made_project(asked.folder, asked.backbone, asked.edge)
    found: dict[str, dict[int, tuple[float, float]]] = {}
    for count in asked.images:
        pictures = drawn(asked.folder, count, asked.edge)
        out = asked.folder / f"out-{count}-{time.monotonic_ns()}"
        command = [sys.executable, "-m", "labelmt", "predict", str(project), str(pictures)]
        ways = {
            "plain loop": [sys.executable, "-c", LOOP, str(project), str(pictures)],
            "local worker": [*command, "--out", f"{out}.parquet"],
            "Ray, one machine": [*command, "--on", "local", "--out", str(out)],
        }
        for name, way in ways.items():
            wall, processor = measured(way)
            found.setdefault(name, {})[count] = wall, processor
            print(f"{count:,} images, {name}: {wall:.1f} s, {processor:.1f} s of processors")
    told(found)


def drawn(folder: Path, count: int, edge: int) -> Path:
    """JPEG files with the detail of photographs; what is there is not drawn again."""
    place = folder / f"images-{count}"
    place.mkdir(exist_ok=True)
    for number in range(count):
        file = place / f"{number:06d}.jpg"
        if not file.exists():
            rng = np.random.default_rng(number)
            rough = Image.fromarray(rng.integers(0, 256, (12, 12, 3), dtype=np.uint8))
            rough.resize((edge, edge), Image.Resampling.BICUBIC).save(file, quality=85)
    return place


def made_project(folder: Path, backbone: str, edge: int) -> Path:
    """A project of 60 images with a run of heads that serves."""
    project = folder / f"project-{backbone}"
    if project.exists():
        return project
    pictures = drawn(folder, 60, edge)
    table = folder / "labels.csv"
    lines = [f"{number:06d}.jpg,{('a', 'b', 'c')[number % 3]}" for number in range(60)]
    table.write_text("\n".join(["path,kind", *lines]) + "\n")
    for arguments in (
        ["create", str(project), "--images", str(pictures)],
        ["import", str(project), str(table)],
        ["train", str(project), "--stage", "heads", "--backbone", backbone, "--set", "views=one"],
    ):
        subprocess.run([sys.executable, "-m", "labelmt", *arguments], check=True)
    return project


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds on the clock, and of processors, of a command and all that it started."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    seen: dict[int, int] = {}
    family = {process.pid}
    while process.poll() is None:
        look(family, seen)
        time.sleep(PACE_S)
    wall = time.monotonic() - began
    if process.returncode:
        problem = process.stderr.read().decode()[-2000:] if process.stderr else ""
        raise SystemExit(f"{' '.join(command)}\n{problem}")
    return wall, sum(seen.values()) / TICKS


def look(family: set[int], seen: dict[int, int]) -> None:
    """Note the processor time of a family of processes; children join it."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number, parent = int(entry.name), int(fields[1])
        if number in family or parent in family:
            family.add(number)
            seen[number] = int(fields[11]) + int(fields[12])


def told(found: dict[str, dict[int, tuple[float, float]]]) -> None:
    """A table of what was measured, and what follows from the largest."""
    counts = sorted(next(iter(found.values())))
    print("\n| | " + " | ".join(f"{count:,} images" for count in counts) + " |")
    print("| --- |" + " --- |" * len(counts))
    for name, by_count in found.items():
        cells = (f"{by_count[one][0]:.0f} s ({by_count[one][1]:.0f} s)" for one in counts)
        print(f"| {name} | " + " | ".join(cells) + " |")
    if len(counts) < 2:
        return
    print("\nOf processors, a start and an image each, from the smallest and the largest:")
    costs = {}
    few, many = counts[0], counts[-1]
    for name, by_count in found.items():
        each = (by_count[many][1] - by_count[few][1]) / (many - few)
        costs[name] = {"start_s": by_count[few][1] - each * few, "image_ms": 1000 * each}
        print(f"{name}: {costs[name]['start_s']:.1f} s, {costs[name]['image_ms']:.2f} ms")
    each = costs["Ray, one machine"]["image_ms"] / 1000
    print("\n| images | processor hours | on 2 cores | on 100 cores | on 1,000 cores |")
    print("| --- | --- | --- | --- | --- |")
    for count in (1_000_000, 10_000_000, 1_000_000_000):
        hours = each * count / 3600
        cells = " | ".join(f"{hours / cores:,.1f} h" for cores in (2, 100, 1000))
        print(f"| {count:,} | {hours:,.0f} | {cells} |")
    print(json.dumps({"found": {k: {str(n): v for n, v in by.items()} for k, by in found.items()}}))


if __name__ == "__main__":
    main()
