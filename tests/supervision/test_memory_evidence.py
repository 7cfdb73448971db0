"""Reading the kernel's counters of kills for memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from labelmt.project.training.killed_for_memory import OomCounter, kernel_files


def test_files_that_are_missing_or_of_another_form_count_nothing(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("oom_kill_disable 0\nunder_oom 0\noom_kill many\n")
    assert not OomCounter([tmp_path / "missing", other]).rose()


def test_a_counter_that_rises_after_it_was_first_read(tmp_path: Path) -> None:
    file = tmp_path / "memory.events"
    file.write_text("oom 1\noom_kill 1\noom_group_kill 0\n")
    counter = OomCounter([file])
    assert not counter.rose()
    file.write_text("oom 2\noom_kill 2\noom_group_kill 0\n")
    assert counter.rose()
    counter.remember()
    assert counter.rose()  # the sign of life may be older than the kill
    counter.remember()
    assert not counter.rose()


@pytest.mark.parametrize(
    ("group", "file"),
    [
        ("0::/user.slice/app", "user.slice/app/memory.events"),
        ("0::/", "memory.events"),
        ("4:memory:/docker/1f", "memory/docker/1f/memory.oom_control"),
        ("7:cpu,memory:/a:b", "memory/a:b/memory.oom_control"),
    ],
)
def test_both_versions_of_control_groups_are_found(tmp_path: Path, group: str, file: str) -> None:
    proc, cgroups = tmp_path / "proc", tmp_path / "cgroup"
    (proc / "self").mkdir(parents=True)
    (proc / "self" / "cgroup").write_text(f"3:cpuset:/\n{group}\n\n")
    assert cgroups / file in kernel_files(proc, cgroups)
    assert proc / "vmstat" in kernel_files(proc, cgroups)


def test_a_system_without_these_files_has_no_evidence(tmp_path: Path) -> None:
    assert not OomCounter(kernel_files(tmp_path, tmp_path)).rose()
