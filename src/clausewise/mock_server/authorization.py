"""The authorization of requests, by the security of the spec and the keys that the server knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from clausewise.mock_server.exchange import Request
from clausewise.spec import Operation, Spec

#: One security scheme: the credential that a request brings. None: it brings none; "": one that is no key.
Reader = Callable[[Request], str | None]


class Authorization:
    """The security of one operation. Without known keys everyone passes: there is nothing to compare with."""

    def __init__(self, spec: Spec, operation: Operation, keys: frozenset[str]) -> None:
        self.keys = keys
        requirements = operation.node.get("security", spec.document.get("security", []))
        schemes = spec.document.get("components", {}).get("securitySchemes", {})
        self.optional = not requirements or {} in requirements
        names = dict.fromkeys(name for requirement in requirements for name in requirement)
        self.readers = [reader(spec.resolve(schemes[name])) for name in names if name in schemes]

    def refusal(self, request: Request) -> str | None:
        """The reason why a request is refused with 401; None when it may pass."""
        if not self.keys or not self.readers:
            return None
        brought = [credential for read in self.readers if (credential := read(request)) is not None]
        if not brought:
            return None if self.optional else "the API key is missing"
        if any(credential in self.keys for credential in brought):
            return None
        return "the API key is malformed or unknown"


def reader(scheme: Any) -> Reader:
    """The reader that finds the credential of a security scheme in a request."""
    if scheme["type"] == "apiKey":
        return _named(scheme["in"], scheme["name"])
    return bearer


def bearer(request: Request) -> str | None:
    """The token of `Authorization: Bearer <token>`; the scheme is read in any letter case (RFC 9110)."""
    header = request.header(b"authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _named(location: str, name: str) -> Reader:
    def read(request: Request) -> str | None:
        if location == "header":
            return request.header(name.lower().encode())
        if location == "cookie":
            return next((value for key, value in request.cookies() if key == name), None)
        values = parse_qs(request.query.decode("latin-1"), keep_blank_values=True).get(name)
        return values[0] if values else None

    return read
