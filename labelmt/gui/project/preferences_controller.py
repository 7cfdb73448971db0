"""Edit › Preferences: what is changed there holds at once and is kept for the next start."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from labelmt.gui.core.actions import Actions
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.project.preferences_dialog import PreferencesDialog
from labelmt.project.cache_sizes import CacheSizes, cache_sizes, clear_cache
from labelmt.project.places.preferences import (
    Preferences,
    keep_preferences,
    read_preferences,
    use_preferences,
)
from labelmt.project.project import Project


class PreferencesController(ProjectPart):
    """Opens the dialog and does what it asks.

    Args:
        features_used: whether a training is using the features of the open project now.
        renew_worker: has what a worker remembers of them forgotten.
    """

    def __init__(
        self,
        session: ProjectSession,
        browser: Browser,
        features_used: Callable[[], bool],
        renew_worker: Callable[[], None],
        commands: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._browser, self._window = session, browser, window
        self._features_used, self._renew_worker = features_used, renew_worker
        self._folder: Path | None = None
        self._stop = threading.Event()
        self._chosen: Preferences | None = None
        self._keeping = threading.Lock()
        self.dialog: PreferencesDialog | None = None
        commands.preferences.triggered.connect(self.show_dialog)
        session.run_alone(read_preferences, self._use_kept)

    def set_project(self, project_view: ProjectView | None) -> None:
        self._folder = project_view.folder if project_view is not None else None
        self._stop.set()

    def close(self) -> None:
        """Stop counting."""
        self._stop.set()

    @Slot()
    def show_dialog(self) -> None:
        """Open the dialog with what is kept."""
        self._session.run_alone(read_preferences, self._show)

    def _show(self, preferences: Preferences) -> None:
        if self.dialog is not None:
            self.dialog.raise_()
            return
        dialog = self.dialog = PreferencesDialog(preferences, self._window)
        dialog.changed.connect(self._take)
        dialog.clear_thumbnails.connect(lambda: self._clear(thumbnails=True))
        dialog.clear_features.connect(lambda: self._clear(thumbnails=False))
        dialog.finished.connect(self._forget_dialog)
        dialog.open()
        self._count()

    @Slot()
    def _forget_dialog(self) -> None:
        self._stop.set()
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    @Slot(object)
    def _take(self, preferences: Preferences) -> None:
        self._chosen = preferences
        self._bound_thumbnails(preferences)
        use_preferences(preferences)
        self._session.run_alone(self._keep_chosen)

    def _keep_chosen(self) -> None:
        # Threads come in any order: whichever is last writes what was chosen last.
        with self._keeping:
            if self._chosen is not None:
                keep_preferences(self._chosen)

    def _use_kept(self, preferences: Preferences) -> None:
        if self._chosen is None:  # else chosen while these were being read
            self._bound_thumbnails(preferences)

    def _bound_thumbnails(self, preferences: Preferences) -> None:
        self._browser.loader.bound_disk(round(preferences.thumbnails_gb * 2**30))

    def _count(self) -> None:
        stop = self._stop = threading.Event()
        if self.dialog is None or self._folder is None:
            return
        self.dialog.show_counting()

        def done(sizes: CacheSizes) -> None:
            if self.dialog is not None and not stop.is_set():
                self.dialog.show_sizes(sizes, training=self._features_used())

        self._session.run_beside(
            lambda project: cache_sizes(project.thumbnails, project.feature_cache, stop.is_set),
            done,
        )

    def _clear(self, *, thumbnails: bool) -> None:
        def work(project: Project) -> None:
            clear_cache(project.thumbnails if thumbnails else project.feature_cache)

        def done(_none: None) -> None:
            self._browser.loader.bound_disk(self._browser.loader.disk_bytes)  # counted anew
            self._count()

        if not thumbnails:
            self._renew_worker()
        self._session.run_beside(work, done)
