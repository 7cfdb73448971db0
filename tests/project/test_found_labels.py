"""Which labels a folder of photographs has already is found, the surest first."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from labelmt.domain.errors import NotFound
from labelmt.project.exchange.found_labels import labels_in

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>owl</rdf:li>'
    "</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def picture(file: Path, xmp: str = "") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("RGB", (16, 12), (90, 40, 10))
    if xmp:
        directory = ImageFileDirectory_v2()
        directory[700] = xmp.encode()
        image.save(file, tiffinfo=directory)
    else:
        image.save(file)
    return file


def found(folder: Path) -> list[tuple[str, str]]:
    return [(one.format, "" if one.told is None else str(one.told)) for one in labels_in(folder)]


def test_images_and_no_more(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    (tmp_path / "README.txt").write_text("of nothing", encoding="utf-8")
    assert found(tmp_path) == []
    with pytest.raises(NotFound):
        labels_in(tmp_path / "gone")


def test_files_beside_and_folders_with_how_many(tmp_path: Path) -> None:
    for number in range(4):
        picture(tmp_path / ("cat" if number % 2 else "dog") / f"{number}.png")
    (tmp_path / "cat" / "1.txt").write_text("furry", encoding="utf-8")
    (tmp_path / "dog" / "0.png.xmp").write_text(XMP, encoding="utf-8")
    (tmp_path / "dog" / "2.xmp").write_text(XMP, encoding="utf-8")
    assert found(tmp_path) == [
        ("xmp", "2 XMP files beside images"),
        ("txt", "1 text file beside images"),
        ("folders", "4 images in 2 folders"),
    ]


def test_keywords_inside_images(tmp_path: Path) -> None:
    picture(tmp_path / "a.tif", XMP)
    picture(tmp_path / "b.tif")
    assert found(tmp_path) == [("keywords", "1 of 2 images looked at")]


def test_what_few_images_have_comes_after_the_folders(tmp_path: Path) -> None:
    for number in range(11):
        picture(tmp_path / "cat" / f"{number}.png")
    (tmp_path / "cat" / "1.txt").write_text("furry", encoding="utf-8")
    assert [name for name, _ in found(tmp_path)] == ["folders", "txt"]


def test_boxes_in_text_files_are_no_tags(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "train" / "a.png")
    labels = tmp_path / "labels" / "train"
    labels.mkdir(parents=True)
    (labels / "a.txt").write_text("0 0.5 0.5 0.2 0.2\n", encoding="utf-8")
    (tmp_path / "data.yaml").write_text("names: [cat]\n", encoding="utf-8")
    assert [name for name, _ in found(tmp_path)] == ["yolo"]


@pytest.mark.parametrize(("name", "format"), [("a.txt", "txt"), ("a.jpg.xmp", "xmp")])
def test_labels_in_a_folder_of_their_own(tmp_path: Path, name: str, format: str) -> None:
    (tmp_path / name).write_text(XMP, encoding="utf-8")
    assert found(tmp_path) == [(format, "")]
