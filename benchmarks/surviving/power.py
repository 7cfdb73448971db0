"""Power cuts: every prefix of a recorded order of writes, with and without what was not synced.

``strace`` records what SQLite, the journal, backups and atomic writes ask of the system: files
opened, written, cut off, renamed, removed and synced. The disk is built anew as it may be after
each of these calls: all that was written is there; only what was synced is, names included, as
POSIX promises it (a name by the folder's own sync); or some of the unsynced blocks of 4 KiB are
there and some are not. What was said to be acknowledged before must be in the project then.

Memory-mapped writes are not in the record: they are of caches, and of SQLite's ``-shm``, which is
made anew after a crash.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labelmt.domain.annotations import State
from labelmt.domain.schema import TaskKind
from labelmt.project.commands.commands import (
    CreateLabel,
    ImportAnnotations,
    ImportedTask,
    MergeLabels,
    SetAnnotations,
)
from labelmt.project.project import Project
from surviving.world import Tally, held, make_project, missing, seen

CALLS = (
    "openat,write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2,unlink,"
    "unlinkat,ftruncate,truncate,mkdir,mkdirat,rmdir,close,dup,dup2,dup3,fcntl,lseek,"
    "copy_file_range,sendfile"
)
BLOCK = 4096
_LINE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass
class Inode:
    """A file: what is on the disk of it for sure, and what was written since."""

    synced: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """(place, bytes), or (length, None) for a cut."""

    def content(self, chosen: random.Random | None = None, *, unsynced: bool = True) -> bytes:
        content = bytearray(self.synced)
        for at, data in self.pending if unsynced else ():
            if data is None:
                if chosen is None or chosen.random() < 0.5:
                    content = content[:at].ljust(at, b"\0")
                continue
            for start in range(0, len(data), BLOCK):
                if chosen is None or chosen.random() < 0.5:
                    part = data[start : start + BLOCK]
                    content = content.ljust(at + start, b"\0")
                    content[at + start : at + start + len(part)] = part
        return bytes(content)


@dataclass
class Disk:
    """Files below a folder as the system has them, and as the disk has them for sure."""

    root: Path
    names: dict[str, Inode] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    sure: dict[str, Inode] = field(default_factory=dict)
    sure_folders: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: Path) -> Disk:
        disk = cls(root)
        for one in root.rglob("*"):
            if one.is_dir():
                disk.folders.add(str(one))
            elif one.is_file():
                disk.names[str(one)] = Inode(one.read_bytes())
        disk.sure, disk.sure_folders = dict(disk.names), set(disk.folders)
        return disk

    def sync(self, path: str) -> None:
        """A file's content, or a folder's names."""
        inode = self.names.get(path)
        if inode is not None:
            inode.synced, inode.pending = inode.content(), []
            return
        below = {name for name in self.names if _above(name) == path}
        for name in {one for one in self.sure if _above(one) == path} - below:
            del self.sure[name]
        self.sure.update({name: self.names[name] for name in below})
        inside = {one for one in self.folders if _above(one) == path}
        self.sure_folders = {one for one in self.sure_folders if _above(one) != path} | inside

    def write_out(self, to: Path, how: str, seed: int) -> None:
        """Make the disk in another place, as it may be after a power cut now."""
        chosen = random.Random(seed)
        strict = how == "only what was synced"
        names = self.sure if strict else dict(self.names)
        folders = self.sure_folders if strict else self.folders
        if how == "some of it":
            for name in self.names.keys() ^ self.sure.keys():
                if chosen.random() < 0.5:
                    if name in self.sure:
                        names[name] = self.sure[name]
                    else:
                        names.pop(name, None)
        for one in folders:
            (to / Path(one).relative_to(self.root)).mkdir(parents=True, exist_ok=True)
        for name, inode in names.items():
            file = to / Path(name).relative_to(self.root)
            if not file.parent.is_dir() or name.endswith("-shm"):
                continue
            file.write_bytes(
                inode.content(chosen if how == "some of it" else None, unsynced=not strict)
            )


def _above(path: str) -> str:
    return path.rpartition("/")[0]


HOWS = ("all of it", "only what was synced", "some of it")


def record(folder: Path, trace: Path, actions: int) -> None:
    """Work under strace."""
    command = ["strace", "-f", "-xx", "-s", str(1 << 24), "-e", f"trace={CALLS}", "-o", str(trace),
               sys.executable, __file__, str(folder), str(actions)]  # fmt: skip
    path = os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])
    subprocess.run(
        command, check=True, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.DEVNULL
    )


def work(folder: Path, actions: int) -> None:
    """All that writes a database, a journal, a backup: acknowledged on descriptor 1."""

    def say(line: dict[str, Any]) -> None:
        os.write(1, json.dumps(line).encode() + b"\n")

    project = Project.open(folder)
    chooser = random.Random(3)
    things = project.schema().tasks[0]
    say(held(project))
    for number in range(actions):
        rows = chooser.sample(range(40), chooser.choice((1, 1, 5, 30)))
        label = chooser.choice(things.labels)
        say({"about": None if number % 9 in (4, 5, 6, 7) else rows})
        if number % 9 == 4:
            project.undo()
        elif number % 9 == 5:
            cells = tuple((row, (label.name,)) for row in rows)
            task = ImportedTask("things", TaskKind.MULTILABEL, (label.name,), cells)
            project.apply(ImportAnnotations("table.csv", (task,), State.UNKNOWN))
        elif number % 9 == 6:
            project.apply(CreateLabel(things.id, f"new {number}"))
        elif number % 9 == 7:
            newest = project.schema().tasks[0].labels[-1]
            project.apply(MergeLabels((newest.id,), things.labels[0].id))
        elif number % 9 == 8:
            project.backups.back_up("asked", always=True)
            project.database.checkpoint()
        else:
            project.apply(SetAnnotations(tuple(rows), label.id, chooser.choice(tuple(State))))
        say(held(project))
    project.close()


@dataclass
class _Open:
    """An open file: its name then, where it is written next. ``None``: not of this disk."""

    path: str | None
    at: int = 0
    append: bool = False


def replay(trace: Path, disk: Disk) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Do the recorded calls, one after the other; after each its name, and what was said by it."""
    files: dict[int, _Open] = {}
    said = b""
    for name, text, result in _calls(trace):
        if result < 0:
            continue
        texts = [bytes.fromhex(one.replace("\\x", "")) for one in _TEXT.findall(text)]
        line = None
        number = int(text.split(",")[0].split("<")[0]) if text[:1].isdigit() else -1
        if name == "openat":
            _open(files, disk, texts[0].decode(), text, result)
        elif name in ("write", "pwrite64") and number == 1:
            said += texts[0]
            *whole, said = said.split(b"\n")
            line = json.loads(whole[-1]) if whole else None
        elif name in ("write", "pwrite64"):
            if not _write(files.get(number), disk, name, text, texts[0][:result]):
                continue
        elif name == "lseek" and number in files:
            files[number].at = result
            continue
        elif name in ("dup", "dup2", "dup3") or (name == "fcntl" and "F_DUPFD" in text):
            if number in files:
                files[result] = files[number]
            continue
        elif name == "close":
            files.pop(number, None)
            continue
        elif name in ("fsync", "fdatasync") and number in files:
            path = files[number].path
            if path is None:
                continue
            disk.sync(path)
        elif name == "ftruncate" and number in files:
            inode = disk.names.get(files[number].path or "")
            if inode is None:
                continue
            inode.pending.append((int(text.split(",")[1]), None))
        elif name in ("rename", "renameat", "renameat2"):
            _rename(disk, *(one.decode() for one in texts[:2]))
        elif name in ("unlink", "unlinkat", "rmdir"):
            path = texts[0].decode()
            disk.names.pop(path, None)
            disk.folders.discard(path)
        elif name in ("mkdir", "mkdirat"):
            if Path(texts[0].decode()).is_relative_to(disk.root):
                disk.folders.add(texts[0].decode())
        elif name in ("copy_file_range", "sendfile", "writev", "pwritev"):
            if any(one.path for one in files.values() if one is files.get(number)):
                raise RuntimeError(f"{name} is not understood")
            continue
        else:
            continue
        yield name, line


