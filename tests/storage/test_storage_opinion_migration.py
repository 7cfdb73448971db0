"""Migration 0016 finds in the history what one person said before another said otherwise."""

from __future__ import annotations

from pathlib import Path

from labelmt.domain.annotations import Seen, State
from labelmt.domain.images import FoundImage
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import CreateLabel, CreateTask, SetAnnotations
from labelmt.project.intake.scan_images import add_images
from labelmt.project.project import Project
from labelmt.project.who_and_when import annotate_as
from labelmt.storage.database import Database
from labelmt.storage.row_delta import pack, unpack


def test_what_was_put_aside_is_kept_and_old_actions_undo_exactly(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "project", [tmp_path / "images"])
    add_images(project, 1, [FoundImage("a.jpg", 100, 1)])
    project.apply(CreateTask("things", TaskKind.MULTILABEL))
    project.apply(CreateLabel(project.schema().tasks[0].id, "tree"))
    (tree,) = project.schema().label_ids
    try:
        for who, state in (("ann", State.PRESENT), ("ben", State.ABSENT)):
            annotate_as(who)
            project.apply(SetAnnotations((0,), tree, state, seen=Seen.ONE))
    finally:
        annotate_as("")
    said = project.statements_of(0)
    project.close()
    as_before_0016(project.folder / "project.sqlite")
    project = Project.open(project.folder)
    assert project.statements_of(0) == said
    assert project.disputes()[tree].tolist() == [0]
    project.undo()
    assert [(one.annotator, one.state) for one in project.statements_of(0)] == [("ann", 1)]
    project.close()


def as_before_0016(file: Path) -> None:
    """The database as the version before wrote it."""
    database = Database(file)
    with database.write() as connection:
        for number, blob in connection.exec_driver_sql("SELECT id, delta FROM history").all():
            if blob is not None:
                delta = unpack(blob)
                delta.opinions = {}
                connection.exec_driver_sql(
                    "UPDATE history SET delta = ? WHERE id = ?", (pack(delta), number)
                )
        connection.exec_driver_sql("DROP TABLE opinion")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0015'")
    database.close()
