"""Labelling at scale: a hundred thousand images, one key each; and a million to look at.

``uv run python benchmarks/labelling.py WORKPLACE [--images 100000] [--million]``. WORKPLACE is an
empty folder (about 2 GB with ``--million``); what is drawn there is used again by the next run.
Each line is measured in a process of its own, the window on the offscreen platform, its events
real ones. With ``--labelme`` that program, fetched by uv, opens the folder of 20,000, too.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

BEGAN = time.monotonic()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

Figures = dict[str, float]
SIZE = (320, 240)
FOLDERS = 100


def draw_images(folder: Path, count: int) -> Path:
    """So many files with a content of their own each; 500 pictures, told apart by their ends."""
    import numpy as np
    from PIL import Image

    done = folder / f"drawn-{count}"
    if done.exists():
        return folder
    random = np.random.default_rng(3)
    pictures = []
    for _ in range(500):
        small = random.integers(0, 256, (6, 8, 3), dtype=np.uint8)
        stream = BytesIO()
        Image.fromarray(small).resize(SIZE, Image.Resampling.BICUBIC).save(stream, "JPEG")
        pictures.append(stream.getvalue())
    for number in range(count):
        place = folder / f"{number % FOLDERS:02d}"
        place.mkdir(parents=True, exist_ok=True)
        end = number.to_bytes(4, "little")  # readers stop before it
        (place / f"{number:06d}.jpg").write_bytes(pictures[number % 500] + end)
    done.touch()
    return folder


def scan(work: Path, images: Path) -> Figures:
    """New images into a new project: files a second, all of it on disk."""
    from labelmt.project.intake.scan_images import scan_roots
    from labelmt.project.project import Project

    with tempfile.TemporaryDirectory(dir=work) as scratch:
        project = Project.create(Path(scratch) / "project", [images])
        began = time.monotonic()
        found = sum(progress.added for progress in list(scan_roots(project, lambda: False))[-1:])
        seconds = time.monotonic() - began
        project.close()
    return {"files/s": found / seconds}


class Bench:
    """The program's own window, and how late its event loop is."""

    BEAT_MS = 2

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        from labelmt.gui.app.application import make_application
        from labelmt.gui.app.garbage_collection import GarbageCollection
        from labelmt.gui.app.main_window import MainWindow

        self.app = make_application(["labelmt"])
        self.window = MainWindow()
        GarbageCollection(self.window)
        self.window.resize(1440, 900)
        self.window.show()
        self.late: list[float] = []
        self._last = time.perf_counter()
        self._beat = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=self.BEAT_MS)
        self._beat.timeout.connect(self._note)
        self._beat.start()

    def _note(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1000 - self.BEAT_MS))
        self._last = now

    def until(self, condition: Callable[[], bool], seconds: float = 120) -> float:
        """Let the window work until something is so; returns the seconds it took."""
        from PySide6.QtCore import QEventLoop

        began = time.perf_counter()
        while not condition():
            # Without a time: with one Qt does not wait, and the loop would keep a core busy. The
            # beat is the next event, at the latest.
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.perf_counter() - began > seconds:
                raise TimeoutError("the window did not get there")
        return time.perf_counter() - began

    def rest(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        self.until(lambda: time.perf_counter() >= end)

    def open(self, project: Path) -> float:
        """Seconds from asking for a project to the first screen full of pictures."""
        grid, loader = self.window.browser.grid, self.window.browser.loader
        began = time.perf_counter()
        self.window.start(project)
        self.until(lambda: self.window.project_view is not None and bool(grid.visible_rows()))
        self.until(lambda: all(loader.pixmap(row) is not None for row in grid.visible_rows()))
        return time.perf_counter() - began

    def settle(self) -> None:
        done: list[None] = []
        self.until(lambda: not self.window.labelling.busy)
        self.window.session.run(lambda _project: None, done.append)
        self.until(lambda: bool(done))

    def key(self, key: Any, modifiers: Any = None) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        QTest.keyClick(self.window.browser.grid, key, modifiers or Qt.KeyboardModifier.NoModifier)

    def latency(self) -> Figures:
        """Since the last call."""
        late, self.late = sorted(self.late), []
        return {"95 %": late[int(len(late) * 0.95)], "most": late[-1], "beats": len(late)}

    def end(self) -> None:
        self.window.training.stop()
        self.window.close()


def make_indexed(bench: Bench, project: Path, images: Path) -> None:
    """A project of these images, scanned, with two labels; its first pictures are made."""
    from labelmt.domain.schema import TaskKind
    from labelmt.project.commands.commands import CreateLabel, CreateTask
    from labelmt.project.intake.scan_images import scan_roots
    from labelmt.project.project import Project, is_project

    if is_project(project):
        return
    made = Project.create(project, [images])
    list(scan_roots(made, lambda: False))
    made.apply(CreateTask("objects", TaskKind.MULTILABEL))
    for name in ("tree", "sea"):
        made.apply(CreateLabel(made.schema().tasks[0].id, name))
    made.close()
    bench.open(project)


def index(work: Path, images: Path) -> Figures:
    bench = Bench()
    make_indexed(bench, work / "indexed", images)
    bench.end()
    return {}


def reopen(work: Path, _images: Path) -> Figures:
    """The window, and then a project that was open before."""
    bench = Bench()
    window = time.monotonic() - BEGAN
    seconds = bench.open(work / "indexed")
    memory = resident()
    bench.end()
    return {"window s": window, "first pictures s": seconds, "memory MB": memory}


def scroll(work: Path, _images: Path, *, training: bool = False) -> Figures:
    """End to end in steps of the wheel and of the scroll bar, the event loop watched."""
    bench = Bench()
    bench.open(work / "indexed")
    if training:
        annotate(bench)
        bench.window.training.train()
        bench.until(lambda: bench.window.training.state.step == "features")
    bench.rest(2)
    bench.latency()
    bar = bench.window.browser.grid.verticalScrollBar()
    steps = 600
    for step in range(steps):
        bar.setValue(bar.maximum() * step // steps)
        bench.rest(0.02)
    figures = bench.latency()
    bench.end()
    return figures


def annotate(bench: Bench) -> None:
    from labelmt.domain.annotations import State
    from labelmt.project.commands.commands import SetAnnotations

    labels = bench.window.project_view.schema.labels  # type: ignore[union-attr]
    for label, rows in ((labels[0], range(40)), (labels[1], range(20, 60))):
        bench.window.session.apply(SetAnnotations(tuple(rows), label.id, State.PRESENT))
        others = tuple(row for row in range(60) if row not in rows)
        bench.window.session.apply(SetAnnotations(others, label.id, State.ABSENT))
    bench.settle()


def keys(work: Path, _images: Path) -> Figures:
    """A key on one image, on 10,000 and its undo: pressed to saved, shown and painted."""
    import numpy as np
    from PySide6.QtCore import Qt

    bench = Bench()
    bench.open(work / "indexed")
    grid = bench.window.browser.grid
    grid.setFocus()
    bench.rest(1)
    one = []
    for number in range(60):
        grid.select_rows([number])
        bench.rest(0.02)
        one.append(timed(bench, lambda: bench.key(Qt.Key.Key_1)))
    grid.select_rows(np.arange(10_000).tolist())
    bench.rest(0.5)
    many, undone = [], []
    for _ in range(5):
        many.append(timed(bench, lambda: bench.key(Qt.Key.Key_2)))
        undone.append(timed(bench, bench.window.commands.undo.trigger))
    bench.end()
    median = statistics.median
    return {"one ms": median(one), "10,000 ms": median(many), "its undo ms": median(undone)}


def timed(bench: Bench, act: Callable[[], None]) -> float:
    """Milliseconds until the database has it and the window has painted it."""
    began = time.perf_counter()
    act()
    bench.settle()
    bench.app.processEvents()
    return (time.perf_counter() - began) * 1000


def resident() -> float:
    """Megabytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def million(work: Path, _images: Path) -> Figures:
    """A project of a million images with five annotations each: opened in the window."""
    project = work / "million"
    if not project.exists():
        subprocess.run([sys.executable, __file__, str(work), "--child", "make_million"], check=True)
    bench = Bench()
    scanned: list[None] = []
    bench.window.intake.scanned.connect(lambda: scanned.append(None))
    bench.window.start(project)
    grid = bench.window.browser.grid
    seconds = bench.until(lambda: bool(grid.visible_rows()))
    opened = resident()
    bench.until(lambda: bool(scanned), 300)
    bench.rest(3)
    figures = {"open s": seconds, "opened MB": opened, "memory MB": resident()}
    bench.end()
    return figures


def make_million(work: Path, _images: Path) -> Figures:
    from search import make_project

    # There is no folder of images: as if its disk were not connected.
    make_project(work / "million", 1_000_000)
    return {}


def folder_of_20000(work: Path, images: Path) -> Figures:
    """A folder seen for the first time: until pictures are shown, until all files are listed."""
    few = draw_images(images.parent / "20000", 20_000)
    with tempfile.TemporaryDirectory(dir=work) as scratch:
        os.environ["LABELMT_HOME"] = scratch
        bench = Bench()
        began = time.perf_counter()
        shown = bench.open(few)
        model = bench.window.browser.grid.model()
        bench.until(lambda: model.rowCount() == 20_000)
        listed = time.perf_counter() - began
        figures = {"pictures s": shown, "all listed s": listed, "memory MB": resident()}
        bench.end()
    return figures


PROGRAM = """
import sys, time
began, opened = float(sys.argv.pop(1)), len(sys.argv) > 2
from labelmt.__main__ import main
from labelmt.gui.app import application
from PySide6.QtCore import QTimer
class Window(application.MainWindow):
    def show(self):
        super().show()
        self.beat = QTimer(self, interval=2)
        self.beat.timeout.connect(self.look)
        self.beat.start()
    def look(self):
        if opened:
            rows = self.browser.grid.visible_rows() if self.project_view is not None else ()
            if not len(rows) or any(self.browser.loader.pixmap(row) is None for row in rows):
                return
        self.beat.stop()
        self.repaint()
        print(time.monotonic() - began, flush=True)
        QTimer.singleShot(5000, self.leave)
    def leave(self):
        print(time.monotonic(), flush=True)
        self.close()
application.MainWindow = Window
main()
"""


def program(work: Path, *arguments: str) -> Figures:
    """The command as a person gives it: until there is something to see; quitting, 5 s later."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(work / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has been compiled
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(time.monotonic()), *arguments],
            stdout=subprocess.PIPE,
            check=True,
            text=True,
            env=environment,
        )
        ended = time.monotonic()
    shown, left = map(float, done.stdout.split())
    return {"shown s": shown, "quit s": ended - left}


