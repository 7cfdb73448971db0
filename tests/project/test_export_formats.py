"""Labels leave a project and come into another by every format; no suggestion becomes a judge."""

from __future__ import annotations

import json
import os
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from labelmt.domain.annotations import Seen, State
from labelmt.domain.errors import InvalidInput
from labelmt.domain.schema import TaskKind
from labelmt.formats.base import AnnotationFormat, Carries
from labelmt.formats.output import Exists
from labelmt.formats.registry import readable, writable
from labelmt.project.commands.commands import (
    AcceptSuggestions,
    CommentImages,
    CreateLabel,
    CreateTask,
    FlagUnsure,
    RateImages,
    SetAnnotations,
)
from labelmt.project.exchange.export_choices import ExportChoices
from labelmt.project.exchange.export_labels import export_planned, plan_export
from labelmt.project.exchange.import_choices import ImportChoices
from labelmt.project.exchange.import_preview import plan_import
from labelmt.project.exchange.import_table import import_planned
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.project import Project

FORMATS = [one for one in writable(AnnotationFormat) if one in readable(AnnotationFormat)]
NAMES = ["a.jpg", "b.jpg", "in/c.jpg", "in/d.jpg"]
CAT, TREE = "cat", "tree"


@pytest.fixture
def images(tmp_path: Path) -> Path:
    for number, name in enumerate(NAMES):
        file = tmp_path / "images" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (20, 10), (number * 50, 0, 0)).save(file)
    return tmp_path / "images"


def made(folder: Path, images: Path) -> Project:
    project = Project.create(folder, [images])
    list(scan_roots(project, lambda: False))
    return project


@pytest.fixture
def project(tmp_path: Path, images: Path) -> Iterator[Project]:
    """a: cat, no tree, both seen. b: cat seen, tree a suggestion accepted unseen. d: nothing."""
    project = made(tmp_path / "project", images)
    project.apply(CreateTask("objects", TaskKind.MULTILABEL))
    for name in (CAT, TREE):
        project.apply(CreateLabel(project.schema().tasks[0].id, name))
    cat, tree = project.schema().label_ids
    project.apply(SetAnnotations((0, 1, 2), cat, State.PRESENT, seen=Seen.VISIBLE))
    project.apply(SetAnnotations((0, 2), tree, State.ABSENT, seen=Seen.VISIBLE))
    project.apply(AcceptSuggestions(3, ((tree, State.PRESENT, (1,)),)))
    yield project
    project.close()


def pairs(project: Project, judging: bool = False) -> set[tuple[str, str, int]]:
    matrix = project.judging_matrix() if judging else project.annotation_matrix()
    schema, paths = project.schema(), project.images().paths
    return {
        (paths[row], label.name, int(matrix[row, column]))
        for row in range(len(paths))
        for column, label in enumerate(schema.labels)
        if matrix[row, column] != State.UNKNOWN
    }


@pytest.mark.parametrize("format", FORMATS, ids=lambda one: one.name)
def test_no_suggestion_comes_back_as_a_judge(
    project: Project, format: AnnotationFormat, tmp_path: Path, images: Path
) -> None:
    out = tmp_path / f"out{format.suffixes[0] if format.suffixes else ''}"
    plan = plan_export(project, out, ExportChoices(format=format.name))
    told = " ".join(map(str, plan.preview.cannot_carry))
    assert (Carries.PROVENANCE in format.carries) != ("accepted suggestion" in told)
    assert export_planned(plan)
    other = made(tmp_path / "other", images)
    try:
        plan_in = plan_import(other, out, ImportChoices(format=format.name))
        report = import_planned(other, plan_in)
        assert report.annotations
        judged = pairs(other, judging=True)
        assert not any(pair[:2] == ("b.jpg", TREE) for pair in judged), "nobody saw it"
        assert ("a.jpg", CAT, 1) in judged
        assert all(pair[0] != "in/d.jpg" for pair in pairs(other)), "nothing is known of it"
        if Carries.PROVENANCE in format.carries:
            assert pairs(other) == pairs(project)
            assert judged == pairs(project, judging=True)
        before = pairs(other)
        again = import_planned(other, plan_import(other, out, ImportChoices(format=format.name)))
        assert (again.annotations, again.suggestions) == (0, 0)
        assert pairs(other) == before
        if report.annotations:
            other.undo()
            assert other.annotation_count() == 0, "one step takes all of it back"
    finally:
        other.close()


