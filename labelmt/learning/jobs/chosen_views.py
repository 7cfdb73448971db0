"""Choice of the views that each task sees: made by a run, kept for live learning."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import replace

import numpy as np

from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import write_json
from labelmt.domain.text import Text, text
from labelmt.learning.data.views import FOUR_VIEWS, ONE_VIEW, TaskViews
from labelmt.learning.jobs.chosen_smoothness import tried_rows
from labelmt.learning.jobs.job_context import JobContext
from labelmt.learning.training import view_choice
from labelmt.learning.training.fares import FEWEST

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


def choose_views(context: JobContext) -> Generator[messages.Event, None, TaskViews]:
    """Extract four views of a few annotated images, and compare, task by task."""
    data, settings = context.data, context.data.manifest.settings
    if not context.entry.pretrained:  # stage 2 will change what its features are
        return context.views
    chosen = tried_rows(data)
    if len(data.judged(chosen)) < FEWEST or len(data.images.rows) > view_choice.MOST_IMAGES:
        return context.views
    yield context.note(
        "features", "Comparing whether the images are better seen once or from four sides…"
    )
    index_of = {row: index for index, row in enumerate(data.images.rows)}
    both = replace(context, views=TaskViews(FOUR_VIEWS, (ONE_VIEW, FOUR_VIEWS)))
    with both.open_cache() as cache:
        indices = [index_of[int(row)] for row in chosen]
        yield from both.extract_all(cache, both.infer(), indices)
        one, several = (np.asarray(array[chosen], np.float32) for array in cache.arrays)
    if context.control.cancelled:
        return context.views
    better = view_choice.better_seen_as_several(
        data.manifest.tasks,
        one,
        several,
        data.states[chosen],
        settings.head_l2,
        settings.seed,
        groups=data.groups_of(chosen, one),
        judging=data.judging[chosen],
    )
    specs = data.manifest.tasks
    views = TaskViews.of_tasks(
        [
            FOUR_VIEWS if yes and not spec.keep_sides else ONE_VIEW
            for spec, yes in zip(specs, better, strict=True)
        ]
    )
    keep_choice(context, views)
    return views


def told_choice(context: JobContext) -> Text:
    """One sentence of what was chosen."""
    if not context.views.by_task:
        return text("These images are better seen from four sides.")
    names = [spec.name for i, spec in enumerate(context.specs) if context.views.of(i) == FOUR_VIEWS]
    return text("Better seen from four sides: {tasks}.", tasks=", ".join(names))
