"""``backup``, ``restore``, ``check``: copies of a project, back to one, and whether all is well."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelmt.cli.console import AsJson, errors_told, print_json, tell
from labelmt.cli.exit_status import ERROR
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.errors import EnvironmentFault, InvalidInput
from labelmt.domain.text import counted, text, translated

if TYPE_CHECKING:
    from labelmt.project.rescue.preview import RestorePreview


def backup(project: ProjectArgument, json: AsJson = False) -> None:
    """Copy the project's database into its folder of backups, and check the copy.

    Backups are also made by themselves: on opening, every ten minutes of work, before imports,
    merges and deletions. Older ones are thinned out.
    """
    with errors_told(), open_project(project) as opened:
        made = opened.backups.back_up("asked", always=True)
        annotations = opened.annotation_count()
    tell(
        counted(
            "{count:,} annotation in {file}",
            "{count:,} annotations in {file}",
            annotations,
            file=made.file,
        )
    )
    if json:
        print_json(
            {
                "backup": made.file.name,
                "file": str(made.file),
                "made_at": made.made_at.isoformat(),
                "bytes": made.size,
                "annotations": annotations,
            }
        )


def restore(
    project: ProjectArgument,
    list_: Annotated[
        bool, typer.Option("--list", help="List the backups and what they hold; change nothing.")
    ] = False,
    backup: Annotated[
        str | None, typer.Option("--from", help="Name of a backup; the newest good one otherwise.")
    ] = None,
    journal: Annotated[
        bool | None,
        typer.Option(
            "--journal/--no-journal",
            help="Do again what was done after the backup. By default yes, unless --from names one"
            " to which a sound project is to go back.",
            show_default=False,
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Restore a project from a backup, the journal past it, and what can be read of its database.

    The files that are there are set aside, not deleted.
    """
    from labelmt.project.places.open_marker import open_elsewhere
    from labelmt.project.rescue.preview import backup_named, preview_restore
    from labelmt.project.rescue.restore import restore as restore_project
    from labelmt.project.rescue.restore import told_of

    with errors_told():
        folder = project.folder
        if list_:
            if backup is not None:
                raise InvalidInput("--list changes nothing: it takes no --from.", subject=backup)
            _show(preview_restore(folder), json)
            return
        if open_elsewhere(folder):
            raise _open_in_a_window(folder)
        chosen = backup_named(folder, backup) if backup is not None else None
        report = restore_project(folder, chosen, with_journal=journal)
    for sentence in told_of(report):
        tell(sentence)
    if json:
        restored = report.backup
        print_json(
            {
                "restored": restored.file.name if restored else None,
                "made_at": restored.made_at.isoformat() if restored else None,
                "annotations": report.annotations,
                "actions_of_journal": report.actions,
                "annotations_lost": report.lost,
                "set_aside": str(report.set_aside) if report.set_aside else None,
                "problem": report.problem or None,
            }
        )


def _show(preview: RestorePreview, json: bool) -> None:
    if preview.problem:
        tell(text("The project is damaged: {problem}", problem=preview.problem))
    if not preview.backups:
        tell(text("There are no backups."))
    listed: list[dict[str, Any]] = []
    for one in preview.backups:
        made = one.backup.made_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        if one.holds is None:
            tell(
                text(
                    "{name}: of {made}, damaged: {problem}",
                    name=one.backup.file.name,
                    made=made,
                    problem=one.problem,
                )
            )
        else:
            tell(
                text(
                    "{name}: of {made}, {annotations:,} annotations on {images:,} images,"
                    " {later:,} actions in the journal since",
                    name=one.backup.file.name,
                    made=made,
                    annotations=one.holds.annotations,
                    images=one.holds.images,
                    later=one.later,
                )
            )
        if one.differs:
            tell(
                text(
                    "    against now: {there:,} more, {here:,} fewer, {changed:,} others",
                    there=one.differs.only_there,
                    here=one.differs.only_here,
                    changed=one.differs.changed,
                )
            )
        listed.append(
            {
                "backup": one.backup.file.name,
                "file": str(one.backup.file),
                "made_at": one.backup.made_at.isoformat(),
                "reason": one.backup.reason,
                "bytes": one.backup.size,
                "problem": one.problem or None,
                "annotations": one.holds.annotations if one.holds else None,
                "images": one.holds.images if one.holds else None,
                "labels": one.holds.labels if one.holds else None,
                "actions_since": one.later,
                "differs": {
                    "only_in_backup": one.differs.only_there,
                    "only_now": one.differs.only_here,
                    "changed": one.differs.changed,
                }
                if one.differs is not None
                else None,
            }
        )
    if json:
        print_json({"problem": preview.problem or None, "backups": listed})


def check(
    project: ProjectArgument,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Restore a damaged database; remove damaged derived files and leftovers.",
        ),
    ] = False,
    json: AsJson = False,
) -> None:
    """Check a project: its database, what is derived of it, caches, backups, leftovers.

    The exit status is 1 where something is wrong and was not repaired. The images are not looked
    at: “scan” does that.
    """
    from labelmt.project.places.open_marker import open_elsewhere
    from labelmt.project.rescue.check import check_project

    with errors_told():
        folder = project.folder
        if repair and open_elsewhere(folder):
            raise _open_in_a_window(folder)
        found = check_project(folder, repair=repair)
    for one in found:
        what = translated(one.what)
        if one.repaired:
            tell(text("repaired: {path}: {what}", path=one.path, what=what))
        else:
            tell(text("wrong: {path}: {what}", path=one.path, what=what))
        for sentence in one.more:
            tell(text("    {sentence}", sentence=translated(sentence)))
    wrong = [one for one in found if not one.repaired and one.kind != "leftover"]
    if not found:
        tell(text("Nothing is wrong."))
    if json:
        print_json(
            {
                "ok": not wrong,
                "findings": [
                    {
                        "kind": one.kind,
                        "path": str(one.path),
                        "what": str(one.what),
                        "repaired": one.repaired,
                        "more": [str(sentence) for sentence in one.more],
                    }
                    for one in found
                ],
            }
        )
    if wrong:
        raise typer.Exit(ERROR)


def _open_in_a_window(folder: Path) -> EnvironmentFault:
    return EnvironmentFault(
        "The project is open in a window.",
        subject=str(folder),
        kept="Nothing was changed.",
        next_step="Close it there, then do it again.",
    )
