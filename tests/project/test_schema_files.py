"""Schemas go from project to project as files: whole, or not at all."""

from __future__ import annotations

import os
import re
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from making_projects import add_task, content_of, new_project
from PIL import Image
from sqlalchemy import Connection

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidInput, InvalidTable, NotFound
from labelmt.domain.images import FoundImage
from labelmt.domain.key_sets import KEY_SETS, SHORTCUT_KEYS
from labelmt.domain.schema import Schema, TaskKind
from labelmt.domain.schema_draft import LabelDraft, TaskDraft
from labelmt.formats.output import Exists
from labelmt.project.commands.commands import (
    ArchiveLabels,
    EditLabel,
    ImportSchema,
    SetAnnotations,
    SetParents,
)
from labelmt.project.intake.scan_images import add_images
from labelmt.project.project import Project
from labelmt.project.schema.schema_files import (
    TEMPLATES,
    export_schema,
    import_schema,
    import_template,
    template_text,
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, ["a.jpg", "b.jpg", "c.jpg"])
    yield made
    made.close()


def described(schema: Schema) -> list[object]:
    """All of a schema but the numbers a project gives out."""
    names = {label.id: label.name for label in schema.labels}
    return [
        (
            task.name,
            task.kind,
            task.archived,
            task.unlabelled_absent,
            [
                (
                    label.name,
                    label.color,
                    label.shortcut,
                    label.archived,
                    label.synonyms,
                    [names[parent] for parent in label.parents],
                )
                for label in task.labels
            ],
        )
        for task in schema.tasks
    ]


def test_a_schema_moves_to_another_project(project: Project, tmp_path: Path) -> None:
    animal, bird, sparrow = add_task(project, "animals", TaskKind.MULTILABEL, "animal bird sparrow")
    add_task(project, "place", TaskKind.MULTICLASS, "beach forest")
    project.apply(SetParents(sparrow.id, (bird.id,)))
    project.apply(SetParents(bird.id, (animal.id,)))
    project.apply(EditLabel(bird.id, synonyms=("fowl", "no"), color="#123456", shortcut="Z"))
    project.apply(ArchiveLabels((animal.id,)))
    file = tmp_path / "schema.yaml"
    export_schema(project, file)
    other = new_project(tmp_path / "other", [])
    report = import_schema(other, file)
    assert (report.tasks_made, report.labels_made, report.changed) == (2, 5, 0)
    assert described(other.full_schema()) == described(project.full_schema())
    assert not import_schema(other, file).changes  # nothing is left to do
    other.undo()
    assert other.full_schema() == Schema()
    other.close()


def write(folder: Path, labels: str, kind: str = "multilabel") -> Path:
    file = folder / "edited.yaml"
    head = f"labelmt-schema: 1\ntasks:\n- name: Things\n  kind: {kind}\n  labels:\n"
    file.write_text(head + labels, encoding="utf-8")
    return file


def test_an_import_updates_and_keeps_what_it_does_not_name(
    project: Project, tmp_path: Path
) -> None:
    tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    project.apply(SetAnnotations((0,), tree.id, State.PRESENT))
    before = content_of(project)
    text = "  - {name: Tree, color: '#abcdef', parents: [plant]}\n  - plant\n"
    report = import_schema(project, write(tmp_path, text))
    assert (report.tasks_made, report.labels_made, report.changed) == (0, 1, 1)
    [task] = project.schema().tasks
    assert [label.name for label in task.labels] == ["tree", "sea", "plant"]
    plant = task.labels[2]
    assert (task.labels[0].color, task.labels[0].shortcut) == ("#ABCDEF", tree.shortcut)
    assert task.labels[1] == sea
    # a tree is a plant from now on, also where it was marked before
    assert [one.label_id for one in project.annotations_of(0)] == [tree.id, plant.id]
    project.undo()
    assert content_of(project) == before


def test_a_taken_key_is_left_with_its_label(project: Project, tmp_path: Path) -> None:
    _tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    text = f"  - {{name: new, key: '{sea.shortcut}'}}\n  - {{name: tree, key: Z}}\n"
    import_schema(project, write(tmp_path, text))
    keys = {label.name: label.shortcut for label in project.schema().labels}
    assert keys["sea"] == sea.shortcut
    assert keys["tree"] == "Z"
    assert keys["new"] not in ("", sea.shortcut, "Z")


