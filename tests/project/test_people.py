"""Several people: imports that say who, agreement, disputes, consensus, exports of one's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from making_projects import add_task, new_project
from test_own_words import ABSENT, PRESENT, acting, said, say, truth
from typer.testing import CliRunner

from labelmt.cli.main import app
from labelmt.domain.errors import InvalidInput
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import OnConflict, SettleDisputes
from labelmt.project.exchange.export_choices import ExportChoices
from labelmt.project.exchange.export_labels import export_planned, plan_export
from labelmt.project.exchange.import_choices import ImportChoices
from labelmt.project.exchange.import_preview import plan_import
from labelmt.project.exchange.import_table import import_planned
from labelmt.project.people.agreement import agreement_report
from labelmt.project.people.plain_agreement import agreement_as_plain
from labelmt.project.project import Project
from labelmt.project.report.blocks import Table
from labelmt.project.report.make_report import make_report
from labelmt.project.search.search_project import search_project

NAMES = [f"{number}.jpg" for number in range(8)]
TABLE = """path,task,kind,label,state,source,seen,annotator
0.jpg,animal,multiclass,cat,present,human,one,ann
0.jpg,animal,multiclass,dog,present,human,one,ben
1.jpg,animal,multiclass,cat,present,human,one,ann
1.jpg,animal,multiclass,cat,present,human,one,ben
0.jpg,things,multilabel,tree,present,human,one,ann
0.jpg,things,multilabel,tree,absent,human,one,ben
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, NAMES)
    yield made
    made.close()


def bring(project: Project, table: str, **choices: object) -> None:
    file = project.folder.parent / "labels.csv"
    file.write_text(table, encoding="utf-8")
    import_planned(project, plan_import(project, file, ImportChoices(**choices)))  # type: ignore[arg-type]


def test_an_import_keeps_who_said_what(project: Project) -> None:
    bring(project, TABLE)
    cat, dog = project.schema().tasks[0].labels
    (tree,) = project.schema().tasks[1].labels
    words = said(project)
    assert words == {
        ("ann", cat.id, 0): PRESENT, ("ben", dog.id, 0): PRESENT,
        ("ann", cat.id, 1): PRESENT, ("ben", cat.id, 1): PRESENT,
        ("ann", tree.id, 0): PRESENT, ("ben", tree.id, 0): ABSENT,
    }  # fmt: skip
    assert {one: rows.tolist() for one, rows in project.disputes().items()} == {
        cat.id: [0], dog.id: [0], tree.id: [0],
    }  # fmt: skip
    project.undo()
    assert said(project) == {}
    assert project.disputes() == {}


def test_mine_stay_and_theirs_are_kept_beside(project: Project) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    say(project, "cid", tree.id, ABSENT)
    bring(project, "path,things\n0.jpg,tree\n", on_conflict=OnConflict.MINE, annotator="ann")
    assert truth(project)[tree.id][:2] == (ABSENT, "cid")
    bring(project, TABLE, on_conflict=OnConflict.MINE)
    assert truth(project)[tree.id][:2] == (ABSENT, "cid")
    words = said(project)
    assert words["ann", tree.id, 0] == PRESENT
    assert words["ben", tree.id, 0] == words["cid", tree.id, 0] == ABSENT


def test_disputes_follow_each_change_and_end_when_settled(project: Project) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    for who, state in (("ann", PRESENT), ("ben", ABSENT)):
        say(project, who, tree.id, state, (1, 2))
        assert search_project(project, "is:disputed").tolist() == ([] if who == "ann" else [1, 2])
    with acting("eve"):
        project.apply(SettleDisputes((1,), tree.id, PRESENT))
    assert search_project(project, "is:disputed").tolist() == [2]
    assert search_project(project, "source:settled").tolist() == [1]
    say(project, "ben", tree.id, PRESENT, (2,))
    assert project.disputes() == {}
    project.undo()
    assert search_project(project, "is:disputed").tolist() == [2]


def test_agreement_is_told_on_the_command_line(project: Project) -> None:
    bring(project, TABLE)
    report = agreement_report(project, samples=100)
    animal = report.tasks[0].agreement
    assert animal is not None
    assert (animal.images, animal.people, animal.disputed) == (2, 2, 1)
    assert animal.percent.value == 0.5
    project.close()
    result = CliRunner().invoke(app, ["agreement", str(project.folder), "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["people"]["ann"]["annotations"] == 3
    assert told["tasks"][1]["labels"][0]["agreement"]["percent"]["value"] == 0.0


def test_consensus_is_learnt_from_and_judged_by(project: Project) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    for who, state in (("ann", PRESENT), ("ben", PRESENT), ("cid", ABSENT)):
        say(project, who, tree.id, state, (0, 1))
    say(project, "cid", tree.id, ABSENT, (3,))
    with acting("eve"):
        project.apply(SettleDisputes((1,), tree.id, ABSENT))
    assert project.teaching_matrix("latest")[:4, 0].tolist() == [ABSENT, ABSENT, -1, ABSENT]
    for matrix in (project.teaching_matrix("majority"), project.judging_matrix("majority")):
        assert matrix[:4, 0].tolist() == [PRESENT, ABSENT, -1, ABSENT]
    assert project.annotation_matrix()[0, 0] == ABSENT  # what is shown is the latest


def test_one_exports_ones_own_and_it_comes_back(project: Project, tmp_path: Path) -> None:
    bring(project, TABLE)
    out = tmp_path / "ann.csv"
    export_planned(plan_export(project, out, ExportChoices(format="csv-long", annotator="ann")))
    before = {one: state for one, state in said(project).items() if one[0] == "ann"}
    rows = out.read_text(encoding="utf-8").splitlines()
    assert rows[0].endswith(",annotator")
    assert len(rows) == 4
    assert all(row.endswith(",ann") for row in rows[1:])
    other = new_project(tmp_path / "other", NAMES)
    bring(other, out.read_text(encoding="utf-8"))
    assert len(said(other)) == len(before)
    other.close()
    with pytest.raises(InvalidInput, match="Nobody of this name"):
        plan_export(project, out, ExportChoices(format="csv-long", annotator="zoe"))


def test_a_report_tells_how_far_people_agree(project: Project) -> None:
    bring(project, TABLE)
    made = make_report(project)
    assert made.data["agreement"] == agreement_as_plain(agreement_report(project))
    (people,) = (one for one in made.sections if one.name == "people")
    tables = [one for one in people.blocks if isinstance(one, Table)]
    assert [row[0] for row in tables[0].rows] == ["ann", "ben"]
    animal = tables[1].rows[0]
    assert animal[:3] == ("animal", "2", "1")
    assert str(animal[3]).startswith("0.50")


def test_a_report_of_one_person_has_no_people(project: Project) -> None:
    (tree,) = add_task(project, "things", TaskKind.MULTILABEL, "tree")
    say(project, "cid", tree.id, ABSENT)
    made = make_report(project)
    assert made.data["agreement"] is None
    assert "people" not in {one.name for one in made.sections}
