"""A report as one page of HTML: nothing is fetched, no script runs, every text is escaped.

Its Content-Security-Policy allows images that are in the page and its own style, by hash, and
nothing else; the figures for programs are a block of data, which browsers do not run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html import escape
from itertools import count

from labelmt.domain.protocol.json_records import dumps
from labelmt.domain.text import phrase
from labelmt.project.report.blocks import (
    Bar,
    Block,
    Cell,
    Chart,
    Facts,
    Named,
    Paragraph,
    Picture,
    Pictures,
    Report,
    Section,
    Subheading,
    Table,
)
from labelmt.project.report.html_style import STYLE
from labelmt.project.report.svg import svg_of

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Not allowed in HTML; lone surrogates, of names that are no UTF-8, cannot be written."""
DATA = "labelmt-report"
"""Id of the element with the figures."""


def html_of(report: Report) -> Iterator[str]:
    """The page, part by part."""
    style = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{style}'; base-uri 'none'; "
        "form-action 'none'"
    )
    title = f"{report.title} – {report.subtitle}"
    yield (
        f'<!DOCTYPE html>\n<html lang="{_attribute(report.language)}">\n<head>\n'
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{_bidi(report.title)}</h1><p>{_text(report.subtitle)}</p></header>\n"
        f'<nav aria-label="{_attribute(phrase("Contents"))}"><ul>'
    )
    for one in report.sections:
        yield f'<li><a href="#{one.name}">{_text(one.title)}</a></li>'
    yield "</ul></nav>\n<main>\n"
    for one in report.sections:
        yield from _section(one)
    data = dumps(report.data)
    for sign in "<>&\u2028\u2029":
        data = data.replace(sign, f"\\u{ord(sign):04x}")
    data = _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", data)
    yield (
        f'</main>\n<script type="application/json" id="{DATA}">{data}</script>\n</body>\n</html>\n'
    )


def _section(section: Section) -> Iterator[str]:
    yield f'<section id="{section.name}">\n<h2>{_text(section.title)}</h2>\n'
    numbers = count(1)
    for block in section.blocks:
        yield _block(block, f"{section.name}-{next(numbers)}")
    yield "</section>\n"


def _block(block: Block, name: str) -> str:
    match block:
        case Paragraph(text, tone):
            role = ' role="note"' if tone == "warning" else ""
            return f'<p class="{_attribute(tone)}"{role}>{_lines(text)}</p>\n'
        case Subheading(text, swatch):
            return f'<h3 id="{name}">{_swatch(swatch)}{_bidi(text)}</h3>\n'
        case Facts(pairs):
            rows = "".join(f"<dt>{_bidi(term)}</dt><dd>{_lines(told)}</dd>" for term, told in pairs)
            return f"<dl>{rows}</dl>\n"
        case Table():
            return _table(block)
        case Chart():
            return f"<figure>{_CONTROLS.sub('', svg_of(block))}</figure>\n"
        case Pictures(pictures):
            return f'<div class="pictures">{"".join(map(_picture, pictures))}</div>\n'


def _table(table: Table) -> str:
    def kind(column: int) -> str:
        return "" if column in table.wide else ' class="n"'

    head = "".join(
        f'<th scope="col"{kind(column)}>{_bidi(title)}</th>'
        for column, title in enumerate(table.head)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row"{kind(0)}>{_cell(cell)}</th>'
            if column == 0
            else f"<td{kind(column)}>{_cell(cell)}</td>"
            for column, cell in enumerate(row)
        )
        + "</tr>"
        for row in table.rows
    )
    # A table wider than a narrow screen is scrolled by itself; with the keyboard as well.
    return (
        f'<div class="table" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>\n"
    )


def _cell(cell: Cell) -> str:
    match cell:
        case Bar(share, text):
            width = round(100 * min(1.0, max(0.0, share)), 1)
            return (
                f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" '
                f'aria-hidden="true"><rect class="f-rule" width="100" height="8"/>'
                f'<rect class="f-first" width="{width}" height="8"/></svg> {_text(text)}'
            )
        case Named(text, swatch):
            return f"{_swatch(swatch)}{_bidi(text)}"
        case _:
            return _bidi(cell)


def _picture(picture: Picture) -> str:
    lines = "".join(f"<span>{_bidi(line)}</span>" for line in picture.lines)
    if picture.jpeg is None:
        shown = f'<div class="none">{_text(phrase("cannot be read"))}</div>'
    else:
        data = base64.b64encode(picture.jpeg).decode()
        shown = (
            f'<img loading="lazy" alt="{_attribute(picture.name)}" '
            f'src="data:image/jpeg;base64,{data}">'
        )
    verdict = f" {picture.verdict}" if picture.verdict in ("right", "wrong") else ""
    name = f'<span class="name" title="{_attribute(picture.name)}">{_bidi(picture.name)}</span>'
    return (
        f'<figure class="picture{verdict}">{shown}<figcaption>{name}{lines}</figcaption></figure>'
    )


def _swatch(colour: str) -> str:
    if not _COLOUR.fullmatch(colour):
        return ""
    return (
        '<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">'
        f'<rect width="10" height="10" rx="2" fill="{colour}"/></svg>'
    )


def _text(told: str) -> str:
    return escape(_CONTROLS.sub("\ufffd", told))


_attribute = _text


def _bidi(told: str) -> str:
    """A name of whatever direction: it turns nothing around that stands beside it."""
    return f"<bdi>{_text(told)}</bdi>"


def _lines(told: str) -> str:
    return "<br>".join(_text(line) for line in told.strip().splitlines())
