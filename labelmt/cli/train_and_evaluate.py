"""``train`` and ``evaluate``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, say, tell
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.errors import InvalidInput, InvalidSetting
from labelmt.domain.text import Text, text, translated

if TYPE_CHECKING:
    from labelmt.domain.settings.training_settings import TrainingSettings
    from labelmt.project.project import Project


def train(
    project: ProjectArgument,
    stage: Annotated[
        str, typer.Option(help="heads: seconds, backbone frozen. finetune: heads, then all.")
    ] = "finetune",
    backbone: Annotated[str | None, typer.Option(help="The shared network.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Most passes when fine-tuning.")] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed, same result.")] = None,
    budget: Annotated[
        int | None, typer.Option(help="Most seconds for fine-tuning alone; what fits is chosen.")
    ] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="KEY=VALUE, any training setting.")
    ] = None,
    val: Annotated[
        Path | None, typer.Option(help="File of names, one a line: the validation images.")
    ] = None,
    test: Annotated[
        Path | None, typer.Option(help="File of names, one a line: images never learnt from.")
    ] = None,
    test_share: Annotated[
        float | None, typer.Option(help="Share to draw by chance instead, once for the project.")
    ] = None,
    redraw_test: Annotated[
        bool, typer.Option("--redraw-test", help="Let another test part take its place.")
    ] = False,
    keep_together: Annotated[
        str | None,
        typer.Option(
            help="Never parted: likeness, folder, name:REGEX, time:SECONDS, column:NAME, "
            "sequence, location or none."
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a fine-tuning that was cut off.")
    ] = False,
    distributed: Annotated[
        bool,
        typer.Option(
            "--distributed",
            help="Fine-tune with all processes that torchrun has started; the first of them "
            "keeps the project. Where torchrun starts all of them again, they go on after the "
            "last epoch.",
        ),
    ] = False,
    on: Annotated[
        str,
        typer.Option(
            metavar="local|auto|HOST:PORT|ray://HOST:PORT",
            help="Fine-tune with --processes processes of a Ray cluster, which sees the project's "
            "folder.",
        ),
    ] = "",
    processes: Annotated[int, typer.Option(min=1, help="With --on: how many.")] = 2,
    json: AsJson = False,
) -> None:
    """Train on the project's annotations; the run then serves predictions."""
    if distributed:
        from labelmt.cluster.torch_ranks import follow_first, is_leader

        with errors_told():
            if not is_leader():
                follow_first()
                return
    from labelmt.cli.follow_job import run_job
    from labelmt.cli.look_at_folders import look_first, plain
    from labelmt.cli.metric_text import figure_text, intervals_told
    from labelmt.cli.run_figures import figures_as_plain
    from labelmt.domain.keep_together import parse_rule
    from labelmt.domain.protocol import messages
    from labelmt.domain.settings.training_settings import changed
    from labelmt.project.runs.run_details import read_details
    from labelmt.project.training.keep_together import chosen_rule, propose_rule
    from labelmt.project.training.left_out_text import changed_told, labels_told, unsure_told
    from labelmt.project.training.prepare_run import prepare_run, record_event
    from labelmt.project.training.resume import reopen_run
    from labelmt.project.training.test_part import TestChoice
    from labelmt.project.training.worker_process import worker_command

    with errors_told():
        if on:
            from labelmt.cluster.ray_connection import check_installed

            check_installed()
        if on and distributed:
            raise InvalidInput("--distributed does not go with --on.")
        if stage not in ("heads", "finetune"):
            raise InvalidInput("--stage is “heads” or “finetune”.", subject=stage)
        if not (distributed or on):
            worker_command()  # an installation that cannot train says so before anything is written
        with open_project(project) as opened:
            looked = look_first(opened)
            chosen = opened.training_settings()
            given = {"backbone": backbone, "epochs": epochs, "seed": seed, "budget": budget}
            for key, value in given.items():
                chosen = chosen if value is None else changed(chosen, key, value)
            chosen = with_assignments(chosen, settings or [])
            names = _names(val) if val else None
            if distributed and _was_cut_off(opened):
                prepared = reopen_run(opened)
            elif resume:
                asked = val or test or test_share is not None or redraw_test or keep_together
                if asked or chosen != opened.training_settings():
                    raise InvalidInput(
                        "--resume goes on with the settings and images of the run that was cut off."
                    )
                prepared = reopen_run(opened)
            else:
                part = TestChoice(_names(test) if test else None, test_share, redraw_test)
                together = parse_rule(keep_together) if keep_together else None
                if together is None and chosen_rule(opened) is None:
                    say(propose_rule(opened).told)
                prepared = prepare_run(opened, stage, chosen, names, part, together)
            stage = prepared.run.stage
            for told in labels_told(prepared.left_out):
                say(told)
            if prepared.changed:
                say(changed_told(prepared.changed))
            if prepared.unsure:
                say(unsure_told(prepared.unsure))
            if stage == "finetune" and chosen.budget:
                say(budget_told(chosen.budget, unread_images(opened)))
            make = messages.FitHeads if stage == "heads" else messages.FineTune
            run_id = prepared.run.id

            def record(event: messages.Event) -> None:
                record_event(opened, run_id, event)

            command = make(job=run_id, manifest=str(prepared.folder))
            if distributed:
                from labelmt.cluster.torch_ranks import JobOfRanks

                started, finished = run_job(command, record, JobOfRanks(command))
            elif on:
                from labelmt.cluster.train_on_ray import JobOnRay

                started, finished = run_job(command, record, JobOnRay(command, on, processes))
            else:
                started, finished = run_job(command, record)
            heads_kept = read_details(opened, run_id).heads_kept
    unlearnt = Counter(one.task for one in prepared.left_out)
    for task in finished.tasks:
        tell(f"{task.name}: {figure_text(task, unlearnt[task.name])}")
    for task in finished.test:
        words = figure_text(task, unlearnt[task.name])
        tell(text("{task}, on the test part: {told}", task=task.name, told=words))
    if any(task.intervals for task in (*finished.tasks, *finished.test)):
        tell(intervals_told())
    if heads_kept is not None:
        tell(heads_kept)
    if json:
        print_json(
            {
                "run": run_id,
                "stage": finished.stage,
                "cancelled": finished.cancelled,
                "remarks": [translated(one) for one in (heads_kept,) if one is not None],
                "seconds": finished.seconds,
                "device": started.device if started else None,
                "train_images": started.train_images if started else None,
                "validation_images": started.validation_images if started else None,
                "skipped": plain(looked.skipped),
                "scan": looked.as_plain(),
                **figures_as_plain(finished, unlearnt),
            }
        )