@pytest.mark.parametrize("name", ["folders", "coco", "voc"])
def test_nothing_is_replaced_and_images_stay(
    project: Project, tmp_path: Path, images: Path, name: str
) -> None:
    before = {file: file.read_bytes() for file in images.rglob("*.jpg")}
    out = tmp_path / "out"
    export_planned(plan_export(project, out, ExportChoices(format=name)))
    with pytest.raises(Exists):
        export_planned(plan_export(project, out, ExportChoices(format=name)))
    export_planned(plan_export(project, out, ExportChoices(format=name, overwrite=True)))
    assert {file: file.read_bytes() for file in images.rglob("*.jpg")} == before
    assert not list(tmp_path.glob(".*.part"))


def test_copies_over_the_images_themselves_are_refused(project: Project, images: Path) -> None:
    """COPY into the project's own folder would write a.jpg over a.jpg."""
    from labelmt.formats.base import Pictures

    choices = ExportChoices(format="labelme", overwrite=True, pictures=Pictures.COPY)
    with pytest.raises(InvalidInput, match="image of the project"):
        export_planned(plan_export(project, images, choices))
    assert not list(images.glob("*.json"))


def test_sidecars_are_written_beside_the_images(project: Project, images: Path) -> None:
    export_planned(plan_export(project, images, ExportChoices(format="xmp")))
    export_planned(plan_export(project, images, ExportChoices(format="xmp")))
    assert (images / "a.jpg.xmp").is_file()
    plan = plan_import(project, images, ImportChoices(format="xmp"))
    assert (plan.preview.matched, plan.preview.annotations) == (2, 0)


def test_the_projects_own_folders_are_labels(tmp_path: Path, images: Path) -> None:
    project = made(tmp_path / "project", images)
    plan = plan_import(project, images, ImportChoices(format="folders"))
    assert [(one.labels, one.counts) for one in plan.preview.columns] == [(("in",), {"in": 2})]
    import_planned(project, plan)
    assert pairs(project) == {("in/c.jpg", "in", 1), ("in/d.jpg", "in", 1)}
    project.close()


def test_images_of_two_roots_with_the_same_paths(tmp_path: Path, images: Path) -> None:
    second = tmp_path / "second"
    for name in NAMES[:2]:
        (second / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (9, 9)).save(second / name)
    for place in ("one", "two"):
        project = Project.create(tmp_path / place, [images, second])
        list(scan_roots(project, lambda: False))
        if place == "one":
            project.apply(CreateTask("objects", TaskKind.MULTILABEL))
            project.apply(CreateLabel(project.schema().tasks[0].id, CAT))
            project.apply(SetAnnotations((0,), 1, State.PRESENT, seen=Seen.ONE))
            project.apply(SetAnnotations((4,), 1, State.ABSENT, seen=Seen.ONE))
            want = project.annotation_matrix().tolist()
            for name in ("csv", "coco", "hf"):
                export_planned(plan_export(project, tmp_path / name, ExportChoices(format=name)))
        else:
            for name in ("csv", "coco", "hf"):
                choices = ImportChoices(format=name)
                import_planned(project, plan_import(project, tmp_path / name, choices))
                assert project.annotation_matrix().tolist() == want, name
                project.go_to(0)
        project.close()


@pytest.mark.parametrize("name", ["voc", "labelme", "open-images", "csv-matrix"])
def test_what_one_label_implies_of_the_others_is_written(
    tmp_path: Path, images: Path, name: str
) -> None:
    project = made(tmp_path / "project", images)
    project.apply(CreateTask("scene", TaskKind.MULTICLASS))
    for label in ("beach", "wood"):
        project.apply(CreateLabel(project.schema().tasks[0].id, label))
    project.apply(SetAnnotations((0,), project.schema().label_ids[0], State.PRESENT))
    out = tmp_path / "out"
    export_planned(plan_export(project, out, ExportChoices(format=name)))
    project.close()
    other = made(tmp_path / "other", images)
    import_planned(other, plan_import(other, out, ImportChoices(format=name)))
    assert pairs(other) == {("a.jpg", "beach", 1), ("a.jpg", "wood", 0)}
    other.close()


