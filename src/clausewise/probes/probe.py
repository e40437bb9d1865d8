"""A probe: one request to send, what the spec expects of its answer, and which clauses that checks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from clausewise.probes.rows import Row
from clausewise.spec import Basis, Clause, Operation
from clausewise.spec.operations import SAFE


class Expected(StrEnum):
    """The expected behaviour of a conforming server."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    #: The spec leaves it open; only what holds for every answer is judged.
    OPEN = "open"


class Kind(StrEnum):
    """The kinds of probes, in the order in which they are sent."""

    PROTOCOL = "protocol"
    KEY = "key"
    NEAR_MISS = "near miss"
    READ = "read"
    CALL = "call"
    ROW = "row"
    PRODUCT = "product row"
    FUZZ = "fuzzing"


#: The kinds of each promise, which its test is marked with: a kind that is in none of them is never sent.
PROTOCOL, KEYS, BROKEN, UNKNOWN_IDS = (Kind.PROTOCOL,), (Kind.KEY,), (Kind.NEAR_MISS,), (Kind.READ,)
VALID = (Kind.CALL, Kind.ROW, Kind.PRODUCT)


class Then(StrEnum):
    """The steps that follow when the request was accepted."""

    #: Read what was created by the spec's links, three times.
    READ = "read"
    #: Send the same request once more: it makes another thing.
    REPEAT = "repeat"


@dataclass(frozen=True)
class Call:
    """A request as it goes on the wire. `credential` names a form of the API key, put in at the last moment."""

    method: str
    body: bytes | None = None
    content_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    path_parameters: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    credential: str = "given"


@dataclass(frozen=True, repr=False)
class Probe:
    """One request with its expectation.

    `clauses` are what an unexpected answer breaks, the first one foremost. `basis` is the weakest
    ground that the expectation stands on. `charged` says whether a conforming server accepts the
    request and charges for it; any probe of a paid operation may turn out to be charged. `is_no_request` is
    one that no server could take for a request, however lax: it is sent even where nothing may be paid.
    `isolating` is one that only finds out which values of a refused row are at fault. `control` is the first valid
    request of its operation: before it is accepted, refusals show nothing. Whoever sends a `patient` one waits by
    itself after a 429.
    """

    id: str
    kind: Kind
    operation: Operation = field(compare=False)
    call: Call = field(compare=False)
    expected: Expected = field(compare=False)
    clauses: tuple[Clause, ...] = field(compare=False)
    basis: Basis = field(compare=False)
    row: Row | None = field(default=None, compare=False)
    is_no_request: bool = field(default=False, compare=False)
    then: tuple[Then, ...] = field(default=(), compare=False)
    isolating: bool = field(default=False, compare=False)
    control: bool = field(default=False, compare=False)
    patient: bool = field(default=False, compare=False)

    def __repr__(self) -> str:
        """The id without numbers: reporters that show the parameters of tests write it, and know a test again by it."""
        return f"Probe({self.unnumbered!r})"

    @property
    def unnumbered(self) -> str:
        """The id without the number of a row, which another plan gives anew."""
        return re.sub(r" \d+(?=/|$)", "", self.id)

    @property
    def payable(self) -> bool:
        """Tell whether a server may charge for it: a request to a paid operation, by its method or a changing one.

        What a server lists at the same path is read and not made (RFC 9110, 9.2.1).
        """
        own = self.call.method == self.operation.method
        return self.operation.paid and (own or self.call.method not in SAFE)

    @property
    def charged(self) -> bool:
        """Tell whether a conforming server accepts the request and charges for it."""
        return self.operation.paid and self.expected is not Expected.REFUSED
