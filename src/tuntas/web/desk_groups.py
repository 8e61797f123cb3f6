"""The acts of a report in five groups: what moves it on, whom one asks, what one changes, the rest, personal data."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuntas.reports.states import Verb as V

_ASK = frozenset({V.ASK_COMPLETION, V.ASK_REPORTER, V.ANSWER_REPLY, V.NOTE, V.ADD_SUBTASK, V.FINISH_SUBTASK, V.COPY})
_CHANGE = frozenset({V.PUBLISH, V.HIDE, V.RECLASSIFY, V.MERGE, V.SPLIT, V.ASSIGN, V.TAG})
_REST = frozenset({V.ARCHIVE, V.REFER, V.REVEAL, V.CONTINUE_WITHDRAWN, V.CLOSE_BY_COORDINATOR, V.DISPUTE})
_LAW = frozenset({V.ERASE, V.FORBID_ERASURE, V.ALLOW_ERASURE})


class _HasVerb(Protocol):
    @property
    def verb(self) -> V: ...


T = TypeVar("T", bound=_HasVerb)


@dataclass(frozen=True)
class Group:
    """Acts under one heading."""

    label: Promise
    acts: list[object]


def grouped(acts: Iterable[T]) -> list[Group]:
    """The acts under their headings, in the order in which they come; no empty heading."""
    rows = list(acts)
    moved_on = [row for row in rows if row.verb not in _ASK | _CHANGE | _REST | _LAW]
    parts = (
        (_("Lanjutkan"), moved_on),
        (_("Tanya dan catat"), [row for row in rows if row.verb in _ASK]),
        (_("Ubah"), [row for row in rows if row.verb in _CHANGE]),
        (_("Lainnya"), [row for row in rows if row.verb in _REST]),
        (_("Data pribadi"), [row for row in rows if row.verb in _LAW]),
    )
    return [Group(label, list(found)) for label, found in parts if found]
