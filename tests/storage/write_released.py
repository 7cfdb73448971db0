"""Writes a project as this version writes it, for all later versions to open.

``python tests/storage/write_released.py`` from the repository's root, when a version is released:
released/VERSION.sql is its database, released/VERSION.json what is in it. What is out is never
written again; tests/storage/test_released_versions.py opens each with the program of the day.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import tempfile
from pathlib import Path

import numpy as np
from released_content import content_told

from labelmt import __version__, create_project, open_project
from labelmt.domain.annotations import Seen, State
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.example import draw_scene, random_scene
from labelmt.project.commands import commands as do
from labelmt.project.exchange.import_choices import ImportChoices
from labelmt.project.exchange.import_preview import plan_import
from labelmt.project.exchange.import_table import import_planned
from labelmt.project.project import Project
from labelmt.project.runs.manage_runs import choose_threshold, note_run, rename_run
from labelmt.project.search.saved_views import save_view
from labelmt.project.training.test_part import name_test_part
from labelmt.project.who_and_when import annotate_as

HERE = Path(__file__).resolve().parent
IMAGES = 12
SEEN = Seen.VISIBLE


def draw(folder: Path) -> None:
    folder.mkdir()
    for number in range(IMAGES):
        scene = draw_scene(random_scene(number), (96, 64))
        scene.save(folder / ("später 🙂.jpg" if number == 3 else f"{number:02}.jpg"))


def by_two_people(project: Project) -> None:
    """Every kind of action, some of them taken back, some left to be done again."""
    annotate_as("ada")
    things = project.schema().task_named("things")
    scene = project.schema().task_named("scene")
    assert things is not None
    assert scene is not None
    tree, sea, boat, oak, fir = (label.id for label in things.labels)
    beach, town, _field = (label.id for label in scene.labels)
    project.apply(
        do.EditLabel(
            tree,
            color="#0072B2",
            shortcut="t",
            synonyms=("trees", "树"),
            description="Woody, taller than a person.\nNot a bush.",
        )
    )
    project.apply(do.EditLabel(sea, name="water"))
    project.apply(do.SetExamples(tree, (0, 3)))
    project.apply(do.SetParents(oak, (tree,)))
    for label, rows in ((tree, (0, 1, 2, 3)), (sea, (4, 5, 6)), (oak, (2,)), (beach, (4, 5, 6))):
        project.apply(do.SetAnnotations(rows, label, State.PRESENT, seen=SEEN))
    project.apply(do.SetAnnotations((7, 8), tree, State.ABSENT, seen=Seen.ONE))
    project.apply(do.SetAnnotations((0, 1, 2), sea, State.ABSENT))
    project.apply(do.SetAnnotations((0, 1, 7, 8), town, State.PRESENT, seen=SEEN))
    project.apply(do.SetRestAbsent((0,), (things.id,)))
    project.apply(do.MergeLabels((fir,), oak))
    project.apply(do.ArchiveLabels((boat,)))
    annotate_as("ben")
    project.apply(do.SetAnnotations((0, 1), tree, State.ABSENT, seen=Seen.ONE))
    annotate_as("ada")
    project.apply(do.SettleDisputes((1,), tree, State.PRESENT))
    project.apply(do.ConfirmAnnotations((7,), tree))
    project.apply(do.TransferLabels(4, (9,)))
    project.apply(do.FlagUnsure((8,)))
    project.apply(do.RateImages((0, 3), 4))
    project.apply(do.CommentImages((3,), "backlit, “left” half"))


def imported(project: Project, folder: Path) -> None:
    """A table, and what a data set of camera traps tells."""
    table = folder / "labels.csv"
    table.write_text("path,things\n10.jpg,tree|water\n11.jpg,\n", encoding="utf-8")
    import_planned(project, plan_import(project, table, ImportChoices()))
    traps = folder / "traps.json"
    images = [
        {"id": str(n), "file_name": f"{n:02}.jpg", "location": 7, "seq_id": "s1", "frame_num": n,
         "seq_num_frames": 2}
        for n in (0, 1)
    ]  # fmt: skip
    told = {"info": {"version": "1"}, "images": images, "annotations": [],
            "categories": [{"id": 0, "name": "empty"}]}  # fmt: skip
    traps.write_text(json.dumps(told), encoding="utf-8")
    import_planned(project, plan_import(project, traps, ImportChoices()))


def written(folder: Path) -> Project:
    draw(folder / "photos")
    with create_project(folder / "project", [folder / "photos"]) as made:
        made.add_task("things", ["tree", "sea", "boat", "oak", "fir"])
        made.add_task("scene", ["beach", "town", "field"], exclusive=True)
    project = Project.open(folder / "project")
    by_two_people(project)
    imported(project, folder)
    save_view(project, "Trees first", "label:tree -label:water sort:p(tree)")
    project.save_training_settings(TrainingSettings(epochs=4))
    name_test_part(project, np.array([11]))
    project.close()
    with open_project(folder / "project") as made:
        for _ in made.train("heads"):
            pass
    project = Project.open(folder / "project")
    [run] = [one.id for one in project.runs() if one.serves]
    rename_run(project, run, "first heads")
    note_run(project, run, "what a person wrote of it")
    [tree] = [one.id for one in project.schema().labels if one.name == "tree"]
    choose_threshold(project, run, tree, 0.25)
    project.apply(do.AcceptSuggestions(run, ((tree, State.PRESENT, (9, 10)),)))
    project.apply(do.CreateTask("mistaken", TaskKind.MULTILABEL))
    project.undo()  # it can be done again
    return project


def as_text(file: Path, folder: Path) -> str:
    """The database as SQL, its folder named as on no machine in particular."""
    connection = sqlite3.connect(file)
    was, told = (os.fsencode(one).hex().upper() for one in (folder, "/home/ada"))
    lines = [re.sub(f"(X')({was})", rf"\g<1>{told}", line) for line in connection.iterdump()]
    connection.close()
    return "\n".join(lines) + "\n"


def main() -> None:
    place = HERE / "released"
    with tempfile.TemporaryDirectory() as name:
        os.environ["LABELMT_HOME"] = str(Path(name) / "home")
        folder = Path(name)
        project = written(folder)
        told = content_told(project)
        project.close()
        head = f"-- A project as LabelMT {__version__} wrote it. It must open for ever.\n"
        text = head + as_text(folder / "project" / "project.sqlite", folder)
    assert name not in text
    (place / f"{__version__}.sql").write_text(text, encoding="utf-8")
    (place / f"{__version__}.json").write_text(
        json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
