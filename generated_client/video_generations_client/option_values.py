"""The values of options: what is not given, seconds, functions, and the limits of the time of a request."""

from __future__ import annotations

import enum
import threading
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from inspect import iscoroutinefunction
from typing import Any, Final

from .errors import ConfigurationError


class NotGiven(enum.Enum):
    """The type of NOT_GIVEN."""

    NOT_GIVEN = enum.auto()

    def __repr__(self) -> str:
        return self.name


#: A field that the caller does not give, and that is therefore not sent. For an optional field, None is the same.
NOT_GIVEN: Final = NotGiven.NOT_GIVEN


def given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the caller did give."""
    return {name: value for name, value in fields.items() if value is not NOT_GIVEN}


def check_seconds(*, or_zero: bool = False, **values: Any) -> None:
    """Refuse what is no number of seconds that every clock takes.

    Raises:
        ConfigurationError: With the name of the value.
    """
    for name, value in values.items():
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or not 0 <= value <= threading.TIMEOUT_MAX or (value == 0 and not or_zero):
            least = "0 or more" if or_zero else "above 0"
            raise ConfigurationError(f"{name} must be a number of seconds, {least}, and not {value!r}")


def check_function(name: str, given: Any) -> None:
    """Refuse what is no plain function: nobody would await one that is asynchronous.

    Raises:
        ConfigurationError: With the name of the option.
    """
    if given is None:
        return
    inner = getattr(given, "func", given)  # of a functools.partial
    asynchronous = iscoroutinefunction(inner) or iscoroutinefunction(getattr(type(inner), "__call__", None))  # noqa: B004 - it is looked into, not tested for
    if not callable(given) or asynchronous:
        raise ConfigurationError(f"{name} must be a plain function of a task, and not {given!r}")


@dataclass(frozen=True)
class Timeouts:
    """Limits of the time of one request, in seconds.

    Attributes:
        connect: To establish a connection, TLS included, and to get a free one of the pool.
        read: Until status and headers are whole, and again until the body is. Over HTTP/2, which an http_client of
            the caller's may use, the first half counts anew for each piece that comes.
        write: Between two pieces of the request.
    """

    connect: float = 10.0
    read: float = 120.0
    write: float = 60.0

    def __post_init__(self) -> None:
        check_seconds(**asdict(self))

    def within(self, seconds: float) -> Timeouts:
        """The same, none of them longer than that."""
        if max(self.connect, self.read, self.write) <= seconds:
            return self
        return Timeouts(*(min(limit, seconds) for limit in astuple(self)))
