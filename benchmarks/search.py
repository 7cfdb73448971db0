"""How long searches take: 20 of them over a synthetic project, medians in milliseconds.

``uv run python benchmarks/search.py --images 100000``. The project has 20 labels in two tasks,
five annotations an image and predictions of everything; "first" is the first time a search is
run, with nothing remembered; "median" that of runs after it, each after one more annotation.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from labelmt.domain.annotations import State
from labelmt.domain.images import FoundImage
from labelmt.domain.predictions import Predictions
from labelmt.domain.schema import TaskKind
from labelmt.domain.search.parser import parse
from labelmt.project.commands.commands import CreateLabel, CreateTask, SetAnnotations
from labelmt.project.intake.scan_images import add_images
from labelmt.project.project import Project
from labelmt.project.search.find_images import find_rows
from labelmt.project.search.provenance_query import annotation_filters
from labelmt.project.search.search_columns import Columns
from labelmt.storage.tables import annotation

SEARCHES = (
    "",
    "img_00012",
    "holiday.jpg",
    "path:2024/*",
    "path:*/beach/*5.jpg",
    "label:tree",
    "label:tree -label:sea",
    "label:tree or label:sea or label:car",
    "task:scene=harbor absent:sea",
    "is:unlabelled",
    "is:labelled p(sea)>0.4",
    "is:disagree",
    "is:suggested -label:sea",
    "p(tree)>0.9 sort:p(tree)",
    "size>2MB sort:-size",
    "label:tree -label:sea is:labelled p(sea)>0.4 path:2024/* sort:uncertainty",
    "sort:uncertainty",
    "source:suggestion run:12",
    "annotator:me since:2026-06",
    "of:tree source:import -label:sea sort:-date",
)
OBJECTS = [
    "tree",
    "sea",
    "car",
    "dog",
    "cat",
    "boat",
    "bird",
    "house",
    "road",
    "sky",
    "sand",
    "snow",
    "lamp",
    "bike",
]
SCENES = ["harbor", "field", "street", "forest", "beach", "indoor"]
PLACES = ("beach", "city", "home", "forest", "trip")
PER_IMAGE = 5


def make_project(folder: Path, images: int) -> Columns:
    """A project in ``folder``; written as deltas write, but many at a time."""
    random = np.random.default_rng(7)
    project = Project.create(folder, [folder / "images"])
    for name, kind, labels in (
        ("objects", TaskKind.MULTILABEL, OBJECTS),
        ("scene", TaskKind.MULTICLASS, SCENES),
    ):
        project.apply(CreateTask(name, kind))
        task = project.schema().task_named(name)
        assert task is not None
        for label in labels:
            project.apply(CreateLabel(task.id, label))
    sizes, years = random.integers(10_000, 5_000_000, images), random.integers(2019, 2027, images)
    found = [
        FoundImage(f"{years[i]}/{PLACES[i % 5]}/{'holiday' if i % 50 == 0 else f'IMG_{i:07d}'}.jpg"
                   if i % 50 else f"{years[i]}/{PLACES[i % 5]}/{i}-holiday.jpg",
                   int(sizes[i]), int(i * 10**9))
        for i in range(images)
    ]  # fmt: skip
    for start in range(0, images, 50_000):
        add_images(project, 1, found[start : start + 50_000])
    for label_id in project.schema().label_ids:
        with project.database.write() as connection:
            connection.exec_driver_sql(
                str(annotation.insert().compile(dialect=connection.dialect)),
                list(_annotations(random, label_id, images)),
            )
    schema = project.schema()
    probabilities = random.random((images, len(schema.labels)), dtype=np.float32) ** 3
    predictions = Predictions(
        1,
        schema.label_ids,
        probabilities.astype(np.float16),
        np.full(len(schema.labels), 0.5, "f4"),
    )
    columns = Columns(project.images(), schema, project.annotation_matrix(), predictions)
    project.close()
    return columns


def _annotations(
    random: np.random.Generator, label_id: int, images: int
) -> Iterator[tuple[object, ...]]:
    """One label's share of five annotations an image: four in five are a person's."""
    share = PER_IMAGE / (len(OBJECTS) + len(SCENES))
    rows = np.flatnonzero(random.random(images) < share)
    kinds, days = random.random(len(rows)), random.integers(0, 365, len(rows))
    present, runs = random.random(len(rows)) < 0.4, random.integers(1, 40, len(rows))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    stamps = [
        (start + timedelta(days=day)).isoformat(timespec="milliseconds") for day in range(365)
    ]
    me = os.environ.get("USER", "root")
    for row, kind, day, yes, run in zip(rows.tolist(), kinds, days, present, runs, strict=True):
        source = "human" if kind < 0.8 else "suggestion" if kind < 0.95 else "import"
        who = me if kind < 0.5 else "anna"
        run_id = int(run) if source == "suggestion" else None
        state = int(State.PRESENT if yes else State.ABSENT)
        seen = "unseen" if source == "import" else "visible"
        yield label_id, row, state, source, who, stamps[day], run_id, seen


def measure(project: Project, columns: Columns, text: str, repeats: int) -> tuple[float, ...]:
    """(images found, first, median): times in milliseconds."""
    query = parse(text)
    filters = annotation_filters(query, columns.schema)
    label = columns.schema.label_ids[0]

    def run() -> tuple[int, float]:
        before = time.perf_counter()
        rows = find_rows(query, columns, project.provenance.read(filters))
        return len(rows), (time.perf_counter() - before) * 1000

    project.provenance.forget()
    count, first = run()
    times = []
    for repeat in range(repeats):
        state = State(1 - int(project.annotation_matrix()[repeat, 0] == State.PRESENT))
        project.apply(SetAnnotations((repeat,), label, state))
        times.append(run()[1])
    return count, first, statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        columns = make_project(Path(work) / "project", arguments.images)
        project = Project.open(Path(work) / "project")
        known = project.annotation_count()
        print(f"{arguments.images:,} images, {known:,} annotations, {len(columns.schema.labels)} "
              f"labels; {os.cpu_count()} cores, Python {platform.python_version()}, "
              f"NumPy {np.__version__}\n")  # fmt: skip
        print("| search | found | first ms | median ms |")
        print("| --- | ---: | ---: | ---: |")
        slowest = 0.0
        for text in SEARCHES:
            count, first, median = measure(project, columns, text, arguments.repeats)
            star = " *" if annotation_filters(parse(text), columns.schema) else ""
            shown = f"`{text}`" if text else "(all)"
            print(f"| {shown}{star} | {count:,} | {first:.0f} | {median:.0f} |")
            slowest = max(slowest, median)
        print(f"\nSlowest median: {slowest:.0f} ms")
        project.close()


if __name__ == "__main__":
    main()