def start_page(work: Path, _images: Path) -> Figures:
    return program(work)


def labelled_2000(work: Path, images: Path) -> Figures:
    """A project of 2,000 images with two labels on half of them each: its first screen."""
    from labelmt.domain.annotations import State
    from labelmt.project.commands.commands import SetAnnotations
    from labelmt.project.project import Project

    place = work / "labelled-2000"
    if not place.exists():
        bench = Bench()
        make_indexed(bench, place, draw_images(images.parent / "2000", 2000))
        bench.end()
        project = Project.open(place)
        for label, rows in zip(
            project.schema().labels, (range(1000), range(500, 1500)), strict=True
        ):
            project.apply(SetAnnotations(tuple(rows), label.id, State.PRESENT))
        project.close()
    return program(work, str(place))


LABELME = """
import os, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PyQt5.QtWidgets import QApplication
from labelme.app import MainWindow
application = QApplication(["labelme"])
began = time.perf_counter()
window = MainWindow(file_or_dir=sys.argv[1])
window.resize(1440, 900)
window.show()
while len(window.image_list) < 20000 or window._image.isNull():
    application.processEvents()
listed = time.perf_counter() - began
late, last = [], time.perf_counter()
for row in range(0, 20000, 200):  # to the end of the list, as ours is scrolled
    window._docks.file_list.setCurrentRow(row)
    application.processEvents()
    late.append(time.perf_counter() - last)
    last = time.perf_counter()
pages = int(open("/proc/self/statm").read().split()[1])
print(listed, 1000 * max(late), pages * os.sysconf("SC_PAGE_SIZE") / 1e6)
"""


