"""Saved searches: made, renamed, deleted, and following labels that are renamed or merged."""

from __future__ import annotations

from collections.abc import Callable

from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidName, InvalidQuery
from labelmt.domain.saved_view import SavedView
from labelmt.domain.schema import Schema, clean_name, same_name
from labelmt.domain.search.parser import parse
from labelmt.domain.search.printer import print_query
from labelmt.domain.search.terms import Name
from labelmt.domain.search.traversal import names, renamed
from labelmt.project.project import Project
from labelmt.project.search.label_names import (
    labels_named,
    short_name,
    stands_for,
    task_named,
    with_short_names,
)
from labelmt.storage import saved_view_repository as repository
from labelmt.storage.database import Transaction
from labelmt.storage.schema_repository import read_schema


def save_view(project: Project, name: str, text: str) -> Changes:
    """Give a search a name.

    Raises:
        InvalidName: the name is empty, too long or taken.
        InvalidQuery: the search cannot be read, or names what is not there.
    """

    def work(connection: Transaction) -> None:
        fitting = _free_name(connection, name, None)
        schema = read_schema(connection)
        query = with_short_names(parse(text), schema)
        refers_to = [_meaning(one, schema) for one in names(query)]
        repository.insert_view(connection, fitting, print_query(query), refers_to)

    return _write(project, work)


def rename_view(project: Project, view_id: int, name: str) -> Changes:
    """Give a view another name. Raises InvalidName, NotFound."""

    def work(connection: Transaction) -> None:
        fitting = _free_name(connection, name, view_id)
        repository.change_view(connection, view_id, name=fitting)

    return _write(project, work)


def delete_view(project: Project, view_id: int) -> Changes:
    """Forget a view; no image or annotation changes. Raises NotFound."""
    return _write(project, lambda connection: repository.delete_view(connection, view_id))


def saved_views(project: Project) -> tuple[SavedView, ...]:
    """All views, oldest first, with the names that their labels and tasks have now."""
    with project.reading() as connection:
        schema = read_schema(connection)
        return tuple(
            SavedView(one.id, one.name, _current(one, schema))
            for one in repository.read_views(connection)
        )


def _write(project: Project, work: Callable[[Transaction], None]) -> Changes:
    def action() -> Changes:
        with project.database.write() as connection:
            work(connection)
        return Changes(saved_views=True)

    return project.mutate(action)


def _free_name(connection: Transaction, text: str, own: int | None) -> str:
    name = clean_name(text, "view name")
    for one in repository.read_views(connection):
        if one.id != own and same_name(one.name, name):
            raise InvalidName(
                "There is a view of this name already.",
                subject=one.name,
                kept="It was not changed.",
                next_step="Choose another name.",
            )
    return name


def _meaning(name: Name, schema: Schema) -> str:
    if not name.label:
        return f"task:{task_named(name, schema).id}"
    found = labels_named(name, schema)
    return f"label:{found[0].id}" if len(found) == 1 else ""


def _current(view: repository.StoredView, schema: Schema) -> str:
    """The query with today's names: of a label that was merged, that of what it became part of.

    A label that is gone keeps the name it had.
    """
    try:
        query = parse(view.query)
    except InvalidQuery:  # written by another version: shown as it is, with its error
        return view.query
    meanings = iter(view.refers_to)

    def rename(name: Name) -> Name:
        kind, _, number = next(meanings, "").partition(":")
        if kind == "label" and int(number) in schema.columns:
            return short_name(schema.label(int(number)), schema)
        tasks = {str(task.id): task for task in schema.tasks}
        if kind == "task" and number in tasks:
            return Name(task=tasks[number].name)
        return (stands_for(name, schema) if kind == "label" else None) or name

    return print_query(renamed(query, rename))
