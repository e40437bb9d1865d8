"""A change, what is claimed of it, and the law by which its severity follows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

#: The meaning of a change for those who rely on the old spec.
Severity = Literal["breaking", "dangerous", "compatible", "documentation"]
#: The effect of a change on the set of values that a schema takes.
Effect = Literal["narrows", "widens", "both", "unknown"]
#: The sender of a value: a client in a request, the server in an answer or a notification.
Direction = Literal["request", "response"]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True)
class Witness:
    """A request or an answer that shows a change: right in one of the two specs, wrong in the other."""

    kind: Literal["request", "answer"]
    meaning: str
    where: str
    value: Any = None

    def __str__(self) -> str:
        shown = "" if self.value is None else " " + json.dumps(self.value, ensure_ascii=False)
        return f"{self.where}{shown}: {self.meaning}"


@dataclass(frozen=True)
class Change:
    """One change between two specs.

    `severity` is the view of a client that was written for the old spec and meets a server of the
    new one; `server` that of a server that was written for the old spec and is judged by the new
    one. `claim` is what the law says before a witness is looked for. `about` tells apart changes of
    one keyword: the value or the property that came or went. `is_claimed` where a witness decides, not a rule.
    """

    id: str
    pointer: str
    says: str
    severity: Severity
    server: Severity
    claim: Severity
    operations: tuple[str, ...] = ()
    about: str = ""
    witness: Witness | None = field(default=None, compare=False)
    is_claimed: bool = field(default=False, compare=False)

    @property
    def as_json(self) -> dict[str, Any]:
        """The change as the JSON output has it."""
        return {
            "id": self.id,
            "severity": self.severity,
            "client": self.severity,
            "server": self.server,
            "pointer": self.pointer,
            "operations": list(self.operations),
            "says": self.says,
            "witness": None if self.witness is None else asdict(self.witness),
        }


def breaks(effect: Effect, direction: Direction) -> Severity:
    """The law for clients: they break when requests are narrowed or answers widened."""
    if effect == "unknown":
        return "dangerous"
    harmless = "widens" if direction == "request" else "narrows"
    return "compatible" if effect == harmless else "breaking"


def strains(effect: Effect, direction: Direction) -> Severity:
    """The law for servers: they break the new spec when requests are widened or answers narrowed."""
    return breaks(effect, "response" if direction == "request" else "request")