def _calls(trace: Path) -> Iterator[tuple[str, str, int]]:
    """Calls in the order in which they ended; one that was interrupted is put together."""
    begun: dict[str, str] = {}
    with trace.open() as lines:
        for line in lines:
            thread = line.split(" ", 1)[0]
            if "<unfinished ...>" in line:
                begun[thread] = line.replace("<unfinished ...>", "").rstrip()
                continue
            if "resumed>" in line:
                line = begun.pop(thread) + line.split("resumed>", 1)[1]
            found = _LINE.match(line)
            if found is not None:
                yield found[2], found[3], int(found[4])


def _open(files: dict[int, _Open], disk: Disk, path: str, text: str, result: int) -> None:
    inside = Path(path).is_relative_to(disk.root)
    files[result] = _Open(path if inside else None, append="O_APPEND" in text)
    if not inside or path in disk.folders or path == str(disk.root):
        return
    if path not in disk.names and "O_CREAT" in text:
        disk.names[path] = Inode()
    if "O_TRUNC" in text and path in disk.names:
        disk.names[path].pending.append((0, None))


def _write(file: _Open | None, disk: Disk, name: str, text: str, data: bytes) -> bool:
    inode = disk.names.get(file.path) if file is not None and file.path is not None else None
    if file is None or inode is None:
        return False
    if name == "pwrite64":
        at = int(text.rsplit(",", 1)[1])
    else:
        at = len(inode.content()) if file.append else file.at
        file.at = at + len(data)
    inode.pending.append((at, data))
    return True


