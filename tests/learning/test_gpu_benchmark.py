"""The benchmark of a GPU goes through all its parts where there is neither Qt nor OpenVINO."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from making_jobs import draw

ROOT = Path(__file__).parents[2]
BARE = """
import sys
from importlib.abc import MetaPathFinder
MISSING = {"PySide6", "openvino", "sqlalchemy", "alembic", "pydicom", "imagecodecs", "pyqtgraph",
           "watchfiles", "rapidfuzz", "send2trash"}
class Bare(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Bare())
"""


def test_smoke_on_a_bare_machine(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(BARE, encoding="utf-8")
    images = tmp_path / "data" / "images"
    images.mkdir(parents=True)
    lines = ["path,shapes,ground"]
    for number in range(40):
        disc, box, *ground = draw(number, images / f"{number}.png")
        shapes = "|".join(name for name, there in (("disc", disc), ("box", box)) if there)
        lines.append(f"{number}.png,{shapes or 'box'},{('red', 'green', 'blue')[ground.index(1)]}")
    table = tmp_path / "data" / "labels.csv"
    table.write_text("\n".join(lines), encoding="utf-8")
    held = "\n".join(f"{number}.png" for number in range(0, 40, 4))
    (tmp_path / "data" / "val.txt").write_text(held, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "gpu.py", tmp_path / "data", "--smoke"],
        env=os.environ | {"PYTHONPATH": f"{tmp_path / 'site'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for part in ("click to trained", "training step", "same on resident data", "files", "features"):
        assert part in done.stdout
    assert "failed" not in done.stdout
