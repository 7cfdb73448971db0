"""How fast a team's project is: a key beside SQLite, and until a colleague has it; labels a second.

    uv run python benchmarks/team.py [--images 100000] [--people 20] [--keys 20] [--single 200]

Starts a PostgreSQL server of its own on a socket, with fsync on. Each person is a process that
labels one image after the other without a pause; everybody hears of everybody.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from postgres_server import Server, binaries

from labelmt.domain.annotations import Seen, State
from labelmt.domain.images import FoundImage
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import CreateLabel, CreateTask, SetAnnotations
from labelmt.project.intake.scan_images import add_images
from labelmt.project.opening_on_server import join_on_server
from labelmt.project.project import Project
from labelmt.project.snapshot import take_update
from labelmt.storage.server_url import ServerAddress


class SafeServer(Server):
    """Syncs, as a team's own would."""

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", self._data, "-w", "-s", "-l", str(self.folder / "log"),
                  "-o", options, "start")  # fmt: skip


def fill(project: Project, images: int) -> None:
    add_images(project, 1, [FoundImage(f"{n:07d}.jpg", 100, 1) for n in range(images)])
    project.apply(CreateTask("things", TaskKind.MULTILABEL))
    for name in ("tree", "sea"):
        project.apply(CreateLabel(project.schema().tasks[0].id, name))
    project.annotation_matrix()


def press(project: Project, row: int) -> None:
    """A key: saved, and read back for the window."""
    label = project.schema().labels[0].id
    changes = project.apply(SetAnnotations((row,), label, State.PRESENT, seen=Seen.ONE))
    take_update(project, changes)


def timed_keys(project: Project, rows: range) -> list[float]:
    times = []
    for row in rows:
        start = time.perf_counter()
        press(project, row)
        times.append(time.perf_counter() - start)
    return times


def person(folder: str, first: int, keys: int) -> None:
    """One of many: labels, and notes when it did so; hears what others did, and notes when."""
    project = Project.open(Path(folder))
    project.annotation_matrix()
    project.look_for_others()
    heard: dict[int, float] = {}
    news = threading.Event()
    ended = threading.Event()

    def note(changes: object) -> None:
        patch = changes.annotations  # type: ignore[attr-defined]
        if patch is not None:
            moment = time.time()
            for row in patch.rows.tolist():
                heard.setdefault(row, moment)

    project.subscribe(note)
    project.listen_to_others(news.set)

    def look() -> None:
        while not ended.is_set():
            news.wait(0.5)
            news.clear()
            project.look_for_others()

    looking = threading.Thread(target=look)
    looking.start()
    print("ready", flush=True)
    sys.stdin.readline()
    pressed: dict[int, float] = {}
    for row in range(first, first + keys):
        pressed[row] = time.time()
        press(project, row)
    done = time.time()
    print("done", flush=True)
    sys.stdin.readline()
    ended.set()
    news.set()
    looking.join()
    project.look_for_others()
    print(json.dumps({"pressed": pressed, "heard": heard, "done": done}), flush=True)
    project.close()


def told(name: str, times: list[float]) -> None:
    values = np.array(times) * 1000
    print(f"{name}: median {np.median(values):.1f} ms, p95 {np.percentile(values, 95):.1f} ms"
          f" (n={len(values):,})")  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--images", type=int, default=100_000)
    asked.add_argument("--people", type=int, default=20)
    asked.add_argument("--keys", type=int, default=20)
    asked.add_argument("--single", type=int, default=200)
    asked.add_argument("--person", nargs=3)
    options = asked.parse_args()
    if options.person:
        person(options.person[0], int(options.person[1]), int(options.person[2]))
        return
    programs = binaries()
    if programs is None:
        sys.exit("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory(prefix="lt-") as made:
        place = Path(made)
        place.chmod(0o755)
        (place / "pg").mkdir()
        local = Project.create(place / "local", [place / "images"])
        fill(local, options.images)
        timed_keys(local, range(20))
        told("a key on SQLite", timed_keys(local, range(100, 100 + options.single)))
        local.close()
        server = SafeServer(place / "pg", programs)
        try:
            address = ServerAddress.of(server.url("postgres") + "&project=team")
            shared = Project.create(place / "shared", [place / "images"], address)
            fill(shared, options.images)
            timed_keys(shared, range(20))
            told("a key on PostgreSQL, alone", timed_keys(shared, range(100, 100 + options.single)))
            shared.close()
            _many(place, address, options.people, options.keys)
        finally:
            server.stop("immediate")


def _many(place: Path, address: ServerAddress, people: int, keys: int) -> None:
    children = []
    for number in range(people):
        folder = place / f"person{number}"
        join_on_server(folder, address)
        asked = [str(folder), str(1000 + number * keys), str(keys)]
        child = subprocess.Popen(
            [sys.executable, __file__, "--person", *asked],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        children.append(child)

    def each(word: str | None) -> list[str]:
        if word is not None:
            for one in children:
                assert one.stdin is not None
                one.stdin.write(f"{word}\n")
                one.stdin.flush()
        return [one.stdout.readline() for one in children if one.stdout is not None]

    each(None)
    began = time.time()
    each("go")
    time.sleep(2)  # the last labels are on their way
    found = [json.loads(one) for one in each("end")]
    for one in children:
        one.communicate()
    took = max(one["done"] for one in found) - began
    print(f"{people} people without a pause: {people * keys / took:.0f} labels/s")
    pressed = {row: at for one in found for row, at in one["pressed"].items()}
    delays, missing = [], 0
    for one in found:
        for row, at in pressed.items():
            if row not in one["pressed"]:
                if row in one["heard"]:
                    delays.append(one["heard"][row] - at)
                else:
                    missing += 1
    told("from a key to a colleague's project", delays)
    print(f"not heard of: {missing}")


if __name__ == "__main__":
    main()
