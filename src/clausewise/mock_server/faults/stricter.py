"""Variants that take less: strict where the page is silent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.faults.body_conditions import When, text, unlisted, where
from clausewise.mock_server.faults.entry import CREATE, Sent, Variant
from clausewise.mock_server.faults.mechanisms import both, parses_with, refuses, replies
from clausewise.mock_server.faults.witness_requests import FRESH, READ, plain, typed

if TYPE_CHECKING:
    from clausewise.mock_server.endpoints import Endpoint
    from clausewise.mock_server.server import MockServer


def _strict(name: str, says: str, when: When, witness: Sent) -> Variant:
    return Variant(name, says, refuses(when), (witness,))


def _is_url(value: str) -> bool:
    parts = urlsplit(value) if value.isascii() and " " not in value else None
    return parts is not None and parts.scheme in {"http", "https"} and bool(parts.netloc)


def _not_url(field: str) -> When:
    return where(field, text(lambda value: not _is_url(value)))


def _span(body: Any) -> bool:
    """Tell whether the end of the timestamps is not 1 to 3 seconds after their start."""
    value = body.get("character_timestamps")
    if value is None:
        return False
    start, end = (float(part) for part in value.split(","))
    return not 1 <= end - start <= 3


def _no_get(request: Request, serve: Callable[[Request], Answer]) -> Answer:
    below = request.path.startswith(CREATE.encode() + b"/")
    return serve(replace(request, path=b"/nothing")) if below else serve(request)


def _case_sensitive(request: Request, serve: Callable[[Request], Answer]) -> Answer:
    media_type = request.headers.get(b"content-type", b"")
    if media_type == media_type.lower():
        return serve(request)
    return serve(replace(request, headers={**request.headers, b"content-type": b"unknown/unknown"}))


def _key_required(server: MockServer) -> None:
    authorize = server.steps.authorize

    def demand(endpoint: Endpoint, request: Request) -> str | None:
        absent = b"authorization" not in request.headers
        return "the API key is missing" if absent else authorize(endpoint, request)

    server.steps.authorize = demand


VARIANTS: tuple[Variant, ...] = (
    Variant(
        "media-type-case-sensitive",
        "The media type is taken in small letters only.",
        replies(_case_sensitive),
        (typed("Application/JSON"),),
    ),
    Variant(
        "byte-order-mark-taken",
        "A byte order mark before the JSON is passed over, as RFC 8259 allows.",
        parses_with(lambda body, strict: strict(body.removeprefix(b"\xef\xbb\xbf"))),
        (Sent(b'\xef\xbb\xbf{"prompt": "A boat.", "model": "sora-2"}'),),
    ),
    _strict(
        "prompt-limit",
        "A prompt has at most 2000 characters.",
        where("prompt", text(lambda v: len(v) > 2000)),
        plain(prompt="a" * 2001),
    ),
    _strict(
        "prompt-empty-refused",
        "An empty prompt is refused.",
        where("prompt", text(lambda v: not v.strip())),
        plain(prompt=""),
    ),
    _strict(
        "images-limit", "There are at most 8 images.", where("images", lambda v: len(v) > 8), plain(images=["a"] * 9)
    ),
    _strict(
        "images-urls-only",
        "An image is an http or https address.",
        where("images", lambda v: not all(map(_is_url, v))),
        plain(images=["iVBORw0KGgo="]),
    ),
    _strict(
        "notify-hook-url-only",
        "A hook is an http or https address.",
        _not_url("notify_hook"),
        plain(notify_hook="string"),
    ),
    _strict(
        "notify-hook-https-only",
        "A hook is an https address.",
        where("notify_hook", text(lambda v: not v.startswith("https://"))),
        plain(notify_hook="http://hooks.example.com/"),
    ),
    _strict(
        "character-url-url-only",
        "A clip is an http or https address.",
        _not_url("character_url"),
        plain(character_url="string"),
    ),
    _strict("timestamps-span", "The end is 1 to 3 seconds after the start.", _span, plain(character_timestamps="3,1")),
    Variant(
        "unknown-fields-refused",
        "Unknown fields are refused.",
        lambda server: refuses(unlisted(server.spec))(server),
        (plain(zz_unknown=1),),
    ),
    Variant(
        "formats-enforced",
        "What the spec annotates as an address must be one (RFC 3986).",
        both(
            *(
                refuses(where(name, text(lambda v: not re.match("[A-Za-z][A-Za-z0-9+.-]*:[^ ]*$", v))))
                for name in ("notify_hook", "character_url")
            )
        ),
        (plain(character_url="clip one"),),
    ),
    Variant("key-required", "A request without a key is refused.", _key_required, (FRESH,), keys=True),
    Variant("no-read", "Tasks cannot be read.", replies(_no_get), (FRESH, READ)),
)