def test_keys_change_hands_within_a_file(project: Project, tmp_path: Path) -> None:
    tree, sea = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    text = f"  - {{name: tree, key: '{sea.shortcut}'}}\n  - {{name: sea, key: '{tree.shortcut}'}}\n"
    import_schema(project, write(tmp_path, text))
    keys = [label.shortcut for label in project.schema().labels]
    assert keys == [sea.shortcut, tree.shortcut]


def test_all_problems_are_told_and_nothing_is_imported(project: Project, tmp_path: Path) -> None:
    tree, _ = add_task(project, "things", TaskKind.MULTILABEL, "tree sea")
    project.apply(EditLabel(tree.id, synonyms=("oak",)))
    before = content_of(project)
    text = (
        "  - {name: a, color: green}\n"  # 6
        "  - {name: b, key: '#'}\n"
        "  - {name: c, parents: [nowhere]}\n"
        "  - {name: d, parents: [e]}\n"
        "  - {name: e, parents: [d]}\n"  # 10
        "  - {name: f, synonyms: [tree]}\n"
        "  - oak\n"
        "  - {name: a}\n"
        "  - {name: 'g|h'}\n"
        "  - {name: i, kind: x}\n"  # 15
        "  - {name: j, key: K}\n"
        "  - {name: k, key: k}\n"
    )
    with pytest.raises(InvalidTable) as told:
        import_schema(project, write(tmp_path, text))
    lines = [problem.line for problem in told.value.problems]
    assert lines == [6, 7, 8, 10, 11, 12, 13, 14, 15, 17]
    assert "d → e → d" in told.value.details or "e → d → e" in told.value.details
    assert content_of(project) == before
    assert project.undo_title == "Change label tree"


def test_another_kind_and_implying_in_a_task_of_one_are_refused(
    project: Project, tmp_path: Path
) -> None:
    add_task(project, "things", TaskKind.MULTILABEL, "tree")
    with pytest.raises(InvalidTable) as told:
        import_schema(project, write(tmp_path, "  - {name: a, parents: [tree]}\n", "multiclass"))
    assert [problem.column for problem in told.value.problems] == ["kind", "parents"]