@pytest.mark.parametrize("name", ["txt", "xmp"])
def test_what_lists_the_present_alone_tells_that_the_rest_is_unknown(
    project: Project, tmp_path: Path, images: Path, name: str
) -> None:
    """Not that it is absent: what is not among keywords is unknown when it is read back."""
    out = tmp_path / "out"
    plan = plan_export(project, out, ExportChoices(format=name))
    told = " ".join(map(str, plan.preview.cannot_carry))
    assert "unknown when" in told
    assert "they are absent" not in told
    assert "would be absent" not in told
    assert "1 image of which nothing is known is left out." in told
    export_planned(plan)
    other = made(tmp_path / "other", images)
    import_planned(other, plan_import(other, out, ImportChoices(format=name)))
    assert {state for _, _, state in pairs(other)} == {1}
    other.close()


@pytest.mark.parametrize("name", ["folders", "yolo-cls"])
def test_an_image_in_several_folders_is_told_and_one_in_none_not_counted(
    project: Project, tmp_path: Path, name: str
) -> None:
    cat, tree = project.schema().label_ids
    project.apply(SetAnnotations((0,), tree, State.PRESENT, seen=Seen.VISIBLE))
    project.apply(SetAnnotations((3,), cat, State.ABSENT, seen=Seen.VISIBLE))
    plan = plan_export(project, tmp_path / "out", ExportChoices(format=name))
    told = " ".join(map(str, plan.preview.cannot_carry))
    assert "1 image with several labels lies in the folder of each" in told
    assert "1 image on which no label is present is left out" in told
    written = export_planned(plan)
    assert len(written) == 3
    assert plan.preview.images == len({one.name for one in written}) == 2


def test_boxes_are_told_to_be_the_whole_image(project: Project, tmp_path: Path) -> None:
    def told(format: AnnotationFormat) -> str:
        choices = ExportChoices(format=format.name)
        return " ".join(
            map(str, plan_export(project, tmp_path / "o", choices).preview.cannot_carry)
        )

    boxed = {one.name: told(one) for one in writable(AnnotationFormat) if "boxes" in told(one)}
    assert set(boxed) == {"coco", "voc"}
    for one in boxed.values():
        assert "4 labels are written as boxes that are the whole image" in one
        assert "1 image that nobody has annotated is listed without objects" in one


