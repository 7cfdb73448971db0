"""Survival: kills, damage, full disks, power cuts, wrong clocks, long sessions; nothing is lost.

``uv run python benchmarks/survival.py WORKPLACE [--kills N] [--damaged-databases N]
[--damaged-files N] [--power-cuts N] [--full-disks N] [--clocks N] [--actions N] [--refits N]
[--minutes M] [--light] [--seed N] [--resume FILE]``.
Each part hurts a small project and then opens it, or restores it by one command and opens it:
whatever was acknowledged must be there, and nothing may be told as our bug. A part that is asked
for with 0 is left out. ``--resume`` keeps what came of each finished part and goes on after it.
A short form is a test (``tests/project/test_survival.py``).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from surviving.churn import churn
from surviving.damaged_database import damaged_databases
from surviving.damaged_files import damaged_files
from surviving.disks import full_disk, without_permission, wrong_clock
from surviving.kills import kill_processes, kills, label
from surviving.power import power_cuts
from surviving.world import TALLIES, Tally, make_project

NEVER = float("inf")
TOLD_EVERY = 30.0
"""Seconds between two lines of progress on standard error."""
MOST_AT_ONCE = 10
"""Kinds of harm that go on beside each other, in turns."""


def tell_progress(began: float) -> None:
    """Say now and then what is under way; by a signal, as what forks has no thread of its own."""

    def say(_signal: int, _frame: object) -> None:
        for one in TALLIES[-MOST_AT_ONCE:]:
            if one.cases:
                lost = f"{len(one.lost)} lost, {len(one.bugs)} told as bugs"
                told = f"{time.monotonic() - began:,.0f} s: {one.name}: {one.cases:,} cases, {lost}"
                print(told, file=sys.stderr, flush=True)

    signal.signal(signal.SIGALRM, say)
    signal.setitimer(signal.ITIMER_REAL, TOLD_EVERY, TOLD_EVERY)


def survive(place: Path, given: argparse.Namespace) -> list[Tally]:
    """All that is asked for, in an empty folder."""
    until = time.monotonic() + given.minutes * 60 if given.minutes else NEVER
    seed = given.seed
    parts: list[tuple[str, int, Callable[[Path], list[Tally]]]] = [
        ("kills", given.kills, lambda to: kills(to, given.kills, until, seed, light=given.light)),
        ("processes", given.kills // 50,
         lambda to: [kill_processes(to, given.kills // 50, until, seed)]),
        ("databases", given.damaged_databases,
         lambda to: [damaged_databases(
             to / "copies", make_project(to), label, given.damaged_databases, until, seed)]),
        ("files", given.damaged_files,
         lambda to: [damaged_files(
             to / "beside", make_project(to), given.damaged_files, until, seed)]),
        ("power", given.power_cuts, lambda to: [power_cuts(to, given.power_cuts, until)]),
        ("full", given.full_disks,
         lambda to: [full_disk(to, given.full_disks, until, seed, light=given.light)]),
        ("permission", given.clocks, lambda to: [without_permission(to, until)]),
        ("clock", given.clocks, lambda to: [wrong_clock(to, given.clocks, until, seed)]),
        ("churn", given.actions, lambda to: [churn(to, given.actions, given.refits, until)]),
    ]  # fmt: skip
    done = _kept(given.resume)
    for name, count, part in parts:
        if count and name not in done and time.monotonic() < until:
            done[name] = part(place / name)
            if given.resume is not None:
                _keep(given.resume, done)
    return [one for tallies in done.values() for one in tallies]


def _kept(file: Path | None) -> dict[str, list[Tally]]:
    if file is None or not file.exists():
        return {}
    told = json.loads(file.read_text(encoding="utf-8"))
    return {name: [Tally(**one) for one in tallies] for name, tallies in told.items()}


def _keep(file: Path, done: dict[str, list[Tally]]) -> None:
    told = {name: [dataclasses.asdict(one) for one in tallies] for name, tallies in done.items()}
    file.write_text(json.dumps(told, indent=1), encoding="utf-8")


def tell(tallies: list[Tally]) -> str:
    """A table, as it stands in ``README.md`` beside this."""
    lines = [
        "| hurt by | cases | acknowledged | lost | told as bugs | restored | s |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {one.name} | {one.cases:,} | {one.acknowledged:,} | {len(one.lost)} | {len(one.bugs)} "
        f"| {one.restored} | {one.seconds:,.0f} |"
        for one in tallies
    ]
    for one in tallies:
        lines += [f"{one.name}: LOST {what}" for what in one.lost]
        lines += [f"{one.name}: BUG {what}" for what in one.bugs]
        lines += [f"{one.name}: {what}" for what in dict.fromkeys(one.notes)]
    return "\n".join(lines)


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place", type=Path, help="an empty folder")
    for name, count in (
        ("kills", 1000), ("damaged-databases", 500), ("damaged-files", 500), ("power-cuts", 1000),
        ("full-disks", 60), ("clocks", 60), ("actions", 20_000), ("refits", 2000),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--minutes", type=float, default=0.0, help="most of all; 0: no bound")
    parser.add_argument("--light", action="store_true", help="without trainings")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resume", type=Path, help="a file for what came of each finished part")
    return parser


def main() -> None:
    given = options().parse_args()
    given.place = given.place.absolute()
    given.place.mkdir(parents=True, exist_ok=True)
    tell_progress(time.monotonic())
    tallies = survive(given.place, given)
    print(tell(tallies))
    sys.exit(not all(one.well for one in tallies))


if __name__ == "__main__":
    main()
