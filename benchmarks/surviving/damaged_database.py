"""Damaged databases: opened, or restored by one command; nothing acknowledged is lost."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from labelmt.project.backups.journal import segments
from surviving.forked import Ended, Say, forked
from surviving.world import Tally, seen

Work = Callable[[Path, random.Random, Say], None]
KINDS = (
    "cut off", "empty", "gone", "noise", "zeros", "ones", "pages swapped", "header",
    "log of noise", "log cut off", "log gone", "another's log", "another database", "longer",
    "flipped bits",
)  # fmt: skip
BESIDE = ("", "", "", "newest backup", "all backups gone", "journal cut off", "journal garbage")
"""What else is damaged; one of the other sources is there still."""
PAGE = 4096


def damage(file: Path, how: str, chooser: random.Random) -> None:
    """Damage a database file, or the log beside it."""
    content = bytearray(file.read_bytes())
    pages = len(content) // PAGE
    log = file.with_name(file.name + "-wal")
    if how == "cut off":
        file.write_bytes(content[: chooser.randrange(1, len(content))])
    elif how == "empty":
        file.write_bytes(b"")
    elif how == "gone":
        file.unlink()
    elif how in ("noise", "zeros", "ones"):
        for _ in range(chooser.choice((1, 3, 10))):
            fill = {"noise": chooser.randbytes(PAGE), "zeros": bytes(PAGE), "ones": b"\xff" * PAGE}
            at = chooser.randrange(pages) * PAGE
            content[at : at + PAGE] = fill[how]
        file.write_bytes(content)
    elif how == "pages swapped":
        one, other = (at * PAGE for at in chooser.sample(range(pages), 2))
        kept = content[one : one + PAGE]
        content[one : one + PAGE] = content[other : other + PAGE]
        content[other : other + PAGE] = kept
        file.write_bytes(content)
    elif how == "header":
        content[:100] = chooser.randbytes(100)
        file.write_bytes(content)
    elif how == "flipped bits":
        for _ in range(chooser.choice((1, 5, 50))):
            content[chooser.randrange(len(content))] ^= 1 << chooser.randrange(8)
        file.write_bytes(content)
    elif how == "log of noise":
        log.write_bytes(chooser.randbytes(50_000))
    elif how == "log cut off":
        there = log.read_bytes() if log.exists() else b""
        log.write_bytes(there[: chooser.randrange(len(there) + 1)])
    elif how == "log gone":
        log.unlink(missing_ok=True)
    elif how in ("another's log", "another database"):
        _another(file, how, chooser)
    elif how == "longer":
        file.write_bytes(bytes(content) + chooser.randbytes(3 * PAGE))


def _another(file: Path, how: str, chooser: random.Random) -> None:
    place = file.with_name("of-another-program.sqlite")
    with sqlite3.connect(place) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE theirs (a)")
        connection.executemany("INSERT INTO theirs VALUES (?)", [(one,) for one in range(500)])
        connection.commit()
        log = place.with_name(place.name + "-wal")
        content, logged = place.read_bytes(), log.read_bytes()
    connection.close()
    place.unlink()
    if how == "another database":
        file.write_bytes(content)
    else:
        file.with_name(file.name + "-wal").write_bytes(logged[: chooser.randrange(len(logged))])


def damage_beside(folder: Path, what: str, chooser: random.Random) -> None:
    """Damage one of the sources that a restore has."""
    backups = sorted((folder / "backups").glob("*.sqlite"))
    lines = segments(folder)
    if what == "newest backup" and backups:
        damage(backups[-1], chooser.choice(("noise", "cut off", "header")), chooser)
    elif what == "all backups gone":
        for one in backups:
            one.unlink()
    elif what == "journal cut off" and lines:
        content = lines[-1].read_bytes()
        lines[-1].write_bytes(content[: len(content) - chooser.randrange(1, 200)])
    elif what == "journal garbage" and lines:
        with lines[-1].open("ab") as stream:
            stream.write(b'{"action": ' + chooser.randbytes(300) + b"\n[1, 2\n{}\n")


def _harmless(how: str, beside: str) -> bool:
    """Whether a whole second source of everything is left."""
    return beside != "journal cut off" or how == "longer"


def _worked(keep: Path, label: Work) -> Ended:
    """Work for a while and be killed: the log and the journal hold what no backup does."""
    chooser = random.Random(1)
    return forked(lambda say: label(keep, chooser, say), kill_after=2.0)


def damaged_databases(
    place: Path, keep: Path, label: Work, count: int, until: float, seed: int = 0
) -> Tally:
    """Damage copies of a project that was killed at work.

    Args:
        keep: the project; its states are what must be there. label: works on it without end.
    """
    tally, ways = Tally("damaged databases"), Counter[str]()
    ended = _worked(keep, label)
    said = [one for one in ended.lines if "states" in one]
    tally.acknowledged = len(said)
    copy, began = place / "copy", time.monotonic()
    place.mkdir()
    shutil.copytree(keep, place / "whole", ignore=shutil.ignore_patterns("cache", "runs"))
    shutil.copytree(place / "whole", copy)
    whole = seen(copy, tally, "undamaged")
    assert whole is not None
    # The last action may be in the database alone: killed before its line of the journal, it was
    # never acknowledged.
    whole_enough = [whole["states"], *(one["states"] for one in said[-1:])]
    for number in range(count):
        if time.monotonic() > until:
            break
        chooser = random.Random(seed * 100_000 + number)
        how, beside = KINDS[number % len(KINDS)], BESIDE[number // len(KINDS) % len(BESIDE)]
        shutil.rmtree(copy)
        shutil.copytree(place / "whole", copy)
        damage(copy / "project.sqlite", how, chooser)
        damage_beside(copy, beside, chooser)
        tally.cases += 1
        what = f"{how}{' and ' + beside if beside else ''} ({number})"
        now = seen(copy, tally, what)
        if now is None:
            continue
        if now["states"] in whole_enough:
            continue
        if _harmless(how, beside):
            if how == "flipped bits" and not now["restored"]:
                ways["a flipped bit of a value, which nothing can notice"] += 1
            else:
                tally.lost.append(what)
        else:
            ways["both sources of the last action damaged"] += 1
    tally.notes += [f"{count} times {what}" for what, count in ways.items()]
    tally.seconds = time.monotonic() - began
    return tally
