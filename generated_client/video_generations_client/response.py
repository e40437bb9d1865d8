"""What came with a task, beside its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Response:
    """The HTTP answer that told of a task.

    Attributes:
        status: The HTTP status.
        headers: By their names in lower case, without the API key.
        request_id: What the server calls the request, for its support; None where it does not say.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False, hash=False)
    request_id: str | None
