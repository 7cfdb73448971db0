"""Tables as people write them, and all that can be wrong with one."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.errors import InvalidTable, NotFound
from labelmt.domain.schema import TaskKind, clean_name, name_key
from labelmt.formats.base import Column, ParsedTable, TableRow
from labelmt.formats.csv_annotations import parse_table
from labelmt.formats.csv_header import COLUMN_LIMIT
from labelmt.formats.csv_records import LINE_LIMIT

MULTILABEL, MULTICLASS = TaskKind.MULTILABEL, TaskKind.MULTICLASS


def parsed(folder: Path, text: str | bytes, **kinds: TaskKind) -> ParsedTable:
    file = folder / "labels.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return parse_table(file, kinds)


def problems(folder: Path, text: str | bytes, **kinds: TaskKind) -> list[str]:
    with pytest.raises(InvalidTable) as caught:
        parsed(folder, text, **kinds)
    assert caught.value.kept == "Nothing was imported."
    assert caught.value.subject == str(folder / "labels.csv")
    return [str(problem) for problem in caught.value.problems]


class TestCells:
    def test_as_the_manual_says(self, tmp_path: Path) -> None:
        table = parsed(
            tmp_path,
            "path,objects,scene\n"
            "beach/01.jpg,sea|sand,beach\n"
            "beach/02.jpg,-,beach\n"
            "beach/03.jpg,,\n",
        )
        assert table == ParsedTable(
            (Column("objects", MULTILABEL), Column("scene", MULTICLASS)),
            (
                TableRow(2, "beach/01.jpg", (("sea", "sand"), ("beach",))),
                TableRow(3, "beach/02.jpg", ((), ("beach",))),
                TableRow(4, "beach/03.jpg", (None, None)),
            ),
        )

    def test_spaces_around_names_do_not_count(self, tmp_path: Path) -> None:
        table = parsed(tmp_path, "path, objects \na.jpg, sea |  tall   tree \nb.jpg,  \n")
        assert table.columns == (Column("objects", MULTILABEL),)
        assert [row.cells for row in table.rows] == [(("sea", "tall tree"),), (None,)]

    def test_a_label_is_spelt_as_where_it_came_first(self, tmp_path: Path) -> None:
        # é once as one character, once as two.
        table = parsed(tmp_path, "path,o\na,Caf\u00e9|b\nb,cafe\u0301|B\nc,b|b\n")
        assert [row.cells[0] for row in table.rows] == [("Café", "b"), ("Café", "b"), ("b",)]

    def test_the_path_may_be_any_column(self, tmp_path: Path) -> None:
        table = parsed(tmp_path, "scene,Path\nbeach,a.jpg\n")
        assert table.columns == (Column("scene", MULTICLASS),)
        assert table.rows == (TableRow(2, "a.jpg", (("beach",),)),)

    def test_paths_lose_what_says_nothing(self, tmp_path: Path) -> None:
        table = parsed(tmp_path, "path,s\n./a.jpg,x\nb//c.jpg,x\n ../d e .jpg,x\n/abs/f.jpg,x\n")
        assert [row.path for row in table.rows] == [
            "a.jpg", "b/c.jpg", " ../d e .jpg", "/abs/f.jpg",
        ]  # fmt: skip

    def test_quotes_commas_and_line_ends_in_a_path(self, tmp_path: Path) -> None:
        table = parsed(tmp_path, 'path,s\n"a,""b""\nc.jpg",x\n\n🦊.jpg,y\n')
        assert [(row.line, row.path) for row in table.rows] == [
            (2, 'a,"b"\nc.jpg'),
            (5, "🦊.jpg"),
        ]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    def test_any_line_end_and_a_mark(self, end: str, mark: bytes, tmp_path: Path) -> None:
        data = mark + end.join(["path,s", "ä.jpg,x", "b.jpg,y"]).encode()
        table = parsed(tmp_path, data)
        assert [(row.line, row.path) for row in table.rows] == [(2, "ä.jpg"), (3, "b.jpg")]

    @pytest.mark.parametrize("separator", [";", "\t"])
    def test_the_separators_of_other_countries(self, separator: str, tmp_path: Path) -> None:
        text = "path;o;s\na, b.jpg;x|y;z\n".replace(";", separator)
        table = parsed(tmp_path, text)
        assert [column.name for column in table.columns] == ["o", "s"]
        assert table.rows == (TableRow(2, "a, b.jpg", (("x", "y"), ("z",))),)

    def test_a_header_alone_lists_no_images(self, tmp_path: Path) -> None:
        assert parsed(tmp_path, "path,s\n").rows == ()


class TestKinds:
    def test_one_bar_in_a_column_makes_it_multilabel(self, tmp_path: Path) -> None:
        table = parsed(tmp_path, "path,a,b,c\n1,x,x,x\n2,x|y,y,\n3,x,-,\n")
        assert [column.kind for column in table.columns] == [MULTILABEL, MULTILABEL, MULTICLASS]

    def test_what_is_given_wins(self, tmp_path: Path) -> None:
        table = parsed(tmp_path, "path,Objects\n1,x\n2,y\n", objects=MULTILABEL)
        assert table.columns == (Column("Objects", MULTILABEL),)

    def test_kinds_of_columns_that_are_not_there_are_ignored(self, tmp_path: Path) -> None:
        table = parsed(tmp_path, "path,a\n1,x\n", other=MULTILABEL)
        assert table.columns == (Column("a", MULTICLASS),)


class TestProblems:
    def test_all_are_listed_in_the_order_of_lines(self, tmp_path: Path) -> None:
        text = (
            "path,objects,scene\n"
            "a.jpg,sea|sand,beach\n"
            "a.jpg,sea,beach\n"
            "b.jpg,sea,beach|harbour\n"
            "c.jpg,sea||sand,-\n"
            "d.jpg,sea\n"
            "e.jpg,sea,beach,more\n"
            ",sea,beach\n"
            "./a.jpg,bad\x07name,x\n"
        )
        assert problems(tmp_path, text, scene=MULTICLASS) == [
            "line 3, column path: “a.jpg” is on line 2 already",
            "line 4, column scene: “beach|harbour” joins labels, but a multiclass task has "
            "exactly one",
            "line 5, column objects: “”: A label needs at least one character.",
            "line 5, column scene: “-” (none), but a multiclass task has exactly one label; "
            "leave the cell empty if it is unknown",
            "line 6: 2 cells, but the header has 3",
            "line 7: 4 cells, but the header has 3",
            "line 8, column path: “” is no path of an image",
            "line 9, column path: “a.jpg” is on line 2 already",
            "line 9, column objects: “bad\\x07name”: A label may not be “-” or hold “|” or "
            "control characters: tables use them.",
        ]

    def test_the_summary_counts_them(self, tmp_path: Path) -> None:
        file = tmp_path / "labels.csv"
        file.write_text("path,s\n,x\n,y\n")
        with pytest.raises(InvalidTable, match="has 2 problems") as caught:
            parse_table(file, {})
        assert caught.value.details.count("\n") == 1

    @pytest.mark.parametrize(
        ("header", "problem"),
        [
            ("image,scene", "line 1: there is no column “path”"),
            ("path", "line 1: there is no column of a task beside “path”"),
            ("path,a,A", "line 1: columns 2 and 3 are both called “A”"),
            ("path,PATH,a", "line 1: columns 1 and 2 are both called “PATH”"),
            ("path,,a", "line 1: column 2, “”: A column needs at least one character."),
        ],
    )  # fmt: skip
    def test_headers(self, header: str, problem: str, tmp_path: Path) -> None:
        assert problem in problems(tmp_path, f"{header}\n")

    @pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
    def test_empty_files(self, text: str, tmp_path: Path) -> None:
        (problem,) = problems(tmp_path, text)
        assert "there is no header" in problem

    def test_another_encoding_names_each_line_and_byte(self, tmp_path: Path) -> None:
        text = "path,s\ncafé.jpg,x\nb.jpg,y\nc.jpg,größe\n".encode("latin-1")
        assert problems(tmp_path, text) == [
            "line 2: byte 0xE9 in cell 1, character 4, is not UTF-8; save the table as “CSV UTF-8”",
            "line 4: byte 0xF6 in cell 2, character 3, is not UTF-8; save the table as “CSV UTF-8”",
        ]

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
    def test_utf_16_and_32(self, encoding: str, tmp_path: Path) -> None:
        (problem,) = problems(tmp_path, "path,s\na.jpg,x\n".encode(encoding))
        assert encoding.upper() in problem

    def test_an_image_given_as_a_table(self, tmp_path: Path) -> None:
        assert problems(tmp_path, bytes(range(256)) * 400)

    def test_quotes_that_do_not_match(self, tmp_path: Path) -> None:
        assert problems(tmp_path, 'path,s\n"a"b,x\nc,y\n,z\n') == [
            "line 2: something stands between a closing quote and the end of its cell",
            "line 4, column path: “” is no path of an image",
        ]
        assert problems(tmp_path, 'path,s\na,x\n"b,y\nc,z\n') == [
            "line 3: a quote opens here and never closes"
        ]

    def test_a_cell_of_ten_megabytes(self, tmp_path: Path) -> None:
        found = problems(tmp_path, "path,s\n,x\n" + "a" * 3_900_000 + ",y\nc,z\n")
        assert found == [
            "line 2, column path: “” is no path of an image",
            f"line 3: a cell is longer than {csv.field_size_limit():,} characters; the rest was "
            "not read",
        ]
        found = problems(tmp_path, "path,s\n" + "a" * 10_000_000)
        assert found == [f"line 2: longer than {LINE_LIMIT:,} characters; the rest was not read"]

    def test_a_quote_that_swallows_the_file(self, tmp_path: Path) -> None:
        found = problems(tmp_path, 'path,s\n"a,x\n' + "b.jpg,y\n" * 100_000)
        assert len(found) == 1
        assert found[0].startswith("line 2: a cell is longer")

    def test_an_absurd_number_of_columns(self, tmp_path: Path) -> None:
        header = ",".join(["path", *(f"t{index}" for index in range(COLUMN_LIMIT))])
        assert "line 1: 1,001 columns; at most 1,000 are read" in problems(tmp_path, header)

    def test_messages_stay_short_and_printable(self, tmp_path: Path) -> None:
        long = "\x1b[31m" + "x" * 100_000
        found = problems(tmp_path, f"path,s\na.jpg,{long}\nb\0.jpg,y\n")
        assert len(found) == 2
        assert all(len(one) < 250 and one.isprintable() for one in found)

    def test_no_file_and_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(NotFound, match="no such file"):
            parse_table(tmp_path / "none.csv", {})
        with pytest.raises(NotFound, match="a folder"):
            parse_table(tmp_path, {})


def _is_name(text: str) -> bool:
    """Whether it stays as it is: what nobody can see is dropped from names."""
    if name_key(text) in ("", "-") or name_key(text) != name_key(name_key(text)):
        return False
    return clean_name(text) == _nfc(text)


NAMES = (
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
    .map(lambda text: text.replace("|", "¦"))
    .filter(_is_name)
)
PATHS = (
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)
    .map(lambda text: f"images/{text.replace('/', '_')}.jpg")
    .filter(lambda text: ".." not in text)
)


@st.composite
def tables(draw: st.DrawFn) -> ParsedTable:
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique_by=name_key))
    names = [name for name in names if name_key(name) != "path"] or ["task"]
    columns = tuple(Column(_nfc(name), draw(st.sampled_from(TaskKind))) for name in names)
    labels = [draw(st.lists(NAMES, min_size=1, max_size=5, unique_by=name_key)) for _ in columns]
    paths = draw(st.lists(PATHS, max_size=6, unique=True))
    rows = []
    for path in paths:
        cells = []
        for column, choices in zip(columns, labels, strict=True):
            most, least = (1, 1) if column.kind is MULTICLASS else (4, 0)
            several = st.lists(
                st.sampled_from([_nfc(one) for one in choices]),
                min_size=least, max_size=most, unique=True,
            )  # fmt: skip
            cells.append(draw(st.none() | several.map(tuple)))
        rows.append(TableRow(0, path, tuple(cells)))
    return ParsedTable(columns, tuple(rows))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@given(
    table=tables(),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig"]),
)
def test_what_is_written_is_read_back(
    table: ParsedTable, end: str, encoding: str, tmp_path: Path
) -> None:
    def cell(names: tuple[str, ...] | None) -> str:
        return "" if names is None else "|".join(names) or "-"

    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["path", *(column.name for column in table.columns)])
    for row in table.rows:
        writer.writerow([row.path, *map(cell, row.cells)])
    file = tmp_path / "table.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    again = parse_table(file, {column.name: column.kind for column in table.columns})
    assert again.columns == table.columns
    assert [(row.path, row.cells) for row in again.rows] == [
        (row.path, row.cells) for row in table.rows
    ]
    assert [row.line for row in again.rows] == sorted({row.line for row in again.rows})


@given(
    text=st.text(max_size=300) | st.text('path,|-"\n\r ab\0', max_size=60) | st.binary(max_size=200)
)
def test_any_text_is_a_table_or_has_problems(text: str | bytes, tmp_path: Path) -> None:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    file = tmp_path / "any.csv"
    file.write_bytes(data)
    try:
        table = parse_table(file, {})
    except InvalidTable as error:
        lines = [problem.line for problem in error.problems]
        assert lines
        assert lines == sorted(lines)
    else:
        assert table.columns
        assert all(len(row.cells) == len(table.columns) for row in table.rows)
