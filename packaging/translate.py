"""Keep the translations whole: ``python packaging/translate.py [missing|fill FILE|check]``.

Without a word: collect all texts of the source into resources/translations, compile them, and say
how many are not translated. ``missing`` prints those as JSON, English to "", to be filled in;
``fill FILE`` takes such a file over (a key ``Context|English`` is for one class of the window
alone); ``check`` writes nothing and fails on what is stale, missing or does not fit.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ["LANGUAGE"] = "en"  # ids are English, whoever collects them

from check_translations import faults
from extract_texts import as_text, template
from translations import TEMPLATE, Translation

LANGUAGES = ("zh_CN",)


def main(arguments: list[str]) -> int:
    """Do what is asked; the exit status."""
    match arguments:
        case []:
            return _write({})
        case ["fill", file]:
            return _write(json.loads(Path(file).read_text(encoding="utf-8")))
        case ["missing"]:
            wanted = {one: "" for name in LANGUAGES for one in _now(name).missing()}
            sys.stdout.write(json.dumps(wanted, ensure_ascii=False, indent=1) + "\n")
            return 0
        case ["check"]:
            found = [one for name in LANGUAGES for one in faults(name)]
            sys.stdout.write("".join(f"{one}\n" for one in found))
            return 1 if found else 0
        case _:
            sys.stderr.write(str(__doc__))
            return 2


def _now(language: str) -> Translation:
    return Translation.kept(language).current()


def _write(also: dict[str, str]) -> int:
    TEMPLATE.write_text(as_text(template()), encoding="utf-8")
    for name in LANGUAGES:
        now = Translation.kept(name).current({one: told for one, told in also.items() if told})
        now.write()
        sys.stdout.write(f"{name}: {len(now.missing())} texts are not translated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
