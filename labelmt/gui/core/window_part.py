"""Parts of the window: all told in one place of the project that opens, changes, closes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

if TYPE_CHECKING:  # the start page is shown without them
    from labelmt.gui.core.project_view import ProjectView
    from labelmt.gui.core.session import ProjectSession
    from labelmt.project.snapshot import Snapshot, Update


class Part(Protocol):
    """What follows the open project.

    It may also have the signals ``told``, of a Notice, and ``failed``, of an exception.
    """

    def set_project(self, project_view: ProjectView | None, /) -> None:
        """Another project is shown, or none."""

    def follow(self, update: Update, /) -> None:
        """The project view has been brought up to date with this update."""

    def close(self) -> object:
        """The window closes, and the project has been closed: end what runs."""


class ProjectPart(QObject):
    """A part that is no widget; it takes over of the three methods what concerns it."""

    told = Signal(object)
    """Notice."""
    failed = Signal(object)
    """Exception that a person is to be told of."""

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""

    def follow(self, update: Update) -> None:
        """The project view has been brought up to date with this update."""

    def close(self) -> None:
        """The window closes, and the project has been closed: end what runs."""


P = TypeVar("P", bound=Part)


class Parts(QObject):
    """All parts, each told after those that were added before it; they share one project view."""

    told = Signal(object)
    """Notice of any part."""
    failed = Signal(object)
    """Exception of any part."""

    def __init__(self, session: ProjectSession, parent: QObject) -> None:
        super().__init__(parent)
        self.project_view: ProjectView | None = None
        self._parts: list[Part] = []
        session.opened.connect(self._open)
        session.changed.connect(self._follow)
        session.closed.connect(self.show_none)

    def add(self, part: P) -> P:
        """Tell a part from now on, and pass on what it tells."""
        self._parts.append(part)
        for name, passed_on in (("told", self.told), ("failed", self.failed)):
            signal = getattr(part, name, None)
            if isinstance(signal, SignalInstance):
                signal.connect(passed_on)
        return part

    @Slot()
    def show_none(self) -> None:
        """No project is open."""
        self._show(None)

    def close(self) -> None:
        """End what runs in any part."""
        for part in self._parts:
            part.close()

    @Slot(object)
    def _open(self, snapshot: Snapshot) -> None:
        from labelmt.gui.core.project_view import ProjectView

        self._show(ProjectView.from_snapshot(snapshot))

    def _show(self, project_view: ProjectView | None) -> None:
        self.project_view = project_view
        for part in self._parts:
            part.set_project(project_view)

    @Slot(object)
    def _follow(self, update: Update) -> None:
        if self.project_view is not None:
            self.project_view.update(update)
            for part in self._parts:
                part.follow(update)
