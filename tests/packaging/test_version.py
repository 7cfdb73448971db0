"""A release has one version, in every file that tells it."""

from __future__ import annotations

import re
import runpy
import shutil
import tomllib
from pathlib import Path

import pytest
import yaml

import labelmt

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "packaging" / "set_version.py"))
FILES = ("pyproject.toml", "CITATION.cff", "packaging/conda/recipe.yaml", "CHANGELOG.md",
         SCRIPT["METADATA"])  # fmt: skip


def told(root: Path) -> set[str]:
    """Every version that is told below a folder."""
    text = {name: (root / name).read_text(encoding="utf-8") for name in FILES}
    recipe = yaml.safe_load(text["packaging/conda/recipe.yaml"])
    return {
        tomllib.loads(text["pyproject.toml"])["project"]["version"],
        str(yaml.safe_load(text["CITATION.cff"])["version"]),
        recipe["context"]["version"],
        re.findall(r"^## (\d\S+) – \d{4}-\d\d-\d\d$", text["CHANGELOG.md"], re.MULTILINE)[0],
        re.findall('<release version="([^"]+)"', text[SCRIPT["METADATA"]])[0],
    }


def test_every_file_tells_the_version_of_the_program() -> None:
    assert told(ROOT) == {labelmt.__version__}
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    assert [one["version"] for one in locked if one["name"] == "labelmt"] == [labelmt.__version__]


def test_the_script_names_a_release_everywhere(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    changelog = tmp_path / "CHANGELOG.md"
    if "## Unreleased" not in (before := changelog.read_text(encoding="utf-8")):
        changelog.write_text(before.replace("## ", "## Unreleased\n\n## ", 1), encoding="utf-8")
    SCRIPT["set_version"](tmp_path, "9.8.7", "2031-02-03")
    assert told(tmp_path) == {"9.8.7"}
    SCRIPT["set_version"](tmp_path, "9.8.7", "2031-02-04")
    metadata = (tmp_path / SCRIPT["METADATA"]).read_text(encoding="utf-8")
    assert metadata.count('version="9.8.7" date="2031-02-04"') == metadata.count("9.8.7") == 1
    with pytest.raises(SystemExit):
        SCRIPT["set_version"](tmp_path, "next", "2031-02-03")
