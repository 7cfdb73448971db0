"""Pieces of what a person names, listed and read: folders, lists, archives, tables, addresses."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import fsspec
import pyarrow
import pyarrow.parquet
import pytest
from drawn_images import draw_many

from labelmt.cluster.pieces import ARCHIVE, FILES, TABLE, Piece, pieces
from labelmt.cluster.read_pieces import batches
from labelmt.domain.errors import EnvironmentFault, InvalidInput, NotFound


def all_of(found: list[Piece]) -> tuple[dict[str, bytes], list[tuple[str, str]]]:
    """Bytes by name, and problems."""
    read: dict[str, bytes] = {}
    problems: list[tuple[str, str]] = []
    for piece in found:
        for batch in batches(piece):
            problems += batch.problems
            for name in batch.names:
                assert name not in read
                read[name] = batch.read(name)
    return read, problems


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return draw_many(tmp_path / "pictures", 7)


def test_a_folder_comes_in_pieces_of_its_images(files: list[Path]) -> None:
    folder = files[0].parent
    (folder / "notes.txt").write_text("no image")
    (folder / ".hidden").mkdir()
    draw_many(folder / ".hidden", 1)
    found = list(pieces([str(folder)], 3))
    assert [(one.kind, len(one.names)) for one in found] == [(FILES, 3), (FILES, 3), (FILES, 1)]
    read, problems = all_of(found)
    assert read == {str(file): file.read_bytes() for file in files}
    assert not problems


def test_a_machine_that_does_not_see_the_folder_says_so(files: list[Path]) -> None:
    [piece] = pieces([str(files[0].parent)], 100)
    files[0].parent.rename(files[0].parent.with_name("elsewhere"))
    with pytest.raises(EnvironmentFault, match="does not see this folder"):
        list(batches(piece))


def test_a_list_names_paths_beside_it_and_addresses(files: list[Path], tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/far/away.png", files[1].read_bytes())
    listed = tmp_path / "images.txt"
    lines = ["pictures/00000.png", str(files[2]), "memory://far/away.png", ""]
    listed.write_bytes("\r\n".join(lines).encode())
    read, problems = all_of(list(pieces([str(listed)], 2)))
    assert list(read) == [
        str(tmp_path / "pictures/00000.png"), str(files[2]), "memory://far/away.png",
    ]  # fmt: skip
    assert read["memory://far/away.png"] == files[1].read_bytes()
    assert not problems


def test_a_folder_at_an_address(files: list[Path]) -> None:
    memory = fsspec.filesystem("memory")
    for file in files:
        memory.pipe_file(f"/bucket/deeper/{file.name}", file.read_bytes())
    memory.pipe_file("/bucket/notes.txt", b"no image")
    found = list(pieces(["memory://bucket"], 5))
    read, _ = all_of(found)
    assert len(found) == 2
    assert list(read) == [f"memory:///bucket/deeper/{file.name}" for file in files]
    with pytest.raises(NotFound):
        list(pieces(["memory://nothing"], 5))


def test_archives_by_a_range_of_numbers(files: list[Path], tmp_path: Path) -> None:
    for number in range(2):
        with tarfile.open(tmp_path / f"shard-{number:03d}.tar", "w") as archive:
            for file in files[number * 3 : number * 3 + 3]:
                archive.add(file, file.name)
                inner = tarfile.TarInfo(f"{file.stem}.json")
                archive.addfile(inner, io.BytesIO())
    found = list(pieces([str(tmp_path / "shard-{000..001}.tar")], 2))
    assert [one.kind for one in found] == [ARCHIVE, ARCHIVE]
    assert found == list(pieces([str(tmp_path / "shard-*.tar")], 2))
    read, problems = all_of(found)
    assert list(read.values()) == [file.read_bytes() for file in files[:6]]
    assert str(tmp_path / "shard-001.tar") + "/00003.png" in read
    assert not problems


def test_an_archive_that_was_cut_off_gives_what_there_is(files: list[Path], tmp_path: Path) -> None:
    whole = tmp_path / "whole.tar"
    with tarfile.open(whole, "w") as archive:
        for file in files:
            archive.add(file, file.name)
    cut = tmp_path / "cut.tar"
    cut.write_bytes(whole.read_bytes()[:20_000])
    read, problems = all_of(list(pieces([str(cut)], 100)))
    assert 0 < len(read) < len(files)
    assert [name for name, _ in problems] == [str(cut)]


@pytest.mark.parametrize("nested", [False, True])
def test_a_table_of_images(files: list[Path], tmp_path: Path, nested: bool) -> None:
    content: list[object] = [file.read_bytes() for file in files]
    content[2] = None
    if nested:  # as the library datasets has them
        rows = [
            one and {"bytes": one, "path": file.name}
            for one, file in zip(content, files, strict=True)
        ]
        table = pyarrow.table({"image": rows, "label": list(range(7))})
    else:
        table = pyarrow.table({"image": content, "file_name": [file.name for file in files]})
    pyarrow.parquet.write_table(table, tmp_path / "images.parquet", row_group_size=2)
    found = list(pieces([str(tmp_path / "images.parquet")], 4))
    assert [(one.kind, one.row_groups) for one in found] == [(TABLE, (0, 1)), (TABLE, (2, 3))]
    read, problems = all_of(found)
    assert read == {file.name: file.read_bytes() for file in files if file != files[2]}
    missing = f"{tmp_path / 'images.parquet'}#2" if nested else files[2].name
    assert [name for name, _ in problems] == [missing]


def test_a_table_of_paths(files: list[Path], tmp_path: Path) -> None:
    paths = [str(file) for file in files]
    pyarrow.parquet.write_table(pyarrow.table({"url": paths}), tmp_path / "paths.parquet")
    found = list(pieces([str(tmp_path / "paths.parquet")], 4))
    assert [one.names for one in found] == [tuple(paths[:4]), tuple(paths[4:])]
    pyarrow.parquet.write_table(pyarrow.table({"price": [1.0]}), tmp_path / "none.parquet")
    with pytest.raises(InvalidInput, match="no column of images"):
        list(pieces([str(tmp_path / "none.parquet")], 4))


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    for name in ("no folder", "no.txt", "no.parquet", "no-*.tar"):
        with pytest.raises(NotFound):
            list(pieces([str(tmp_path / name)], 4))
    with pytest.raises(InvalidInput, match="kind of address"):
        list(pieces(["nosuch://bucket"], 4))
