"""Pieces are predicted as the worker does it, written as a whole, and never twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import fsspec
import numpy as np
import pyarrow.parquet
import pytest
from drawn_images import TASKS, draw_many, exported, predicted_by_worker, trained

from labelmt.cluster.pieces import Piece, pieces
from labelmt.cluster.predict_piece import PieceDone, column_names, predict_piece
from labelmt.cluster.read_pieces import Batch
from labelmt.cluster.shipped_model import (
    ModelScorer,
    Scorer,
    ShippedModel,
    load_scorer,
    read_shipped,
    ship_model,
    ship_run,
    write_shipped,
)
from labelmt.cluster.work_folder import Job, WorkFolder, begin_or_resume, part_name
from labelmt.domain.errors import EnvironmentFault, InvalidInput
from labelmt.formats.output import NotEmpty

JOB = Job(1, "1.0", "probabilities", "hash", ("/pictures",), 3, ("a",))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("trained"))


@pytest.fixture(scope="module")
def shipped(run: Path) -> ShippedModel:
    return ship_run(run, TASKS)


@pytest.fixture(scope="module")
def scorer(shipped: ShippedModel) -> Scorer:
    return load_scorer(shipped, 1)


def test_as_the_worker_predicts(
    run: Path, shipped: ShippedModel, scorer: Scorer, tmp_path: Path
) -> None:
    files = draw_many(tmp_path / "pictures", 40)
    files[5].write_bytes(b"\xff\xd8 no more")
    folder = WorkFolder(str(tmp_path / "out"))
    columns = column_names(scorer.labels)
    job = replace(JOB, model=shipped.hash, columns=columns)
    count, before = begin_or_resume(folder, job, pieces([str(files[0].parent)], 25))
    assert (count, before) == (2, False)
    done = [predict_piece(folder, number, scorer, shipped.hash) for number in range(count)]
    assert [(one.images, one.unreadable) for one in done] == [(24, 1), (15, 0)]
    found = pyarrow.concat_tables(
        pyarrow.parquet.read_table(tmp_path / "out" / part_name(number)) for number in range(count)
    )
    assert found.num_rows == 39
    good = [file for file in files if file != files[5]]
    assert found["path"].to_pylist() == list(map(str, good))
    theirs = predicted_by_worker(run, files, tmp_path / "worker")
    assert np.isnan(theirs[5]).all()
    ours = np.stack([found[name].to_numpy() for name in columns], axis=1)
    # The worker keeps half precision: half a unit of its last place, and 1e-4.
    assert np.abs(ours - np.delete(theirs, 5, axis=0)).max() < 2**-12 + 1e-4
    flags = found["predicted"].to_pylist()
    for row, names in zip(ours, flags, strict=True):
        light = [
            name
            for name, one, least in zip(columns[:2], row[:2], (0.4, 0.6), strict=True)
            if one >= least
        ]
        assert names == [*light, columns[2 + int(row[2:].argmax())]]
    told = (tmp_path / "out" / "unreadable" / "0000000.jsonl").read_text().splitlines()
    assert [json.loads(line)["path"] for line in told] == [str(files[5])]


@pytest.mark.parametrize("remote", [False, True])
def test_an_exported_model_predicts_as_its_run(
    run: Path, scorer: Scorer, tmp_path: Path, remote: bool
) -> None:
    """Sent as bytes, of images that take several parts, some of which cannot be read."""
    folder = WorkFolder("memory://exported/model" + str(remote))
    write_shipped(folder, ship_model(exported(run, TASKS, tmp_path / "model")))
    model = load_scorer(read_shipped(folder), 1)
    assert isinstance(model, ModelScorer)
    assert model.labels == scorer.labels
    files = draw_many(tmp_path / "pictures", ModelScorer.PART + 6)
    contents = {file.name: file.read_bytes() for file in files}
    contents["00003.png"] = b"no image"

    def read(name: str) -> bytes:
        if name == "00066.png":
            raise FileNotFoundError(2, "No such file or directory")
        return contents[name]

    batch = Batch(list(contents), read, remote=remote)
    made, theirs = list(model.score(batch)), list(scorer.score(batch))
    assert [len(names) for names, _, _ in made] == [63, 5]
    bad = dict(one for _, _, problems in made for one in problems)
    assert bad.keys() == {"00003.png", "00066.png"}
    assert bad["00066.png"] == "No such file or directory"
    assert bad == dict(one for _, _, problems in theirs for one in problems)
    rows = dict(zip((n for names, _, _ in theirs for n in names),
                    np.concatenate([values for _, values, _ in theirs]), strict=True))  # fmt: skip
    ours = np.concatenate([values for _, values, _ in made])
    expected = np.stack([rows[name] for names, _, _ in made for name in names])
    assert ours.shape == (68, 5)
    assert len(np.unique(ours[:, 0])) > 10
    np.testing.assert_allclose(ours, expected, atol=1e-4)
    assert np.array_equal(model.predicted(ours), scorer.predicted(ours))


def test_a_model_that_computes_nothing_for_a_part_of_bad_images(run: Path, tmp_path: Path) -> None:
    model = load_scorer(ship_model(exported(run, TASKS, tmp_path / "model")), 1)
    [(names, values, bad)] = model.score(Batch(["a.png"], lambda _name: b"no image"))
    assert (names, values.shape, len(bad)) == ([], (0, 5), 1)


def test_what_is_there_is_not_made_again(
    shipped: ShippedModel, scorer: Scorer, tmp_path: Path
) -> None:
    files = draw_many(tmp_path / "pictures", 5)
    files[0].write_bytes(b"no image")
    folder = WorkFolder("memory://again/out")
    begin_or_resume(folder, JOB, pieces([str(files[0].parent)], 3))
    first = predict_piece(folder, 0, scorer, shipped.hash)
    written = folder.read(part_name(0))
    for file in files:
        file.unlink()  # it could not be made again
    assert predict_piece(folder, 0, scorer, shipped.hash) == PieceDone(0, 2, 1, 0.0)
    assert (first.images, first.unreadable) == (2, 1)
    assert first.seconds
    assert written is not None
    folder.write(part_name(0), written[: len(written) // 2])
    assert (
        predict_piece(folder, 0, scorer, shipped.hash).unreadable == 3
    )  # a cut-off result counts not
    assert predict_piece(folder, 0, scorer, "another model").seconds


def test_a_job_is_taken_up_with_the_images_it_began_with(tmp_path: Path) -> None:
    folder = WorkFolder(str(tmp_path / "out"))
    assert begin_or_resume(folder, JOB, [Piece("files", "", ("a.png",))]) == (1, False)

    def never() -> Iterator[Piece]:
        raise AssertionError("listed again")
        yield

    assert begin_or_resume(folder, JOB, never()) == (1, True)
    with pytest.raises(NotEmpty, match="another model"):
        begin_or_resume(folder, replace(JOB, model="other"), never())


def test_a_job_that_ended_while_it_listed_lists_again(tmp_path: Path) -> None:
    folder = WorkFolder(str(tmp_path / "out"))

    def cut_off() -> Iterator[Piece]:
        yield from [Piece("files", "", (f"{one}.png",)) for one in range(300)]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begin_or_resume(folder, JOB, cut_off())
    assert begin_or_resume(folder, JOB, [Piece("files", "", ("a.png",))]) == (1, False)


def test_nothing_is_mixed_with_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(NotEmpty, match="something in this folder"):
        begin_or_resume(WorkFolder(str(tmp_path)), JOB, [Piece("files")])
    (tmp_path / "job.json").write_text("{}")
    with pytest.raises(NotEmpty, match="no job of LabelMT"):
        begin_or_resume(WorkFolder(str(tmp_path)), JOB, [Piece("files")])
    with pytest.raises(InvalidInput, match="no images"):
        begin_or_resume(WorkFolder(str(tmp_path / "new")), JOB, [])
    assert not (tmp_path / "new").exists()


def test_a_machine_that_does_not_see_the_results_says_so(scorer: Scorer, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="does not see this folder"):
        predict_piece(WorkFolder(str(tmp_path / "not mounted")), 0, scorer, "hash")


def test_the_model_lies_beside_the_job(shipped: ShippedModel, tmp_path: Path) -> None:
    folder = WorkFolder("memory://model/beside")
    write_shipped(folder, shipped)
    assert read_shipped(folder) == shipped
    assert read_shipped(folder).hash == shipped.hash
    with pytest.raises(EnvironmentFault, match="does not see this folder"):
        read_shipped(WorkFolder(str(tmp_path)))


def test_errors_of_storage_tell_no_keys() -> None:
    class Refusing(fsspec.AbstractFileSystem):  # type: ignore[misc]
        protocol = "refusing"

        def __init__(self, **_options: object) -> None:
            super().__init__()

        def pipe_file(self, path: str, value: bytes, **_options: object) -> None:
            raise PermissionError("https://user:secret@host")

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return path.partition("://")[2]

    fsspec.register_implementation("refusing", Refusing, clobber=True)
    with pytest.raises(EnvironmentFault) as refused:
        WorkFolder("refusing://user:secret@host/x").write("name", b"")
    assert "secret" not in str(refused.value) + refused.value.details


def test_two_labels_of_one_name_have_two_columns(scorer: Scorer) -> None:
    label = scorer.labels[0]
    assert column_names([label, label]) == ("light/bright", "light/bright 2")
