"""Sequences of camera traps come in as groups, are kept together, and leave again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from making_projects import content_of, new_project

from labelmt.domain.keep_together import parse_rule
from labelmt.project.exchange.export_choices import ExportChoices
from labelmt.project.exchange.export_labels import export_planned, plan_export
from labelmt.project.exchange.import_choices import ImportChoices
from labelmt.project.exchange.import_preview import ImportPlan, plan_import
from labelmt.project.exchange.import_table import ImportReport, import_planned
from labelmt.project.project import Project
from labelmt.project.training.keep_together import groups_of, propose_rule

PATHS = [f"site{site}/{frame}.jpg" for site in (1, 2) for frame in range(4)]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, PATHS)
    yield made
    made.close()


def trap_file(place: Path) -> Path:
    """Two sequences at the first site, one at the second, and an image of none."""
    images: list[dict[str, object]] = []
    for number, path in enumerate(PATHS):
        told: dict[str, object] = {"id": str(number), "file_name": path, "location": int(path[4])}
        if number < 7:
            told |= {"seq_id": f"s{number // 2 if number < 4 else 2}", "frame_num": number % 2,
                     "seq_num_frames": 2}  # fmt: skip
        else:
            told |= {"seq_id": -1}
        images.append(told)
    place.write_text(
        json.dumps(
            {
                "info": {"version": "1"},
                "images": images,
                "categories": [{"id": 0, "name": "empty"}, {"id": 7, "name": "fox"}],
                "annotations": [
                    {
                        "id": "a",
                        "image_id": "0",
                        "category_id": 7,
                        "sequence_level_annotation": True,
                    },
                    {"id": "b", "image_id": "4", "category_id": 0},
                ],
            }
        )
    )
    return place


def imported(project: Project, file: Path) -> tuple[ImportPlan, ImportReport]:
    plan = plan_import(project, file, ImportChoices())
    return plan, import_planned(project, plan)


def parts(project: Project, rule: str) -> list[list[int]]:
    groups = groups_of(project, parse_rule(rule))
    assert groups is not None
    found: dict[int, list[int]] = {}
    for row, group in enumerate(groups.tolist()):
        found.setdefault(group, []).append(row)
    return sorted(found.values())


def test_sequences_and_locations_are_groups(project: Project, tmp_path: Path) -> None:
    assert parts(project, "sequence") == [[row] for row in range(8)]
    plan, report = imported(project, trap_file(tmp_path / "traps.json"))
    assert plan.preview.format == "coco-camera-traps"
    assert (plan.preview.captures, report.captures) == (8, 8)
    assert parts(project, "sequence") == [[0, 1], [2, 3], [4, 5, 6], [7]]
    assert parts(project, "location") == [[0, 1, 2, 3], [4, 5, 6, 7]]
    proposal = propose_rule(project)
    assert (str(proposal.rule), proposal.size) == ("sequence", 2)
    assert "--keep-together sequence" in str(proposal.told)


def test_a_second_import_changes_nothing(project: Project, tmp_path: Path) -> None:
    file = trap_file(tmp_path / "traps.json")
    imported(project, file)
    before = content_of(project)
    plan, report = imported(project, file)
    assert (plan.preview.captures, report.captures, report.annotations) == (0, 0, 0)
    assert content_of(project) == before


def test_they_stay_when_labels_are_taken_back_and_the_project_is_opened_again(
    project: Project, tmp_path: Path
) -> None:
    imported(project, trap_file(tmp_path / "traps.json"))
    project.undo()
    assert project.annotation_count() == 0
    project.close()
    again = Project.open(tmp_path / "project")
    assert parts(again, "sequence") == [[0, 1], [2, 3], [4, 5, 6], [7]]
    again.close()


def test_they_leave_and_come_back(project: Project, tmp_path: Path) -> None:
    imported(project, trap_file(tmp_path / "traps.json"))
    out = tmp_path / "out.json"
    export_planned(plan_export(project, out, ExportChoices(format="coco-camera-traps")))
    told = {one["file_name"]: one for one in json.loads(out.read_text())["images"]}
    first, last = told["site2/0.jpg"], told["site2/3.jpg"]
    assert (first["seq_id"], first["seq_num_frames"], first["frame_num"]) == ("s2", 3, 0)
    assert (first["location"], last["location"]) == ("2", "2")
    assert "seq_id" not in last
    other = new_project(tmp_path / "other", PATHS)
    _, report = imported(other, out)
    assert report.captures == 8
    for rule in ("sequence", "location"):
        assert parts(other, rule) == parts(project, rule)
    other.close()


@pytest.mark.parametrize("name", ["coco", "csv", "label-studio"])
def test_what_has_no_place_for_them_says_so(project: Project, tmp_path: Path, name: str) -> None:
    imported(project, trap_file(tmp_path / "traps.json"))
    out = tmp_path / "out"
    plan = plan_export(project, out, ExportChoices(format=name))
    assert any("Sequences and locations" in str(one) for one in plan.preview.cannot_carry)
    export_planned(plan)
    assert "seq_id" not in out.read_text()


@pytest.mark.parametrize("told", [[], {}, 1.5, True, None, "", "  ", "-1", -1])
def test_what_is_no_sequence_is_none(project: Project, tmp_path: Path, told: object) -> None:
    file = tmp_path / "traps.json"
    images = [{"id": 1, "file_name": PATHS[0], "seq_id": told, "location": told, "frame_num": "x"}]
    file.write_text(json.dumps({"images": images, "categories": [{"id": 1, "name": "fox"}]}))
    plan = plan_import(project, file, ImportChoices())
    assert plan.captures == {}
    assert plan.refused is None
