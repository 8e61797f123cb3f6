"""Which mutant is on, and which were met."""

import functools
import gc
from collections.abc import Callable
from functools import wraps
from typing import Any

active = 0
met: set[int] = set()


def on(number: int) -> bool:
    """Whether this mutant is the one that is tried."""
    met.add(number)
    return number == active


def either(number: int, mutant: Callable[..., Any], code: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator that is the mutant while that is on, and else the code: decided at each call."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        other, usual = mutant(function), code(function)

        @wraps(usual)
        def call(*args: Any, **words: Any) -> Any:
            return (other if on(number) else usual)(*args, **words)

        return call

    return wrap


def unchecked(hand_of: Callable[..., Any], office: Any, by: Any) -> Any:
    """The hand that changes an office, whoever asks for it."""
    make: Any = hand_of.__globals__["Hand"]
    return make(office.government_id_or_self, by.user_id, by.name)


def everything_of(visible_to: Callable[..., Any]) -> Any:
    """All reports, whoever asks."""
    return visible_to.__globals__["Report"].objects.all()


@functools.cache
def _remembering() -> list[Any]:
    return [
        thing
        for thing in gc.get_objects()
        if type(thing) is functools._lru_cache_wrapper and str(thing.__module__).startswith("tuntas.")
    ]


def afresh() -> None:
    """Nothing is remembered that code without the mutant has found out."""
    from tuntas.sla import rules

    for function in _remembering():
        function.cache_clear()
    rules.forget()
