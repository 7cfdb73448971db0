"""Likely by name: what looks like a label that has just been typed comes first, in a sweep."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, Signal, Slot
from PySide6.QtGui import QAction

from labelmt.domain.text import translated
from labelmt.gui.core.latest_request import LatestRequest
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.labelling.sweep.sweep_mode import SweepMode
from labelmt.gui.widgets.notices import Notice
from labelmt.project.review.likely_by_name import told_not_compared
from labelmt.project.snapshot import Update

ACTS = (
    QEvent.Type.KeyPress,
    QEvent.Type.ShortcutOverride,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
)


class SweepOffer(ProjectPart):
    """Offers to sweep for a label as soon as its name was read.

    Of the first label of a project the sweep begins by itself, where a person typed it and has
    done nothing since: nothing is annotated that it could disturb, and Escape takes it back.
    Else there is a notice with a button: whoever goes on labelling is not carried off.
    """

    withdrawn = Signal(object)
    """Notice that holds no more."""

    def __init__(self, browser: Browser, sweep: SweepMode, parent: QObject) -> None:
        super().__init__(parent)
        self._browser, self._sweep = browser, sweep
        self._project_view: ProjectView | None = None
        self._before: frozenset[int] | None = None
        """The labels there were when one was typed that is still to come."""
        self._typed: int | None = None
        self._waits = False
        self._notice: Notice | None = None
        self._problem = ""
        self._counts = LatestRequest(self)
        self._counts.failed.connect(self.failed)
        self._go = QAction(self.tr("Sweep for it"), self)
        self._go.triggered.connect(self._start)
        sweep.shown.connect(self._note_sweep)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._forget()
        self._project_view, self._problem = project_view, ""

    def follow(self, update: Update) -> None:
        """A label that was typed is there; one that is gone, or learnt by now, is not offered.

        Where names are not compared, that is told once.
        """
        view = self._project_view
        if view is not None and update.schema is not None and self._before is not None:
            new = [one for one in view.schema.label_ids if one not in self._before]
            if new:
                self._typed, self._before = new[-1], None
        label_id = self._typed
        if view is None or label_id is None:
            return
        told = told_not_compared(view.settings)
        if told is not None:  # the worker reads no name then, and nothing else would tell
            self._forget()
            self._tell_problem(translated(told))
            return
        learnt = view.predictions is not None and view.predictions.of(label_id) is not None
        if learnt or label_id not in view.schema.columns:
            self._forget()

    def close(self) -> None:
        self._forget()
        self._counts.close()

    @Slot()
    def expect_label(self) -> None:
        """A person has just typed a label that is not there yet."""
        self._forget()
        if self._project_view is not None:
            self._before = frozenset(self._project_view.schema.columns)
            self._watch(True)

    @Slot()
    def look(self) -> None:
        """Names were read: offer what the label that was typed last looks like."""
        view, label_id = self._project_view, self._typed
        if view is None or label_id is None or label_id not in view.schema.columns:
            return
        if view.names_unread:
            self._tell_problem(view.names_unread)
            return
        name = view.speaking.get(label_id)
        if name is None or self._notice is not None:
            return
        # Not here: of a million images it takes longer than a frame.
        self._counts.submit(
            lambda: name.likely,
            lambda likely: self._offer(view, label_id, likely),
        )

    def _offer(self, view: ProjectView, label_id: int, likely: int) -> None:
        if view is not self._project_view or label_id != self._typed or not likely:
            return
        if self._waits and self._nothing_else(view):
            self._forget()
            self._sweep.start(label_id, takes_focus=False)
            return
        self._watch(False)
        if self._notice is None and not self._sweep.active:
            self._notice = Notice(self._words(view, label_id, likely), serious=False,
                                  offers=(self._go,), unasked=True)  # fmt: skip
            self.told.emit(self._notice)

    def _words(self, view: ProjectView, label_id: int, likely: int) -> str:
        name = view.schema.label(label_id).name
        if likely == 1:
            told = self.tr("An image looks like “{0}”, from the name alone.").format(name)
        else:
            told = self.tr("{1} images look like “{0}”, from the name alone.")
            told = told.format(name, QLocale().toString(likely))
        return told + " " + self.tr("Nothing has judged this yet.")

    def _nothing_else(self, view: ProjectView) -> bool:
        """Whether there is no other label yet, and the images are shown as they lie."""
        free = self._browser.looked_at is None and not self._sweep.active
        return free and len(view.schema.labels) == 1

    def _tell_problem(self, words: str) -> None:
        """Once a project: the first label that was typed waits for it."""
        self._watch(False)
        if words != self._problem:
            self._problem = words
            self.told.emit(Notice(words, serious=False, unasked=True))

    @Slot()
    def _start(self) -> None:
        view, label_id = self._project_view, self._typed
        self._forget()
        if view is not None and label_id is not None and label_id in view.schema.columns:
            self._sweep.start(label_id)

    @Slot(bool)
    def _note_sweep(self, shown: bool) -> None:
        if shown and self._sweep.label_id == self._typed:
            self._forget()

    def _forget(self) -> None:
        self._typed = self._before = None
        self._counts.forget()
        self._watch(False)
        if self._notice is not None:
            self.withdrawn.emit(self._notice)
            self._notice = None

    def _watch(self, on: bool) -> None:
        """Look whether a person does anything while a name is being read."""
        app = QCoreApplication.instance()
        if app is None or on == self._waits:
            return
        self._waits = on
        if on:
            app.installEventFilter(self)
        else:
            app.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in ACTS:
            self._watch(False)
        return False
