"""Guidelines of labels: descriptions, examples and former names, kept, undone, in the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from making_projects import add_task, content_of, new_project, set_states

from labelmt.domain.annotations import Seen, State
from labelmt.domain.errors import InvalidInput, InvalidTable, NotFound
from labelmt.domain.images import ImageOutcome, ImageStatus
from labelmt.domain.schema import DESCRIPTION_LIMIT, MOST_EXAMPLES, TaskKind
from labelmt.domain.search.completion import completions
from labelmt.project.commands.commands import (
    CreateLabel,
    EditLabel,
    MergeLabels,
    RenameTask,
    SetAnnotations,
    SetExamples,
)
from labelmt.project.project import Project
from labelmt.project.schema.label_guidelines import label_guidelines
from labelmt.project.schema.label_search import find_labels
from labelmt.project.schema.schema_files import export_schema, import_schema
from labelmt.project.search.search_project import search_project
from labelmt.storage.image_repository import set_status


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new_project(tmp_path, [f"{number:02}.jpg" for number in range(20)])
    add_task(made, "things", TaskKind.MULTILABEL, "tree sea")
    yield made
    made.close()


def test_a_description_is_kept_and_taken_back(project: Project) -> None:
    tree = project.schema().labels[0]
    before = content_of(project)
    project.apply(EditLabel(tree.id, description="  Trunks and crowns.\r\nNo bushes.  \n"))
    assert project.schema().labels[0].description == "Trunks and crowns.\nNo bushes."
    assert project.undo_title == "Describe label tree"
    again = Project.open(project.folder)
    assert again.schema() == project.schema()
    again.close()
    project.undo()
    assert content_of(project) == before
    project.redo()
    assert project.schema().labels[0].description == "Trunks and crowns.\nNo bushes."


@pytest.mark.parametrize("text", ["x" * (DESCRIPTION_LIMIT + 1), "a\x00b", "a\x1bb"])
def test_a_description_that_is_none_is_refused(project: Project, text: str) -> None:
    with pytest.raises(InvalidInput):
        project.apply(EditLabel(project.schema().label_ids[0], description=text))
    assert project.schema().labels[0].description == ""


def test_examples_are_chosen_in_their_order_and_taken_away(project: Project) -> None:
    tree = project.schema().label_ids[0]
    project.apply(SetExamples(tree, (7, 3)))
    project.apply(SetExamples(tree, (3, 5)))
    assert project.schema().labels[0].examples == (7, 3, 5)
    assert label_guidelines(project, tree).rows == (7, 3, 5)
    assert project.undo_title == "Use 2 images as example of tree"
    assert not project.apply(SetExamples(tree, (7,)))  # it is one already
    project.apply(SetExamples(tree, (3,), chosen=False))
    assert project.schema().labels[0].examples == (7, 5)
    project.undo()
    assert project.schema().labels[0].examples == (7, 3, 5)
    with pytest.raises(NotFound):
        project.apply(SetExamples(tree, (20,)))
    with pytest.raises(InvalidInput, match=f"at most {MOST_EXAMPLES}"):
        project.apply(SetExamples(tree, tuple(range(MOST_EXAMPLES + 1))))


def test_where_none_is_chosen_the_best_confirmed_ones_stand_in(project: Project) -> None:
    tree, sea = project.schema().label_ids
    project.apply(SetAnnotations((1, 2), tree, State.PRESENT, seen=Seen.UNSEEN))
    assert label_guidelines(project, tree).rows == ()  # nobody looked at them
    set_states(project, project.schema().labels[0], [9, 4], [5])
    found = label_guidelines(project, tree)
    assert (found.rows, found.chosen) == ((4, 9), False)
    assert label_guidelines(project, sea).rows == ()
    with project.database.write() as connection:
        set_status(connection, [ImageOutcome(4, ImageStatus.UNREADABLE, 0, 0, "broken")])
    assert label_guidelines(project, tree).rows == (9,)
    project.apply(SetExamples(tree, (4,)))  # which nobody can see
    assert label_guidelines(project, tree).rows == (9,)
    project.apply(SetExamples(tree, (0,)))
    found = label_guidelines(project, tree)
    assert (found.rows, found.chosen) == ((0,), True)


def test_guidelines_come_back_from_the_file(project: Project, tmp_path: Path) -> None:
    tree, sea = project.schema().label_ids
    project.apply(EditLabel(tree, description="Trunks: “no” bushes\n- none", name="oak"))
    project.apply(SetExamples(tree, (3, 1)))
    project.apply(EditLabel(sea, name="ocean"))
    project.apply(RenameTask(project.schema().tasks[0].id, "nature"))
    file = tmp_path / "schema.yaml"
    export_schema(project, file)
    assert not import_schema(project, file).changes  # it says what is there
    there = project.schema()
    before = content_of(project)
    project.apply(EditLabel(tree, description=""))
    project.apply(SetExamples(tree, (3, 1), chosen=False))
    assert import_schema(project, file).changed == 1
    assert project.schema() == there
    for _ in range(3):
        project.undo()
    assert content_of(project) == before
    other = new_project(tmp_path / "other", ["x.jpg", "01.jpg"])
    import_schema(other, file)
    [nature] = other.schema().tasks
    assert (nature.name, nature.former) == ("nature", ("things",))
    oak, ocean = nature.labels
    assert (oak.description, oak.examples, oak.former) == (
        there.labels[0].description,
        (1,),
        ("tree",),
    )
    assert ocean.former == ("sea",)
    other.close()


def test_what_is_wrong_with_guidelines_in_a_file_is_told(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "schema.yaml"
    examples = [f"{number}.jpg" for number in range(MOST_EXAMPLES + 1)]
    file.write_text(
        "labelmt-schema: 1\ntasks:\n- name: things\n  kind: multilabel\n  labels:\n"
        f"  - {{name: tree, description: {'x' * (DESCRIPTION_LIMIT + 1)}}}\n"
        f"  - {{name: sea, examples: {examples}}}\n"
        "  - {name: sky, formerly: ['a|b']}\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidTable) as told:
        import_schema(project, file)
    found = [(problem.line, problem.column) for problem in told.value.problems]
    assert found == [(6, "description"), (7, "examples"), (8, "formerly")]


def test_a_merge_keeps_guidelines(project: Project) -> None:
    tree, sea = project.schema().label_ids
    project.apply(EditLabel(sea, description="Salt water.", name="ocean"))
    project.apply(SetExamples(sea, (4,)))
    project.apply(SetExamples(tree, (2,)))
    project.apply(MergeLabels((sea,), tree))
    [label] = project.schema().labels
    assert (label.description, label.examples) == ("Salt water.", (2, 4))
    assert (label.synonyms, label.former) == (("ocean",), ("sea",))


def test_a_renamed_label_is_found_by_its_former_name(project: Project) -> None:
    tree, sea = project.schema().labels
    set_states(project, tree, [1, 2], [])
    project.apply(EditLabel(tree.id, name="oak"))
    project.apply(EditLabel(tree.id, name="elm"))
    project.apply(RenameTask(tree.task_id, "nature"))
    assert project.schema().labels[0].former == ("tree", "oak")
    for query in ("label:tree", "label:OAK", "task:things=elm", "task:things=tree", "label:elm"):
        assert search_project(project, query).tolist() == [1, 2], query
    assert search_project(project, "task:things").tolist() == [1, 2]
    assert "label:elm " in completions("tre", 3, project.schema()).options
    [match] = [one for one in find_labels(project.schema(), "tree") if one.label.id == tree.id]
    assert (match.called, match.was, match.exact) == ("tree", True, True)
    project.apply(EditLabel(tree.id, name="tree"))  # and back
    assert project.schema().labels[0].former == ("oak", "elm")
    assert sea.former == ()


def test_a_name_that_is_given_anew_is_the_new_labels(project: Project) -> None:
    tree = project.schema().labels[0]
    project.apply(EditLabel(tree.id, name="oak"))
    project.apply(CreateLabel(tree.task_id, "tree"))
    new = next(one for one in project.schema().labels if one.name == "tree")
    set_states(project, tree, [1], [])
    set_states(project, new, [2], [])
    assert search_project(project, "label:tree").tolist() == [2]
    first, second = find_labels(project.schema(), "tree")[:2]
    assert (first.label.id, second.label.id) == (new.id, tree.id)
