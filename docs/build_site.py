"""Builds the documentation's site into docs/build/site; a link that leads nowhere ends it.

``uv run --group docs python docs/build_site.py [--serve]`` from the repository's root; ``--serve``
shows it on loopback and follows what is written. Needs no network.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SITE = HERE / "build" / "site"
_FETCHED = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=\"?https?:[^\s\">]*")
_NOT_FETCHED = re.compile(r"rel=\"?(?:canonical|alternate|prev|next)\b")


def fetched() -> list[str]:
    """What a page would load from elsewhere: none may, people read this without a network."""
    return [
        f"{page.relative_to(SITE)}: {found[0]}"
        for page in sorted(SITE.rglob("*.html"))
        for found in _FETCHED.finditer(page.read_text(encoding="utf-8"))
        if not _NOT_FETCHED.search(found[0])
    ]


def without_dark() -> list[str]:
    """Pictures of the program that have no other for the dark, or whose other is not there."""
    return [
        f"{page.relative_to(SITE)}: {light}"
        for page in sorted(SITE.rglob("*.html"))
        for text in (page.read_text(encoding="utf-8"),)
        for light in re.findall(r'src="([^"]+)-light-100\.webp#only-light"', text)
        if f'src="{light}-dark-200.webp#only-dark"' not in text
        or not (page.parent / f"{light}-dark-200.webp").is_file()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true")
    serve = parser.parse_args().serve
    command = ["serve"] if serve else ["build", "--clean", "--strict"]
    done = subprocess.run(
        [sys.executable, "-m", "zensical", *command, "-f", str(HERE / "mkdocs.yml")],
        env=os.environ | {"PYTHONPATH": str(HERE)},
        check=False,
    )
    if done.returncode or serve:
        sys.exit(done.returncode)
    for program in (*SITE.glob("*.py"), SITE / "mkdocs.yml", SITE / "formats_tried.json"):
        program.unlink(missing_ok=True)
    if elsewhere := fetched():
        sys.exit("\n".join(["Loaded from elsewhere:", *elsewhere]))
    if lacking := without_dark():
        sys.exit("\n".join(["No picture for the dark:", *lacking]))
    pages = sum(1 for _ in SITE.rglob("*.html"))
    sys.stdout.write(f"{pages} pages in docs/build/site\n")


if __name__ == "__main__":
    main()
