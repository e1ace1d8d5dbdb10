"""A query as it was understood, a frozen tree of groups and terms, and what is said of one that cannot be answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archive.errors import UsageError
from archive.search.wording import describe

Field = Literal["", "title", "heading", "part"]


@dataclass(frozen=True, slots=True)
class Term:
    """One phrase: `pieces` in search form with `gaps[i]` characters at most between pieces i and i + 1.

    `strict` is the text that must stand there verbatim, empty when punctuation does not count; `figures` are those that
    the text must hold as they are written, empty when the term has none, is strict, or has gaps.
    """

    raw: str
    pieces: tuple[str, ...]
    gaps: tuple[int, ...] = ()
    field: Field = ""
    strict: str = ""
    figures: str = ""

    @property
    def checked(self) -> bool:
        """Whether the text itself must say which hits are right: the index knows no signs."""
        return bool(self.strict or self.figures)


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives: a report has the group when it has any of its terms."""

    options: tuple[Term, ...]
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood. `parts` are the section kinds that hits must stand in (any of them)."""

    text: str
    groups: tuple[Group, ...]
    parts: tuple[str, ...] = ()
    pasted: bool = False

    @property
    def understood(self) -> str:
        """One Chinese sentence that says how the query was read."""
        return describe(self)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms whose hits are marked and counted, in the order written."""
        return tuple(term for group in self.groups if not group.negative for term in group.options)


class QueryError(UsageError):
    """A query that cannot be answered: what is wrong, what to do, and what was understood, in Chinese."""

    def __init__(self, code: str, query: str, advice: tuple[str, str], understood: str = "") -> None:
        super().__init__(query, *advice)
        self.args = (code, query, advice, understood)
        self.code = code
        self.understood = understood

    @property
    def message(self) -> str:
        """The sentence for the reader."""
        return f"{self.reason}，{self.cure}。"
