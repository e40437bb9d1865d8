"""The HTTP answer that a task came with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Response:
    """The HTTP answer that told of a task.

    Attributes:
        status: The HTTP status.
        headers: By their names in lower case, without the API key.
        request_id: The name that the server gives to the request, for its support; None where it gives none.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False, hash=False)
    request_id: str | None
