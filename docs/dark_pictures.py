"""Beside each light picture of the program its dark one, for whoever reads the site in the dark.

An extension of Python-Markdown: pages name ``window-light-100.webp`` alone, and so read well in the
repository, too. The theme shows the one whose address ends in ``#only-light`` or ``#only-dark``.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

LIGHT, DARK = "-light-100.webp", "-dark-200.webp"
"""How docs/take_pictures.py ends the names of the two that it keeps of a screen."""


class _BothPictures(Treeprocessor):
    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            places = [number for number, one in enumerate(parent) if _is_light(one)]
            # A paragraph with both side by side, as docs/screens.md has, shows them as they are.
            if any(str(one.get("src", "")).endswith(DARK) for one in parent):
                continue
            for number in reversed(places):
                light = parent[number]
                dark = Element("img", dict(light.attrib))
                dark.tail = light.tail
                source = str(light.get("src"))
                light.set("src", f"{source}#only-light")
                dark.set("src", f"{source.removesuffix(LIGHT)}{DARK}#only-dark")
                light.tail = None
                parent.insert(number + 1, dark)


def _is_light(one: Element) -> bool:
    return one.tag == "img" and str(one.get("src", "")).endswith(LIGHT)


class DarkPictures(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (theirs)
        # After links and pictures were read, before addresses are made relative to the page.
        md.treeprocessors.register(_BothPictures(md), "dark_pictures", 15)


def makeExtension(**options: Any) -> DarkPictures:  # noqa: N802 (theirs)
    """What Python-Markdown asks a module for."""
    return DarkPictures(**options)
