"""Live learning: when to refit as a person labels, and how that is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from labelmt.domain.protocol.messages import (
    AnnotationsChecked,
    Cancel,
    Event,
    GroupsReady,
    ImagesFailed,
    JobEvent,
    LearnLive,
    PredictionsReady,
    Progress,
    RunFailed,
    RunFinished,
    WorkerEnded,
)
from labelmt.domain.text import translated
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.model.training.live_switch import LiveSwitch
from labelmt.gui.model.training.model_choice_text import taken_over, why_it_stays
from labelmt.gui.model.training.training_controller import TrainingController
from labelmt.gui.widgets.notices import Notice
from labelmt.project.project import Project
from labelmt.project.runs.model_choice import Serving, serve_live
from labelmt.project.snapshot import Update
from labelmt.project.training.live_learning import (
    LiveData,
    LiveJob,
    LivePreparing,
    learns_live,
    record_live,
    set_learns_live,
)
from labelmt.project.training.worker_process import worker_command

SOON_MS = 200
"""After an annotation: a few keys in a row are one refit, and it still seems at once."""
LATER_MS = 3000
"""After images were added or looked at, which come in long streams."""


class LiveLearning(ProjectPart):
    """Sends one live job at a time, and the next one when something changed meanwhile.

    A job that is at work when newer annotations come is left to publish what it learns; what it
    does after that, a newer job does as well, so it is cancelled then. A training that was asked
    for goes first: while it runs, changes wait.

    Args:
        visible_rows: rows on screen now; they are read and predicted first.
        unsaved: whether a key that was pressed is not saved yet.
        by_default: whether projects of which nobody has said learn, where no network is needed.
    """

    groups_ready = Signal()
    """Images have been grouped by likeness, for the queue of review."""

    def __init__(
        self,
        session: ProjectSession,
        training: TrainingController,
        switch: LiveSwitch,
        visible_rows: Callable[[], tuple[int, ...]],
        unsaved: Callable[[], bool],
        by_default: bool,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._training, self._switch = session, training, switch
        self._visible_rows, self._by_default = visible_rows, by_default
        self._unsaved = unsaved
        self._project_view: ProjectView | None = None
        self._files = LivePreparing()
        self._number = 0
        self._forget()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go)
        training.thread_of_worker.event.connect(self._take)
        training.state_changed.connect(self._follow_training)
        switch.turned.connect(self._turn)
        switch.once_asked.connect(self.update_once)

    def _forget(self) -> None:
        self._job: int | None = None
        self._run_id: int | None = None
        self._preparing = False
        self._published = False
        self._stays: Serving | None = None
        self._changed = self._learn = self._once = False

    @property
    def last_job(self) -> int:
        """The number of the newest job, 0 before the first; each is one less."""
        return self._number

    @property
    def idle(self) -> bool:
        """Whether nothing is under way, nor about to be."""
        waits = self._changed and (self._switch.on or self._once)
        return not (self._preparing or self._job is not None or waits or self._timer.isActive())

    def set_project(self, project_view: ProjectView | None) -> None:
        """Learn from this project from now on, or none."""
        self._cancel()
        self._timer.stop()
        self._forget()
        self._project_view = project_view
        self._switch.set_on(False)
        self._switch.show_words("")
        if project_view is not None:
            by_default = self._by_default
            self._session.run_reading(
                lambda project: learns_live(project, by_default=by_default),
                self._begin,
                self._session.look_failed,
            )

    def _begin(self, on: bool) -> None:
        self._switch.set_on(on)
        project_view = self._project_view
        if on and project_view is not None and project_view.schema.labels:
            # What serves was perhaps trained at length: it stays until there is something new.
            self._note(learn=project_view.predictions is None)

    def follow(self, update: Update) -> None:
        """Note what changed, after the project view has been brought up to date."""
        changes = update.changes
        if changes.runs:
            self._forget_who_stays()
        if changes.annotations is not None or changes.schema or changes.marks:
            self._note(learn=True)
        elif changes.images and self._project_view is not None and self._project_view.schema.labels:
            self._note(learn=False, wait=LATER_MS)

    @Slot()
    def update_once(self) -> None:
        """Learn from what there is now, whether the switch is on or off."""
        if self._project_view is not None:
            self._once = True
            self._note(learn=True, wait=0)

    @Slot(bool)
    def _turn(self, on: bool) -> None:
        if self._project_view is None:
            return
        self._session.run(lambda project: set_learns_live(project, on))
        if on:
            self._note(learn=True, wait=0)
        else:
            self._cancel()
            self._switch.show_words("")

    def _note(self, *, learn: bool, wait: int = SOON_MS) -> None:
        self._changed = True
        self._learn = self._learn or learn
        # It is not started anew by each change, else one who labels fast would never see any.
        if not self._timer.isActive() or wait < self._timer.remainingTime():
            self._timer.start(wait)

    @Slot()
    def _go(self) -> None:
        project_view = self._project_view
        if project_view is None or not self._changed or not (self._switch.on or self._once):
            return
        if self._preparing or self._training.busy:
            return
        if self._job is not None:
            if self._published or self._run_id is None:
                # What it has left to do, such as predicting images that came since, the next does.
                self._learn = self._learn or self._run_id is not None
                self._cancel()
            return
        if self._once and self._unsaved():  # else it would be of all but the last key
            self._timer.start(SOON_MS)
            return
        data = LiveData(
            project_view.schema,
            project_view.images,
            project_view.matrix.copy(),
            project_view.judging.copy(),
            project_view.settings,
        )
        learn, files = self._learn, self._files
        self._changed = self._learn = self._once = False
        self._preparing = True
        if not self._switch.words.text():
            self._switch.show_words(self.tr("Learning…"))

        def sent(job: LiveJob) -> None:
            if self._project_view is project_view:
                self._send(job, learn)

        def failed(error: Exception) -> None:
            if self._project_view is project_view:
                self._preparing = False
                self._show_problem(str(error), getattr(error, "next_step", ""))

        def prepare(project: Project) -> LiveJob:
            worker_command()  # an installation that cannot learn says so here
            return files.prepare(project, data, learn=learn)

        self._session.run_beside(prepare, sent, failed)

    def _send(self, job: LiveJob, learn: bool) -> None:
        self._preparing = False
        if self._training.busy:  # pressed F5 meanwhile
            self._note(learn=learn)
            return
        self._number -= 1
        self._job, self._run_id, self._published = self._number, job.run_id, False
        self._training.thread_of_worker.send(
            LearnLive(self._number, str(job.folder), self._visible_rows())
        )
        if self._changed:
            self._timer.start(SOON_MS)

    def _cancel(self) -> None:
        if self._job is not None:
            self._training.thread_of_worker.send(Cancel(self._job))

    @Slot(object)
    def _follow_training(self, _state: object) -> None:
        if self._training.busy:
            self._cancel()
        elif self._changed and not self._timer.isActive():
            self._timer.start(SOON_MS)

    @Slot(object)
    def _take(self, event: Event) -> None:
        if self._job is None:
            return
        if isinstance(event, WorkerEnded):
            # Not again by itself: what killed it may do so once more. The next label tries.
            self._job = None
            self._changed = self._learn = True
            self._switch.show_words(self.tr("Not up to date"), self.tr("Learning was cut off."))
        elif isinstance(event, JobEvent) and event.job == self._job:
            self._take_own(event)

    def _take_own(self, event: Event) -> None:
        run_id = self._run_id
        if isinstance(event, AnnotationsChecked | ImagesFailed | RunFinished):
            self._session.run(
                lambda project: record_live(project, run_id, event),
                failed=self._session.look_failed,
            )
        if isinstance(event, Progress):
            self._show_progress(event)
        elif isinstance(event, PredictionsReady):
            self._published = True
            self._serve(run_id, event)
            if self._changed and not self._timer.isActive():
                self._timer.start(SOON_MS)
        elif isinstance(event, GroupsReady):
            self.groups_ready.emit()
        elif isinstance(event, RunFailed):
            self._job = None
            self._show_problem(translated(event.said("what")), translated(event.said("next_step")))
        elif isinstance(event, RunFinished):
            self._end(event)

    def _end(self, event: RunFinished) -> None:
        self._job = None
        if self._changed and (self._switch.on or self._once):
            self._timer.start(0)
            return
        if event.stage:
            self._show_up_to_date()
        elif self._run_id is None and not event.cancelled and self._shows_nothing():
            self._switch.show_words(
                self.tr("Waiting for examples"),
                self.tr("Predictions appear once two labels have two examples each."),
            )
        else:
            self._switch.show_words("")

    def _serve(self, run_id: int | None, event: PredictionsReady) -> None:
        project_view = self._project_view

        def told(verdict: Serving | None) -> None:
            if self._project_view is not project_view:
                return
            self._stays = verdict if verdict is not None and verdict.stays else None
            # Heads that give way to newer heads are no news.
            if verdict is not None and not verdict.stays and verdict.score is not None:
                self.told.emit(Notice(taken_over(verdict), serious=False, unasked=True))
            if self._job is None and self.idle:
                self._show_up_to_date()

        if run_id is not None:
            self._session.run(
                lambda project: serve_live(project, run_id, event), told, self._session.look_failed
            )

    def _show_up_to_date(self) -> None:
        """Say who predicts, where it is not what was learnt just now."""
        stays = self._stays
        if stays is None:
            self._switch.show_words(self.tr("Up to date"))
        else:
            text = self.tr("{0} predicts").format(stays.run.name)
            self._switch.show_words(text, why_it_stays(stays))

    def _forget_who_stays(self) -> None:
        """Another run serves than the one that was told of."""
        project_view, stays = self._project_view, self._stays
        if project_view is None or stays is None:
            return
        if not any(run.serves and run.id == stays.run.id for run in project_view.runs):
            self._stays = None
            self._switch.show_words("")

    def _shows_nothing(self) -> bool:
        return self._project_view is not None and self._project_view.predictions is None

    def _show_progress(self, event: Progress) -> None:
        if event.phase == "features":
            text = self.tr("Looking at images: {done} of {total}").format(
                done=f"{event.done:,}", total=f"{event.total:,}"
            )
            self._switch.show_progress(text, event.done, event.total)
        elif event.phase == "download":
            self._switch.show_progress(
                self.tr("Fetching the backbone"), event.done // 1024, event.total // 1024
            )
        elif event.done < event.total:
            self._switch.show_words(self.tr("Learning…"))

    def _show_problem(self, what: str, advice: str) -> None:
        tip = " ".join(part for part in (what, advice) if part)
        self._switch.show_words(self.tr("Not up to date"), tip)
