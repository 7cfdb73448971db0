"""Looks at a project's folders on the command line, and tells what was found and left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from labelmt.cli.console import say, stderr
from labelmt.domain.skipped_files import Skipped, told
from labelmt.domain.text import counted, mark, text, translated

if TYPE_CHECKING:
    from labelmt.project.project import Project

NAMES_TOLD = 3
"""So many paths of what was left out for one reason; JSON has more."""
PROBLEMS_TOLD = 20
"""So many paths one after another; the rest is counted."""
LOOKING = mark("Looking for images")
READING = mark("Reading what labelled images hold")
COUNT = "{task.completed:,}"
"""As Rich fills it in."""


@dataclass(slots=True)
class Look:
    """What a scan of all folders found, in numbers of images.

    Attributes:
        another: labelled images that hold another picture now. unsure: of them, how many may be.
        problems: (path, reason) of what could not be looked at or may not be read.
        named: paths of the first that were left out, by why.
        away: folders that are not there. roots: folders of the project.
    """

    new: int = 0
    changed: int = 0
    gone: int = 0
    renamed: int = 0
    another: int = 0
    unsure: int = 0
    found: int = 0
    away: int = 0
    roots: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    skipped: Counter[Skipped] = field(default_factory=Counter)
    named: dict[Skipped, list[str]] = field(default_factory=dict)

    def note_left_out(
        self, skipped: Mapping[Skipped, int], named: Mapping[Skipped, Sequence[str]]
    ) -> None:
        """Add what a step of a scan left out."""
        self.skipped.update(skipped)
        for why, paths in named.items():
            self.named.setdefault(why, []).extend(paths)

    def names_as_plain(self) -> dict[str, list[str]]:
        """For JSON: reason to the first paths that were left out for it."""
        return {why.value: self.named[why] for why in Skipped if self.named.get(why)}

    def as_plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "new": self.new,
            "changed": self.changed,
            "gone": self.gone,
            "renamed": self.renamed,
            "unreadable": len(self.problems),
            "skipped": plain(self.skipped),
            "left_out": self.names_as_plain(),
        }


def plain(skipped: Mapping[Skipped, int]) -> dict[str, int]:
    """Reason to how many, of what was left out."""
    return {why.value: skipped[why] for why in Skipped if skipped.get(why)}


def look(project: Project) -> Look:
    """Bring the project up to date with its folders."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from labelmt.project.intake.scan_images import scan_roots

    columns = (SpinnerColumn(), TextColumn(translated(LOOKING)), TextColumn(COUNT))
    made = Look(roots=len(project.roots()))
    with Progress(*columns, TimeElapsedColumn(), console=stderr(), transient=True) as bar:
        line = bar.add_task("scan", total=None)
        for progress in scan_roots(project, lambda: False):
            bar.update(line, completed=progress.found)
            made.found, made.new = progress.found, progress.added
            made.changed += progress.replaced
            made.gone += progress.gone
            made.renamed += progress.relinked
            made.another += progress.another
            made.unsure += progress.unsure
            made.away += len(progress.away)
            made.problems.extend(progress.problems)
            made.note_left_out(progress.skipped, progress.named)
    return made


def look_first(project: Project) -> Look:
    """The same before other work; says what has changed since, and what was left out."""
    found = look(project)
    tell_changes(found)
    tell_left_out(found)
    return found


def tell_changes(found: Look) -> None:
    """Say what is not as it was."""
    if found.new or found.changed or found.gone or found.renamed:
        say(
            text(
                "In the folders: {new:,} new, {changed:,} changed, {renamed:,} renamed, "
                "{gone:,} gone.",
                new=found.new,
                changed=found.changed,
                renamed=found.renamed,
                gone=found.gone,
            )
        )
    if found.another:
        say(
            counted(
                "{count:,} labelled image holds another picture now.",
                "{count:,} labelled images hold another picture now.",
                found.another,
            )
        )
        if found.unsure:
            say(
                counted(
                    "Of {count:,} it was not known what it held: it may be the same picture.",
                    "Of {count:,} it was not known what they held: they may be the same pictures.",
                    found.unsure,
                )
            )
        say(text("Their labels were kept; is:changed finds them in the window."))


def tell_left_out(found: Look) -> None:
    """Say what was not looked at, why and how much of it."""
    for path, reason in found.problems[:PROBLEMS_TOLD]:
        say(text("not read: {path}: {reason}", path=path, reason=reason))
    if len(found.problems) > PROBLEMS_TOLD:
        say(text("and {count:,} more", count=len(found.problems) - PROBLEMS_TOLD))
    tell_skipped(found.skipped, found.named)


def tell_incomplete(images: Sequence[tuple[object, str]]) -> None:
    """Say of which images a part is missing, and what."""
    for path, note in images[:PROBLEMS_TOLD]:
        say(text("not whole: {path}: {note}", path=path, note=note))
    if len(images) > PROBLEMS_TOLD:
        say(text("and {count:,} more", count=len(images) - PROBLEMS_TOLD))


def tell_skipped(
    skipped: Mapping[Skipped, int], named: Mapping[Skipped, Sequence[str]] | None = None
) -> None:
    """Say what was left out, a sentence a reason, and the first paths of each."""
    for why in Skipped:
        for sentence in told({why: skipped.get(why, 0)}):
            say(sentence)
            paths = (named or {}).get(why, ())[:NAMES_TOLD]
            if paths:
                more = ", …" if skipped[why] > len(paths) else ""
                say(f"  {', '.join(paths)}{more}")


def read_labelled(project: Project) -> None:
    """Take the fingerprints of labelled images of which it is not known what they hold."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from labelmt.project.intake.take_fingerprints import take_fingerprints, unread_rows

    columns = (SpinnerColumn(), TextColumn(translated(READING)), TextColumn(COUNT))
    asked = unread_rows(project).tolist()
    with Progress(*columns, TimeElapsedColumn(), console=stderr(), transient=True) as bar:
        line = bar.add_task("read", total=None)
        for left in take_fingerprints(project, asked, lambda: False):
            bar.update(line, completed=len(asked) - left)
