"""Tables as pandas, Excel, Label Studio and people write them are read for what they mean."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from making_projects import add_task, content_of, new_project

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.errors import InvalidInput, InvalidTable
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import AcceptSuggestions, OnConflict, SetAnnotations
from labelmt.project.exchange.import_choices import ImportChoices, TakeAs
from labelmt.project.exchange.import_preview import ImportPlan, plan_import
from labelmt.project.exchange.import_table import ImportReport, import_planned
from labelmt.project.project import Project

PATHS = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]
U, A, P = State.UNKNOWN, State.ABSENT, State.PRESENT


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, PATHS)
    yield made
    made.close()


def planned(project: Project, tmp_path: Path, told: str | bytes, **choices: object) -> ImportPlan:
    file = tmp_path / "labels.csv"
    file.write_bytes(told if isinstance(told, bytes) else told.encode())
    return plan_import(project, file, ImportChoices(**choices))  # type: ignore[arg-type]


def imported(
    project: Project, tmp_path: Path, told: str | bytes, **choices: object
) -> ImportReport:
    return import_planned(project, planned(project, tmp_path, told, **choices))


def known(project: Project) -> dict[str, dict[str, list[int]]]:
    """Task to label to states, image by image."""
    matrix, schema = project.annotation_matrix(), project.schema()
    return {
        task.name: {
            label.name: matrix[:, schema.columns[label.id]].tolist() for label in task.labels
        }
        for task in schema
    }


OBJECTS = {"labels": {"cat": [P, A, U, U], "tree": [A, P, U, U]}}


@pytest.mark.parametrize(
    "told",
    [
        "path,cat,tree\na.jpg,1,0\nb.jpg,0,1\nc.jpg,,\n",
        "path,cat,tree\na.jpg,1.0,0.0\nb.jpg,0.0,1.0\nc.jpg,NaN,NaN\n",
        "path,cat,tree\na.jpg,True,False\nb.jpg,False,True\n",
        ",path,cat,tree\n0,a.jpg,1,0\n1,b.jpg,0,1\n",
        "Unnamed: 0,path,cat,tree\n0,a.jpg,1,0\n1,b.jpg,0,1\n",
        "sep=;\npath;cat;tree\na.jpg;1;0\nb.jpg;0;1\n",
        "path,cat,tree,,\na.jpg,1,0,,\nb.jpg,0,1,,\n,,,,\n,,,,\n",
        "path\tcat\ttree\na.jpg\t1\t0\nb.jpg\t0\t1\n",
        "path,label\na.jpg,cat\nb.jpg,tree\na.jpg,cat\n",
        "path,label,value\na.jpg,cat,1\na.jpg,tree,0\nb.jpg,cat,0\nb.jpg,tree,1\n",
    ],
)  # fmt: skip
def test_a_matrix_or_a_long_table_is_one_task(project: Project, tmp_path: Path, told: str) -> None:
    imported(project, tmp_path, told, kinds={"labels": TaskKind.MULTILABEL})
    assert known(project) == OBJECTS


@pytest.mark.parametrize(
    "cells",
    [
        ("cat|tree", "cat", "tree"),
        ('"cat,tree"', "cat", "tree"),
        ("cat;tree", "cat", "tree"),
        ('"[""cat"", ""tree""]"', '"[""cat""]"', '"[""tree""]"'),
        ("\"['cat', 'tree']\"", "['cat']", "['tree']"),
        ('"{""choices"": [""cat"", ""tree""]}"', '"{""choices"": [""cat""]}"', "['tree']"),
    ],
)
def test_several_labels_in_a_cell(
    project: Project, tmp_path: Path, cells: tuple[str, str, str]
) -> None:
    rows = "".join(f"{path},{cell}\n" for path, cell in zip(PATHS, cells, strict=False))
    imported(project, tmp_path, f"path,objects\n{rows}d.jpg,NaN\n")
    assert known(project) == {"objects": {"cat": [P, P, A, U], "tree": [P, A, P, U]}}


def test_a_label_that_the_project_has_is_no_list_and_no_missing_value(
    project: Project, tmp_path: Path
) -> None:
    add_task(project, "place", TaskKind.MULTICLASS, "NA Rome,Italy")
    imported(project, tmp_path, 'path,place\na.jpg,NA\nb.jpg,"Rome,Italy"\n')
    assert known(project)["place"] == {"NA": [P, A, U, U], "Rome,Italy": [A, P, U, U]}


def test_names_with_commas_that_never_come_back_stay_whole(
    project: Project, tmp_path: Path
) -> None:
    imported(project, tmp_path, 'path,place\na.jpg,"Rome, Italy"\nb.jpg,"Bern, Switzerland"\n')
    assert set(known(project)["place"]) == {"Bern, Switzerland", "Rome, Italy"}


@pytest.mark.parametrize(
    "header", ["file_name", "image", "filename", "Image Path", "img_name", "photo", "whatever"]
)
def test_the_column_of_images_by_any_name(project: Project, tmp_path: Path, header: str) -> None:
    imported(project, tmp_path, f"scene,{header}\nbeach,a.jpg\nwood,b.jpg\n")
    assert known(project) == {"scene": {"beach": [P, A, U, U], "wood": [A, P, U, U]}}


def test_the_column_of_images_is_chosen(project: Project, tmp_path: Path) -> None:
    told = "image,path,scene\nx.jpg,y.jpg,beach\n"
    assert planned(project, tmp_path, told).preview.missing == 1
    plan = planned(project, tmp_path, "a,b,scene\na.jpg,z.jpg,beach\n", path_column="a",
                   columns=("scene",))  # fmt: skip
    assert (plan.preview.matched, plan.preview.missing) == (1, 0)
    assert [one.task for one in plan.preview.columns] == ["scene"]


def test_a_column_may_be_chosen_to_have_several_labels(project: Project, tmp_path: Path) -> None:
    told = "path,objects\na.jpg,cat\nb.jpg,tree\n"
    plan = planned(project, tmp_path, told)
    assert [(one.kind, one.guessed) for one in plan.preview.columns] == [("multiclass", True)]
    plan = planned(project, tmp_path, told, kinds={"objects": TaskKind.MULTILABEL})
    assert [(one.kind, one.guessed) for one in plan.preview.columns] == [("multilabel", False)]
    import_planned(project, plan)
    assert known(project)["objects"] == {"cat": [P, A, U, U], "tree": [A, P, U, U]}


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_other_encodings_are_offered(project: Project, tmp_path: Path, encoding: str) -> None:
    told = "path,scene\na.jpg,Düne\n".encode(encoding)
    if encoding == "latin-1":
        with pytest.raises(InvalidTable, match="problem"):
            imported(project, tmp_path, told)
        imported(project, tmp_path, told, encoding=encoding)
    else:
        imported(project, tmp_path, told)
    assert known(project) == {"scene": {"Düne": [P, U, U, U]}}


def test_a_table_from_a_pipe(project: Project, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(
        target=lambda: pipe.write_bytes(b"path,scene\na.jpg,beach\nb.jpg,wood\n")
    )
    writer.start()
    import_planned(project, plan_import(project, pipe, ImportChoices()))
    writer.join()
    assert known(project) == {"scene": {"beach": [P, A, U, U], "wood": [A, P, U, U]}}


def test_missing_rows_are_counted_and_may_be_skipped(project: Project, tmp_path: Path) -> None:
    told = "path,scene\na.jpg,x\nnone.jpg,y\nb.jpg,x\nnothing.jpg,y\n"
    plan = planned(project, tmp_path, told)
    assert (plan.preview.matched, plan.preview.missing) == (2, 2)
    with pytest.raises(InvalidTable) as refused:
        import_planned(project, plan)
    assert "2 of 4 images" in refused.value.next_step
    assert project.schema().tasks == ()
    report = imported(project, tmp_path, told, skip_missing=True)
    assert (report.images, report.skipped) == (2, 2)
    assert known(project)["scene"]["x"] == [P, P, U, U]


def test_labels_and_columns_get_the_names_of_the_project(project: Project, tmp_path: Path) -> None:
    add_task(project, "animals", TaskKind.MULTILABEL, "cat dog")
    told = "path,things,junk\na.jpg,Katze|Hund,1x\nb.jpg,Katze|Maus,2x\n"
    renamed = {"things": "animals", "Katze": "cat", "things|Hund": "dog", "Maus": "", "junk": ""}
    plan = planned(project, tmp_path, told, renamed=renamed)
    assert [(one.task, one.labels, one.new) for one in plan.preview.columns] == [
        ("animals", ("dog", "cat"), ())
    ]
    import_planned(project, plan)
    assert known(project) == {"animals": {"cat": [P, P, U, U], "dog": [P, A, U, U]}}
    with pytest.raises(InvalidInput, match="no column or label"):
        planned(project, tmp_path, told, renamed={"Vogel": "bird"})


def test_labels_without_a_task_go_where_they_are_known(project: Project, tmp_path: Path) -> None:
    add_task(project, "scene", TaskKind.MULTICLASS, "beach")
    add_task(project, "animals", TaskKind.MULTILABEL, "cat dog")
    plan = planned(project, tmp_path, "path,cat,bird\na.jpg,1,0\n")
    assert [(one.task, one.new) for one in plan.preview.columns] == [("animals", ("bird",))]


def test_what_is_overwritten_is_counted_and_may_stay(project: Project, tmp_path: Path) -> None:
    cat, _tree = add_task(project, "objects", TaskKind.MULTILABEL, "cat tree")
    project.apply(SetAnnotations((0, 1), cat.id, P))
    told = "path,objects\na.jpg,tree\nb.jpg,cat|tree\n"
    plan = planned(project, tmp_path, told)
    assert (plan.preview.overwritten, plan.preview.annotations) == (1, 3)
    with pytest.raises(InvalidInput, match="1 annotation would be overwritten"):
        imported(project, tmp_path, told, on_conflict=OnConflict.FAIL)
    plan = planned(project, tmp_path, told, on_conflict=OnConflict.MINE)
    assert (plan.preview.overwritten, plan.preview.annotations) == (1, 2)
    import_planned(project, plan)
    assert known(project)["objects"] == {"cat": [P, P, U, U], "tree": [P, P, U, U]}
    project.undo()
    imported(project, tmp_path, told)
    assert known(project)["objects"] == {"cat": [A, P, U, U], "tree": [P, P, U, U]}


def test_mine_stays_in_a_task_with_exactly_one_label(project: Project, tmp_path: Path) -> None:
    beach, _wood = add_task(project, "scene", TaskKind.MULTICLASS, "beach wood")
    project.apply(SetAnnotations((0,), beach.id, P))
    told = "path,scene\na.jpg,wood\nb.jpg,wood\n"
    imported(project, tmp_path, told, on_conflict=OnConflict.MINE)
    assert known(project)["scene"] == {"beach": [P, A, U, U], "wood": [A, P, U, U]}


def test_probabilities_are_suggestions_and_no_annotations(project: Project, tmp_path: Path) -> None:
    told = (
        "path,task,label,probability,predicted\n"
        "a.jpg,objects,cat,0.9,1\na.jpg,objects,tree,0.2,0\nb.jpg,objects,cat,0.1,0\n"
    )
    report = imported(project, tmp_path, told)
    assert (report.annotations, report.suggestions) == (0, 3)
    assert project.annotation_count() == 0
    predictions = project.predictions()
    assert predictions is not None
    cat = project.schema().labels[0]
    column = predictions.column(cat.id)
    assert column is not None
    assert column.tolist()[:2] == pytest.approx([0.9, 0.1], abs=1e-3)
    assert imported(project, tmp_path, told).suggestions == 0, "a second time changes nothing"
    assert len(project.runs()) == 1


def test_probabilities_taken_for_annotations_judge_no_metric(
    project: Project, tmp_path: Path
) -> None:
    told = "path,label,probability\na.jpg,cat,0.9\nb.jpg,cat,0.1\n"
    imported(project, tmp_path, told, take_as=TakeAs.ANNOTATIONS)
    assert project.annotation_matrix()[:, 0].tolist() == [P, A, U, U]
    assert (project.judging_matrix() == U).all()
    assert {one.source for one in project.annotations_of(0)} == {Source.SUGGESTION}


def test_annotations_may_come_in_as_suggestions(project: Project, tmp_path: Path) -> None:
    told = "path,objects\na.jpg,cat|tree\nb.jpg,cat\n"
    report = imported(project, tmp_path, told, take_as=TakeAs.SUGGESTIONS)
    assert (report.annotations, report.suggestions) == (0, 4)
    assert project.annotation_count() == 0


def test_source_and_seen_come_back(project: Project, tmp_path: Path) -> None:
    told = (
        "path,objects,objects|absent,objects|source,objects|seen\n"
        "a.jpg,cat,tree,human|tree=suggestion,one|tree=unseen\n"
        "b.jpg,,cat,kept,one\n"
    )
    imported(project, tmp_path, told)
    assert known(project)["objects"] == {"cat": [P, A, U, U], "tree": [A, U, U, U]}
    said = {(one.row, one.label_id): (one.source, one.seen)
            for row in range(2) for one in project.annotations_of(row)}  # fmt: skip
    cat, tree = project.schema().label_ids
    assert said == {
        (0, cat): (Source.HUMAN, Seen.ONE),
        (0, tree): (Source.SUGGESTION, Seen.UNSEEN),
        (1, cat): (Source.KEPT, Seen.ONE),
    }
    assert project.judging_matrix().tolist()[0] == [P, U]


def test_an_import_never_makes_a_suggestion_a_judge(project: Project, tmp_path: Path) -> None:
    [cat] = add_task(project, "objects", TaskKind.MULTILABEL, "cat")
    project.apply(AcceptSuggestions(1, ((cat.id, P, (0,)),)))
    imported(project, tmp_path, "path,objects\na.jpg,cat\n")
    assert project.judging_matrix()[0, 0] == U


def test_importing_twice_changes_nothing(project: Project, tmp_path: Path) -> None:
    told = "path,cat,tree\na.jpg,1,0\nb.jpg,,1\n"
    imported(project, tmp_path, told)
    before = content_of(project)
    plan = planned(project, tmp_path, told)
    assert (plan.preview.annotations, plan.preview.overwritten) == (0, 0)
    assert not import_planned(project, plan).changes
    assert content_of(project) == before


def test_what_the_format_cannot_say_is_told(project: Project, tmp_path: Path) -> None:
    told = "path,objects\na.jpg,cat|tree\n"
    assert "absent" in str(planned(project, tmp_path, told).preview.cannot_carry[0])
    plan = planned(project, tmp_path, told, unlisted=State.UNKNOWN)
    assert "unknown" in str(plan.preview.cannot_carry[0])


FOLDERS = {"beach": ["a.jpg", "b.jpg"], "wood": ["c.jpg"]}


def class_folders(place: Path, labels: dict[str, list[str]]) -> Path:
    for label, names in labels.items():
        for name in names:
            (place / label).mkdir(parents=True, exist_ok=True)
            (place / label / name).write_bytes(name.encode())
    return place


def coco_file(file: Path, labels: dict[str, list[str]]) -> Path:
    images = [{"id": number, "file_name": name} for number, name in enumerate(PATHS)]
    told = {
        "images": images,
        "categories": [{"id": name, "name": name} for name in labels],
        "annotations": [
            {"id": f"{label}{name}", "image_id": PATHS.index(name), "category_id": label}
            for label, names in labels.items()
            for name in names
        ],
    }
    file.write_text(json.dumps(told))
    return file


def do(project: Project, place: Path, **choices: object) -> ImportPlan:
    plan = plan_import(project, place, ImportChoices(**choices))  # type: ignore[arg-type]
    import_planned(project, plan)
    return plan


def test_labels_without_a_task_do_not_overwrite_others_of_the_task_called_labels(
    project: Project, tmp_path: Path
) -> None:
    objects = coco_file(tmp_path / "objects.json", {"cat": ["a.jpg"], "tree": ["a.jpg", "c.jpg"]})
    scenes = class_folders(tmp_path / "scenes", FOLDERS)
    do(project, objects)
    plan = do(project, scenes)
    assert plan.preview.overwritten == 0
    assert [(one.task, one.beside, one.new_task) for one in plan.preview.columns] == [
        ("scenes", "labels", True)
    ]
    assert any("none of these labels" in str(one) for one in plan.preview.notes)
    before = content_of(project)
    for place in (objects, scenes):
        again = do(project, place)
        assert again.preview.columns[0].beside == ""
    assert content_of(project) == before
    assert known(project) == {
        "labels": {"cat": [P, A, A, A], "tree": [P, A, P, A]},
        "scenes": {"beach": [P, P, A, U], "wood": [A, A, P, U]},
    }


def test_a_person_says_which_task_labels_without_one_are(project: Project, tmp_path: Path) -> None:
    do(project, coco_file(tmp_path / "objects.json", {"cat": ["a.jpg"]}))
    scenes = class_folders(tmp_path / "scenes", FOLDERS)
    do(project, scenes, renamed={"labels": "labels"})
    assert known(project) == {
        "labels": {
            "cat": [P, A, A, A],  # the folders do not tell of it
            "beach": [P, P, A, U],
            "wood": [A, A, P, U],
        }
    }


def test_several_labels_for_a_task_of_exactly_one_say_the_way_out(
    project: Project, tmp_path: Path
) -> None:
    do(project, class_folders(tmp_path / "scenes", FOLDERS))
    both = coco_file(tmp_path / "objects.json", {"beach": ["a.jpg"], "cat": ["a.jpg"]})
    plan = plan_import(project, both, ImportChoices())
    assert plan.refused is not None
    assert "--map labels=NAME" in plan.refused.next_step
    assert do(project, both, renamed={"labels": "objects"}).refused is None
    assert list(known(project)) == ["labels", "objects"]


@pytest.mark.parametrize("name", ["labels", "labels.dat", "labels.json"])
def test_a_file_that_nothing_tells_the_format_of_is_asked_about(
    project: Project, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    file.write_text("path,scene\na.jpg,beach\n")
    with pytest.raises(InvalidInput, match="format") as refused:
        plan_import(project, file, ImportChoices())
    assert "--format" in refused.value.next_step
    assert "csv-long" in refused.value.next_step
    assert do(project, file, format="csv").preview.matched == 1


def refusal(plan: ImportPlan) -> InvalidTable:
    assert isinstance(plan.refused, InvalidTable)
    return plan.refused


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark_is_read_where_it_is_named(
    project: Project, tmp_path: Path, coding: str
) -> None:
    told = "path;scene\na.jpg;Käse\n".encode(coding)
    imported(project, tmp_path, told, encoding="utf-16")
    assert known(project) == {"scene": {"Käse": [P, U, U, U]}}


def test_another_encoding_says_how_to_name_it(project: Project, tmp_path: Path) -> None:
    told = "path;scene\na.jpg;Käse\n".encode("latin-1")
    assert "--encoding latin-1" in refusal(planned(project, tmp_path, told)).next_step
    imported(project, tmp_path, told, encoding="latin-1")
    assert known(project) == {"scene": {"Käse": [P, U, U, U]}}


def test_addresses_with_one_front_are_matched_encoded_or_not(
    project: Project, tmp_path: Path
) -> None:
    told = "url,scene\nhttps://x.org/d%C3%A4/a.jpg,beach\nhttps://x.org/d%C3%A4/b%2Ejpg,wood\n"
    plan = planned(project, tmp_path, told)
    assert plan.refused is None
    assert plan.preview.prefix == "https://x.org/dä"
    mixed = told + "https://elsewhere.org/c.jpg,wood\n"
    assert "https://x.org/d%C3%A4/a.jpg" in str(refusal(planned(project, tmp_path, mixed)).problems)


def test_a_separator_that_separates_nothing_is_told(project: Project, tmp_path: Path) -> None:
    told = "path,scene\na.jpg,beach\n"
    assert any(
        "“::” separates nothing" in str(one)
        for one in planned(project, tmp_path, told, separator="::").preview.notes
    )
    assert not planned(project, tmp_path, told, separator=",").preview.notes


def test_a_table_of_another_project_is_asked_about(project: Project, tmp_path: Path) -> None:
    none = refusal(planned(project, tmp_path, "path,scene\nx.jpg,beach\ny.jpg,beach\n"))
    assert "Is it the right project" in none.next_step
    one = refusal(planned(project, tmp_path, "path,scene\na.jpg,beach\ny.jpg,beach\n"))
    assert one.next_step == "1 of 2 images is in the project; --skip-missing imports it."


def test_one_image_named_in_two_ways_has_both_labels(project: Project, tmp_path: Path) -> None:
    imported(project, tmp_path, "path,objects\na.jpg,cat\n./a.jpg,tree\nb.jpg,cat\n")
    assert known(project) == {"objects": {"cat": [P, P, U, U], "tree": [P, A, U, U]}}


def test_a_folder_without_images_is_no_import_of_nothing(project: Project, tmp_path: Path) -> None:
    (tmp_path / "empty" / "inner").mkdir(parents=True)
    plan = plan_import(project, tmp_path / "empty", ImportChoices(format="folders"))
    assert str(refusal(plan).problems[0]) == "there are no images in this folder"


def test_problems_of_names_are_in_the_column_that_has_them(
    project: Project, tmp_path: Path
) -> None:
    plan = planned(project, tmp_path, "file_name,scene\nx.jpg,beach\n")
    assert [one.column for one in refusal(plan).problems] == ["file_name"]


@pytest.mark.parametrize("told", ["7", '{"images": [] "x": 1}'])
def test_signs_of_json_are_shown_once(project: Project, tmp_path: Path, told: str) -> None:
    file = tmp_path / "a.json"
    file.write_text(told)
    with pytest.raises(InvalidTable) as refused:
        plan_import(project, file, ImportChoices(format="coco"))
    assert "{{" not in str(refused.value.problems[0].said)
    assert "}}" not in str(refused.value.problems[0].said)


def test_a_kind_that_the_file_tells_is_not_called_guessed(project: Project, tmp_path: Path) -> None:
    images = [{"id": 1, "file_name": "a.jpg"}, {"id": 2, "file_name": "b.jpg"}]
    categories = [{"id": 1, "name": "cat", "supercategory": ""}]
    found = [{"id": one, "image_id": one, "category_id": 1, "bbox": [0, 0, 1, 1]} for one in (1, 2)]
    file = tmp_path / "instances.json"
    file.write_text(
        json.dumps({"images": images, "categories": categories, "annotations": found}),
        encoding="utf-8",
    )
    plan = plan_import(project, file, ImportChoices())
    assert [(one.kind, one.guessed) for one in plan.preview.columns] == [("multilabel", False)]
