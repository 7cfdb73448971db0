"""Keywords in XMP: ``dc:subject``, ``lr:hierarchicalSubject`` and digiKam's ``TagsList``."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Collection, Iterator, Mapping, Sequence

from labelmt.formats.bounded_xml import Element

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
LR = "http://ns.adobe.com/lightroom/1.0/"
DIGIKAM = "http://www.digikam.org/ns/1.0/"
META = "adobe:ns:meta/"
PREFIXES = {
    "rdf": RDF, "dc": DC, "lr": LR, "digiKam": DIGIKAM, "x": META,
    "xmp": "http://ns.adobe.com/xap/1.0/", "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/", "tiff": "http://ns.adobe.com/tiff/1.0/",
    "crs": "http://ns.adobe.com/camera-raw-settings/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/", "darktable": "http://darktable.sf.net/",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0/",
}  # fmt: skip
_SUBJECT = f"{{{DC}}}subject"
_HIERARCHICAL = f"{{{LR}}}hierarchicalSubject"
_TAGS = f"{{{DIGIKAM}}}TagsList"

Chain = tuple[str, ...]
"""A keyword with those above it, the topmost first."""


def keywords_of(root: Element) -> list[Chain]:
    """All keywords of a document, each once, with what stands above them."""
    found: dict[Chain, None] = {}
    for tag, joint in ((_HIERARCHICAL, "|"), (_TAGS, "/")):
        for item in _items(root, tag):
            chain = tuple(part.strip() for part in item.split(joint) if part.strip())
            if chain:
                found[chain] = None
    below = {chain[-1].casefold() for chain in found}
    for item in _items(root, _SUBJECT):
        if item.strip() and item.strip().casefold() not in below:
            found[(item.strip(),)] = None
    return list(found)


def _items(root: Element, tag: str) -> Iterator[str]:
    for node in root.iter(tag):
        for item in node.iter(f"{{{RDF}}}li"):
            if item.text:
                yield item.text


def put_keywords(
    root: Element | None,
    present: Sequence[str],
    absent: Collection[str],
    parents: Mapping[str, tuple[str, ...]],
) -> bytes:
    """A document with labels put into its keywords; all else it holds stays.

    Args:
        root: what is there; None: nothing.
        absent: keywords that are taken out. parents: label to those it implies.
    """
    root = _empty() if root is None else root
    description = _description(root)
    gone = {name.casefold() for name in absent}
    _merge(root, description, _SUBJECT, list(present), gone, "")
    chains = [_chain(label, parents) for label in present]
    deep = [chain for chain in chains if len(chain) > 1]
    had = any(True for _ in root.iter(_HIERARCHICAL))
    if deep or had:
        _merge(root, description, _HIERARCHICAL, ["|".join(one) for one in deep], gone, "|")
    if deep or any(True for _ in root.iter(_TAGS)):
        _merge(root, description, _TAGS, ["/".join(one) for one in chains], gone, "/")
    for prefix, namespace in PREFIXES.items():
        ElementTree.register_namespace(prefix, namespace)
    body: bytes = ElementTree.tostring(root, encoding="utf-8")
    return (
        b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        + body.partition(b"?>\n")[2 if body.startswith(b"<?xml") else 0]
        + b'\n<?xpacket end="w"?>\n'
    )


def _merge(
    root: Element, description: Element, tag: str, wanted: list[str], gone: set[str], joint: str
) -> None:
    """Bring a bag to what it had without what is gone, and what is wanted."""
    before = list(_items(root, tag))
    kept = [
        item
        for item in before
        if (item.split(joint)[-1] if joint else item).strip().casefold() not in gone
    ]
    items = list(dict.fromkeys([*kept, *wanted]))
    if items == before:
        return
    for parent in root.iter():
        for node in [one for one in parent if one.tag == tag]:
            parent.remove(node)
    if not items:
        return
    node = ElementTree.SubElement(description, tag)
    kind = "Seq" if tag == _TAGS else "Bag"
    bag = ElementTree.SubElement(node, f"{{{RDF}}}{kind}")
    for item in items:
        ElementTree.SubElement(bag, f"{{{RDF}}}li").text = item


def _chain(label: str, parents: Mapping[str, tuple[str, ...]]) -> Chain:
    chain = [label]
    while (above := parents.get(chain[0], ())) and above[0] not in chain:
        chain.insert(0, above[0])
    return tuple(chain)


def _empty() -> Element:
    root = ElementTree.Element(f"{{{META}}}xmpmeta")
    ElementTree.SubElement(root, f"{{{RDF}}}RDF")
    return root


def _description(root: Element) -> Element:
    """Where properties are put; the first description, or a new one."""
    found = next(root.iter(f"{{{RDF}}}Description"), None)
    if found is not None:
        return found
    holder = next(root.iter(f"{{{RDF}}}RDF"), root)
    return ElementTree.SubElement(holder, f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""})
