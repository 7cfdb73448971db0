"""Whether labels of real data sets leave and come back by every format, counts told.

``uv run python benchmarks/exchange.py DATA... [--formats A,B]``, each DATA a folder that the
program can read: a data set of YOLO boxes (``data.yaml``), a table (``labels.csv`` beside
``images``) or class folders. Labels are imported, exported by each format into an empty folder and
imported into another project of the same images. The labels of tasks that a format writes as one
are counted as one.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.errors import LabelMTError
from labelmt.domain.schema import name_key
from labelmt.formats.base import AnnotationFormat, Carries
from labelmt.formats.registry import readable, writable
from labelmt.project.exchange.export_choices import ExportChoices
from labelmt.project.exchange.export_labels import export_planned, plan_export
from labelmt.project.exchange.import_choices import ImportChoices
from labelmt.project.exchange.import_preview import plan_import
from labelmt.project.exchange.import_table import import_planned
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.project import Project

Pairs = dict[tuple[str, str, str], State]
"""(path, task, label) to what is known; the task is empty where tasks are written as one."""


@dataclass(frozen=True)
class Count:
    """Pairs of one round trip.

    Attributes:
        present, absent: there before. kept_present, kept_absent: the same afterwards.
        wrong: known afterwards and otherwise. more: known afterwards alone.
    """

    present: int
    kept_present: int
    absent: int
    kept_absent: int
    wrong: int
    more: int
    seconds: float


def opened(folder: Path, images: Path) -> Project:
    """A new project of the images."""
    project = Project.create(folder, [images])
    for _ in scan_roots(project, lambda: False):
        pass
    return project


def source_of(data: Path) -> tuple[Path, Path, str]:
    """Where a data set has its images and its labels, and the format of these."""
    images = data / "images"
    if (data / "data.yaml").is_file():
        return images, data, "yolo"
    if (data / "labels.csv").is_file():
        return images, data / "labels.csv", "csv"
    return data, data, "folders"


def pairs_of(project: Project, *, joined: bool) -> Pairs:
    """All that is known; what one label of a task implies of the others included."""
    matrix, schema, paths = project.annotation_matrix(), project.schema(), project.images().paths
    found: Pairs = {}
    for task in schema.tasks:
        for label in task.labels:
            column = matrix[:, schema.columns[label.id]]
            for row in (column != State.UNKNOWN).nonzero()[0].tolist():
                key = (paths[row], "" if joined else task.name, name_key(label.name))
                found[key] = State(max(found.get(key, State.UNKNOWN), State(int(column[row]))))
    return found


def round_trip(source: Project, other: Project, format: AnnotationFormat, place: Path) -> Count:
    """Write the labels of one project and read them into another, which is empty again after."""
    start = time.monotonic()
    out = place / f"labels{format.suffixes[0] if format.suffixes else ''}"
    export_planned(plan_export(source, out, ExportChoices(format=format.name)))
    plan = plan_import(other, out, ImportChoices(format=format.name))
    import_planned(other, plan)
    seconds = time.monotonic() - start
    again = import_planned(other, plan_import(other, out, ImportChoices(format=format.name)))
    if again.annotations:
        raise AssertionError(f"{format.name}: a second import changed {again.annotations} pairs")
    several = Carries.SEVERAL_TASKS in format.carries
    joined = not several and len(source.schema().tasks) > 1
    before, after = pairs_of(source, joined=joined), pairs_of(other, joined=joined)
    if not several and not joined:  # the file has no name for the task
        (name,) = (task.name for task in source.schema().tasks)
        after = {(path, name, label): state for (path, _, label), state in after.items()}
    other.go_to(0)

    def kept(state: State) -> tuple[int, int]:
        had = [pair for pair, known in before.items() if known is state]
        return len(had), sum(after.get(pair) is state for pair in had)

    present, kept_present = kept(State.PRESENT)
    absent, kept_absent = kept(State.ABSENT)
    wrong = sum(pair in before and before[pair] is not state for pair, state in after.items())
    more = sum(pair not in before for pair in after)
    return Count(present, kept_present, absent, kept_absent, wrong, more, seconds)


def measure(data: Path, formats: Iterable[AnnotationFormat]) -> None:
    """Print a line a format."""
    images, labels, name = source_of(data)
    with tempfile.TemporaryDirectory() as folder:
        source = opened(Path(folder, "source"), images)
        other = opened(Path(folder, "other"), images)
        import_planned(source, plan_import(source, labels, ImportChoices(format=name)))
        tasks = ", ".join(f"{one.name}: {len(one.labels)} labels" for one in source.schema().tasks)
        count = len(source.images())
        print(f"\n{data.name}: {count:,} images, read as {name}; {tasks}\n")
        print("| format | present, back | absent, back | otherwise | more | seconds |")
        print("| --- | --- | --- | --- | --- | --- |")
        for format in formats:
            place = Path(folder, "out", format.name)
            place.mkdir(parents=True)
            try:
                one = round_trip(source, other, format, place)
            except LabelMTError as error:
                print(f"| {format.name} | {error} | | | | |", flush=True)
                continue
            print(
                f"| {format.name} | {one.kept_present:,} of {one.present:,} | "
                f"{one.kept_absent:,} of {one.absent:,} | {one.wrong:,} | {one.more:,} | "
                f"{one.seconds:.1f} |",
                flush=True,
            )
        source.close()
        other.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--formats", default="", help="names, joined by commas; all otherwise")
    given = parser.parse_args()
    wanted = {one for one in given.formats.split(",") if one}
    both = [one for one in writable(AnnotationFormat) if one in readable(AnnotationFormat)]
    for data in given.data:
        measure(data.resolve(), [one for one in both if not wanted or one.name in wanted])


if __name__ == "__main__":
    main()
