"""The engine's lock file: which wheels it is made of, where they lie, their sizes and hashes.

Made by ``packaging/lock_engine.py`` and shipped inside the bundle.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
_FILE = re.compile(r"[A-Za-z0-9][\w.+!-]*\.whl")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class EngineWheel:
    """One package, as a file.

    Attributes:
        file: its name; empty where only the index knows it.
        url: where it lies; empty where only the index knows.
        sha256: of the file, in hex; empty where only the index knows.
        size: bytes; 0 where only the index knows.
        index: URL of a simple index (PEP 503) that has it.
        pattern: of the file's name there.
    """

    name: str
    version: str
    file: str = ""
    url: str = ""
    sha256: str = ""
    size: int = 0
    index: str = ""
    pattern: str = ""

    def is_named(self, file: str) -> bool:
        """Whether a file's name is that of this wheel."""
        return file == self.file if self.file else re.fullmatch(self.pattern, file) is not None


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """One way to build the engine: ``full``, as PyPI has it, or ``cpu``, without CUDA."""

    id: str
    wheels: tuple[EngineWheel, ...]

    @property
    def size(self) -> int:
        """Bytes to fetch, as far as they are known."""
        return sum(one.size for one in self.wheels)


@dataclass(frozen=True, slots=True)
class EngineLock:
    """All choices. ``python``: version that the wheels are for. ``digest``: of the whole file."""

    python: str
    choices: tuple[EngineChoice, ...]
    digest: str

    def choice(self, id: str) -> EngineChoice:
        """The choice of that name, else the first."""
        return next((one for one in self.choices if one.id == id), self.choices[0])


def read_lock(file: Path) -> EngineLock:
    """The lock file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is none.
    """
    content = file.read_bytes()
    try:
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise ValueError(f"format {told['format']}")
        choices = tuple(
            EngineChoice(str(one["id"]), tuple(_wheel(wheel) for wheel in one["wheels"]))
            for one in told["choices"]
        )
        python = str(told["python"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"no lock file of an engine: {file}: {error}") from error
    if not choices:
        raise ValueError(f"no lock file of an engine: {file}: it offers nothing")
    return EngineLock(python, choices, hashlib.sha256(content).hexdigest())


def _wheel(told: dict[str, Any]) -> EngineWheel:
    texts = {key: str(told.get(key, "")) for key in EngineWheel.__slots__ if key != "size"}
    wheel = EngineWheel(**texts, size=int(told.get("size", 0)))
    if wheel.file:
        hashed = _SHA256.fullmatch(wheel.sha256) is not None and wheel.size > 0
        whole = hashed and _FILE.fullmatch(wheel.file) is not None
    else:
        whole = bool(wheel.index and wheel.pattern and re.compile(wheel.pattern))
    if not (wheel.name and wheel.version and whole):
        raise ValueError(f"wheel {wheel.name!r} {wheel.file!r}")
    return wheel
