"""Libraries over real images, and grids that are shown and stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from making_project_views import draw_image, make_project_view, make_table
from pytestqt.qtbot import QtBot

from labelmt.domain.images import ImageStatus
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.images.grid.grid_view import GridView
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader


@pytest.fixture
def project_view(tmp_path: Path) -> ProjectView:
    """30 images of different shapes; the last file is no image."""
    root = tmp_path / "images"
    names = [f"shore {i}.jpg" for i in range(30)]
    for i, name in enumerate(names[:-1]):
        draw_image(root / name, i, (120, 90) if i % 3 else (70, 110))
    (root / names[-1]).write_bytes(b"<html>not an image</html>")
    return make_project_view(tmp_path / "project", make_table(root, names))


@pytest.fixture
def large_project_view(tmp_path: Path) -> ProjectView:
    """2,000 rows without files, for what needs no pictures."""
    names = [f"{i:05d}.jpg" for i in range(2000)]
    table = make_table(tmp_path / "nowhere", names)
    table.status[:] = ImageStatus.MISSING
    return make_project_view(tmp_path / "project", table)


@pytest.fixture
def loader(qtbot: QtBot) -> Iterator[ThumbnailLoader]:
    made = ThumbnailLoader()
    yield made
    made.close()


@pytest.fixture
def show_grid(qtbot: QtBot, loader: ThumbnailLoader) -> Callable[[ProjectView], GridView]:
    """A grid of 5 columns with all images of a project in view, in the order they were added."""

    def show(project_view: ProjectView) -> GridView:
        view = GridView(loader)
        qtbot.addWidget(view)
        view.resize(5 * 112 + 30, 500)
        view.set_edge(96)
        loader.set_project(project_view)
        view.set_project(project_view)
        view.set_rows(np.arange(len(project_view.images), dtype=np.int64))
        with qtbot.waitExposed(view):
            view.show()
        view.setFocus()
        return view

    return show
