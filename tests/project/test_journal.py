"""The journal says what was annotated, in plain text, whatever becomes of the database."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from making_projects import add_task, new_project

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.schema import TaskKind
from labelmt.project.backups import journal as journal_module
from labelmt.project.backups.journal import Journal, head_line, new_segment, segments
from labelmt.project.backups.journal_reading import JournalRecord, Moment, newest_actions
from labelmt.project.commands.commands import DeleteLabel, EditLabel, SetAnnotations
from labelmt.project.project import Project

ODD = os.fsdecode(b"caf\xe9 \xe2\x80\xa8.jpg")


def lines(project: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for file in segments(project)
        for line in file.read_text("ascii").splitlines()[1:]
    ]


def test_a_key_is_one_line_that_says_all(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg", ODD])
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    project.apply(SetAnnotations((1,), tree.id, State.PRESENT))
    [asserted] = project.annotations_of(1)
    line = lines(project.folder)[-1]
    assert line["images"] == {str(tmp_path / "images"): {"1": ODD}}
    assert line["annotations"] == [
        {
            "task": "things", "label": "tree", "label_id": tree.id, "state": "present",
            "source": "human", "seen": "one", "annotator": asserted.annotator,
            "at": asserted.at, "run_id": None, "rows": [1],
        }
    ]  # fmt: skip
    assert line["title"] == "Set tree present on 1 image"
    project.close()


def test_it_is_on_the_disk_line_by_line_before_the_action_is_acknowledged(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg", "b.jpg"])
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    before = len(lines(project.folder))
    for count, row in enumerate((0, 1), start=1):
        project.apply(SetAnnotations((row,), tree.id, State.PRESENT))
        assert len(lines(project.folder)) == before + count
    project.undo()
    undone = lines(project.folder)[-1]
    assert (undone["kind"], undone["annotations"][0]["state"]) == ("undo", "unknown")
    project.apply(EditLabel(tree.id, name="oak"))
    assert lines(project.folder)[-1]["labels"][str(tree.id)]["name"] == "oak"
    project.apply(DeleteLabel(tree.id))
    gone = lines(project.folder)[-1]
    assert gone["labels"] == {str(tree.id): None}
    assert "annotations" not in gone, "they go with the label"
    project.close()


def test_a_bulk_action_names_each_image_once(tmp_path: Path) -> None:
    project = new_project(tmp_path, [f"{n}.jpg" for n in range(100)])
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    project.apply(SetAnnotations(tuple(range(100)), tree.id, State.ABSENT, seen=Seen.VISIBLE))
    [group] = lines(project.folder)[-1]["annotations"]
    assert group["rows"] == list(range(100))
    assert group["source"] == Source.HUMAN
    project.close()


def test_a_journal_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    project = new_project(tmp_path, ["a.jpg"])
    project.close()
    folder = project.folder / "backups" / "journal"
    for file in folder.glob("*"):
        file.unlink()
    if folder.exists():
        folder.rmdir()
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way")
    project = Project.open(project.folder)
    [tree] = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    project.apply(SetAnnotations((0,), tree.id, State.PRESENT))
    assert project.annotation_count() == 1
    folder.unlink()
    project.apply(SetAnnotations((0,), tree.id, State.ABSENT))
    assert [one["kind"] for one in lines(project.folder)] == ["do"]
    project.close()


def test_it_begins_another_file_and_drops_the_oldest(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(journal_module, "LARGEST", 3000)
    journal = Journal(tmp_path, segment=500)
    for number in range(100):
        head = head_line("") if number % 4 == 0 else b""
        journal.write(head + json.dumps({"action": number, "title": "x" * 100}).encode() + b"\n")
    assert len(segments(tmp_path)) == 25
    journal.thin(None)
    left = segments(tmp_path)
    assert 5 <= len(left) <= 7
    kept = JournalRecord(tmp_path)
    assert kept.newest == Moment("", 99)
    assert [one.action for one in kept.after(Moment("", 90))] == list(range(91, 100))
    assert not kept.is_whole_after(Moment("", 2))
    assert kept.is_whole_after(Moment("", 90))
    journal.close()


def test_a_clock_that_was_ahead_costs_no_line(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(journal_module, "LARGEST", 300)
    folder = journal_module.journal_folder(tmp_path)
    folder.mkdir(parents=True)
    ahead = folder / "20991231T235959.999999Z-0badcafe.jsonl"
    ahead.write_bytes(head_line("") + b'{"action":1,"title":"x"}\n')
    (folder / "20000101T000000.000000Z-no-date.jsonl").write_bytes(b"x" * 500)
    journal = Journal(tmp_path)
    journal.write(head_line("") + b'{"action":2,"title":"' + b"x" * 400 + b'"}\n')
    journal.thin(None)
    assert len(segments(tmp_path)) == 1, "the oldest went, those that are written now stay"
    journal.write(b'{"action":3,"title":"x"}\n')
    journal.close()
    assert JournalRecord(tmp_path).newest == Moment("", 3)
    assert newest_actions(tmp_path) == {"": 3}


def write_segment(project: Path, head: bytes, actions: range) -> None:
    file = new_segment(project)
    file.parent.mkdir(parents=True, exist_ok=True)
    body = "".join(json.dumps({"action": action}) + "\n" for action in actions)
    file.write_bytes(head + body.encode())


def test_actions_of_a_time_that_was_left_are_not_read(tmp_path: Path) -> None:
    write_segment(tmp_path, head_line(""), range(1, 11))
    write_segment(tmp_path, head_line("b", "", 5, 5), range(6, 9))
    write_segment(tmp_path, head_line("b"), range(9, 11))
    record = JournalRecord(tmp_path)
    assert record.newest == Moment("b", 10)
    after = [one.action for one in record.after(Moment("", 3))]
    assert after == [4, 5, 6, 7, 8, 9, 10]
    assert [one.action for one in record.after(Moment("b", 8))] == [9, 10]
    assert record.is_whole_after(Moment("", 3))
    write_segment(tmp_path, head_line("b"), range(12, 14))
    assert not JournalRecord(tmp_path).is_whole_after(Moment("", 3))


def test_damaged_lines_are_left_out_and_counted(tmp_path: Path) -> None:
    write_segment(tmp_path, head_line(""), range(1, 4))
    [file] = segments(tmp_path)
    content = file.read_bytes()
    file.write_bytes(content + b'{"action": "four"}\n\xff\xfe\n[1]\n{"action":5')
    write_segment(tmp_path, b"no head\n", range(6, 8))
    record = JournalRecord(tmp_path)
    assert [one.action for one in record.after(Moment("", 0))] == [1, 2, 3]
    assert record.damaged >= 5
