"""Seal of a run: hashes of its files in its configuration, and of that configuration itself.

A flipped bit in weights changes predictions in silence; a hash tells it before they are used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from labelmt.domain.derived_files import UnusableFile
from labelmt.domain.file_hash import hash_of


def seal_of(config: Mapping[str, Any]) -> str:
    """SHA-256 of a configuration as plain JSON data, but for the seal itself."""
    plain = {key: value for key, value in config.items() if key != "seal"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode("ascii")).hexdigest()


def check_files(folder: Path, hashes: Mapping[str, Sequence[str]]) -> None:
    """Raises UnusableFile where a file is not what its run wrote. Older runs name no hashes."""
    for name, known in hashes.items():
        if Path(name).name == name and hash_of(folder / name) not in known:
            raise UnusableFile(f"{name} is not as this run wrote it: it is damaged.")


def check_seal(config: Mapping[str, Any]) -> None:
    """Raises UnusableFile where a configuration is not as it was written. Older ones have none."""
    if config.get("seal") and config["seal"] != seal_of(config):
        raise UnusableFile("config.json is not as this run wrote it: it is damaged.")
