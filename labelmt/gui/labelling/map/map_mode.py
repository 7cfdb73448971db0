"""The map of all images: made beside the window, coloured, followed as one labels and searches."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from labelmt.domain.annotations import Source
from labelmt.domain.protocol.messages import Event, Progress, RunFinished
from labelmt.domain.search.provenance_filter import AnnotationFilter
from labelmt.domain.search.terms import Aspect
from labelmt.gui.core.actions import Actions
from labelmt.gui.core.latest_request import PAINTED_MS, LatestRequest
from labelmt.gui.core.project_view import ProjectView, Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.browser import Browser
from labelmt.gui.images.map.density_picture import density_picture
from labelmt.gui.images.map.map_canvas import DENSE
from labelmt.gui.images.map.map_scene import MapScene
from labelmt.gui.images.map.tile_index import TileIndex
from labelmt.gui.labelling.map import map_words
from labelmt.gui.search.search_runner import columns_of
from labelmt.project.map.clusters import Cluster, clusters_of
from labelmt.project.map.colouring import By, Choice, colouring
from labelmt.project.map.image_places import ImagePlaces, image_places
from labelmt.project.project import Project
from labelmt.project.review.unlike_images import still_unlike
from labelmt.project.snapshot import Update

AGAIN_S = 5.0
"""Seconds between two looks for features that come meanwhile."""
MOST_LISTED = 40
"""Crowds to go to; islands first."""


@dataclass(frozen=True, eq=False, slots=True)
class _Placed:
    """Where images lie, found fast; None where there are no features."""

    places: ImagePlaces | None
    index: TileIndex


class MapMode(ProjectPart):
    """Shows the map in the grid's place. The selection is the window's, and so are its keys."""

    layout_asked = Signal()
    """The worker may lay the map out by neighbours."""
    features_asked = Signal()
    """Images are to be looked at."""
    images_asked = Signal(object)
    """(n,) int64 rows to be shown in the grid."""

    def __init__(
        self,
        session: ProjectSession,
        browser: Browser,
        commands: Actions,
        review_first: Callable[[Rows], None],
        clear: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._browser, self._commands = session, browser, commands
        self._review_first, self._clear = review_first, clear
        self._page = browser.map
        self._project_view: ProjectView | None = None
        self._places = LatestRequest(self)
        self._scenes = LatestRequest(self, after_ms=PAINTED_MS)
        self._forget()
        self._places.failed.connect(self.failed)
        self._scenes.failed.connect(self.failed)
        self._page.view.describe = self._describe
        commands.map.triggered.connect(self._turn)
        commands.fit_image.triggered.connect(self._fit)
        browser.map_shown.connect(self._follow_browser)
        browser.viewer_shown.connect(lambda _shown: self._enable())
        browser.selection_changed.connect(self._offer)
        page = self._page
        page.colour_asked.connect(self._choose_colour)
        page.crowd_asked.connect(self._go_to_crowd)
        page.grid_asked.connect(self._show_in_grid)
        page.review_asked.connect(self._review)
        page.features_asked.connect(self.features_asked)

    def _forget(self) -> None:
        self._placed: _Placed | None = None
        self._choice: Choice | None = None
        self._clusters: tuple[Cluster, ...] = ()
        self._apart: Rows = np.empty(0, dtype=np.int64)
        self._share: float | None = None
        self._why = ""
        self._looked = 0.0
        self._asked = False

    @property
    def clusters(self) -> tuple[Cluster, ...]:
        """The crowds of the map, the largest first."""
        return self._clusters

    @property
    def by_neighbours(self) -> bool:
        """Whether the worker has laid the map out."""
        placed = self._placed
        return placed is not None and placed.places is not None and placed.places.by_neighbours

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view
        self._places.forget()
        self._scenes.forget()
        self._forget()
        self._page.view.show_scene(MapScene())
        self._page.view.show_places(TileIndex(np.zeros((0, 2), np.float32)), fit=True)

    def follow(self, update: Update) -> None:
        """Colours and names follow what changed; images that came are placed."""
        if self._project_view is None or not self._browser.has_map:
            return
        changes = update.changes
        if changes.images:
            self._look()
        coloured_by = changes.annotations is not None or changes.predictions
        if coloured_by or update.schema is not None or update.unlike is not None:
            self._colour()

    @Slot(object)
    def take_event(self, event: Event) -> None:
        """Images have got features meanwhile: they have a place on the map now."""
        if not self._browser.has_map or self._project_view is None:
            return
        placed = self._placed
        lacks = placed is None or placed.places is None or placed.places.lacking > 0
        looked_at = isinstance(event, RunFinished) or (
            isinstance(event, Progress)
            and event.phase == "features"
            and time.monotonic() - self._looked > AGAIN_S
        )
        if lacks and looked_at:
            self._look()

    @Slot()
    def take_photographs(self) -> None:
        """More is known of when they were taken."""
        if self._browser.has_map and self._choice is not None and self._choice.by is By.DATE:
            self._colour()

    @Slot(float)
    def show_share(self, share: float) -> None:
        """The worker has laid out so much; below 0: it is at it no more."""
        self._share = share if share >= 0 else None
        self._say()

    @Slot()
    def take_layout(self) -> None:
        """The worker has laid the map out."""
        self._share, self._why = None, ""
        if self._browser.has_map:
            self._look()

    @Slot(str)
    def say_why_not(self, why: str) -> None:
        """Why the worker has not laid it out."""
        self._share, self._why = None, why
        self._say()

    def close(self) -> None:
        self._places.close()
        self._scenes.close()

    # -- shown or not --------------------------------------------------------------------

    @Slot(bool)
    def _turn(self, wanted: bool) -> None:
        if wanted and self._project_view is not None:
            self._clear()
            self._browser.show_map()
        else:
            self._browser.leave_map()

    @Slot(bool)
    def _follow_browser(self, shown: bool) -> None:
        self._commands.map.setChecked(shown)
        self._enable()
        if shown:
            self._asked = False
            self._look()
            self._offer()

    @Slot()
    def _enable(self) -> None:
        if self._browser.on_map:
            self._commands.fit_image.setEnabled(True)
        elif self._browser.looked_at is None:
            self._commands.fit_image.setEnabled(False)

    @Slot()
    def _fit(self) -> None:
        if self._browser.on_map:
            self._page.view.fit()

    # -- places --------------------------------------------------------------------------

    def _look(self) -> None:
        """Find where images lie now."""
        view = self._project_view
        if view is None:
            return
        self._looked = time.monotonic()
        folder, images, features = view.folder, view.images, view.features

        def work() -> _Placed:
            kept = features.read(images)
            if kept is None:
                return _Placed(None, TileIndex(np.zeros((0, 2), np.float32)))
            places = image_places(folder, images, kept)
            return _Placed(places, TileIndex(places.places))

        if self._placed is None:
            self._page.show_words(self.tr("Making the map…"))
        self._places.submit(work, self._take_places)

    def _take_places(self, placed: _Placed) -> None:
        before, self._placed = self._placed, placed
        if placed.places is None:
            words = self.tr(
                "The map lays alike images near each other. For that the model has to look at each "
                "image once: about a minute for 3,000 images."
            )
            self._page.show_why_not(words, offer=True)
            self._say()
            return
        self._page.show_map()
        same_kind = (
            before is not None
            and before.places is not None
            and before.places.by_neighbours == placed.places.by_neighbours
        )
        self._page.view.show_places(placed.index, fit=not same_kind)
        self._say()
        self._colour()
        if placed.places.wants_layout and not self._asked:
            self._asked = True
            self.layout_asked.emit()

    def _say(self) -> None:
        placed = self._placed
        if placed is None or placed.places is None:
            self._page.show_words("")
            return
        count = f"{len(placed.index):,}"
        if placed.places.by_neighbours:
            words = self.tr("{0} images, by neighbours").format(count)
        else:
            words = self.tr("{0} images, by the broad lines").format(count)
        parts = [words]
        if placed.places.lacking:
            lacking = f"{placed.places.lacking:,}"
            parts.append(self.tr("{0} not looked at yet").format(lacking))
        if self._share is not None:
            parts.append(self.tr("laying it out by neighbours…"))
        elif self._why:
            parts.append(self._why)
        self._page.show_words(" · ".join(parts), self._share)

    # -- colours -------------------------------------------------------------------------

    @Slot(object)
    def _choose_colour(self, key: str) -> None:
        self._choice = map_words.choice_of(key)
        self._colour()
        self._browser.focus_images()

    def _colour(self) -> None:
        """Colour and name anew."""
        view, placed = self._project_view, self._placed
        if view is None or placed is None or placed.places is None:
            return
        offered = map_words.choices(view.schema, predicted=view.predictions is not None)
        keys = [key for _, key in offered]
        if self._choice is None or map_words.key_of(self._choice) not in keys:
            self._choice = map_words.choice_of(keys[0])
        choice = self._choice
        self._page.show_colours(offered, map_words.key_of(choice))
        if choice.by is By.SOURCE:
            self._session.run_reading(
                _sources, lambda found: self._paint(choice, found), self._session.look_failed
            )
        else:
            self._paint(choice, {})

    def _paint(self, choice: Choice, sources: dict[Source, Rows]) -> None:
        view, placed = self._project_view, self._placed
        if view is None or placed is None or placed.places is None or choice != self._choice:
            return
        columns = replace(columns_of(view), matrix=view.matrix.copy())
        places, index, schema, unlike = placed.places, placed.index, view.schema, view.unlike
        title = self._page.colour.currentText()

        def work() -> tuple[MapScene, tuple[Cluster, ...]]:
            found = colouring(columns, choice, sources)
            colors = map_words.colours(found, schema)
            clusters = clusters_of(places.places, columns)
            apart = still_unlike(unlike, columns.images, columns.matrix)
            scene = MapScene(
                found.codes,
                colors,
                title,
                map_words.legend(found, colors, schema),
                tuple(map_words.crowd_of(one, schema) for one in clusters),
                apart,
                density_picture(index, found.codes, colors) if len(index) > DENSE else None,
            )
            return scene, clusters

        self._scenes.submit(work, self._take_scene, refresh=True)

    def _take_scene(self, made: tuple[MapScene, tuple[Cluster, ...]]) -> None:
        scene, self._clusters = made
        self._apart = scene.apart
        self._page.view.show_scene(scene)
        view = self._project_view
        if view is None:
            return
        order = sorted(range(len(self._clusters)), key=lambda at: not self._clusters[at].is_island)
        entries = [
            (map_words.crowd_entry(self._clusters[at], view.schema), at)
            for at in order[:MOST_LISTED]
        ]
        islands = sum(one.is_island for one in self._clusters)
        title = self.tr("{0} crowds").format(len(self._clusters))
        if islands:
            title = self.tr("{0} crowds, {1} without annotation").format(
                len(self._clusters), islands
            )
        if len(self._apart):
            words = self.tr("unlike any annotated: {0}").format(f"{len(self._apart):,}")
            entries.insert(0, (words, -1))
        self._page.show_crowds(title, entries)
        self._offer()

    # -- what is done with them ----------------------------------------------------------

    def _describe(self, row: int) -> list[str]:
        view = self._project_view
        return [] if view is None else map_words.image_lines(view, row)

    @Slot()
    def _offer(self) -> None:
        if self._browser.has_map:
            islands = sum(one.is_island for one in self._clusters)
            self._page.show_selected(len(self._browser.selected_rows()), islands + len(self._apart))

    @Slot(object)
    def _go_to_crowd(self, at: int | None) -> None:
        """Show a crowd and select what of it is in view."""
        canvas = self._page.view
        if at is None:
            canvas.fit()
        elif at < 0:
            canvas.fit()
            self._select(self._apart)
        elif at < len(self._clusters):
            crowd = self._clusters[at]
            canvas.go_to(crowd.x, crowd.y, crowd.radius)
            self._select(crowd.rows)
        self._browser.focus_images()

    def _select(self, rows: Rows) -> None:
        grid = self._browser.grid
        in_view = np.intersect1d(rows, grid.model().rows)
        current = int(in_view[0]) if len(in_view) else -1
        self._page.view.selected.emit(in_view, current)

    @Slot()
    def _show_in_grid(self) -> None:
        rows = self._browser.selected_rows()
        if len(rows):
            self._browser.leave_map()
            self.images_asked.emit(rows)

    @Slot()
    def _review(self) -> None:
        """First what is selected; without several selected what stands out: unlike images, then
        islands."""
        rows = self._browser.selected_rows()
        if len(rows) < 2:
            islands = [one.rows for one in self._clusters if one.is_island]
            standing = np.concatenate([self._apart, *islands]) if islands else self._apart
            rows = standing if len(standing) else rows
        _, first = np.unique(rows, return_index=True)
        self._review_first(rows[np.sort(first)])


def _sources(project: Project) -> dict[Source, Rows]:
    """Rows with an annotation of each source."""
    filters = {AnnotationFilter(((Aspect.SOURCE, str(one)),)): one for one in Source}
    found = project.provenance.read(filters)
    return {source: found[wanted] for wanted, source in filters.items()}
