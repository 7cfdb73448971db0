"""URLs of projects on servers: what is kept of them, what is told, and TLS by default."""

from __future__ import annotations

from pathlib import Path

import pytest

from labelmt.domain.errors import InvalidInput
from labelmt.storage.server_url import ServerAddress


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://ada:s3cret@host:5433/labels?project=birds",
        "postgresql+psycopg://ada@host:5433/labels?password=s3cret&project=birds",
        "postgres://host:5433/labels?user=ada&password=s3cret&project=birds",
    ],
)
def test_a_password_is_used_and_never_told(given: str) -> None:
    address = ServerAddress.of(given)
    assert str(address) == "postgresql+psycopg://ada@host:5433/labels?project=birds"
    assert address.connect_arguments()["password"] == "s3cret"
    assert "s3cret" not in f"{address!r} {address} {address.url!r} {address.url}"
    again = ServerAddress.of(str(address))
    assert again == address
    assert again.password == "s3cret", "as long as this process lives"
    assert ServerAddress.of("postgresql://bob@host:5433/labels?project=birds").password is None


def test_tls_is_checked_wherever_a_network_lies_between(home: Path) -> None:
    far = ServerAddress.of("postgresql://ada@server.example/labels")
    assert far.connect_arguments()["sslmode"] == "verify-full"
    assert far.connect_arguments()["sslrootcert"] == "system"
    (home / ".postgresql").mkdir()
    (home / ".postgresql" / "root.crt").touch()
    assert "sslrootcert" not in far.connect_arguments(), "libpq finds the person's own"
    for said in ("require", "disable"):
        url = f"postgresql://ada@server.example/labels?sslmode={said}"
        assert "sslmode" not in ServerAddress.of(url).connect_arguments()
    for near in ("localhost", "127.0.0.1:5433", "[::1]", ""):
        assert "sslmode" not in ServerAddress.of(f"postgresql://{near}/x").connect_arguments()
    assert "sslmode" not in ServerAddress.of("postgresql:///x?host=/run/pg").connect_arguments()
    for both in ("?host=localhost,elsewhere", "?service=labels"):
        told = ServerAddress.of(f"postgresql:///x{both}").connect_arguments()
        assert told["sslmode"] == "verify-full", both


@pytest.mark.parametrize(
    "given",
    [
        "mysql://ada:s3cret@host/x",
        "postgresql+asyncpg://ada:s3cret@host/x",
        "postgresql://ada:s3cret@host:port/x",
        "postgresql://ada:s3cret@host/x?options=-csearch_path%3Dpublic",
        "postgresql://ada:s3cret@host/x?project=public",
        "postgresql://ada:s3cret@host/x?project=pg_catalog",
        'postgresql://ada:s3cret@host/x?project=a";drop',
        "postgresql://ada:s3cret@host/x?project=a&project=b",
        "postgresql://ada:s3cret@host/x?password=a&password=b",
    ],
)
def test_what_cannot_be_a_projects_url_is_refused(given: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ServerAddress.of(given)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None
