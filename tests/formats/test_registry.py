"""Every format declares itself once; window, command line and documentation read that."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from labelmt.domain.errors import InvalidInput
from labelmt.domain.schema import Schema
from labelmt.formats.base import CARRIED, AnnotationFormat, Carries, PredictionFormat, SchemaFormat
from labelmt.formats.registry import (
    REGISTRY,
    readable,
    reader_for,
    suffixes,
    summaries,
    writable,
    writer_for,
)

ROOT = Path(__file__).parents[2]
SHARED = {
    "__init__", "base", "registry", "csv_records", "schema_yaml_parser", "bounded_json",
    "bounded_xml",
    "bounded_yaml", "folder_walk", "table_builder", "xmp_keywords",
    "cell_text", "csv_header", "csv_rows", "detect_format", "output", "text_encoding",
    "reasons", "csv_scores", "remote_output", "xmp_predictions",
}  # fmt: skip
"""Modules of labelmt/formats that are no format."""


def test_every_module_is_a_format_or_known_as_shared() -> None:
    modules = {file.stem for file in (ROOT / "labelmt/formats").glob("*.py")} - SHARED
    assert len(REGISTRY) == len(modules)


def test_names_and_words_are_complete() -> None:
    assert len({one.name for one in REGISTRY}) == len(REGISTRY)
    for one in REGISTRY:
        assert one.title
        assert one.summary
        assert one.reader or one.writer
        assert one.carries
        assert one.is_folder != bool(one.suffixes)
        assert all(ending == ending.lower() and ending[0] == "." for ending in one.suffixes)
    assert set(CARRIED) == set(Carries)


def test_which_format_a_file_is_of() -> None:
    assert reader_for(Path("A.TSV"), AnnotationFormat).name == "csv"
    assert reader_for(Path("/dev/stdin"), AnnotationFormat).name == "csv"
    assert writer_for(Path("out"), PredictionFormat).name == "csv-predictions"
    assert reader_for(Path("schema.yml"), SchemaFormat).name == "yaml"
    assert suffixes(readable(AnnotationFormat))[:3] == (".csv", ".tsv", ".txt")
    assert suffixes(writable(SchemaFormat)) == (".yaml", ".yml")
    assert summaries(writable(PredictionFormat)) == (
        "CSV: path, task, label, probability, predicted. "
        "JSON Lines: the same, an object a pair. Parquet: the same as columns."
    )


def test_a_format_refuses_what_it_cannot_do() -> None:
    half = SchemaFormat(
        name="half", title="Half", suffixes=(".half",), carries=Carries.SCHEMA, summary="Half."
    )
    with pytest.raises(InvalidInput):
        half.read(Path("a.half"))
    with pytest.raises(InvalidInput):
        half.write(Schema(()))


def test_the_documentation_has_the_table_of_the_registry() -> None:
    page = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    made = runpy.run_path(str(ROOT / "docs/write_formats.py"))
    assert made["written"](page) == page, "run python docs/write_formats.py"


def test_the_registry_is_light() -> None:
    program = (
        "import sys, labelmt.formats.registry\n"
        "heavy = {'yaml', 'numpy', 'PIL'} & sys.modules.keys()\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_is_only_read_names_what_is_written_instead() -> None:
    written = {one.name for one in writable(AnnotationFormat)}
    for one in readable(AnnotationFormat):
        assert (one.written_as in written) != (one.name in written), one.name