def test_a_file_that_cannot_be_read_is_told(project: Project, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        import_schema(project, tmp_path / "nowhere.yaml")
    file = tmp_path / "bytes.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match="UTF-8"):
        import_schema(project, file)
    file.write_bytes(b" " * (5 * 2**20))
    with pytest.raises(InvalidInput, match="too large"):
        import_schema(project, file)
    for endless in ("/dev/zero", "/dev/urandom") if os.name == "posix" else ():
        with pytest.raises(InvalidInput, match=r"too large|UTF-8"):
            import_schema(project, Path(endless))


def test_aliases_do_not_multiply(project: Project, tmp_path: Path) -> None:
    """Nine lists of nine lists of … nine labels: 900 bytes that stand for a billion."""
    lines = ["labelmt-schema: 1", "tasks:", "- name: many", "  kind: multilabel", "  labels:"]
    lines += ["  - &a0 name"]
    lines += [f"  - &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    file = tmp_path / "many.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InvalidTable) as refused:
        import_schema(project, file)
    [problem] = refused.value.problems
    assert problem.line == 7
    assert "alias" in str(problem.what)


def test_a_schema_replaces_no_file_of_another_kind(project: Project, tmp_path: Path) -> None:
    picture = tmp_path / "note.txt"
    picture.write_text("mine", encoding="utf-8")
    with pytest.raises(Exists, match="already"):
        export_schema(project, picture)
    assert picture.read_text(encoding="utf-8") == "mine"
    export_schema(project, picture, overwrite=True)
    assert "labelmt-schema" in picture.read_text(encoding="utf-8")
    of_the_project = project.folder / "project.sqlite"
    before = of_the_project.read_bytes()
    with pytest.raises(InvalidInput):
        export_schema(project, of_the_project, overwrite=True)
    assert of_the_project.read_bytes() == before


def test_a_schema_replaces_no_photograph(tmp_path: Path) -> None:
    folder = tmp_path / "photographs"
    folder.mkdir()
    Image.new("RGB", (8, 8), (9, 9, 9)).save(folder / "a.png")
    made = Project.create(tmp_path / "of-photographs", [folder])
    add_images(made, 1, [FoundImage("a.png", 100, 1)])
    before = (folder / "a.png").read_bytes()
    with pytest.raises(InvalidInput):
        export_schema(made, folder / "a.png", overwrite=True)
    assert (folder / "a.png").read_bytes() == before
    made.close()


@pytest.mark.skipif(os.name != "posix", reason="no named pipes")
def test_a_schema_goes_into_a_pipe(project: Project, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    export_schema(project, pipe)
    reader.join(30)
    assert "labelmt-schema" in read[0]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_fill_a_project_in_one_step(project: Project, name: str) -> None:
    report = import_template(project, name)
    schema = project.schema()
    assert report.tasks_made == len(schema.tasks) >= 3
    assert report.labels_made == len(schema.labels) >= 15
    assert re.match(r"labelmt-schema: 1\n", template_text(name))
    shortcuts = [label.shortcut for label in schema.labels if label.shortcut]
    assert len(shortcuts) == len(set(shortcuts))
    assert any(label.parents for label in schema.labels)
    project.undo()
    assert project.full_schema() == Schema()


def test_templates_go_together(project: Project) -> None:
    """Two of them have tasks of one name; where kinds agree their labels unite."""
    import_template(project, "photos")
    labels = len(project.schema().labels)
    import_template(project, "aerial")
    assert len(project.schema().labels) > labels


def test_an_empty_file_of_tasks_changes_nothing(project: Project) -> None:
    assert not project.apply(ImportSchema("nothing.yaml", ()))


def chain_of(count: int, color: str | None = None) -> tuple[TaskDraft, ...]:
    """A task of labels of which each implies the one before it."""
    labels = tuple(
        LabelDraft(f"label {n}", color=color, parents=(f"label {n - 1}",) if n else ())
        for n in range(count)
    )
    return (TaskDraft("things", TaskKind.MULTILABEL, labels),)


def test_ten_thousand_labels_are_imported_in_seconds(project: Project) -> None:
    for color in (None, "#123456"):  # made, then changed
        began = time.process_time()
        project.apply(ImportSchema("many.yaml", chain_of(10_000, color)))
        assert time.process_time() - began < 20, "one after the other took minutes"
    labels = project.schema().tasks[0].labels
    assert [one.name for one in labels] == [f"label {n}" for n in range(10_000)]
    assert [one.parents for one in labels[1:]] == [(one.id,) for one in labels[:-1]]
    assert {one.color for one in labels} == {"#123456"}
    assert "".join(one.shortcut for one in labels[: len(SHORTCUT_KEYS)]) == SHORTCUT_KEYS
    keys = [one.shortcut for one in labels if one.shortcut]
    assert len(set(keys)) == len(keys) == KEY_SETS * len(SHORTCUT_KEYS)
    project.undo()
    project.undo()
    assert not project.schema().labels


def test_what_another_process_does_while_an_import_is_planned_is_heeded(project: Project) -> None:
    other = Project.open(project.folder)
    add_task(other, "things", TaskKind.MULTILABEL, "tree sea")
    database, begin = project.database, project.database.write

    @contextmanager
    def write_after_the_other() -> Iterator[Connection]:
        tree = other.schema().tasks[0].labels[0]
        other.apply(EditLabel(tree.id, name="label 1"))
        other.apply(SetAnnotations((0,), tree.id, State.PRESENT))
        database.write = begin  # type: ignore[method-assign]
        with begin() as connection:
            yield connection

    database.write = write_after_the_other  # type: ignore[method-assign]
    project.apply(ImportSchema("many.yaml", chain_of(3)))
    names = [one.name for one in project.schema().tasks[0].labels]
    assert names == ["label 1", "sea", "label 0", "label 2"], "the other's is not made anew"
    assert project.annotation_matrix()[0].tolist() == [1, -1, 1, -1], "what it implies is present"
    other.close()
