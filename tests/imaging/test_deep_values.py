"""Values of more than 8 bits beside the image: what was measured, upright, and its window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image

from labelmt.imaging.decode import read_image
from labelmt.imaging.deep_values import DeepValues, collecting


def ramp(most: int = 60_000) -> NDArray[np.uint16]:
    return np.tile(np.linspace(0, most, 64).astype(np.uint16), (32, 1))


def read(place: Path) -> tuple[NDArray[np.int64], DeepValues]:
    with collecting() as found:
        image = read_image(place)
    assert found.deep is not None
    return np.asarray(image).astype(np.int64), found.deep


def as_it_comes(deep: DeepValues) -> NDArray[np.int64]:
    return deep.shown(deep.low, deep.high).astype(np.int64)


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_grey_of_16_bits_is_kept_and_shown_as_it_was(tmp_path: Path, name: str) -> None:
    Image.fromarray(ramp()).save(tmp_path / name)
    image, deep = read(tmp_path / name)
    assert np.array_equal(deep.values, ramp().astype(np.float32))
    assert np.abs(as_it_comes(deep) - image).max() <= 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_values_are_turned_as_the_image_is(tmp_path: Path, orientation: int) -> None:
    color = np.stack([ramp(), ramp(30_000), np.flipud(ramp())], axis=-1)
    place = tmp_path / "a.tif"
    tags = [(274, "H", 1, orientation, True)]
    tifffile.imwrite(place, color, photometric="rgb", extratags=tags)
    image, deep = read(place)
    assert np.abs(as_it_comes(deep) - image).max() <= 1


def test_a_window_shows_what_lies_in_it_from_black_to_white() -> None:
    deep = DeepValues(ramp().astype(np.float32), 0, 65_535)
    shown = deep.shown(20_000, 30_000)[0, :, 0].astype(int)
    values = ramp()[0]
    assert (shown[values <= 20_000] == 0).all()
    assert (shown[values >= 30_000] == 255).all()
    low, high = deep.stretched(0, 0, 0.5, 1)
    assert (low, high) == pytest.approx((0, values[31]), abs=1000)


def test_a_dicom_has_its_measured_values_and_its_window(tmp_path: Path) -> None:
    pytest.importorskip("pydicom")
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    place = tmp_path / "ct.dcm"
    data = FileDataset(str(place), {}, file_meta=meta, preamble=b"\0" * 128)
    data.SOPClassUID, data.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    data.Rows, data.Columns = 32, 64
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.BitsAllocated = data.BitsStored = 16
    data.HighBit, data.PixelRepresentation = 15, 0
    data.RescaleSlope, data.RescaleIntercept = 1, -1024
    data.WindowCenter, data.WindowWidth = 40, 400
    data.PixelData = ramp(3000).tobytes()
    data.save_as(place, enforce_file_format=True)
    image, deep = read(place)
    assert deep.values.min() == -1024
    assert (deep.low, deep.high) == (-160, 240)
    assert np.abs(as_it_comes(deep) - image).max() <= 2


def test_nothing_is_kept_of_8_bits(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    with collecting() as found:
        read_image(tmp_path / "a.png")
    assert found.deep is None
