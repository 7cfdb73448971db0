"""Roles of a team's people in PostgreSQL: privileges of their logins, and row security.

An annotator writes in their own name only. What another said of a pair gives way, the latest
counts, but it is kept by the server itself in the table ``replaced``, whatever program wrote.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, inspect, text

from labelmt.domain.errors import InvalidInput, NotFound
from labelmt.storage.tables import image


class TeamRole(StrEnum):
    """What a person may do. An owner is whoever made the project on the server."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Member:
    """A person, by the name of their login."""

    name: str
    role: TeamRole


KEPT_FROM_ANNOTATORS = ("in_test", "row", "root_id", "path")
"""Columns of an image that say what is judged, and which file it is."""
KEYS_OF_OWNERS = ("timeline", "test_part", "keep_together", "next_task_id", "next_label_id")
"""In a project's meta."""
_WRITTEN = {"history": "INSERT", "annotation": "INSERT, DELETE", "opinion": "INSERT, DELETE",
            "run": "INSERT, UPDATE", "learning_point": "INSERT, DELETE", "meta": "INSERT, DELETE",
            "saved_view": "INSERT, UPDATE, DELETE"}  # fmt: skip
_SECURED = ("history", "annotation", "opinion", "meta")
_SAID = ("label_id", "image_row", "state", "source", "annotator", "at", "run_id", "seen")
"""Columns of an annotation."""


def members(connection: Connection) -> list[Member]:
    """Who may work on a project, its owner first."""
    owner = "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = current_schema()"
    found = [Member(str(connection.exec_driver_sql(owner).scalar_one()), TeamRole.OWNER)]
    asked = (
        "SELECT roles[1], split_part(policyname, '_', 2) FROM pg_policies"
        " WHERE schemaname = current_schema() AND tablename = 'history' AND cmd = 'INSERT'"
        " ORDER BY 1"
    )
    found += [Member(str(name), TeamRole(role)) for name, role in connection.exec_driver_sql(asked)]
    return found


def set_member(connection: Connection, name: str, role: TeamRole) -> None:
    """Let a person work on a project, as an annotator or a reviewer.

    Raises:
        NotFound: the server has no such login. InvalidInput: it is the owner's.
    """
    known = text("SELECT 1 FROM pg_roles WHERE rolname = :name AND rolcanlogin")
    if connection.execute(known, {"name": name}).first() is None:
        raise NotFound(
            "The server knows nobody of this name.",
            subject=name,
            kept="Nothing was changed.",
            next_step="Have whoever runs it make a login: CREATE ROLE name LOGIN PASSWORD '…'",
        )
    if role is TeamRole.OWNER or members(connection)[0].name == name:
        raise InvalidInput(
            "An owner is whoever made the project on the server.",
            subject=name,
            kept="Nothing was changed.",
            next_step="Let people be annotators or reviewers.",
        )
    remove_member(connection, name)
    for statement in (*_set_up(connection), *_let_in(connection, name, role)):
        connection.exec_driver_sql(statement)


def remove_member(connection: Connection, name: str) -> bool:
    """Let a person no longer work on a project; what they said stays. Whether they could."""
    policies = text(
        "SELECT tablename, policyname FROM pg_policies"
        " WHERE schemaname = current_schema() AND :name = ANY(roles)"
    )
    found = connection.execute(policies, {"name": name}).all()
    quoted, schema = _quoted(connection, name), _schema(connection)
    for table, policy in found:
        connection.exec_driver_sql(f'DROP POLICY "{policy}" ON "{table}"')
    if found:
        for what in ("ALL TABLES IN SCHEMA", "ALL SEQUENCES IN SCHEMA", "SCHEMA"):
            connection.exec_driver_sql(f"REVOKE ALL ON {what} {schema} FROM {quoted}")
        columns = ", ".join(f'"{one.name}"' for one in image.columns)
        connection.exec_driver_sql(f"REVOKE ALL ({columns}) ON image FROM {quoted}")
    return bool(found)


def renew_members(connection: Connection) -> None:
    """Let everybody do with tables that are new what they may with the others."""
    for one in members(connection)[1:]:
        set_member(connection, one.name, one.role)


