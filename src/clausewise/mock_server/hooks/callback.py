"""The callback of a spec: whom a create asks to be called, and with what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clausewise.mock_server.exchange import Headers, encoded
from clausewise.spec import Operation, Spec
from clausewise.spec.operations import JSON, value_at
from clausewise.spec.tasks import Keys, request_keys
from clausewise.spec.walking import METHODS

#: An address that stands in one field of the request: "{$request.body#/field}" (OpenAPI 3.1, "Callback Object").
_FIELD = re.compile(r"\{(\$request\.body#/[^{}]+)\}")


@dataclass(frozen=True)
class Callback:
    """A callback of an operation: where in a request its address stands, its method and media type."""

    keys: Keys
    method: str
    media_type: str

    def url(self, request: Any) -> str | None:
        """The address that a request body asks to be called; None when it asks for nothing."""
        value = value_at(request, self.keys)
        return value if isinstance(value, str) and value else None


@dataclass(frozen=True)
class Notification:
    """One call of a hook; `after` is how many seconds after the end of the task it is made."""

    url: str
    method: str
    headers: Headers
    body: bytes
    after: float = 0.0


def callbacks(spec: Spec, operation: Operation) -> Iterator[tuple[str, Callback | None]]:
    """Each callback of an operation by its name; None for one that is read by another expression."""
    for name, node in operation.node.get("callbacks", {}).items():
        for expression, item in spec.resolve(node).items():
            field = _FIELD.fullmatch(expression)
            method = next((each for each in METHODS if each in spec.resolve(item)), None)
            if expression.startswith("x-"):
                continue
            if field is None or method is None:
                yield name, None
                continue
            body = spec.resolve(spec.resolve(item)[method].get("requestBody", {}))
            media_type = next(iter(body.get("content", {})), JSON)
            yield name, Callback(request_keys(field[1]), method.upper(), media_type)


def callback(spec: Spec, operation: Operation) -> Callback | None:
    """The first callback of an operation that can be called."""
    return next((found for _, found in callbacks(spec, operation) if found is not None), None)


def notification(called: Callback, url: str, record: Any) -> Notification:
    """The call that tells of the end of a task: its record."""
    return Notification(url, called.method, ((b"content-type", called.media_type.encode()),), encoded(record))
