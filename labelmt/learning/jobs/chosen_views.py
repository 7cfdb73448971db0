"""Choice of views that the last run made for each task, kept for live learning."""

from __future__ import annotations

import json
from dataclasses import replace

from labelmt.domain.protocol.manifest import write_json
from labelmt.learning.data.views import FOUR_VIEWS, ONE_VIEW, TaskViews
from labelmt.learning.jobs.job_context import JobContext

FILE = "tasks.json"
"""In the folder of the features of four views: the ids of the tasks that see them."""


def keep_choice(context: JobContext, views: TaskViews) -> None:
    """Note which tasks see four views."""
    ids = [one.id for i, one in enumerate(context.specs) if views.of(i) == FOUR_VIEWS]
    folder = context.cache_folder(FOUR_VIEWS)
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / FILE, {"tasks": ids})


def kept_choice(context: JobContext) -> TaskViews:
    """What each task sees of an image by the last choice; one view where there is none.

    Before 2026-12 the choice was one for all tasks, and was not noted: there are features of four
    views of all images where it fell on them.
    """
    folder = context.cache_folder(FOUR_VIEWS)
    if not folder.is_dir() or not context.specs:
        return context.views
    try:
        ids = set(json.loads((folder / FILE).read_text(encoding="utf-8"))["tasks"])
    except FileNotFoundError:
        return TaskViews(FOUR_VIEWS)
    except (OSError, ValueError, TypeError, KeyError):
        return context.views
    return TaskViews.of_tasks([FOUR_VIEWS if one.id in ids else ONE_VIEW for one in context.specs])


def seeing_as_chosen(context: JobContext) -> JobContext:
    """The context with the views that serve where features of all images are there already."""
    images, wanted = context.data.images, context.settings.views
    if wanted == "four":
        return replace(context, views=TaskViews(FOUR_VIEWS))
    chosen = replace(context, views=kept_choice(context)) if wanted == "auto" else context
    if chosen.views == context.views or not images.rows:
        return context
    with chosen.open_cache() as cache:
        return chosen if cache.valid(images.rows, images.stamps).all() else context