@pytest.mark.parametrize("name", ["folders", "voc", "datumaro", "hf"])
def test_folders_are_not_mixed_with_what_is_there(
    project: Project, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out"
    (out / "old").mkdir(parents=True)
    (out / "old" / "x.jpg").write_bytes(b"mine")
    with pytest.raises(Exists, match="mixed"):
        export_planned(plan_export(project, out, ExportChoices(format=name)))
    assert [one.name for one in out.rglob("*")] == ["old", "x.jpg"]
    plan = plan_export(project, out, ExportChoices(format=name, overwrite=True))
    export_planned(plan)
    assert plan.output.others == 1
    assert (out / "old" / "x.jpg").read_bytes() == b"mine"


def test_an_empty_folder_is_written_into(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / ".DS_Store").touch()
    assert export_planned(plan_export(project, out, ExportChoices(format="folders")))


@pytest.mark.parametrize("name", ["out", "out.dat", "out.v2"])
def test_a_name_that_tells_no_format_is_asked_about(
    project: Project, tmp_path: Path, name: str
) -> None:
    with pytest.raises(InvalidInput, match="format") as refused:
        plan_export(project, tmp_path / name, ExportChoices())
    assert "--format" in refused.value.next_step


def test_label_studio_gets_the_labeling_interface_of_its_tasks(
    project: Project, tmp_path: Path
) -> None:
    out, config = tmp_path / "tasks.json", tmp_path / "tasks-config.xml"
    config.write_text("mine")
    choices = ExportChoices(format="label-studio")
    with pytest.raises(Exists):
        export_planned(plan_export(project, out, choices))
    assert (out.exists(), config.read_text()) == (False, "mine")
    config.unlink()
    assert export_planned(plan_export(project, out, choices)) == [config, out]
    told = ElementTree.parse(config).getroot()
    assert [
        (one.get("name"), one.get("choice"), [choice.get("value") for choice in one])
        for one in told.iter("Choices")
    ] == [("objects", "multiple", [CAT, TREE])]
    assert next(told.iter("Image")).get("value") == "$image"


def test_beside_a_pipe_nothing_is_written(project: Project, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    export_planned(plan_export(project, pipe, ExportChoices(format="label-studio")))
    reader.join()
    assert json.loads(got[0])
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == []


@pytest.mark.parametrize("format", FORMATS, ids=lambda one: one.name)
def test_images_that_only_their_roots_tell_apart_come_back(
    tmp_path: Path, images: Path, format: AnnotationFormat
) -> None:
    """Also where a format knows names without folders or without endings alone."""
    second = tmp_path / "second"
    for number, name in enumerate(NAMES):
        (second / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (9, 9), (0, number, 0)).save(second / name)
    project = Project.create(tmp_path / "one", [images, second])
    list(scan_roots(project, lambda: False))
    project.apply(CreateTask("objects", TaskKind.MULTILABEL))
    for name in (CAT, TREE):
        project.apply(CreateLabel(project.schema().tasks[0].id, name))
    cat, tree = project.schema().label_ids
    project.apply(SetAnnotations((0, 2, 5), cat, State.PRESENT, seen=Seen.ONE))
    project.apply(SetAnnotations((1, 4, 7), tree, State.PRESENT, seen=Seen.ONE))
    want = (project.annotation_matrix() == State.PRESENT).tolist()
    out = tmp_path / f"out{format.suffixes[0] if format.suffixes else ''}"
    export_planned(plan_export(project, out, ExportChoices(format=format.name)))
    project.close()
    other = Project.create(tmp_path / "two", [images, second])
    list(scan_roots(other, lambda: False))
    plan = plan_import(other, out, ImportChoices(format=format.name))
    assert plan.preview.problems == ()
    import_planned(other, plan)
    schema = other.schema()
    order = [schema.columns[label.id] for label in sorted(schema.labels, key=lambda one: one.name)]
    assert (other.annotation_matrix()[:, order] == State.PRESENT).tolist() == want
    other.close()


MARKED = [one for one in FORMATS if Carries.MARKS in one.carries]


@pytest.mark.parametrize("format", MARKED, ids=[one.name for one in MARKED])
def test_flags_ratings_and_comments_are_written_and_make_no_tasks(
    project: Project, tmp_path: Path, images: Path, format: AnnotationFormat
) -> None:
    project.apply(FlagUnsure((0,), True))
    project.apply(RateImages((0, 2), 4))
    project.apply(CommentImages((3,), 'blurred; ask, "Ann"'))
    out = tmp_path / f"out{format.suffixes[0]}"
    plan = plan_export(project, out, ExportChoices(format=format.name))
    assert not [one for one in plan.preview.cannot_carry if "comments" in str(one)]
    export_planned(plan)
    other = made(tmp_path / "other", images)
    coming = plan_import(other, out, ImportChoices())
    assert [column.name for column in coming.preview.columns] == [
        task.name for task in project.schema().tasks
    ]
    import_planned(other, coming)
    assert (other.annotation_matrix() == State.PRESENT).sum() > 0
    other.close()


def test_what_has_no_place_for_a_comment_says_so_and_csv_has_one(
    project: Project, tmp_path: Path
) -> None:
    def header() -> list[str]:
        export_planned(plan_export(project, out, ExportChoices(format="csv", overwrite=True)))
        return out.read_text(encoding="utf-8").splitlines()

    out = tmp_path / "labels.csv"
    assert "rating" not in header()[0], "nobody has said anything of an image"
    project.apply(RateImages((1,), 5))
    project.apply(CommentImages((1,), "a, b"))
    lines = header()
    assert lines[0].startswith("path,path|unsure,path|rating,path|comment,objects,")
    assert lines[2].startswith('b.jpg,,5,"a, b",')
    told = plan_export(project, tmp_path / "o", ExportChoices(format="voc")).preview.cannot_carry
    assert "Flags, ratings and comments of images are not in the files." in map(str, told)
