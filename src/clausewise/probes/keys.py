"""Key probes: a request that is valid but for its Authorization."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from clausewise.probes.near_misses import NearMiss
from clausewise.probes.probe import Call, Expected, Kind, Probe
from clausewise.probes.protocol import ALONE
from clausewise.probes.wire import plain
from clausewise.spec import Clause, Operation, Spec
from clausewise.spec.operations import JSON

#: A key that no server knows; an answer that repeats it would repeat a real one.
STRANGE_KEY = "sk-probe-4f9d1c7a2be84e06"

#: Every form of Authorization, by name: made of the key only when a request leaves.
CREDENTIALS: dict[str, Callable[[str], str]] = {
    "given": lambda key: f"Bearer {key}",
    "strange key": lambda key: f"Bearer {STRANGE_KEY}",
    "key with a suffix": lambda key: f"Bearer {key}x",
    "key cut by one": lambda key: f"Bearer {key[:-1]}",
    "first half of the key": lambda key: f"Bearer {key[: len(key) // 2]}",
    "key in other case": lambda key: f"Bearer {key.swapcase()}",
    "key reversed": lambda key: f"Bearer {key[::-1]}",
    "strange key, scheme in small letters": lambda key: f"bearer {STRANGE_KEY}",
    "scheme alone": lambda key: "Bearer",
    "scheme and a space": lambda key: "Bearer ",
    "key alone": lambda key: key,
    "empty": lambda key: "",
    "other scheme": lambda key: f"Token {key}",
    "Basic": lambda key: "Basic " + base64.b64encode(f"{key}:".encode()).decode(),
    "Basic with the plain key": lambda key: f"Basic {key}",
    "placeholder": lambda key: "Bearer {{YOUR_API_KEY}}",
    "word of JavaScript": lambda key: "Bearer undefined",
    "two keys": lambda key: f"Bearer {STRANGE_KEY}, Bearer {key}",
}

#: The form that holds nothing, and those that name a scheme and hold no key: a server may take them for no form.
EMPTY = "empty"
WITHOUT_KEY = ("scheme alone", "scheme and a space")


def carried(spec: Spec, value: str) -> tuple[str, str] | None:
    """The header, name and value, that carries a form of the key; None where no header does."""
    scheme = spec.resolve(spec.at(spec.flat(spec.security_scheme))) if spec.security_scheme is not None else {}
    if scheme.get("type") != "apiKey":
        return "Authorization", value
    return (scheme["name"], value.removeprefix("Bearer ")) if scheme["in"] == "header" else None


def takes_keys(spec: Spec, operation: Operation) -> bool:
    """Tell whether an operation asks for a key, or takes one, in a header."""
    path = spec.security_scheme
    return (
        path is not None and carried(spec, "") is not None and any(path[-1] in way for way in ways_in(spec, operation))
    )


def needs_another_key(spec: Spec, operation: Operation) -> bool:
    """Tell whether no way into an operation is open to who holds the key of the first security scheme alone."""
    path, ways = spec.security_scheme, ways_in(spec, operation)
    return path is not None and bool(ways) and not any(way.keys() <= {path[-1]} for way in ways)


def ways_in(spec: Spec, operation: Operation) -> list[Any]:
    """The `security` of an operation: its own, or that of the whole spec."""
    found: list[Any] = operation.node.get("security", spec.document.get("security", []))
    return found


def key_probes(spec: Spec, operation: Operation, base: Any, *, key: str | None, broken: NearMiss | None) -> list[Probe]:
    """The probes of one operation.

    Where a key is known: every wrong form of it, on a valid body, and none at all. An empty header holds no
    credentials (RFC 9110, 11.4), so where none are required it is sent on a broken body. Where no key is known,
    a server may take any header or look at none: one strange key on a valid body, and every other form on a
    `broken` one, which no server accepts, only to see that it survives them.
    """
    path = spec.security_scheme
    if path is None or not takes_keys(spec, operation):
        return []
    clause = spec.governing(path, "auth")
    valid = Call(operation.method, plain(base), JSON, ALONE)

    def probe(name: str, call: Call, expected: Expected, *clauses: Clause) -> Probe:
        call = replace(call, credential=name)
        label = f"{operation.id}/key/{name}"
        return Probe(label, Kind.KEY, operation, call, expected, clauses, clauses[0].basis)

    if key is not None:
        # By what is sent: a header of its own carries the key alone, so that some forms are the same there.
        forms = {carried(spec, form(key)): name for name, form in reversed(CREDENTIALS.items())}
        del forms[carried(spec, CREDENTIALS["given"](key))]
        refused = [probe(name, valid, Expected.REFUSED, clause) for name in reversed(forms.values())]
        if {} not in ways_in(spec, operation):
            return [*refused, probe("none", valid, Expected.REFUSED, clause)]
        refused = [one for one in refused if one.call.credential != EMPTY]
        refused = [replace(one, basis="assumed") if one.call.credential in WITHOUT_KEY else one for one in refused]
        if broken is not None:
            call = Call(operation.method, plain(broken.body), JSON, ALONE)
            refused.append(probe(EMPTY, call, Expected.REFUSED, *broken.clauses))
        return [*refused, probe("none", valid, Expected.ACCEPTED, spec.governing(path, "anonymous"))]
    strange = [probe("strange key", valid, Expected.OPEN, clause)]
    if broken is None:
        return strange
    call = Call(operation.method, plain(broken.body), JSON, ALONE)
    others = [name for name in CREDENTIALS if name not in ("given", "strange key")]
    return [*(probe(name, call, Expected.REFUSED, *broken.clauses) for name in others), *strange]
