"""Exceptions that LabelMT raises on purpose: what happened, what was kept, what to do next.

::

    LabelMTError                 says what happened, to what, what was kept, what to do next
    ├── EnvironmentFault         the machine's fault, not a bug: shown without a traceback
    │   ├── NoDisplay            no screen to open a window on
    │   ├── NoNetwork            something had to be fetched and could not be
    │   ├── NoPermission         a file or folder may not be read or written
    │   ├── DiskFull             nothing more can be written
    │   ├── ProjectGone          the database was deleted, moved or replaced while it was open
    │   ├── ServerUnreachable    the server of a team's database does not answer
    │   ├── DeviceFault          the chosen device is missing or ran out of memory
    │   └── WorkerUnavailable    the worker process cannot be started
    ├── InvalidInput             what was given cannot be used as it is
    │   ├── InvalidName          a task or label name that is empty, too long or taken
    │   ├── InvalidSetting       a setting that does not exist or is out of range
    │   ├── InvalidQuery         a search that cannot be read, with the place in it
    │   ├── InvalidTable         a table with problems, each with its line
    │   └── UnreadableImage      a file that is no image we can decode
    ├── NotFound                 a task, label, run, image or project that is not there
    ├── ProjectFault             a project that cannot be opened
    │   ├── NotAProject          the folder holds no project
    │   ├── ProjectTooNew        written by a newer LabelMT
    │   └── ProjectDamaged       the database does not pass its own check
    ├── NotEnoughAnnotations     training needs more examples first
    └── ProtocolError            worker and parent do not understand each other
"""

from __future__ import annotations

from dataclasses import dataclass

from labelmt.domain.text import Text, text, translated


class LabelMTError(Exception):
    """An error with the four things a person needs.

    Sentences with arguments are given as Text, so that they can be translated where they are
    shown; as attributes all are English.

    Args:
        what: what happened, one sentence.
        subject: the file, name or setting it happened to.
        kept: what was kept or left unchanged.
        next_step: what the person can do now.
        details: text for the copy button (a traceback, a worker's last lines).
    """

    def __init__(
        self,
        what: str | Text,
        *,
        subject: str = "",
        kept: str | Text = "",
        next_step: str | Text = "",
        details: str = "",
    ) -> None:
        super().__init__(str(what))
        self.what = str(what)
        self.subject = subject
        self.kept = str(kept)
        self.next_step = str(next_step)
        self.details = details
        parts = {"what": what, "kept": kept, "next_step": next_step}
        self.texts = {name: part for name, part in parts.items() if isinstance(part, Text)}

    def said(self, part: str) -> str | Text:
        """``what``, ``kept`` or ``next_step``, to be translated."""
        return self.texts.get(part) or str(getattr(self, part))

    def __str__(self) -> str:
        head = f"{self.what} ({self.subject})" if self.subject else self.what
        return " ".join(part for part in (head, self.kept, self.next_step) if part)


class EnvironmentFault(LabelMTError):
    """The machine's fault: no display, no network, no permission, no room."""


class NoDisplay(EnvironmentFault):
    """There is no screen to open a window on."""


class NoNetwork(EnvironmentFault):
    """Something had to be fetched and there is no network, or the server said no."""


class NoPermission(EnvironmentFault):
    """A file or folder may not be read or written."""


class DiskFull(EnvironmentFault):
    """Nothing more can be written to the disk."""


class ProjectGone(EnvironmentFault):
    """The database was deleted, moved or replaced while it was open."""


class ServerUnreachable(EnvironmentFault):
    """The server of a team's database does not answer, or has gone away."""


class DeviceFault(EnvironmentFault):
    """The compute device is missing, or ran out of memory for good."""


class WorkerUnavailable(EnvironmentFault):
    """The worker process cannot be started."""


class InvalidInput(LabelMTError):
    """What was given cannot be used as it is."""


class InvalidName(InvalidInput):
    """A task or label name that is empty, too long, or taken."""


class InvalidSetting(InvalidInput):
    """A setting that does not exist or whose value is out of range."""


class InvalidQuery(InvalidInput):
    """A search that cannot be read, or names what is not there.

    Args:
        start, stop: the part of its text that is wrong, from 0, ``stop`` not in it.
        next_step: what would be right.
    """

    def __init__(
        self, what: str | Text, start: int, stop: int, *, next_step: str | Text = ""
    ) -> None:
        super().__init__(what, subject=f"column {start + 1}", next_step=next_step)
        self.start = start
        self.stop = stop


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a table: ``line`` counts from 1 (the header), ``column`` is its name.

    ``file`` is which of a folder's files has it; a problem of the file as a whole is on line 0.
    """

    line: int
    what: str | Text
    column: str = ""
    file: str = ""

    @property
    def said(self) -> Text:
        """Where and what in one sentence; ``what`` is in this process's language by then."""
        what = translated(self.what)
        if self.file:
            if self.line:
                return text(
                    "{file}, line {line}: {what}", file=self.file, line=self.line, what=what
                )
            return text("{file}: {what}", file=self.file, what=what)
        if not self.line:
            return text("{what}", what=what)
        if self.column:
            return text(
                "line {line}, column {column}: {what}",
                line=self.line, column=self.column, what=what,
            )  # fmt: skip
        return text("line {line}: {what}", line=self.line, what=what)

    def __str__(self) -> str:
        parts = (
            self.file,
            f"line {self.line}" if self.line else "",
            f"column {self.column}" if self.column else "",
        )
        where = ", ".join(part for part in parts if part)
        return f"{where}: {self.what}" if where else str(self.what)


class InvalidTable(InvalidInput):
    """A table with problems; all of them are listed and nothing was imported."""

    def __init__(
        self, what: str | Text, problems: tuple[Problem, ...], *, subject: str = ""
    ) -> None:
        super().__init__(
            what,
            subject=subject,
            kept="Nothing was imported.",
            next_step="Correct these lines and import again.",
            details="\n".join(str(problem) for problem in problems),
        )
        self.problems = problems


class UnreadableImage(InvalidInput):
    """A file that is no image we can decode; the project keeps its row and says why."""


class NotFound(LabelMTError):
    """A task, label, run, image or project that is not there."""


class ProjectFault(LabelMTError):
    """A project that cannot be opened."""


class NotAProject(ProjectFault):
    """The folder holds no LabelMT project."""


class ProjectTooNew(ProjectFault):
    """The project was written by a newer LabelMT; it was not touched."""


class ProjectDamaged(ProjectFault):
    """The project's database does not pass SQLite's own integrity check."""


class NotEnoughAnnotations(LabelMTError):
    """There is nothing to learn from yet."""


class ProtocolError(LabelMTError):
    """A message between worker and parent that is not of the agreed form."""
