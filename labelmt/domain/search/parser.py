"""Parser of the search language: text to terms, or where and what is wrong."""

from __future__ import annotations

import re

from labelmt.domain.errors import InvalidQuery
from labelmt.domain.search.fullwidth import plain_punctuation
from labelmt.domain.search.spelling import did_you_mean
from labelmt.domain.search.terms import (
    KEYS,
    All,
    Either,
    Expression,
    Figure,
    Not,
    Query,
    SortBy,
    Span,
    Word,
)
from labelmt.domain.search.text_scanner import Scanner
from labelmt.domain.search.value_parser import read_comparison, read_sort, read_value
from labelmt.domain.text import text

DEEPEST = 30
"""Parentheses within each other; a person needs two."""

_KEY = re.compile(r"([A-Za-z]+):")
_COMPARED = re.compile(
    r"p\s*\(|(?:uncertainty|similarity|size|rating|labels)\s*[<>=]", re.IGNORECASE
)
_JOINED = re.compile(r"(or|and|not)(?=[\s()\"]|$)", re.IGNORECASE)


def parse(text: str) -> Query:
    """Read a search; names in it are not looked up.

    Raises:
        InvalidQuery: it cannot be read.
    """
    return _Parser(plain_punctuation(text)).query()


class _Parser:
    """Recursive descent, one method a rule of the grammar (see the package)."""

    def __init__(self, text: str) -> None:
        self._scanner = Scanner(text)
        self._depth = 0
        self._sort: list[SortBy] = []

    def query(self) -> Query:
        where = self._either()
        if not self._scanner.at_end():
            start = self._scanner.position
            raise InvalidQuery(
                "No parenthesis is open here.", start, start + 1, next_step="Take this “)” out."
            )
        return Query(where, tuple(self._sort))

    def _either(self) -> Expression | None:
        """None where there is nothing but orders."""
        start = self._begin()
        terms: list[Expression] = []
        orders = len(self._sort)
        while True:
            first = self._all()
            if first is not None:
                terms.append(first)
            word = self._joining("or")
            if word is None:
                break
            ended = self._scanner.skip_blanks().at_end() or self._scanner.peek() == ")"
            if first is None or ended or self._next_is("or"):
                raise InvalidQuery(
                    "“or” needs something on both sides.",
                    word.start,
                    word.stop,
                    next_step="Write “label:tree or label:sea”; the word itself goes in quotes.",
                )
        if not terms and len(self._sort) > orders:
            return None
        if len(terms) < 2:
            return terms[0] if terms else None
        return Either(tuple(terms), self._since(start))

    def _all(self) -> Expression | None:
        start = self._begin()
        terms: list[Expression] = []
        while not self._scanner.skip_blanks().at_end() and self._scanner.peek() != ")":
            if self._next_is("or"):
                break
            if self._joining("and") is not None:
                continue
            term = self._item()
            if term is not None:
                terms.append(term)
        if len(terms) < 2:
            return terms[0] if terms else None
        return All(tuple(terms), self._since(start))

    def _item(self) -> Expression | None:
        """One term; None for an order, which is put aside."""
        scanner = self._scanner
        start = scanner.position
        minus = self._minuses()
        if minus and (scanner.at_end() or scanner.peek().isspace() or scanner.peek() == ")"):
            raise InvalidQuery(
                "Nothing follows the minus.",
                start,
                scanner.position,
                next_step="Write what is not wanted right after it, as in “-label:sea”.",
            )
        term: Expression | None
        if scanner.peek() == "(":
            term = self._group()
        else:
            orders = len(self._sort)
            term = self._term()
            if term is None and minus:
                order = self._sort[orders].span
                raise InvalidQuery(
                    "The minus of an order stands after its colon.",
                    start,
                    order.stop,
                    next_step="Write “sort:-date”.",
                )
        if term is None or minus % 2 == 0:
            return term
        return term.term if isinstance(term, Not) else Not(term, self._since(start))

    def _minuses(self) -> int:
        """How many times what follows is negated."""
        count = 0
        while True:
            if self._scanner.peek() == "-":
                self._scanner.position += 1
                count += 1
                continue
            found = self._scanner.matches(_JOINED)
            if found is None or found[1].lower() != "not":
                return count
            self._scanner.position = found.end()
            self._scanner.skip_blanks()
            count += 1

    def _group(self) -> Expression:
        scanner = self._scanner
        start = scanner.position
        self._depth += 1
        if self._depth > DEEPEST:
            raise InvalidQuery(
                text("Parentheses may stand at most {most} deep.", most=DEEPEST),
                start,
                start + 1,
                next_step="Leave out those that are not needed.",
            )
        scanner.position += 1
        term = self._either()
        if not scanner.at_end():
            scanner.position += 1  # the closing one: nothing else ends what is inside
        self._depth -= 1
        if term is None:
            raise InvalidQuery(
                "There is nothing between the parentheses.",
                start,
                scanner.position,
                next_step="Write terms between them, as in “(label:tree or label:sea)”.",
            )
        return term

    def _term(self) -> Expression | None:
        scanner = self._scanner
        start = scanner.position
        if scanner.peek() == '"':
            return Word(scanner.value(), self._since(start))
        if scanner.matches(_COMPARED):
            return read_comparison(scanner)
        key = scanner.matches(_KEY)
        if key is None:
            return Word(scanner.word(), self._since(start))
        name = key[1].lower()
        if name not in KEYS:
            raise InvalidQuery(
                text("“{key}:” is not known here.", key=key[1]),
                start,
                key.end(),
                next_step=did_you_mean(name, [f"{one}:" for one in KEYS])
                or "To look for the text itself, put it in quotes.",
            )
        scanner.position = key.end()
        if name != "sort":
            return read_value(name, start, scanner)
        order = read_sort(start, scanner)
        if self._depth:
            raise InvalidQuery(
                "An order is not a condition.",
                start,
                order.span.stop,
                next_step="Write sort: outside of the parentheses.",
            )
        if order.figure not in {one.figure for one in self._sort} or order.figure is (
            Figure.PROBABILITY
        ):
            self._sort.append(order)
        else:
            raise InvalidQuery(
                text("It is sorted by {figure} already.", figure=order.figure),
                start,
                order.span.stop,
                next_step="Leave one of the two out.",
            )
        return None

    def _begin(self) -> int:
        return self._scanner.skip_blanks().position

    def _since(self, start: int) -> Span:
        return Span(start, self._scanner.position)

    def _next_is(self, word: str) -> bool:
        found = self._scanner.skip_blanks().matches(_JOINED)
        return found is not None and found[1].lower() == word

    def _joining(self, word: str) -> Span | None:
        """Take this word of the language, if it is the next one."""
        if not self._next_is(word):
            return None
        start = self._scanner.position
        self._scanner.position += len(word)
        return self._since(start)
