"""Key probes: a request that is valid but for its Authorization."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from contract_tests.generation.probe import Call, Expected, Kind, Probe
from contract_tests.generation.wire import JSON, plain
from contract_tests.spec import Basis, Operation, Spec

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


def key_probes(spec: Spec, operation: Operation, base: Any, *, key: str | None) -> list[Probe]:
    """The probes of one operation: every wrong form of the key, or where there is none one strange key."""
    clause = spec.governing(("components", "securitySchemes", *_schemes(spec)), "auth")
    body = None if base is None else plain(base)
    content_type = None if base is None else JSON

    def probe(name: str, credential: str, expected: Expected, basis: Basis | None = None, about: str = "") -> Probe:
        governing = spec.governing(("components", "securitySchemes", *_schemes(spec)), about) if about else clause
        call = Call(operation.method, body, content_type, credential=credential)
        return Probe(
            f"{operation.id}/key/{name}", Kind.KEY, operation, call, expected, (governing,), basis or governing.basis
        )

    if key is None:
        return [probe("strange key", "strange key", Expected.OPEN)]
    right = CREDENTIALS["given"](key)
    wrong = [probe(name, name, Expected.REFUSED) for name, form in CREDENTIALS.items() if form(key) != right]
    return [*wrong, probe("no key", "none", Expected.ACCEPTED, about="anonymous")]


def _schemes(spec: Spec) -> list[str]:
    names = list(spec.document.get("components", {}).get("securitySchemes", {}))
    return names[:1]