def _set_up(connection: Connection) -> Iterator[str]:
    """What is the same for all: the table of what was replaced, and who fills it."""
    schema = _schema(connection)
    kept = ", ".join(f'"{one}"' for one in _SAID)
    old = ", ".join(f'OLD."{one}"' for one in _SAID)
    yield (
        "CREATE TABLE IF NOT EXISTS replaced (id bigserial PRIMARY KEY, label_id integer NOT NULL,"
        " image_row integer NOT NULL, state smallint NOT NULL, source text NOT NULL,"
        " annotator text NOT NULL, at text NOT NULL, run_id integer, seen text NOT NULL,"
        " replaced_by text NOT NULL DEFAULT session_user,"
        " replaced_at timestamptz NOT NULL DEFAULT now())"
    )
    yield "CREATE INDEX IF NOT EXISTS ix_replaced ON replaced (image_row, label_id)"
    # As its owner: nobody else writes that table. A path of its own: nobody lends it tables.
    yield (
        "CREATE OR REPLACE FUNCTION keep_replaced() RETURNS trigger LANGUAGE plpgsql"  # noqa: S608
        f" SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$ BEGIN"
        " IF OLD.annotator IS DISTINCT FROM session_user THEN"
        f" INSERT INTO replaced ({kept}) VALUES ({old}); END IF; RETURN OLD; END $$"
    )
    yield (
        "CREATE OR REPLACE FUNCTION"  # noqa: S608
        " was_said(integer, integer, integer, text, text, text, text)"
        " RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER"
        f" SET search_path = {schema}, pg_temp AS $$ SELECT EXISTS (SELECT FROM replaced"
        " WHERE label_id = $1 AND image_row = $2 AND state = $3 AND source = $4"
        " AND annotator = $5 AND at = $6 AND seen = $7) $$"
    )
    for table in _there(connection, ("annotation", "opinion")):
        yield f'DROP TRIGGER IF EXISTS keep_replaced ON "{table}"'
        yield (
            f'CREATE TRIGGER keep_replaced BEFORE DELETE ON "{table}"'
            " FOR EACH ROW EXECUTE FUNCTION keep_replaced()"
        )
    for table in _there(connection, _SECURED):
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'


def _let_in(connection: Connection, name: str, role: TeamRole) -> Iterator[str]:
    """What one person may."""
    who, schema = _quoted(connection, name), _schema(connection)
    yield f"GRANT USAGE ON SCHEMA {schema} TO {who}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {who}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {who}"
    for table in _there(connection, _WRITTEN):
        yield f'GRANT {_WRITTEN[table]} ON "{table}" TO {who}'
    if role is TeamRole.REVIEWER:
        yield f"GRANT INSERT, UPDATE ON image, root TO {who}"
        yield f"GRANT INSERT, DELETE ON capture TO {who}"
    else:
        columns = [one.name for one in image.columns if one.name not in KEPT_FROM_ANNOTATORS]
        yield f"GRANT UPDATE ({', '.join(columns)}) ON image TO {who}"
    said = "was_said(label_id, image_row, state, source, annotator, at, seen)"
    own = "annotator = current_user"
    keys = ", ".join(f"'{key}'" for key in KEYS_OF_OWNERS)
    others = "true" if role is TeamRole.REVIEWER else f"key NOT IN ({keys})"
    may_add = {
        "history": own,
        "annotation": f"{own} OR {said}",
        "opinion": f"{own} OR {said}",
        "meta": others,
    }
    number = hashlib.sha256(name.encode()).hexdigest()[:16]
    for table in _there(connection, _SECURED):
        rules = [("SELECT", "USING (true)"), ("INSERT", f"WITH CHECK ({may_add[table]})")]
        if table != "history":
            rules.append(("DELETE", f"USING ({others if table == 'meta' else 'true'})"))
        for does, rule in rules:
            policy = f'"labelmt_{role}_{does.lower()}_{number}"'
            yield f'CREATE POLICY {policy} ON "{table}" FOR {does} TO {who} {rule}'


def _there(connection: Connection, tables: Iterable[str]) -> list[str]:
    """Those of these tables that the project has."""
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    names = set(inspect(connection).get_table_names(str(schema)))
    return [one for one in tables if one in names]


def _quoted(connection: Connection, name: str) -> str:
    return str(connection.dialect.identifier_preparer.quote_identifier(name))


def _schema(connection: Connection) -> str:
    name = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    return _quoted(connection, str(name))