def _was_cut_off(project: Project) -> bool:
    """Whether torchrun started all processes anew, and an epoch had ended before."""
    from labelmt.cluster.torch_ranks import is_restart
    from labelmt.project.training.resume import resumable_run

    return is_restart() and resumable_run(project) is not None


def unread_images(project: Project) -> int:
    """How many images a training reads first, as no features of them are kept."""
    from labelmt.project.similarity.cached_features import read_features

    images = project.images()
    kept, needed = read_features(project.feature_cache, images), images.readable()
    return int((needed if kept is None else needed & ~kept.valid).sum())


def budget_told(seconds: int, unread: int) -> Text:
    """What a time limit covers, before it begins."""
    return text(
        "The time limit of {seconds:,} s is for fine-tuning alone. On top come reading "
        "{unread:,} new images before it, and predicting all images with what it learnt.",
        seconds=seconds,
        unread=unread,
    )


def with_assignments(settings: TrainingSettings, assignments: list[str]) -> TrainingSettings:
    """The settings after ``KEY=VALUE`` texts. Raises InvalidSetting."""
    from labelmt.domain.settings.training_settings import changed

    for assignment in assignments:
        key, separator, value = assignment.partition("=")
        if not separator:
            raise InvalidSetting("--set takes KEY=VALUE.", subject=assignment)
        settings = changed(settings, key.strip(), value.strip())
    return settings


