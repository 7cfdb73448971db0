"""Fuzzing by hand: every reader of what comes from elsewhere, for as long as one likes.

    uv run python benchmarks/fuzz.py [--minutes 20] [--only PART] [--log FILE]

Tries the targets of ``tests/fuzz/targets.py`` in turn with inputs that are nearly right, each time
others. What is wrong is made as small as possible, told, and kept in ``tests/fuzz/corpus``, which
the tests try from then on. An input that takes more than ten seconds of CPU is wrong, too, and the
process may take 4 GB of memory at most. Ends with status 1 where anything was found.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from types import FrameType

TESTS = Path(__file__).parents[1] / "tests" / "fuzz"
sys.path.insert(0, str(TESTS))

from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from mutations import mutated  # noqa: E402
from targets import Target, all_targets, emptied  # noqa: E402

EXAMPLES = 200
"""Inputs of a target at a time."""
MOST_FOUND = 3
"""Of a target, before it is left alone."""
SLOW_S = 10.0
MEMORY = 4 * 2**30


class TooSlowError(Exception):
    """An input that keeps a reader busy."""


def _too_slow(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError(f"more than {SLOW_S:.0f} s of CPU")


class Tally:
    """What was tried of each target, how long one input took at most, and what was wrong."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.slowest: dict[str, float] = {}

    def table(self) -> str:
        lines = ["target | inputs | slowest, s of CPU | wrong", "--- | ---: | ---: | ---:"]
        for name, count in sorted(self.tried.items()):
            slowest = self.slowest.get(name, 0.0)
            lines.append(f"{name} | {count:,} | {slowest:.2f} | {self.found[name]}")
        total, wrong = self.tried.total(), self.found.total()
        return "\n".join([*lines, f"all {len(self.tried)} | {total:,} | | {wrong}"])


def one_round(target: Target, tally: Tally, folder: Path) -> str:
    """Try a target; what was wrong, or nothing."""
    last = b""

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None,
        phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(mutated(target.seeds()))
    def attempt(data: bytes) -> None:
        nonlocal last
        tally.tried[target.name] += 1
        begin = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, SLOW_S)
        try:
            target.attempt(data, emptied(folder))
        except BaseException:
            last = data  # the smallest is tried last
            raise
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            took = time.process_time() - begin
            tally.slowest[target.name] = max(took, tally.slowest.get(target.name, 0.0))

    try:
        attempt()
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - what is wrong is what is looked for
        tally.found[target.name] += 1
        kept = TESTS / "corpus" / target.name / hashlib.sha256(last).hexdigest()[:12]
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(last)
        lines = traceback.format_exc(limit=-6).splitlines()
        told = "\n".join(line[:200] for line in lines if "data=b" not in line)
        return f"{target.name}: {kept}\n{last[:300]!r}\n{told}\n"
    return ""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    arguments.add_argument("--minutes", type=float, default=20.0)
    arguments.add_argument("--only", default="", help="targets whose name holds this")
    arguments.add_argument("--log", type=Path, help="file for the table")
    given_ = arguments.parse_args()
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    signal.signal(signal.SIGVTALRM, _too_slow)
    targets = [one for one in all_targets() if given_.only in one.name]
    tally, end = Tally(), time.monotonic() + 60 * given_.minutes
    with tempfile.TemporaryDirectory() as made:
        while time.monotonic() < end:
            for target in targets:
                if time.monotonic() >= end:
                    break
                if tally.found[target.name] < 3 and (
                    told := one_round(target, tally, Path(made, "one"))
                ):
                    print(told, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = f"{tally.table()}\n\n{given_.minutes:g} minutes; peak of memory {peak:,} MB"
    print(told)
    if given_.log:
        given_.log.write_text(told + "\n", encoding="utf-8")
    return 1 if tally.found else 0


if __name__ == "__main__":
    sys.exit(main())
