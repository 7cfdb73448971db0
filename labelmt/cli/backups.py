"""``backup``: a copy of a project's database, now."""

from __future__ import annotations

from labelmt.cli.console import AsJson, errors_told, print_json, say
from labelmt.cli.project_argument import ProjectArgument, open_project
from labelmt.domain.text import text


def backup(project: ProjectArgument, json: AsJson = False) -> None:
    """Copy the project's database into its folder of backups, and check the copy.

    Backups are also made by themselves: on opening, every ten minutes of work, before imports,
    merges and deletions. Older ones are thinned out.
    """
    with errors_told(), open_project(project) as opened:
        made = opened.backups.back_up("asked", always=True)
        annotations = opened.annotation_count()
    say(text("{annotations:,} annotations in {file}", annotations=annotations, file=made.file))
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
