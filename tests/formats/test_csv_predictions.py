"""The table of predictions: whole or not at all, read back by anybody's CSV reader."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.errors import DiskFull, NoPermission, NotFound
from labelmt.formats.base import PredictionRow
from labelmt.formats.csv_predictions import write_predictions

ROW = PredictionRow("a.jpg", "objects", "sea", 0.9375, True)
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


def test_the_columns_the_manual_promises(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    write_predictions(file, [ROW, PredictionRow("b,c.jpg", "scene", "harbour", 1e-9, False)])
    assert file.read_bytes().decode() == (
        "path,task,label,probability,predicted\n"
        "a.jpg,objects,sea,0.9375,1\n"
        '"b,c.jpg",scene,harbour,1e-09,0\n'
    )


@given(rows=st.lists(st.builds(PredictionRow, TEXT, TEXT, TEXT, st.floats(0, 1), st.booleans())))
def test_what_is_written_is_read_back(rows: list[PredictionRow], tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    write_predictions(file, rows)
    with file.open(encoding="utf-8", newline="") as stream:
        again = list(csv.DictReader(stream, strict=True))
    assert [(one["path"], one["task"], one["label"]) for one in again] == [
        (row.path, row.task, row.label) for row in rows
    ]
    for one, row in zip(again, rows, strict=True):
        assert float(one["probability"]) == pytest.approx(row.probability, rel=1e-5)
        assert one["predicted"] == str(int(row.predicted))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_names_that_are_not_unicode_keep_their_bytes(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    write_predictions(file, [PredictionRow("caf\udce9.jpg", "t", "l", 0.5, False)])
    assert b"\ncaf\xe9.jpg,t,l,0.5,0\n" in file.read_bytes()


def test_a_failure_keeps_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    file.write_text("before")

    def failing() -> Iterator[PredictionRow]:
        yield ROW
        raise KeyError("the source of the rows failed")

    with pytest.raises(KeyError):
        write_predictions(file, failing())
    assert file.read_text() == "before"
    assert list(tmp_path.glob(".*")) == []


def test_places_that_are_not_there(tmp_path: Path) -> None:
    for file in (tmp_path / "none" / "out.csv", tmp_path):
        with pytest.raises(NotFound):
            write_predictions(file, [ROW])


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
class TestPosix:
    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "out.csv").symlink_to(tmp_path / "real.csv")
        write_predictions(tmp_path / "out.csv", [ROW])
        assert (tmp_path / "out.csv").is_symlink()
        assert (tmp_path / "real.csv").read_text().startswith("path,")

    def test_a_device_is_written_into_not_replaced(self) -> None:
        write_predictions(Path("/dev/null"), [ROW])
        assert not Path("/dev/null").is_file()

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
    def test_a_full_disk(self) -> None:
        with pytest.raises(DiskFull):
            write_predictions(Path("/dev/full"), [ROW])

    def test_a_folder_that_may_not_be_written(self, nobody_can_reach: Path) -> None:
        nobody_can_reach.chmod(0o555)
        program = (
            "import os, sys\n"
            "from pathlib import Path\n"
            "from labelmt.domain.errors import LabelMTError\n"
            "from labelmt.formats.csv_predictions import write_predictions\n"
            "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
            "try: write_predictions(Path(sys.argv[1]), [])\n"
            "except LabelMTError as error: print(type(error).__name__)\n"
        )
        try:
            done = subprocess.run(
                [sys.executable, "-c", program, str(nobody_can_reach / "out.csv")],
                capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
            )  # fmt: skip
        finally:
            nobody_can_reach.chmod(0o755)
        assert done.stdout.strip() == NoPermission.__name__
