"""Keywords inside image files, IPTC and XMP: read, never written.

Looks at the images of the project that lie in the folder, or at all images in it. Pixels are not
decoded.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidTable, NotFound, Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import mark, text
from labelmt.formats.base import AnnotationFormat, Carries, Pair, ParsedTable, ReadOptions
from labelmt.formats.bounded_xml import parsed_xml
from labelmt.formats.csv_header import IMAGE_ENDINGS
from labelmt.formats.folder_walk import files_below
from labelmt.formats.table_builder import TableBuilder
from labelmt.formats.xmp_keywords import Chain, keywords_of

PACKET_LIMIT = 16 << 20
"""Most bytes of an XMP packet that is read."""
_KEYWORDS = (2, 25)
"""The IPTC record of keywords."""


def read_image_keywords(place: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The keywords of all images in a folder, or of one image."""
    builder = TableBuilder()
    column = builder.column("tags", TaskKind.MULTILABEL, generic=True, none_said=False)
    damaged = 0
    for name, file in _images(place, options):
        chains, sound = keywords_inside(file)
        damaged += not sound
        if not chains:
            continue
        image = builder.image(name, file=file.name)
        for chain in chains:
            label = builder.path_of_labels(column, chain, file=file.name)
            builder.say(column, image, Pair(label, State.PRESENT))
    if damaged:
        builder.notes.append(
            text("The keywords of {count:,} images cannot be read.", count=damaged)
        )
    return builder.table(), builder.problems


def _images(place: Path, options: ReadOptions) -> Iterator[tuple[str, Path]]:
    if not place.exists():
        raise NotFound("There is no such file.", subject=str(place))
    if place.is_file():
        yield str(place.resolve()), place
        return
    front = f"{place.resolve()}{os.sep}"
    own = [(str(file), file) for _, file in options.images() if str(file).startswith(front)]
    if own:
        yield from own
    else:
        yield from files_below(place, IMAGE_ENDINGS)


def keywords_inside(file: Path) -> tuple[list[Chain], bool]:
    """Keywords of one file, and whether all of them could be read."""
    from PIL import Image, IptcImagePlugin

    found: dict[Chain, None] = {}
    sound = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file) as image:
                packet = _packet(image)
                iptc = IptcImagePlugin.getiptcinfo(image) or {}
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, OverflowError):
        return [], True  # no image; the project says so of its own
    except Image.DecompressionBombError:
        return [], True
    if packet and len(packet) <= PACKET_LIMIT:
        try:
            found.update(dict.fromkeys(keywords_of(parsed_xml(packet.strip(b"\0 \n"), str(file)))))
        except InvalidTable:
            sound = False
    below = {chain[-1].casefold() for chain in found}
    said = iptc.get(_KEYWORDS, [])
    for one in [said] if isinstance(said, bytes) else said:
        try:
            word = one.decode()
        except UnicodeDecodeError:
            word = one.decode("latin-1")
        if word.strip() and word.strip().casefold() not in below:
            found[(word.strip(),)] = None
    return list(found), sound


def _packet(image: object) -> bytes:
    info = getattr(image, "info", {})
    packet = info.get("xmp") or info.get("XML:com.adobe.xmp") or b""
    if not packet:
        tags = getattr(image, "tag_v2", {})
        packet = tags.get(700) or b""
    return packet.encode() if isinstance(packet, str) else bytes(packet)


FORMAT = AnnotationFormat(
    name="keywords",
    title=mark("Keywords inside images"),
    suffixes=(),
    is_folder=True,
    carries=Carries.PRESENT | Carries.SEVERAL_LABELS | Carries.HIERARCHY | Carries.PATHS,
    summary=mark("Keywords inside images, IPTC and XMP; read alone."),
    unlisted=State.UNKNOWN,
    written_as="xmp",
    reader=read_image_keywords,
)