def _names(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            "The list of images cannot be read.",
            subject=str(file),
            kept="Nothing was trained.",
            next_step="It is a UTF-8 text file with one name a line.",
            details=str(error),
        ) from None
    return [line for line in lines if line.strip()]  # a name may begin with a blank


def evaluate(
    project: ProjectArgument,
    truth: Annotated[Path, typer.Option(help="CSV of the same form as for import.")],
    images: Annotated[
        Path | None, typer.Option(help="Folder the truth's paths are in; else the project's.")
    ] = None,
    keep_together: Annotated[
        str | None,
        typer.Option(
            help="What intervals take as one: likeness, folder, name:REGEX, time:SECONDS, "
            "column:NAME of the table, or none. Default: as the project was told, else likeness."
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Score the served run against a table of truth."""
    with errors_told(), open_project(project) as opened:
        told = evaluated(opened, truth, images, keep_together)
    if json:
        print_json(told)


def evaluated(
    opened: Project, truth: Path, images: Path | None, keep_together: str | None
) -> dict[str, Any]:
    """Score the run that predicts, say what was found; the same for programs.

    Raises:
        LabelMTError: the table cannot be read, or nothing predicts.
    """
    from labelmt.cli.evaluation_table import confusion_as_plain, judge, report_as_plain, tell
    from labelmt.cli.follow_job import run_job
    from labelmt.cli.truth_table import predicted_tasks, read_truth
    from labelmt.domain.keep_together import Together, parse_rule
    from labelmt.domain.metric_records import INTERVAL_LEVEL, JudgedBy
    from labelmt.domain.protocol.json_records import to_plain
    from labelmt.project.runs.learnt_images import learnt_from
    from labelmt.project.runs.serving_run import serving_of
    from labelmt.project.training.keep_together import chosen_rule
    from labelmt.project.training.predict_files import predict_files

    known = read_truth(opened, truth, images)
    for note in known.notes:
        say(note)
    asked = parse_rule(keep_together) if keep_together else None
    rule = asked or known.rule_like(chosen_rule(opened))
    together = known.groups(rule)
    alike = rule.kind is Together.LIKENESS
    made = predict_files(opened, list(known.paths), run_job, groups=alike)
    if alike:
        together = known.groups(rule, made.alike)
    serving = serving_of(opened.runs())
    learnt = None if serving is None else learnt_from(opened, serving.id, known.paths)
    for path, problem in made.failed:
        say(text("not scored: {path}: {problem}", path=path, problem=problem))
    scored, readable = predicted_tasks(known, made.probabilities, made.thresholds)
    tasks = {one.task.id: one.task for one in known.tasks}
    groups = together[readable]
    judged = [judge(score, tasks[score.spec.id], groups) for score in scored]
    reports = [one for one in judged if one is not None]
    count = int(readable.sum())
    seen = 0 if learnt is None else int((learnt & readable).sum())
    if seen:
        say(
            text(
                "The run learnt from {seen:,} of these {images:,} images: expect less on new ones. "
                "Judge it on images that it has never seen.",
                seen=seen,
                images=count,
            )
        )
    for report in reports:
        tell(report)
    say(
        text(
            "In brackets: {level:.0%} intervals. {count:,} images in {groups:,} groups that belong "
            "together ({rule}); groups are taken as independent of each other.",
            level=INTERVAL_LEVEL,
            count=count,
            groups=len(set(groups.tolist())),
            rule=str(rule),
        )
    )
    by = JudgedBy("table", count, len(set(groups.tolist())), "unknown")
    return {
        "tasks": {one.metrics.name: report_as_plain(one) for one in reports},
        "judged_by": to_plain(by),
        "interval_level": INTERVAL_LEVEL,
        "learnt_from": seen,
        "confusion": {one.metrics.name: confusion_as_plain(one) for one in reports},
    }
