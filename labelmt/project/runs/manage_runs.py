"""Renames, annotates and deletes runs, and chooses thresholds in place of the fitted ones."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidInput, InvalidName, NotFound
from labelmt.domain.run_records import LearningPoint, RunRecord
from labelmt.domain.text import text
from labelmt.project.project import Project
from labelmt.project.run_folders import run_folder
from labelmt.storage import meta_repository, run_repository

NAME_LONGEST = 80


def run_of(project: Project, run_id: int) -> RunRecord:
    """A run. Raises NotFound."""
    found = next((one for one in project.runs() if one.id == run_id), None)
    if found is None:
        raise run_repository.no_such_run(run_id)
    return found


def rename_run(project: Project, run_id: int, name: str) -> Changes:
    """Give a run another name. Raises NotFound, InvalidName."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_LONGEST:
        raise InvalidName(
            text("A run's name has 1 to {most} characters.", most=NAME_LONGEST),
            subject=name[:40],
            kept="It keeps the name it had.",
        )
    return _change(project, run_id, "Rename a run", name=name)


def note_run(project: Project, run_id: int, notes: str) -> Changes:
    """Write something down about a run. Raises NotFound."""
    return _change(project, run_id, "Note on a run", notes=notes)


def delete_run(project: Project, run_id: int) -> Changes:
    """Delete a run and its files; accepted suggestions stay as they are.

    Raises:
        NotFound: there is no such run.
        InvalidInput: its predictions are shown, or it is under way.
    """
    run = run_of(project, run_id)
    if run.serves or run.state == "running":
        raise InvalidInput(
            "This run is in use and cannot be deleted.",
            subject=run.name,
            kept="Nothing was deleted.",
            next_step="Let another run serve the predictions first, or wait until it has ended.",
        )

    project.backups.before("deletion")

    def action() -> Changes:
        with project.database.write() as connection:
            run_repository.delete_run(connection, run_id)
        shutil.rmtree(run_folder(project.folder, run_id), ignore_errors=True)
        return Changes(title="Delete a run", runs=True)

    return project.mutate(action)


def choose_threshold(
    project: Project, run_id: int, label_id: int, threshold: float | None
) -> Changes:
    """Have a label count as predicted from a threshold; None is the fitted one again.

    The choice is the label's: it holds for every run, those to come included, wherever the
    project predicts, until it is taken back.

    Args:
        run_id: the run on whose curve it was chosen.

    Raises:
        NotFound: the run has no such label. InvalidInput: it is no probability.
    """
    if threshold is not None and not 0 <= threshold <= 1:
        raise InvalidInput("A threshold lies between 0 and 1.", subject=str(threshold))

    def action() -> Changes:
        with project.database.write() as connection:
            file = run_repository.read_file(connection, run_id)
            if file is None or label_id not in file.label_ids:
                raise NotFound("This run predicts no such label.", subject=str(label_id))
            chosen = meta_repository.read_chosen_thresholds(connection)
            chosen.pop(label_id, None)
            if threshold is not None:
                chosen[label_id] = threshold
            meta_repository.write_chosen_thresholds(connection, chosen)
        return Changes(title="Choose a threshold", runs=True, predictions=True)

    return project.mutate(action)


def thresholds_of(project: Project, run_id: int) -> tuple[dict[int, float], dict[int, float]]:
    """Label id to the threshold in use, and those among them that a person chose."""
    with project.reading() as view:
        file = run_repository.read_file(view, run_id)
        chosen = meta_repository.read_chosen_thresholds(view)
    if file is None:
        return {}, {}
    fitted = dict(zip(file.label_ids, file.thresholds, strict=True))
    chosen = {one: level for one, level in chosen.items() if one in fitted}
    return fitted | chosen, chosen


def with_chosen_thresholds(project: Project, fitted: Mapping[int, float]) -> dict[int, float]:
    """Label id to threshold, those that a person chose in place of the fitted ones."""
    with project.reading() as view:
        chosen = meta_repository.read_chosen_thresholds(view)
    return {one: chosen.get(one, level) for one, level in fitted.items()}


def learning_points(project: Project) -> tuple[LearningPoint, ...]:
    """How good runs were with how many annotated images, oldest first."""
    with project.reading() as view:
        return run_repository.read_points(view)


def _change(project: Project, run_id: int, title: str, **values: str) -> Changes:
    run_of(project, run_id)

    def action() -> Changes:
        with project.database.write() as connection:
            run_repository.change_run(connection, run_id, **values)
        return Changes(title=title, runs=True)

    return project.mutate(action)
