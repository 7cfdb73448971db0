"""Which Python runs the worker, and the program that a bundle has in the place of one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest
from tiny_wheels import lock_entry, make_wheel, write_lock

from labelmt.domain.errors import InvalidInput, WorkerUnavailable
from labelmt.project.engine.engine_python import (
    BundleParts,
    bundle_parts,
    choose_python,
    chosen_python,
    started_environment,
    worker_start,
)
from labelmt.project.engine.installed_engine import InstalledEngine
from labelmt.project.engine.wheel_sources import FolderOfWheels

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "packaging" / "engine_python.py"

posix = pytest.mark.skipif(os.name == "nt", reason="a script stands for a Python")


@pytest.fixture
def parts(tmp_path: Path) -> BundleParts:
    file = make_wheel(tmp_path / "wheels", "tiny", "1.0", {"tiny.py": b"WORD = 'tiny'\n"})
    lock = write_lock(tmp_path / "lock.json", full=[lock_entry(file)])
    return BundleParts(tmp_path / "labelmt-engine", ROOT, lock, tmp_path / "engine")


def install(parts: BundleParts) -> InstalledEngine:
    engine, source = parts.engine(), FolderOfWheels(parts.lock.parent / "wheels")
    engine.install(engine.lock.choices[0], source, lambda _step: None, Event())
    return engine


def python_without_packages(folder: Path) -> Path:
    script = folder / "python"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')
    script.chmod(0o755)
    return script


def test_a_package_needs_nothing_of_it() -> None:
    assert bundle_parts() is None
    assert worker_start(None).command == (sys.executable, "-m", "labelmt.worker")
    assert started_environment(worker_start(None).environment) == dict(os.environ)


def test_a_bundle_without_an_engine_says_how_to_get_it(parts: BundleParts) -> None:
    with pytest.raises(WorkerUnavailable) as caught:
        worker_start(parts)
    assert "labelmt engine install" in caught.value.next_step
    parts.lock.write_text("{}")
    with pytest.raises(WorkerUnavailable, match="lacks the list"):
        worker_start(parts)


def test_the_worker_gets_the_engines_packages_before_all_others(
    parts: BundleParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = install(parts)
    monkeypatch.setenv("PYTHONPATH", "/of/somebody/else")
    start = worker_start(parts)
    assert start.command == (str(parts.python), "-m", "labelmt.worker")
    environment = started_environment(start.environment)
    assert "PYTHONPATH" not in environment
    assert environment["LABELMT_ENGINE"].split(os.pathsep) == [str(ROOT), str(engine.packages)]
    code = "import sys, tiny; print(tiny.WORD, tiny.__file__)"
    done = subprocess.run(
        [sys.executable, PROGRAM, "-c", code],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["tiny", str(engine.packages / "tiny.py")]


def test_the_bundles_python_understands_pythons_command_line(tmp_path: Path) -> None:
    (tmp_path / "mod.py").write_text("import sys; print(__name__, sys.argv[1:])")
    environment = {**os.environ, "LABELMT_ENGINE": str(tmp_path)}
    tell = "import sys; print(__name__, sys.argv[1:])"
    for arguments in (
        ["-c", tell, "a", "-b"],
        ["-I", "-B", "-X", "utf8", "-Wignore", "-W", "ignore", "-c", tell, "a", "-b"],
        ["-Ic", tell, "a", "-b"],
        ["-u", "-m", "mod", "a", "-b"],
        [str(tmp_path / "mod.py"), "a", "-b"],
    ):
        done = subprocess.run(
            [sys.executable, PROGRAM, *arguments],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout.strip() == "__main__ ['a', '-b']", (arguments, done.stderr)
    done = subprocess.run(
        [sys.executable, PROGRAM, "-"], input="print(2 + 2)", capture_output=True, text=True
    )
    assert done.stdout.strip() == "4"


@posix
def test_a_python_that_lacks_torch_is_not_taken(parts: BundleParts, tmp_path: Path) -> None:
    for python, what in (
        (python_without_packages(tmp_path), "cannot train"),
        (tmp_path / "nothing", "cannot be started"),
        (Path("/bin/echo"), "cannot train"),
    ):
        with pytest.raises(InvalidInput, match=what) as caught:
            choose_python(parts, python)
        assert caught.value.details
        assert chosen_python(parts) is None


def test_a_chosen_python_that_is_gone_is_forgotten(parts: BundleParts, tmp_path: Path) -> None:
    install(parts)
    for told in ("{", "[]", json.dumps({"python": str(tmp_path / "gone")})):
        (parts.folder / "python.json").write_text(told)
        assert worker_start(parts).command[0] == str(parts.python)
    (parts.folder / "python.json").write_text(json.dumps({"python": sys.executable}))
    start = worker_start(parts)
    assert start.command[0] == sys.executable
    assert start.environment["PYTHONPATH"] == str(ROOT)
    assert choose_python(parts, None) == ""
    assert worker_start(parts).command[0] == str(parts.python)


@pytest.mark.slow
def test_a_python_that_has_torch_is_taken(parts: BundleParts) -> None:
    assert "torch" in choose_python(parts, Path(sys.executable))
    assert chosen_python(parts) == Path(sys.executable)
