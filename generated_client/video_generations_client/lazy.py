"""Values that an object makes when they are first asked for, and keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class LazyProperty(Generic[T]):
    """A property that is made once for each object. Two threads may make it at once, and then the same.

    That of functools has, in Python 3.11, one lock for all objects. A process that is forked while another thread
    reads an answer would find it locked for ever, and never read the answer to its own create.

    Args:
        make: Makes the value.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...
    @overload
    def __get__(self, owner: object, kind: type) -> T: ...
    def __get__(self, owner: object | None, kind: type) -> Self | T:
        if owner is None:
            return self
        value = self._make(owner)
        owner.__dict__[self._name] = value  # where Python looks first from now on
        return value
