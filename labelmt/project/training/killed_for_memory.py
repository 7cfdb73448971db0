"""Detects whether the kernel killed a process for want of memory (OOM).

The kernel's out-of-memory killer sends the same SIGKILL as a person does. What sets the two
apart are its counters: ``oom_kill`` in a control group's ``memory.events`` (cgroup v2, see
https://docs.kernel.org/admin-guide/cgroup-v2.html) or ``memory.oom_control`` (v1), and the
machine's in ``/proc/vmstat``. They count every process of the group or the machine, so a
reading is compared with one from a moment before, not with zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class OomCounter:
    """Counts of processes that the kernel killed for memory, read from small kernel files.

    Args:
        files: files with a line ``oom_kill N``; those that cannot be read are left out.
            By default this process's own, which its children share.
    """

    def __init__(self, files: Sequence[Path] | None = None) -> None:
        self._files = tuple(kernel_files() if files is None else files)
        self._before = self._latest = self._read()

    def remember(self) -> None:
        """Note a sign of life of the process that is watched.

        Kills from before the sign before this one were not its own. This sign may be old news:
        what it left in a pipe is read after its end as well.
        """
        self._before, self._latest = self._latest, self._read()

    def rose(self) -> bool:
        """Whether any counter is higher than at the last sign of life but one."""
        return any(count > self._before.get(file, 0) for file, count in self._read().items())

    def _read(self) -> dict[Path, int]:
        counts = {}
        for file in self._files:
            count = _oom_kills(file)
            if count is not None:
                counts[file] = count
        return counts


def kernel_files(proc: Path = Path("/proc"), cgroups: Path = Path("/sys/fs/cgroup")) -> list[Path]:
    """The files that may hold this process's counters; none on other systems than Linux."""
    files = [proc / "vmstat"]
    try:
        groups = (proc / "self" / "cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        groups = []
    for group in groups:
        # "0::/user.slice" (v2) or "4:memory:/docker/1f" (v1)
        _, controllers, path = [*group.split(":", 2), "", ""][:3]
        inside = path.lstrip("/")
        if not controllers:
            files += [cgroups / inside / "memory.events", cgroups / "memory.events"]
        elif "memory" in controllers.split(","):
            memory = cgroups / "memory"
            files += [memory / inside / "memory.oom_control", memory / "memory.oom_control"]
    return list(dict.fromkeys(files))


def _oom_kills(file: Path) -> int | None:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError:
        return None
    for line in text.splitlines():
        key, _, value = line.partition(" ")
        if key == "oom_kill" and value.strip().isdigit():
            return int(value)
    return None
