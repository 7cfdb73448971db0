"""A table is imported whole as one action, or not at all with everything wrong listed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from making_projects import add_task, content_of, new_project

from labelmt.domain.annotations import Source, State
from labelmt.domain.errors import InvalidTable
from labelmt.domain.images import FoundImage
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.exchange.import_table import import_table
from labelmt.project.intake.scan_images import add_images
from labelmt.project.project import Project

PATHS = ["a.jpg", "b.jpg", "dogs/c.jpg", "dogs/d.jpg", "cats/d.jpg", "café.jpg"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, PATHS)
    yield made
    made.close()


def table(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "labels.csv"
    file.write_text(text, encoding="utf-8")
    return file


def known(project: Project) -> dict[str, list[int]]:
    """Label to its states, unknown ones included, image by image."""
    matrix = project.annotation_matrix()
    names = [label.name for label in project.schema().labels]
    return {name: matrix[:, column].tolist() for column, name in enumerate(names)}


def test_a_table_makes_tasks_labels_and_annotations(project: Project, tmp_path: Path) -> None:
    file = table(
        tmp_path, "path,objects,scene\na.jpg,tree|sea,beach\nb.jpg,-,forest\ndogs/c.jpg,,beach\n"
    )
    report = import_table(project, file, {})
    assert [(task.name, task.kind) for task in project.schema()] == [
        ("objects", TaskKind.MULTILABEL),
        ("scene", TaskKind.MULTICLASS),
    ]
    assert known(project) == {
        "sea": [1, 0, -1, -1, -1, -1],
        "tree": [1, 0, -1, -1, -1, -1],
        "beach": [1, 0, 1, -1, -1, -1],
        "forest": [0, 1, 0, -1, -1, -1],
    }
    assert (report.images, report.annotations) == (3, 7)
    assert report.tasks_created == ("objects", "scene")
    assert report.changes.schema
    assert {one.source for one in project.annotations_of(0)} == {Source.IMPORT}


def test_an_import_is_one_action(project: Project, tmp_path: Path) -> None:
    [tree] = add_task(project, "objects", TaskKind.MULTILABEL, "tree")
    project.apply(SetAnnotations((1,), tree.id, State.PRESENT))
    before = content_of(project)
    import_table(project, table(tmp_path, "path,objects,scene\na.jpg,tree|sea,x\nb.jpg,-,y\n"), {})
    after = content_of(project)
    assert project.undo_title == "Import labels.csv"
    project.undo()
    assert content_of(project) == before
    project.redo()
    assert content_of(project) == after


def test_unlisted_labels_may_stay_unknown(project: Project, tmp_path: Path) -> None:
    file = table(tmp_path, "path,objects\na.jpg,tree\nb.jpg,sea|car\ndogs/c.jpg,-\n")
    import_table(project, file, {}, State.UNKNOWN)
    assert known(project) == {
        "car": [-1, 1, 0, -1, -1, -1],
        "sea": [-1, 1, 0, -1, -1, -1],
        "tree": [1, -1, 0, -1, -1, -1],
    }


def test_labels_the_project_had_are_unlisted_too(project: Project, tmp_path: Path) -> None:
    add_task(project, "objects", TaskKind.MULTILABEL, "car Sea")
    report = import_table(project, table(tmp_path, "path,Objects\na.jpg,sea\nb.jpg,tree|sea\n"), {})
    assert report.tasks_created == ()
    assert known(project) == {
        "car": [0, 0, -1, -1, -1, -1],
        "Sea": [1, 1, -1, -1, -1, -1],
        "tree": [0, 1, -1, -1, -1, -1],
    }


def test_a_table_overrules_what_was_said_and_leaves_the_rest(
    project: Project, tmp_path: Path
) -> None:
    beach, forest = add_task(project, "scene", TaskKind.MULTICLASS, "beach forest")
    project.apply(SetAnnotations((0, 1), beach.id, State.PRESENT))
    project.apply(SetAnnotations((2,), forest.id, State.PRESENT))
    report = import_table(project, table(tmp_path, "path,scene\na.jpg,forest\nb.jpg,beach\n"), {})
    assert known(project) == {"beach": [0, 1, 0, -1, -1, -1], "forest": [1, 0, 1, -1, -1, -1]}
    assert report.annotations == 2, "one taken back, one made"
    [kept] = project.annotations_of(1)
    assert kept.source is Source.HUMAN


def test_a_second_import_changes_nothing(project: Project, tmp_path: Path) -> None:
    file = table(tmp_path, "path,objects,scene\na.jpg,tree|sea,beach\nb.jpg,-,forest\n")
    import_table(project, file, {})
    before, title = content_of(project), project.undo_title
    report = import_table(project, file, {})
    assert not report.changes
    assert (report.annotations, report.tasks_created) == (0, ())
    assert (content_of(project), project.undo_title) == (before, title)


def test_kinds_are_given_or_the_projects_or_guessed(project: Project, tmp_path: Path) -> None:
    add_task(project, "mine", TaskKind.MULTILABEL, "x")
    file = table(tmp_path, "path,mine,given,guessed\na.jpg,x,p,u\nb.jpg,y,q,v\n")
    import_table(project, file, {"Given": TaskKind.MULTILABEL})
    kinds = {task.name: task.kind for task in project.schema()}
    assert kinds == {
        "mine": TaskKind.MULTILABEL,
        "given": TaskKind.MULTILABEL,
        "guessed": TaskKind.MULTICLASS,
    }


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("dogs/d.jpg", "dogs/d.jpg"),
        ("./dogs/d.jpg", "dogs/d.jpg"),
        ("dogs\\d.jpg", "dogs/d.jpg"),
        ("c.jpg", "dogs/c.jpg"),
        ("photos/train/cats/d.jpg", "cats/d.jpg"),
        ("/mnt/elsewhere/a.jpg", "a.jpg"),
        ("café.jpg", "café.jpg"),
    ],
)
def test_paths_are_found_as_people_write_them(
    project: Project, tmp_path: Path, written: str, path: str
) -> None:
    import_table(project, table(tmp_path, f"path,scene\n{written},x\n"), {})
    assert known(project)["x"][PATHS.index(path)] == State.PRESENT
    assert project.annotation_count() == 1


def test_a_whole_path_tells_roots_apart(tmp_path: Path) -> None:
    roots = [tmp_path / "first", tmp_path / "second"]
    project = Project.create(tmp_path / "project", roots)
    for root_id in (1, 2):
        add_images(project, root_id, [FoundImage("a.jpg", 1, 1)])
    file = table(tmp_path, f"path,scene\n{roots[1] / 'a.jpg'},x\n")
    import_table(project, file, {})
    assert known(project) == {"x": [-1, 1]}
    with pytest.raises(InvalidTable) as told:
        import_table(project, table(tmp_path, "path,scene\na.jpg,x\n"), {})
    assert "2 images" in str(told.value.problems[0].what)
    project.close()


def test_everything_wrong_is_listed_and_nothing_imported(project: Project, tmp_path: Path) -> None:
    add_task(project, "objects", TaskKind.MULTILABEL, "tree")
    before = content_of(project)
    file = table(
        tmp_path,
        "path,objects,scene\n"
        "a.jpg,tree,beach\n"
        "nowhere.jpg,tree,beach\n"
        "d.jpg,tree,beach\n"
        "dogs/c.jpg,,\n"
        "c.jpg,tree,forest\n",
    )
    with pytest.raises(InvalidTable) as told:
        import_table(project, file, {"objects": TaskKind.MULTICLASS, "sceen": TaskKind.MULTICLASS})
    assert [(one.line, one.column) for one in told.value.problems] == [
        (1, ""),
        (1, "objects"),
        (3, "path"),
        (4, "path"),
        (6, "path"),
    ]
    text = told.value.details
    for words in ("sceen", "multilabel in the project", "nowhere.jpg", "2 images", "line 5"):
        assert words in text
    assert content_of(project) == before
    assert project.undo_title == "Make label tree"


def test_problems_of_the_table_itself_are_listed(project: Project, tmp_path: Path) -> None:
    file = table(tmp_path, "path,scene\na.jpg,x|y\na.jpg,x\n")
    with pytest.raises(InvalidTable) as told:
        import_table(project, file, {"scene": TaskKind.MULTICLASS})
    assert {one.line for one in told.value.problems} == {2, 3}
    assert project.schema().tasks == ()


def test_a_large_table_is_right_in_every_pair(tmp_path: Path) -> None:
    """As many images and labels as the set of aerial pictures has."""
    random = np.random.default_rng(0)
    project = new_project(tmp_path, [f"{number:04}.jpg" for number in range(1680)])
    present = random.random((1680, 17)) < 0.3
    scenes = random.integers(0, 21, 1680)
    lines = ["path,objects,scene"]
    for row in range(1680):
        objects = "|".join(f"o{column:02}" for column in np.flatnonzero(present[row]))
        lines.append(f"{row:04}.jpg,{objects or '-'},s{scenes[row]:02}")
    import_table(project, table(tmp_path, "\n".join(lines)), {})
    matrix = project.annotation_matrix()
    assert np.array_equal(matrix[:, :17], present.astype(np.int8))
    assert np.array_equal(matrix[:, 17:].argmax(axis=1), scenes)
    assert (matrix[:, 17:].sum(axis=1) == 1).all()
    project.undo()
    assert project.annotation_count() == 0
    assert project.schema().tasks == ()
    project.close()