def _rename(disk: Disk, before: str, after: str) -> None:
    if before in disk.names:
        disk.names[after] = disk.names.pop(before)
    elif before in disk.folders:
        for one in [name for name in disk.names if Path(name).is_relative_to(before)]:
            disk.names[after + one[len(before) :]] = disk.names.pop(one)
        disk.folders = {
            after + one[len(before) :] if Path(one).is_relative_to(before) else one
            for one in disk.folders
        }


def power_cuts(place: Path, count: int, until: float, actions: int = 60) -> Tally:
    """Cut the power after recorded calls, evenly over them; as many as asked for."""
    tally, began = Tally("power cuts"), time.monotonic()
    if shutil.which("strace") is None:
        tally.notes.append("strace is not installed: not done")
        return tally
    folder = make_project(place, 40)
    disk = Disk.of(folder)
    record(folder, place / "trace", actions)
    total = sum(1 for _ in replay(place / "trace", Disk.of(folder)))
    step = max(1, 3 * total // max(1, count))
    last: dict[str, Any] | None = None
    about: list[int] | None = []
    disk.root = folder
    copy = place / "after"
    for number, (_name, line) in enumerate(replay(place / "trace", disk)):
        if line is not None:
            if "about" in line:
                about = line["about"]
            else:
                last, about = line, []
                tally.acknowledged += 1
        if last is None or number % step or time.monotonic() > until:
            continue
        for how in HOWS:
            shutil.rmtree(copy, ignore_errors=True)
            copy.mkdir()
            disk.write_out(copy, how, number)
            tally.cases += 1
            what = f"after call {number}, {how}"
            now = seen(copy, tally, what)
            wrong = missing(last, about, now) if now is not None else ""
            if wrong:
                tally.lost.append(f"{what}: {wrong}")
    tally.notes.append(f"{total} recorded calls")
    tally.seconds = time.monotonic() - began
    return tally


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]))
