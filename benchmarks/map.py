"""The map of images: what a frame of a pan takes, a lasso, its places, its colours.

``uv run python benchmarks/map.py [--images 100000] [--million] [--layout]``. Points are synthetic
features in 60 crowds; the map is as large as a window of 1440 × 900, offscreen. Frames are measured
with nothing beside, and while a process beside lays out as many images with t-SNE, as the worker
does. With ``--layout`` the layout itself is timed to its end, which takes long.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from labelmt.domain.schema import PALETTE
from labelmt.gui.images.map.density_picture import density_picture
from labelmt.gui.images.map.lasso import points_inside
from labelmt.gui.images.map.map_canvas import DENSE
from labelmt.gui.images.map.map_scene import Crowd, LegendLine, MapScene
from labelmt.gui.images.map.map_view import MapView
from labelmt.gui.images.map.tile_index import TileIndex
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.project.training.child_process import NICENESS

SIZE = 1440, 900
FRAMES = 120
CROWDS = 60
AXES = 50

Floats = NDArray[np.float32]


def features(count: int) -> Floats:
    """(n, AXES) points in crowds, as features lie along their widest axes."""
    chance = np.random.default_rng(0)
    middles = chance.normal(0, 1, (CROWDS, AXES)) * np.linspace(1.5, 0.3, AXES)
    crowd = chance.integers(0, CROWDS, count)
    return np.asarray(middles[crowd] + chance.normal(0, 0.25, (count, AXES)), dtype=np.float32)


def layout(points: Floats) -> float:
    """Seconds of a layout from nothing to its end, on one core."""
    from labelmt.learning.jobs.neighbour_embedding import lay_out

    began = time.monotonic()
    start = np.full((len(points), 2), np.nan, dtype=np.float32)
    for _done, _total in lay_out(points, start, lambda: False):
        pass
    return time.monotonic() - began


def beside(count: int) -> None:
    """What the worker does meanwhile, behind the window as it is."""
    os.setsid()
    os.nice(NICENESS)
    with contextlib.suppress(OSError):  # other systems have none
        Path("/proc/self/autogroup").write_text(str(NICENESS), encoding="ascii")
    while True:
        layout(features(count))


def shown(count: int) -> MapView:
    """A map with colours, names and a legend."""
    view = MapView(ThumbnailLoader())
    view.resize(*SIZE)
    chance = np.random.default_rng(1)
    middles = chance.uniform(-1, 1, (CROWDS, 2))
    crowd = chance.integers(0, CROWDS, count)
    places = (middles[crowd] + chance.normal(0, 0.06, (count, 2))).astype(np.float32)
    index = TileIndex(places)
    codes = (crowd % len(PALETTE)).astype(np.uint8)
    legend = tuple(LegendLine(color, f"label {at}", 1000) for at, color in enumerate(PALETTE))
    crowds = tuple(
        Crowd(float(x), float(y), 0.1, f"label {at}", True, at % 9 == 0)
        for at, (x, y) in enumerate(middles)
    )
    density = density_picture(index, codes, PALETTE) if count > DENSE else None
    view.show_places(index, fit=True)
    view.show_view(np.ones(count, dtype=np.bool_))
    view.show_selection(np.zeros(count, dtype=np.bool_), None)
    view.show_scene(MapScene(codes, PALETTE, "Labels", legend, crowds, density=density))
    view.show()
    QApplication.processEvents()
    return view


def frames(view: MapView) -> str:
    """Pan there and back, a frame a step; what a frame takes."""
    wall, own = [], []
    for at in range(FRAMES):
        began, began_own = time.perf_counter(), time.thread_time()
        view.pan_by(12 if at < FRAMES / 2 else -12, 4)
        view.repaint()
        own.append(1000 * (time.thread_time() - began_own))
        wall.append(1000 * (time.perf_counter() - began))
        QApplication.processEvents()
    return f"{_told(wall)}; of the thread's own time {_told(own)}"


def _told(found: list[float]) -> str:
    found.sort()
    last = found[int(len(found) * 0.95)]
    return f"median {found[len(found) // 2]:.1f} ms, 95 % within {last:.1f} ms"


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of the fastest of five."""
    found = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - began))
    return min(found)


def pans(count: int, name: str) -> None:
    view = shown(count)
    print(f"{name}: {frames(view)}", flush=True)
    chosen = np.zeros(count, dtype=np.bool_)
    chosen[: count // 10] = True
    view.show_selection(chosen, 0)
    print(f"{name}, a tenth selected: {frames(view)}", flush=True)
    view.show_selection(np.zeros(count, dtype=np.bool_), None)
    view.zoom_by(8)
    print(f"{name}, zoomed in eight times: {frames(view)}", flush=True)
    view.fit()
    turn = np.linspace(0, 2 * np.pi, 200)
    corners = [view.to_map(QPointF(720 + 500 * np.cos(a), 450 + 300 * np.sin(a))) for a in turn]
    took = timed(lambda: points_inside(view.index, corners))
    print(f"{name}, a lasso of 200 corners: {took:.1f} ms", flush=True)
    view.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=100_000)
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--layout", action="store_true")
    options = parser.parse_args()
    app = QApplication([])
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    name = f"{options.images:,} images"
    pans(options.images, name)
    worker = multiprocessing.get_context("spawn").Process(
        target=beside, args=(options.images,), daemon=True
    )
    worker.start()
    time.sleep(15)
    pans(options.images, f"{name} while as many are laid out beside")
    worker.terminate()
    worker.join()
    if options.million:
        pans(1_000_000, "1,000,000 images")
    for count in (1_000, 10_000, options.images) if options.layout else (1_000,):
        print(f"layout of {count:,} images: {layout(features(count)):.0f} s", flush=True)
    app.quit()


if __name__ == "__main__":
    main()
