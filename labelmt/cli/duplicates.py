"""``duplicates``: images that are there more than once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, say, tell
from labelmt.cli.exit_status import ERROR
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.errors import LabelMTError
from labelmt.domain.similarity_limits import LEAST, USUAL
from labelmt.domain.text import phrase, text, translated

if TYPE_CHECKING:
    from labelmt.domain.text import Text
    from labelmt.project.project import Project
    from labelmt.project.similarity.duplicate_groups import DuplicateGroup


def duplicates(
    project: ProjectArgument,
    similarity: Annotated[
        float, typer.Option(help="From which two images are near-duplicates.", min=LEAST, max=1.0)
    ] = USUAL,
    json: AsJson = False,
) -> None:
    """List images with the same content, and those that are nearly the same picture."""
    from labelmt.cli.look_at_folders import look_first
    from labelmt.project.search.duplicate_conditions import labels_differ
    from labelmt.project.similarity.duplicate_cache import DuplicateCache
    from labelmt.project.similarity.find_duplicates import find_duplicates

    with errors_told(), open_project(project) as opened:
        looked = look_first(opened)
        _extract_features(opened)
        images = opened.images()
        found = find_duplicates(opened, images)
        if found is None:
            raise RuntimeError("a look that nobody ended has no end")
        DuplicateCache(opened.folder).put(found, images)
        groups = found.groups(similarity)
        states, schema = opened.annotation_matrix(), opened.schema()
    readable = bool(images.readable().any())
    differing = {one for one in groups if labels_differ(states[list(one.rows)], schema)}
    for one in groups:
        how = phrase("{similarity:.3f} alike", similarity=one.similarity)
        how = phrase("the same content") if one.exact else how
        note = phrase(", labels differ") if one in differing else ""
        tell(f"{how}{note}: {', '.join(images.paths[row] for row in one.rows)}")
    if not groups:
        tell(text("There are no duplicates."))
    why = None if found.compared else _why_not_compared(readable)
    if why is not None:
        tell(why)
    if found.least > similarity:
        tell(
            text(
                "So many images are alike that only those above {similarity:.3f} are listed.",
                similarity=found.least,
            )
        )
    if json:
        plain = [_plain(one, images.paths, differs=one in differing) for one in groups]
        print_json(
            {
                "compared": found.compared,
                "why_not_compared": None if why is None else translated(why),
                "least": found.least,
                "groups": plain,
                "scan": looked.as_plain(),
            }
        )
    if not readable:  # nothing could be compared
        raise typer.Exit(ERROR)


def _why_not_compared(readable: bool) -> Text:
    """Why near-duplicates were not looked for, and what to do about it."""
    if not readable:
        return text(
            "No image can be read, so none was compared. Put the images back where they were, or "
            "run labelmt scan."
        )
    return text(
        "Near-duplicates were not looked for, only files of the same content: the images have no "
        "features. Train a model once, or see with labelmt doctor why none can be made."
    )


def _extract_features(project: Project) -> None:
    """Make them where there are none; where that cannot be, files of one content remain."""
    from labelmt.cli.follow_job import run_job
    from labelmt.domain.protocol import messages
    from labelmt.domain.temporary_folder import temporary_folder
    from labelmt.project.training.prepare_features import lacks_features, prepare_features

    if not lacks_features(project):
        return
    try:
        with temporary_folder() as folder:
            prepare_features(project, folder)
            run_job(messages.ExtractFeatures(job=1, manifest=str(folder)), lambda _event: None)
    except LabelMTError as error:
        for part in ("what", "next_step"):
            if said := translated(error.said(part)):
                say(said)


def _plain(one: DuplicateGroup, paths: Sequence[str], *, differs: bool) -> dict[str, Any]:
    return {
        "paths": [paths[row] for row in one.rows],
        "similarity": round(one.similarity, 4),
        "exact": one.exact,
        "labels_differ": differs,
    }
