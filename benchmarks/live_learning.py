"""From a key press to refreshed predictions of all images, while the model learns as one labels.

``uv run python benchmarks/live_learning.py DATA [--annotated 100 1000]``, DATA as datasets.py says.
The window on the offscreen platform, its events real ones, its worker a process of its own. Images
are copied until there are 2,100, those many of them get their labels from DATA, and once all is at
rest a key marks one image after the other, each when the predictions of the one before are there.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import tempfile
import time
from pathlib import Path

from labelling import Bench
from PySide6.QtCore import Qt

from labelmt.domain.schema import TaskKind
from labelmt.project.exchange.import_table import import_table
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.project import Project

IMAGES, PRESSES = 2100, 30


def make(folder: Path, data: Path, annotated: int) -> Path:
    """A project of copies, of which so many are annotated."""
    with (data / "labels.csv").open(newline="", encoding="utf-8") as stream:
        header, *lines = csv.reader(stream)
    images = folder / "images"
    images.mkdir()
    for number in range(IMAGES):
        name = lines[number % len(lines)][0]
        content = (data / "images" / name).read_bytes()
        again = number // len(lines)  # readers stop before what is added
        target = images / (f"again-{again}-{name}" if again else name)
        target.write_bytes(content + again.to_bytes(1, "little") * again)
    project = Project.create(folder / "project", [images])
    list(scan_roots(project, lambda: False))
    table = folder / "some.csv"
    step = max(1, len(lines) // annotated)
    with table.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([header, *lines[::step][:annotated]])
    import_table(project, table, {header[-1]: TaskKind.MULTICLASS})
    project.close()
    return folder / "project"


def measure(data: Path, annotated: int) -> str:
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["LABELMT_HOME"] = str(Path(scratch) / "home")
        project = make(Path(scratch), data, annotated)
        bench = Bench()
        bench.open(project)
        window = bench.window
        project_view = window.project_view
        assert project_view is not None
        bench.until(lambda: project_view.predictions is not None and window.live.idle, 600)
        bench.rest(3)
        bench.latency()
        took = []
        for press in range(PRESSES):
            window.browser.grid.select_rows([IMAGES - 1 - press])
            bench.until(lambda: window.live.idle, 600)
            bench.rest(0.5)
            before = project_view.predictions
            began = time.perf_counter()
            bench.key(Qt.Key.Key_1)
            bench.until(lambda old=before: project_view.predictions is not old, 60)  # type: ignore[misc]
            bench.app.processEvents()
            took.append(time.perf_counter() - began)
        late = bench.latency()
        bench.end()
    took.sort()
    return (
        f"| {annotated:,} | {statistics.median(took):.2f} | {took[-1]:.2f} | "
        f"{late['95 %']:.1f} | {late['most']:.0f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--annotated", type=int, nargs="+", default=[100])
    given = parser.parse_args()
    print("| annotated | median s | longest s | event loop, 95 % ms | most ms |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for annotated in given.annotated:
        print(measure(given.data, annotated), flush=True)


if __name__ == "__main__":
    main()