def labelme(_work: Path, images: Path) -> Figures:
    """The same folder in Labelme: all listed and the first image shown; steps through the list."""
    few = draw_images(images.parent / "20000", 20_000)
    command = ["uv", "run", "--no-project", "--with", "labelme==6.3.1", "python", "-c", LABELME]
    done = subprocess.run(
        [*command, str(few)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    listed, step, memory = map(float, done.stdout.split()[-3:])
    return {"all listed s": listed, "longest step ms": step, "memory MB": memory}


PARTS = {
    "start page": start_page,
    "2,000 labelled": labelled_2000,
    "scan": scan,
    "index": index,
    "reopen": reopen,
    "scroll": scroll,
    "scroll, training": lambda work, images: scroll(work, images, training=True),
    "keys": keys,
    "folder of 20,000": folder_of_20000,
    "labelme, folder of 20,000": labelme,
    "million": million,
    "make_million": make_million,
}


def child(part: str, given: argparse.Namespace) -> Figures:
    """Measure one line in a process of its own."""
    command = [sys.executable, __file__, str(given.work), "--images", str(given.images)]
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "LABELMT_HOME": home}
        done = subprocess.run(
            [*command, "--child", part],
            stdout=subprocess.PIPE,
            check=True,
            text=True,
            env=environment,
        )
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--images", type=int, default=100_000)
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--labelme", action="store_true")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--parts", nargs="+")
    parser.add_argument("--child", choices=tuple(PARTS))
    given = parser.parse_args()
    work = given.work.absolute()
    work.mkdir(parents=True, exist_ok=True)
    images = draw_images(work / str(given.images), given.images)
    if given.child:
        print(json.dumps(PARTS[given.child](work, images)))
        return
    parts = given.parts or [
        "start page", "2,000 labelled",
        "scan", "reopen", "scroll", "scroll, training", "keys", "folder of 20,000",
        *(["labelme, folder of 20,000"] if given.labelme else []),
        *(["million"] if given.million else []),
    ]  # fmt: skip
    child("index", given)
    print("| | medians |")
    print("| --- | --- |")
    for part in parts:
        times = [child(part, given) for _ in range(given.repeats)]
        told = ", ".join(
            f"{name} {statistics.median(one[name] for one in times):,.1f}" for name in times[0]
        )
        print(f"| {part} | {told} |", flush=True)


if __name__ == "__main__":
    main()
