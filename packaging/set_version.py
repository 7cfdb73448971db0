"""Names a release in every file that tells its version.

``python packaging/set_version.py VERSION [DATE]`` from the repository's root; DATE is today. The
version is pyproject.toml's: the program reads it from there, and the bundle, the tarball and the
.deb from the program. What must tell it in a file of its own follows here, and a test compares:
CITATION.cff, the desktop's metadata, the conda recipe, uv.lock, and the changelog, where what was
unreleased gets the version as its heading. Then, once: ``python tests/storage/write_released.py``.
"""

from __future__ import annotations

import argparse
import datetime
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
METADATA = "resources/desktop/org.labelmt.LabelMT.metainfo.xml"


def _once(pattern: str, to: str) -> Callable[[str], str]:
    """Replaces the one line that must be there."""

    def replaced(text: str) -> str:
        new, count = re.subn(pattern, to, text, count=1, flags=re.MULTILINE)
        if not count:
            raise SystemExit(f"nothing looks like {pattern}")
        return new

    return replaced


def _released(version: str, date: str) -> Callable[[str], str]:
    """One more release on top of the metadata's list, or the date of this one anew."""
    line = f'    <release version="{version}" date="{date}"/>\n'

    def written(text: str) -> str:
        kept = re.sub(rf' *<release version="{re.escape(version)}".*\n', "", text)
        return kept.replace("  <releases>\n", f"  <releases>\n{line}")

    return written


def _headed(version: str, date: str) -> Callable[[str], str]:
    """What is unreleased gets the version as its heading; one that is there gets the date."""

    def written(text: str) -> str:
        heading = f"## {version} – {date}"
        new, count = re.subn(rf"^## {re.escape(version)} – .*", heading, text, flags=re.MULTILINE)
        return new if count else _once("^## Unreleased$", heading)(text)

    return written


def set_version(root: Path, version: str, date: str) -> None:
    """Write it everywhere below ``root`` but into uv.lock."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise SystemExit(f"{version} is no version such as 1.2.3")
    changes = {
        "pyproject.toml": _once(r'^version = ".*"', f'version = "{version}"'),
        "CITATION.cff": lambda text: _once(r"^date-released: .*", f"date-released: {date}")(
            _once(r"^version: .*", f"version: {version}")(text)
        ),
        "packaging/conda/recipe.yaml": _once(r'^  version: ".*"', f'  version: "{version}"'),
        METADATA: _released(version, date),
        "CHANGELOG.md": _headed(version, date),
    }
    for name, change in changes.items():
        file = root / name
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("version")
    parser.add_argument(
        "date", nargs="?", default=datetime.datetime.now(datetime.UTC).date().isoformat()
    )
    given = parser.parse_args()
    set_version(ROOT, given.version, given.date)
    sys.exit(subprocess.run(["uv", "lock", "-q"], cwd=ROOT, check=False).returncode)  # noqa: S607
