"""The images a worker is told of, written and read again."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelmt.domain.protocol.manifest import ManifestImages, read_images, write_images, write_json

# Also names that are not valid Unicode: Python gives them with surrogates.
PATHS = st.text(st.characters(exclude_characters="\0"), max_size=20)


@given(st.lists(PATHS, max_size=30), st.integers(1, 7))
def test_images_are_read_as_they_were_written(paths: list[str], part: int) -> None:
    images = ManifestImages(
        tuple(range(len(paths))), tuple(paths), tuple(f"{row:032x}" for row in range(len(paths)))
    )
    with TemporaryDirectory() as scratch, pytest.MonkeyPatch.context() as patch:
        folder = Path(scratch)
        patch.setattr("labelmt.domain.protocol.manifest._PART", part)
        write_images(folder, images)
        assert read_images(folder) == images
        parts = json.loads((folder / "images.json").read_text(encoding="utf-8"))
        write_json(folder / "whole.json", images)
        assert parts == json.loads((folder / "whole.json").read_text(encoding="utf-8"))
