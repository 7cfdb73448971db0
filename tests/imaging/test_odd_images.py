"""The corpus of odd images: each is shown, noted or refused as it says, in window and worker."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from odd_images import OddImage, all_odd_images

from labelmt.domain.errors import UnreadableImage
from labelmt.imaging.decode import decode_file, read_image_bytes
from labelmt.imaging.decoding_memory import DECODING
from labelmt.imaging.exif_facts import read_exif
from labelmt.imaging.image_size import image_size
from labelmt.imaging.pages import count_pages


@pytest.fixture(scope="module")
def corpus() -> list[OddImage]:
    return all_odd_images()


def what_is_wrong(odd: OddImage, folder: Path) -> str:
    """How a file is not read as it should be; nothing where it is."""
    file = folder / odd.name
    file.write_bytes(odd.data)
    try:
        shown = decode_file(file)  # the window
        outcome, said = ("noted" if shown.note else "shown"), str(shown.note)
    except UnreadableImage as error:
        shown, outcome, said = None, "refused", str(error.what)
    try:
        learnt = read_image_bytes(odd.data, str(file))  # the worker
        if shown is None or learnt.tobytes() != shown.image.tobytes():
            return "the worker sees another image"
    except UnreadableImage as error:
        if shown is not None or str(error.what) != said:
            return f"the worker refuses it: {error.what}"
    read_exif(file)
    size = image_size(file)
    count_pages(file)
    file.unlink()
    if odd.outcome not in (outcome, "either") or odd.words not in said:
        return f"{outcome}: {said} (should be {odd.outcome}: {odd.words})"
    if shown is not None and odd.size not in (None, (shown.width, shown.height)):
        return f"of {shown.width} × {shown.height}"
    if odd.outcome == "shown" and size != odd.size:
        return f"its header says {size}"
    return ""


def test_each_is_read_as_it_should_be(corpus: list[OddImage], tmp_path: Path) -> None:
    before = DECODING.most
    wrong = {odd.name: why for odd in corpus if (why := what_is_wrong(odd, tmp_path))}
    assert wrong == {}
    assert before <= DECODING.most <= DECODING.room


def test_there_are_enough_and_each_has_a_name_of_its_own(corpus: list[OddImage]) -> None:
    assert len({odd.name for odd in corpus}) == len(corpus) >= 300
    outcomes = Counter(odd.outcome for odd in corpus)
    assert min(outcomes["shown"], outcomes["noted"], outcomes["refused"]) > 30
