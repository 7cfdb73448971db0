"""All that a person put into a project, as plain values that stay the same from version to version.

What a later version adds to a project's data is not told here: released/*.json of before lack it.
"""

from __future__ import annotations

from typing import Any

from labelmt.project.project import Project
from labelmt.project.runs.manage_runs import thresholds_of
from labelmt.project.search.saved_views import saved_views
from labelmt.project.training.test_part import read_test_part
from labelmt.storage.capture_repository import read_captures

_OF_LABELS = ("name", "color", "shortcut", "archived", "synonyms", "parents", "description",
              "examples", "former")  # fmt: skip


def content_told(project: Project) -> dict[str, Any]:
    """Of a project and its history, which is left where it stands."""
    images = project.images()
    rows = range(len(images))
    page = project.history(0, 10_000)
    with project.reading() as view:
        captures = read_captures(view)
    serving = [one for one in project.runs() if one.serves]
    return {
        "tasks": [
            {"name": task.name, "kind": str(task.kind), "archived": task.archived,
             "labels": [{name: plain(getattr(label, name)) for name in _OF_LABELS}
                        for label in task.labels]}
            for task in project.full_schema()
        ],
        "images": [
            [images.paths[row], int(images.sizes[row]), int(images.status[row]),
             bool(images.unsure[row]), int(images.ratings[row]), images.comments.get(row, "")]
            for row in rows
        ],
        "said": [
            [list(map(plain, statement)) for statement in project.statements_of(row)]
            for row in rows
        ],
        "captures": {
            str(row): [one.sequence, one.frame, one.location] for row, one in captures.items()
        },
        "test_part": read_test_part(project).rows.tolist(),
        "views": [[one.name, one.query] for one in saved_views(project)],
        "runs": [
            [one.name, one.stage, one.backbone, one.state, one.notes, one.serves,
             [[task.name, task.score] for task in one.tasks]]
            for one in project.runs()
        ],
        "thresholds": {
            str(label): level
            for run in serving
            for label, level in thresholds_of(project, run.id)[1].items()
        },
        "epochs": project.training_settings().epochs,
        "history": [[one.title, one.annotator, one.at, one.pairs] for one in page.entries],
        "done": page.done,
    }  # fmt: skip


def plain(value: Any) -> Any:
    """As JSON gives it back."""
    return list(value) if isinstance(value, tuple) else value
