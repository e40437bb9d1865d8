"""Auth and leaks, the keys: wrong ones that pass, right ones that do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from clausewise.mock_server.exchange import Request
from clausewise.mock_server.faults.entry import Change, Family, Fault, Variant
from clausewise.mock_server.faults.mechanisms import CRASH, errs_with
from clausewise.mock_server.faults.witness_requests import FRESH, KEY, READ, keyed

if TYPE_CHECKING:
    from clausewise.mock_server.endpoints import Endpoint
    from clausewise.mock_server.server import MockServer

FAMILY: Family = "auth and leaks"


def _passes(test: Callable[[str, frozenset[str]], object], method: str = "") -> Change:
    """Let further Authorization headers pass, given the header and the keys; only with one method if it is given."""

    def change(server: MockServer) -> None:
        authorize = server.steps.authorize

        def lax(endpoint: Endpoint, request: Request) -> str | None:
            header = request.header(b"authorization")
            concerned = header is not None and method in {"", request.method}
            return None if concerned and test(str(header), server.keys) else authorize(endpoint, request)

        server.steps.authorize = lax

    return change


def _refuses(test: Callable[[str | None], object]) -> Change:
    def change(server: MockServer) -> None:
        authorize = server.steps.authorize

        def strict(endpoint: Endpoint, request: Request) -> str | None:
            header = request.header(b"authorization")
            return "the API key is refused" if test(header) else authorize(endpoint, request)

        server.steps.authorize = strict

    return change


def _lax(name: str, header: str, test: Callable[[str, frozenset[str]], object], says: str) -> Fault:
    return Fault(f"key-{name}-accepted", FAMILY, ("auth-optional",), says, _passes(test), (keyed(header),), keys=True)


def _token(header: str) -> str:
    return header.partition(" ")[2].strip()


#: An empty header holds no credentials (RFC 9110, 11.4), and none are required.
EMPTY_TAKEN = Variant(
    "key-empty-taken",
    "An empty Authorization header passes as anonymous.",
    _passes(lambda header, _: not header),
    (keyed(""),),
    keys=True,
)
RIGHT = keyed(f"Bearer {KEY}")
WRONG = keyed("Bearer wrong")

FAULTS: tuple[Fault, ...] = (
    _lax("wrong", "Bearer wrong", lambda h, _: h.startswith("Bearer ") and len(h) > 7, "Any bearer token passes."),
    _lax("anything", "wrong", lambda *_: True, "Any Authorization header passes."),
    _lax("empty-token", "Bearer", lambda h, _: h.lower() == "bearer", "Bearer without a key passes."),
    _lax(
        "lower-case-scheme",
        "bearer wrong",
        lambda h, _: h.startswith("bearer "),
        "With bearer in small letters any key passes.",
    ),
    _lax("basic", "Basic d3Jvbmc6d3Jvbmc=", lambda h, _: h.startswith("Basic "), "Any Basic credentials pass."),
    _lax("other-scheme", f"Token {KEY}", lambda h, keys: _token(h) in keys, "The key passes with any scheme."),
    _lax("without-scheme", KEY, lambda h, keys: h in keys, "The key passes without a scheme."),
    _lax(
        "start",
        f"Bearer {KEY[:-1]}",
        lambda h, keys: len(_token(h)) > 3 and any(k.startswith(_token(h)) for k in keys),
        "The start of the key passes.",
    ),
    _lax(
        "longer",
        f"Bearer {KEY}x",
        lambda h, keys: _token(h).startswith(tuple(keys)),
        "The key with more behind it passes.",
    ),
    _lax(
        "case",
        f"Bearer {KEY.upper()}",
        lambda h, keys: _token(h).lower() in {k.lower() for k in keys},
        "The key passes in other letters.",
    ),
    _lax(
        "length",
        f"Bearer {'x' * len(KEY)}",
        lambda h, keys: len(_token(h)) in {len(k) for k in keys},
        "Any key of the right length passes.",
    ),
    _lax("two", f"Bearer wrong {KEY}", lambda h, keys: keys & set(h.split()), "The key passes anywhere in the header."),
    Fault(
        "key-wrong-reads",
        FAMILY,
        ("auth-optional",),
        "A wrong key is refused only when creating.",
        _passes(lambda *_: True, "GET"),
        (FRESH, replace(READ, headers=(("authorization", "Bearer wrong"),))),
        keys=True,
    ),
    Fault(
        "key-right-refused",
        FAMILY,
        ("auth-optional",),
        "The right key is refused.",
        _refuses(lambda header: header is not None),
        (RIGHT,),
        keys=True,
    ),
    Fault(
        "anonymous-refused",
        FAMILY,
        ("auth-optional", "auth-anonymous"),
        "Without Authorization all is refused, though no key is known.",
        _refuses(lambda header: header is None),
        (FRESH,),
    ),
    Fault(
        "anonymous-refused-with-keys",
        FAMILY,
        ("auth-anonymous", "auth-optional"),
        "A server with keys refuses who brings none.",
        _refuses(lambda header: header is None),
        (FRESH,),
        keys=True,
    ),
    Fault(
        "key-wrong-crashes",
        FAMILY,
        ("no-crash",),
        "A wrong key is answered with 500.",
        errs_with(lambda _: CRASH, frozenset({401})),
        (WRONG,),
        keys=True,
    ),
    Fault(
        "key-wrong-200",
        FAMILY,
        ("auth-optional",),
        "A wrong key is answered with 200 and an error inside.",
        errs_with(lambda answer: replace(answer, status=200), frozenset({401})),
        (WRONG,),
        keys=True,
    ),
)
