"""Images to predict, as a person names them: the whole project, or images and folders."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.cli.console import say
from labelmt.cli.look_at_folders import look_first, tell_skipped
from labelmt.domain.errors import NotFound
from labelmt.domain.skipped_files import Skipped
from labelmt.domain.text import text
from labelmt.imaging.scan import scan
from labelmt.project.intake.followed_links import follows_links
from labelmt.project.project import Project


@dataclass(slots=True)
class ChosenImages:
    """Images to predict.

    Attributes:
        names: as they are written into the table. paths: absolute, of the same images.
        skipped: what was left out beside them, by why.
    """

    names: list[str] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    skipped: Counter[Skipped] = field(default_factory=Counter)


def images_of(project: Project, given: list[Path]) -> ChosenImages:
    """Images and those in folders; of the whole project, looked at anew, where none is given.

    Raises NotFound.
    """
    made = ChosenImages()
    if not given:
        made.skipped = look_first(project).skipped
        table = project.images()
        made.names = list(table.paths)
        made.paths = [table.path(row) for row in range(len(table))]
        return made
    follow = follows_links(project)
    for one in given:
        if one.is_dir():
            for batch in scan(one, lambda: False, follow_out=follow):
                made.names.extend(str(one / found.path) for found in batch.found)
                made.paths.extend((one / found.path).resolve() for found in batch.found)
                found_paths = {found.path for found in batch.found}
                lost = [problem for problem in batch.problems if problem[0] not in found_paths]
                for path, reason in lost:
                    say(text("not read: {path}: {reason}", path=one / path, reason=reason))
                made.skipped.update(batch.skipped)
                made.skipped[Skipped.UNREADABLE] += len(lost)
        elif one.is_file():
            made.names.append(str(one))
            made.paths.append(one.resolve())
        else:
            raise NotFound("There is no such image or folder.", subject=str(one))
    tell_skipped(made.skipped)
    return made
