"""Records survive the way through JSON, and nothing else gets in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.protocol.json_records import dumps, from_plain, to_plain
from labelmt.domain.protocol.manifest import Manifest, TaskSpec, read_manifest, write_json
from labelmt.domain.schema import TaskKind
from labelmt.domain.settings.training_settings import TrainingSettings


@dataclass(frozen=True)
class Inner:
    name: str
    kind: TaskKind


@dataclass(frozen=True)
class Outer:
    count: int
    share: float
    maybe: float | None
    items: tuple[Inner, ...]
    notes: dict[str, int]
    flag: bool = False


inners = st.builds(Inner, st.text(), st.sampled_from(TaskKind))
outers = st.builds(
    Outer,
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.lists(inners).map(tuple),
    st.dictionaries(st.text(), st.integers()),
    st.booleans(),
)


@given(outers)
def test_a_record_comes_back_from_its_own_line(record: Outer) -> None:
    line = dumps(record)
    assert "\n" not in line
    assert from_plain(Outer, json.loads(line)) == record


def test_nan_is_written_as_null() -> None:
    assert to_plain({"a": float("nan"), "b": float("inf")}) == {"a": None, "b": None}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({}, "missing"),
        ({"name": "a", "kind": "multilabel", "more": 1}, "unknown field 'more'"),
        ({"name": 3, "kind": "multilabel"}, "not of type"),
        ({"name": "a", "kind": "other"}, "not a valid TaskKind"),
        ([], "object was expected"),
    ],
)
def test_what_does_not_fit_is_refused(data: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        from_plain(Inner, data)


def test_a_switch_is_no_number() -> None:
    with pytest.raises(ValueError, match="whole number"):
        from_plain(Outer, {"count": True, "share": 1, "maybe": None, "items": [], "notes": {}})


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    manifest = Manifest(
        row_count=3,
        tasks=(TaskSpec(1, "objects", TaskKind.MULTILABEL, (1, 2), ("tree", "sea 🌊")),),
        feature_cache="/cache/with \udcff undecodable",
        run_folder="/runs/1",
        settings=TrainingSettings(seed=7),
    )
    write_json(tmp_path / "manifest.json", manifest)
    assert read_manifest(tmp_path) == manifest
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["manifest.json"]
