"""Runs tests of what projects do on both databases: SQLite, and PostgreSQL where it is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from making_projects import OnServer
from postgres_server import Server

ON_BOTH = {
    "test_image_marks",
    "test_project_commands",
    "test_project_table_import",
    "test_saved_views",
    "test_search_provenance",
    "test_sequences",
    "test_two_at_once",
}
"""Modules whose projects come from ``new_project``, and that ask of them what a team does, too."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.module.__name__ in ON_BOTH:
        metafunc.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def projects_on_server(postgres_server: Server) -> OnServer:
    """One database for all: each project is a schema of its own, as a team's projects are."""
    return OnServer(postgres_server.url(postgres_server.database()))


@pytest.fixture(autouse=True)
def database_kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where new projects are made: ``sqlite``, unless a test is run on both."""
    kind = getattr(request, "param", "sqlite")
    if kind == "postgresql":
        OnServer.now = request.getfixturevalue("projects_on_server")
    yield kind
    OnServer.now = None
