"""An entry of the catalogue: one way to be wrong, or to differ where the page is silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from clausewise.mock_server.server import MockServer

#: A change of a server's steps.
Change = Callable[["MockServer"], None]

Family = Literal[
    "accepts what it must refuse",
    "refuses what it must accept",
    "crashes",
    "wrong answer",
    "wrong error",
    "protocol",
    "auth and leaks",
    "state",
    "slowness and drops",
    "rules between fields",
    "tasks to their end",
    "videos",
    "notifications",
]
FAMILIES: tuple[Family, ...] = get_args(Family)
#: Families that only those notice who follow a task to its end: their faults, and variants without a witness, show
#: nothing in single answers.
FOLLOWED: tuple[Family, ...] = ("tasks to their end", "videos", "notifications")


#: The operation that this catalogue is about.
CREATE = "/v2/videos/generations"


@dataclass(frozen=True)
class Sent:
    """One request of a witness. `body` as bytes is sent as it is, anything else as JSON, None not at all.

    `{id}` in the path is the id that the last create of the witness was answered with.
    """

    body: Any = None
    method: str = "POST"
    path: str = CREATE
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)


@dataclass(frozen=True)
class Fault:
    """One way in which a server breaks the contract.

    `clauses` are the ids of the clauses that it breaks, the one that tells most first. `witness`
    are requests whose answers differ from a correct server's. `keys` says whether the server must
    know API keys for the fault to show; `overlapping`, whether it takes two requests that are under way at once, which
    one machine that sends one after the other never has, nor a witness.
    """

    name: str
    family: Family
    clauses: tuple[str, ...]
    says: str
    change: Change
    witness: tuple[Sent, ...]
    keys: bool = False
    overlapping: bool = False

    @property
    def shows_alone(self) -> bool:
        """Tell whether it shows in single answers, one after the other."""
        return self.family not in FOLLOWED and not self.overlapping


@dataclass(frozen=True)
class Variant:
    """One way in which a server differs without breaking what the page documents."""

    name: str
    says: str
    change: Change
    witness: tuple[Sent, ...]
    keys: bool = False
