"""What reads things that come from elsewhere: each with sound inputs, and how it is tried.

A target's ``attempt`` takes bytes and an empty folder, and raises where something is wrong: what a
reader says of bad input, on purpose, is caught in it; any other error is a find. It returns whether
the input was accepted, with nothing said against it, as each seed must be.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

from labelmt.domain.annotations import State
from labelmt.domain.derived_files import UnusableFile, read_archive, read_array
from labelmt.domain.errors import InvalidQuery, LabelMTError, ProtocolError, UnreadableImage
from labelmt.domain.file_hash import hash_of
from labelmt.domain.held_out_predictions import (
    JUDGED,
    HeldOutPredictions,
    UnreadableHeldOutPredictions,
    read_held_out,
    write_held_out,
)
from labelmt.domain.protocol import messages
from labelmt.domain.schema import Label, Schema, Task, TaskKind
from labelmt.domain.search.completion import completions
from labelmt.domain.search.parser import parse
from labelmt.domain.search.printer import print_query
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedImage,
    ExportedTable,
    ExportedTask,
    Pair,
    ReadOptions,
)
from labelmt.formats.output import Output
from labelmt.formats.registry import readable
from labelmt.formats.schema_yaml import parse_schema, read_schema
from labelmt.imaging.decode import decode_file, read_image_bytes
from labelmt.imaging.exif_facts import read_exif
from labelmt.imaging.image_size import image_size
from labelmt.imaging.pages import count_pages
from labelmt.learning.data.job_data import load_job
from labelmt.project.project_file import TEAM
from labelmt.project.run_files import job_problems, metrics_problems, model_problems
from labelmt.project.team_file import read_team_file
from labelmt.project.training.training_state import TrainingState, reduce

STREAMS = Path(__file__).parents[1] / "supervision" / "streams"
Seeds = Callable[[], list[bytes]]


@dataclass(frozen=True)
class Target:
    name: str
    seeds: Seeds
    attempt: Callable[[bytes, Path], bool]


def all_targets() -> Iterator[Target]:
    for format in readable(AnnotationFormat):
        yield from _of_format(format)
    yield Target("search", _queries, _search)
    yield Target("schema", _schemas, _schema)
    for kind in ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "PPM", "TGA", "ICO"):
        yield Target(f"image-{kind.lower()}", partial(_images, kind), _image)
    yield Target("protocol", _lines, _protocol)
    for name in _run_files():
        if name == "heads.safetensors":
            continue  # only compared by its hash here; what reads such files is not ours
        yield Target(f"run-{name}", partial(_run_file, name), partial(_run, name))


# Importers.

BY_HAND = {
    "csv": (b"path,things\n0.jpg,sea|tree\n",),
    "label-studio": (b'[{"image": "0.jpg", "things": {"choices": ["sea", "tree"]}}]',),
}
"""Tables of shapes that the program itself does not write."""
YOLO = {
    "data.yaml": "names: [sea, tall tree, Äpfel]\nnc: 3\ntrain: images/train\n".encode(),
    "labels/train/0.txt": b"0 0.5 0.5 0.2 0.3\n2 0.1 0.1 0.1 0.1\n",
    "labels/train/1.txt": b"1 0.1 0.1 0.4 0.1 0.4 0.4\n",
}
"""A data set that is only read."""


def _of_format(format: AnnotationFormat) -> Iterator[Target]:
    if not format.is_folder:
        yield Target(f"format-{format.name}", partial(_tables, format), partial(_table, format))
        return
    for name in _folder_files(format):
        yield Target(
            f"format-{format.name}-{name.replace('/', '-')}",
            partial(_files_of, format, name),
            partial(_file_of, format, name),
        )


def _written(format: AnnotationFormat) -> AnnotationFormat:
    """The format that writes what another one only reads."""
    if format.writer is not None or not format.written_as:
        return format
    return next(one for one in readable(AnnotationFormat) if one.name == format.written_as)


def exported(format: AnnotationFormat, folder: Path) -> ExportedTable:
    """A few images with what a format carries; they lie in the folder."""
    several = Carries.SEVERAL_LABELS in format.carries
    kind = TaskKind.MULTILABEL if several else TaskKind.MULTICLASS
    tasks = [ExportedTask("things", kind, ("sea", "tall tree", "Äpfel"))]
    if Carries.SEVERAL_TASKS in format.carries:
        tasks.append(ExportedTask("time", TaskKind.MULTICLASS, ("day", "night")))
    images = []
    for number, present in enumerate(("sea", "tall tree", "Äpfel")):
        file = folder / f"{number}.jpg"
        Image.new("RGB", (40, 30), (number * 80, 90, 60)).save(file)
        pairs = [(Pair(present, State.PRESENT),), (Pair("night", State.PRESENT),)][: len(tasks)]
        images.append(ExportedImage(file.name, file, tuple(pairs), 40, 30, "train", flat=file.name))
    return ExportedTable(tuple(tasks), tuple(images), "project")


@cache
def _exports(format: AnnotationFormat) -> dict[str, bytes]:
    """Names and contents of the files that a small export consists of."""
    import tempfile

    if format.name == "yolo":
        return dict(YOLO)
    writer = _written(format)
    if writer.writer is None:
        return {}
    with tempfile.TemporaryDirectory() as made:
        images, place = Path(made, "images"), Path(made, "out")
        images.mkdir()
        writer.write(exported(writer, images), Output(place, overwrite=True, link=False))
        if place.is_file():
            return {"": place.read_bytes()}
        files = (file for file in sorted(place.rglob("*")) if file.is_file())
        made_of = {file.relative_to(place).as_posix(): file.read_bytes() for file in files}
    if format.name == "keywords":
        return {name.removesuffix(".xmp"): _with_xmp(one) for name, one in made_of.items()}
    return made_of


def _with_xmp(packet: bytes) -> bytes:
    """A JPEG file with the packet in it."""
    stream = BytesIO()
    Image.new("RGB", (40, 30), (80, 90, 60)).save(stream, "JPEG", xmp=packet)
    return stream.getvalue()


def _folder_files(format: AnnotationFormat) -> list[str]:
    """Of the files that a format reads, the first of each ending."""
    found: dict[str, str] = {}
    for name in _exports(format):
        if not name.endswith(".jpg") or format.name == "keywords":
            found.setdefault(Path(name).suffix, name)
    return list(found.values())


def _tables(format: AnnotationFormat) -> list[bytes]:
    return [*_exports(format).values(), *BY_HAND.get(format.name, ())]


def _table(format: AnnotationFormat, data: bytes, folder: Path) -> bool:
    file = folder / "file"
    file.write_bytes(data)
    return _read(format, file)


def _files_of(format: AnnotationFormat, name: str) -> list[bytes]:
    return [_exports(format)[name]]


def _file_of(format: AnnotationFormat, name: str, data: bytes, folder: Path) -> bool:
    for other, content in _exports(format).items():
        file = folder / other
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if other == name else content)
    return _read(format, folder)


def _read(format: AnnotationFormat, place: Path) -> bool:
    try:
        table, problems = format.read(place, ReadOptions())
    except LabelMTError as error:
        str(error)
        return False
    for row in table.rows:
        assert len(row.cells) == len(table.columns)
        assert not row.details or len(row.details) == len(table.columns)
    for problem in problems:
        str(problem)
    return bool(table.rows) and not problems


# The search line and the schema.

SCHEMA = Schema(
    (
        Task(
            1, "things", TaskKind.MULTILABEL,
            (Label(1, 1, "sea", "#2060a0"), Label(2, 1, "tall tree", "#20a060")),
        ),
        Task(
            2, "time", TaskKind.MULTICLASS,
            (Label(3, 2, "day", "#f0f060"), Label(4, 2, "night", "#202020")),
        ),
    )
)  # fmt: skip


def _queries() -> list[bytes]:
    return [
        b"label:tree -label:sea is:unlabelled p(sea)>0.4 task:time=night path:2024/*",
        b"annotator:me since:2026-01 source:suggestion run:12 sort:uncertainty sort:-date",
        '(a or "b c") -path:*a*b? not (x) ähnlich：baum like:3 rating>2 sample:20'.encode(),
        b'unknown:things=sea absent:"tall tree" labels>=2 taken:2026-01..2026-02 place:3,4,5km',
    ]


def _search(data: bytes, _folder: Path) -> bool:
    text = data.decode("utf-8", "replace")
    offered = completions(text, len(text) // 2, SCHEMA, (1, 2), asked=True)
    assert 0 <= offered.start <= offered.stop <= len(text)
    try:
        query = parse(text)
    except InvalidQuery:
        return False
    assert parse(print_query(query)) == query
    return True


def _schemas() -> list[bytes]:
    return [
        b"labelmt-schema: 1\ntasks:\n- name: things\n  kind: multilabel\n  labels:\n"
        b"  - name: sea\n    color: '#2060a0'\n    key: s\n    synonyms: [ocean, main]\n"
        b"  - {name: tree, parents: [plant], description: \"tall | green\", archived: true}\n"
        b"  - plant\n- name: time\n  kind: multiclass\n  labels: [day, night]\n"
    ]  # fmt: skip


def _schema(data: bytes, folder: Path) -> bool:
    file = folder / "schema.yaml"
    file.write_bytes(data)
    try:
        drafts, problems = read_schema(file)
    except LabelMTError:
        return False
    again, found = parse_schema(data.decode("utf-8-sig"))
    assert len(again) == len(drafts)
    assert len(found) == len(problems)
    return bool(drafts) and not problems


# Images, with what stands beside the picture.


def _images(kind: str) -> list[bytes]:
    exif = Image.Exif()
    exif[0x0110] = "Camera"
    exif[0x0132] = "2026:01:02 03:04:05"
    exif.get_ifd(0x8769)[36867] = "2026:01:02 03:04:05"
    exif.get_ifd(0x8825)[2] = (1.0, 2.0, 3.0)
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>", zip=True)
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"exif": exif, "quality": 80}, "PNG": {"exif": exif, "pnginfo": text},
        "WEBP": {"exif": exif}, "TIFF": {"compression": "tiff_lzw"},
    }  # fmt: skip
    picture = Image.radial_gradient("L").resize((40, 30)).convert("RGB")
    made = []
    for image in (picture, picture.convert("L"), picture.quantize(16)):
        image = image.convert("RGB") if kind in ("JPEG", "WEBP", "PPM") else image
        stream = BytesIO()
        image.save(stream, kind, **options.get(kind, {}))
        made.append(stream.getvalue())
    return list(dict.fromkeys(made))


def _image(data: bytes, folder: Path) -> bool:
    file = folder / "image"
    file.write_bytes(data)
    learnt = shown = None
    with suppress(UnreadableImage):
        shown = decode_file(file)
    with suppress(UnreadableImage):
        learnt = read_image_bytes(data, str(file))
    assert (shown is None) == (learnt is None), "window and worker differ"
    if shown is not None and learnt is not None:
        assert shown.image.tobytes() == learnt.tobytes()
    width, height = image_size(file)
    assert width >= 0
    assert height >= 0
    count_pages(file)
    assert len(read_exif(file).camera) <= 100
    return shown is not None and width > 0


# What the worker says, and what it is told.


def _lines() -> list[bytes]:
    lines = [
        line for file in sorted(STREAMS.glob("*.jsonl")) for line in file.read_bytes().splitlines()
    ]
    first = {json.loads(line)["type"]: line for line in reversed(lines)}
    streams = [b"\n".join(lines[start : start + 6]) for start in range(0, len(lines), 6)]
    return [*first.values(), *streams]


def _protocol(data: bytes, _folder: Path) -> bool:
    whole = True
    state = TrainingState(job=1)
    for line in data.split(b"\n"):
        try:
            message = messages.decode(line.decode("utf-8", "replace"))
        except ProtocolError:
            whole = False
            continue
        assert messages.decode(messages.encode(message)) == message
        if isinstance(message, messages.Event):
            state = reduce(state, message)
            progress = state.progress
            assert progress is None or 0 <= progress <= 1
    return whole


# Files of a run.


@cache
def _run_files() -> dict[str, bytes]:
    """The files of a small run: as the program writes them, without having learnt anything."""
    import tempfile

    from safetensors.numpy import save_file

    from labelmt.domain.protocol.manifest import (
        Manifest,
        ManifestImages,
        TaskSpec,
        write_images,
        write_json,
    )
    from labelmt.domain.settings.training_settings import TrainingSettings

    rows, labels = 6, 4
    specs = (
        TaskSpec(1, "things", TaskKind.MULTILABEL, (1, 2), ("sea", "tree")),
        TaskSpec(2, "time", TaskKind.MULTICLASS, (3, 4), ("day", "night")),
    )
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_json(
            folder / "manifest.json",
            Manifest(rows, specs, "/features", "/run", TrainingSettings()),
        )
        paths = tuple(f"/images/{row}.jpg" for row in range(rows))
        write_images(
            folder, ManifestImages(tuple(range(rows)), paths, tuple("ab12" for _ in paths))
        )
        states = np.arange(rows * labels, dtype=np.int8).reshape(rows, labels) % 3 - 1
        np.save(folder / "annotations.npy", states)
        np.save(folder / "judging.npy", states)
        np.save(folder / "validation.npy", np.arange(rows) % 2 == 0)
        np.save(folder / "together.npy", np.arange(rows, dtype=np.int64))
        probabilities = np.linspace(0, 1, rows * labels, dtype=np.float32).reshape(rows, labels)
        write_held_out(
            folder,
            HeldOutPredictions((1, 2, 3, 4), np.arange(rows), states, probabilities),
        )
        (folder / "metrics.jsonl").write_bytes(_epochs())
        save_file({"weight": np.zeros((labels, 2), np.float32)}, folder / "heads.safetensors")
        files = {"heads.safetensors": [hash_of(folder / "heads.safetensors")]}
        config = {"files": files, "settings": {"backbone": "small_cnn"}}
        (folder / "config.json").write_text(json.dumps(config))
        (folder / TEAM).write_bytes(b'{"database": "postgresql://h/d", "roots": {"1": "/images"}}')
        return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def _epochs() -> bytes:
    from labelmt.domain.protocol.json_records import dumps

    lines = (STREAMS / "whole_run.jsonl").read_text().splitlines()
    told = [messages.decode(line) for line in lines]
    records = [one.record for one in told if isinstance(one, messages.EpochMetrics)]
    assert records
    return "".join(f"{dumps(replace(one))}\n" for one in records).encode()


def _run_file(name: str) -> list[bytes]:
    return [_run_files()[name]]


def _run(name: str, data: bytes, folder: Path) -> bool:
    for other, content in _run_files().items():
        (folder / other).write_bytes(data if other == name else content)
    said = 0
    for problems in (model_problems, job_problems, metrics_problems):
        for file, told in problems(folder):
            assert file.parent == folder
            assert str(told)
            said += 1
    done = 0
    with suppress(UnreadableHeldOutPredictions):
        judged = read_held_out(folder)
        assert judged is None or judged.states.shape == judged.probabilities.shape
        done += judged is not None
    with suppress(LabelMTError):
        done += bool(read_team_file(folder).address)
    with suppress(UnusableFile):
        read_array(folder / "together.npy", np.int64, (None,), mapped=True)
        done += 1
    with suppress(UnusableFile):
        read_archive(folder / JUDGED)
        done += 1
    with suppress(ValueError):
        load_job(folder)
        done += 1
    return done == 5 and not said


def emptied(folder: Path) -> Path:
    """A folder with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
