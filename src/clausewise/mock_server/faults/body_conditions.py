"""Conditions on request bodies, by which a fault says which it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clausewise.spec import Spec

When = Callable[[Any], bool]


def has(**fields: Any) -> When:
    """Tell whether a body has these fields with these very values."""

    def when(body: Any) -> bool:
        return isinstance(body, dict) and all(
            name in body and type(body[name]) is type(value) and body[name] == value for name, value in fields.items()
        )

    return when


def where(name: str, test: Callable[[Any], bool]) -> When:
    """Tell whether a body has a field whose value passes a test."""
    return lambda body: isinstance(body, dict) and name in body and test(body[name])


def text(test: Callable[[str], bool]) -> Callable[[Any], bool]:
    """A test of strings only."""
    return lambda value: isinstance(value, str) and test(value)


def lacks(name: str) -> When:
    """Tell whether a body is an object without a field."""
    return lambda body: isinstance(body, dict) and name not in body


def unlisted(spec: Spec) -> When:
    """Tell whether a body is an object with a field that no request of a spec has."""
    paths = [operation.body_location for operation in spec.operations if operation.body_location is not None]
    fields = {name for path in paths for name in spec.follow(path)[1].get("properties", {})}
    return lambda body: isinstance(body, dict) and bool(body.keys() - fields)


def every(*tests: When) -> When:
    """Tell whether a body passes all of some tests."""
    return lambda body: all(test(body) for test in tests)
