"""The requests that faults are shown with."""

from __future__ import annotations

from typing import Any

from clausewise.mock_server.faults.entry import CREATE, Sent

PROMPT = "A paper boat drifts."
PLAIN: dict[str, Any] = {"prompt": PROMPT, "model": "sora-2"}
PRO: dict[str, Any] = {"prompt": PROMPT, "model": "sora-2-pro"}
#: The key that the server of a witness knows, where a fault needs one.
KEY = "sk-Test-0123456789abcdef"
JSON_TYPE = ("content-type", "application/json")
FRESH = Sent(PLAIN)
READ = Sent(method="GET", path=CREATE + "/{id}", headers=())
UNKNOWN = Sent(method="GET", path=CREATE + "/3f0c2c5e-9a43-4a34-8d3b-1a52d7a2b0aa", headers=())
BROKEN = Sent({"prompt": PROMPT, "model": "sora-2", "duration": 10})


def plain(**fields: Any) -> Sent:
    """A create with sora-2 and further fields."""
    return Sent(PLAIN | fields)


def pro(**fields: Any) -> Sent:
    """A create with sora-2-pro and further fields."""
    return Sent(PRO | fields)


def keyed(value: str, body: Any = PLAIN) -> Sent:
    """A create with an Authorization header."""
    return Sent(body, headers=(JSON_TYPE, ("authorization", value)))


def typed(media_type: str | None, body: Any = PLAIN) -> Sent:
    """A create with another Content-Type, or none."""
    return Sent(body, headers=() if media_type is None else (("content-type", media_type),))
