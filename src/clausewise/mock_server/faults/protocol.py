"""Protocol: methods, media types and bodies that HTTP or JSON do not allow, and those that they do."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from clausewise.mock_server.exchange import Answer, Headers, Request
from clausewise.mock_server.faults.entry import CREATE, Change, Family, Fault, Sent
from clausewise.mock_server.faults.mechanisms import both, errs_with, parses_with, reads, replies, takes_media
from clausewise.mock_server.faults.witness_requests import PLAIN, typed
from clausewise.mock_server.parsing import MalformedError, strict_json

FAMILY: Family = "protocol"
TEXT = json.dumps(PLAIN).encode()
JSON_TYPE = {b"content-type": b"application/json"}


def _creates(method: str) -> Fault:
    def reply(request: Request, serve: Callable[[Request], Answer]) -> Answer:
        if request.method == method and request.path == CREATE.encode():
            request = replace(request, method="POST", headers=request.headers | JSON_TYPE, body=request.body or TEXT)
        return serve(request)

    name, says = f"method-{method.lower()}-creates", f"{method} on the collection starts a video."
    return Fault(name, FAMILY, ("method",), says, replies(reply), (Sent(PLAIN, method), Sent(None, method, headers=())))


def _takes_idly(method: str, status: int) -> Fault:
    def reply(request: Request, serve: Callable[[Request], Answer]) -> Answer:
        if request.method == method and request.path == CREATE.encode():
            return Answer(status, b"{}" if status != HTTPStatus.NO_CONTENT else b"")
        return serve(request)

    name, says = f"method-{method.lower()}-{status}", f"{method} is answered with {status}, and starts nothing."
    return Fault(name, FAMILY, ("allow-header",), says, replies(reply), (Sent(None, method, headers=()),))


def _allow(name: str, says: str, headers: Headers) -> Fault:
    def alter(answer: Answer) -> Answer:
        return replace(answer, headers=(*(pair for pair in answer.headers if pair[0] != b"allow"), *headers))

    change = errs_with(alter, frozenset({405}))
    return Fault(f"allow-{name}", FAMILY, ("allow-header",), says, change, (Sent(PLAIN, "PUT"),))


def _media(name: str, media_type: str | None, test: Callable[[str], Any], says: str) -> Fault:
    change = takes_media(lambda header: bool(header is not None and test(header.lower())))
    return Fault(f"media-{name}-accepted", FAMILY, ("content-type",), says, change, (typed(media_type),))


def _refused_media(name: str, media_type: str, test: Callable[[str], Any], says: str, *clauses: str) -> Fault:
    def reply(request: Request, serve: Callable[[Request], Answer]) -> Answer:
        refused = test(request.header(b"content-type") or "")
        return serve(replace(request, headers={**request.headers, b"content-type": b"x/x"}) if refused else request)

    return Fault(f"media-{name}-refused", FAMILY, clauses, says, replies(reply), (typed(media_type),))


def _body(name: str, body: bytes, parse: Callable[[bytes], Any], says: str) -> Fault:
    """A lax reading of bodies, tried only on what the strict one refuses."""

    def lax(raw: bytes, strict: Callable[[bytes], Any]) -> Any:
        try:
            return strict(raw)
        except MalformedError:
            try:
                return parse(raw)
            except (ValueError, SyntaxError, RecursionError):
                raise MalformedError("the body is not JSON") from None

    return Fault(f"body-{name}-accepted", FAMILY, ("body-json-object",), says, parses_with(lax), (Sent(body),))


def _value(name: str, body: Any, read: Callable[[Any], Any], says: str) -> Fault:
    return Fault(f"body-{name}-accepted", FAMILY, ("body-json-object",), says, reads(read), (Sent(body),))


def _cleaned(pattern: bytes, by: bytes = b"") -> Callable[[bytes], Any]:
    return lambda raw: strict_json(re.sub(pattern, by, raw))


def _first(raw: bytes) -> Any:
    return json.JSONDecoder().raw_decode(raw.decode().lstrip())[0]


def _form() -> Change:
    form = "application/x-www-form-urlencoded"
    parsed = parses_with(lambda raw, strict: strict(raw) if raw[:1] == b"{" else dict(parse_qsl(raw.decode("latin-1"))))
    return both(takes_media(lambda header: (header or "").startswith(form)), parsed)


FORM = b"prompt=A+boat.&model=sora-2"
FAULTS: tuple[Fault, ...] = (
    *(_creates(method) for method in ("GET", "PUT", "PATCH", "DELETE")),
    *(_takes_idly(method, status) for method, status in (("DELETE", 204), ("PUT", 200), ("PATCH", 202), ("GET", 200))),
    _allow("missing", "405 comes without Allow.", ()),
    _allow("empty", "405 comes with an empty Allow.", ((b"allow", b""),)),
    _allow("wrong", "Allow of a 405 lists the very method that was refused.", ((b"allow", b"GET, PUT"),)),
    _media("text", "text/plain", lambda v: v.startswith("text/plain"), "JSON is taken as text/plain."),
    _media("form", "application/x-www-form-urlencoded", lambda v: "form" in v, "JSON is taken as form."),
    _media("xml", "application/xml", lambda v: "xml" in v, "JSON is taken as XML."),
    _media("binary", "application/octet-stream", lambda v: "octet" in v, "JSON is taken as bytes."),
    _media("prefix", "application/jsonx", lambda v: v.startswith("application/json"), "The start is compared."),
    _media("part", "text/json", lambda v: "json" in v, "Any media type with json in it is taken."),
    _media("any", "image/png", lambda _: True, "Any media type is taken."),
    Fault(
        "media-missing-accepted",
        FAMILY,
        ("content-type",),
        "A request without Content-Type is taken.",
        takes_media(lambda header: not header),
        (typed(None),),
    ),
    Fault(
        "form-body-accepted",
        FAMILY,
        ("content-type",),
        "The body may be a web form.",
        _form(),
        (typed("application/x-www-form-urlencoded", FORM),),
    ),
    _refused_media(
        "charset",
        "application/json; charset=utf-8",
        lambda v: ";" in v,
        "A parameter of the media type is refused.",
        "content-type",
        "content-type-spelling",
    ),
    _refused_media(
        "upper-case",
        "Application/JSON",
        lambda v: v != v.lower(),
        "The media type in other letters is refused.",
        "content-type-spelling",
    ),
    _body("trailing-text", TEXT + b" x", _first, "Text after the JSON is ignored."),
    _body("two-documents", TEXT + b"\n" + TEXT, _first, "Of two JSON documents the first is used."),
    _body("nan", TEXT[:-1] + b', "zz_unknown": NaN}', json.loads, "NaN and Infinity are taken."),
    _body("trailing-comma", TEXT[:-1] + b",}", _cleaned(rb",\s*([}\]])", rb"\1"), "A comma may stand at the end."),
    _body("comments", b"/* x */" + TEXT, _cleaned(rb"/\*.*?\*/|//[^\n]*|#[^\n]*"), "Comments are taken."),
    _body(
        "single-quotes",
        TEXT.replace(b'"', b"'"),
        lambda raw: ast.literal_eval(raw.decode()),
        "Single quotes are taken.",
    ),
    _body(
        "bare-names",
        TEXT.replace(b'"model"', b"model"),
        _cleaned(rb"([{,]\s*)(\w+)\s*:", rb'\1"\2":'),
        "Bare names are taken.",
    ),
    _body("cut-off", TEXT[:-1], lambda raw: strict_json(raw + b"}"), "A missing brace at the end is filled in."),
    _body(
        "not-utf8",
        TEXT.replace(b"A paper", b"\xc4 paper"),
        lambda raw: json.loads(raw.decode("latin-1")),
        "Latin-1 is taken.",
    ),
    _body("utf-16", TEXT.decode().encode("utf-16"), json.loads, "UTF-16 is taken."),
    _body("not-json", b"prompt: A boat.", lambda _: PLAIN, "What is not JSON counts as a default request."),
    _body(
        "empty", b"", lambda raw: PLAIN if not raw.strip() else strict_json(raw), "An empty body is a default request."
    ),
    _value("null", b"null", lambda value: PLAIN if value is None else value, "null is a default request."),
    _value(
        "array",
        [PLAIN],
        lambda value: value[0] if isinstance(value, list) and value else value,
        "A list of one is taken.",
    ),
    _value("array-empty", [], lambda value: PLAIN if value == [] else value, "An empty list is a default request."),
    _value("string", "A boat.", lambda v: PLAIN if isinstance(v, str) else v, "A JSON string is taken for the prompt."),
    _value("number", 7, lambda v: PLAIN if isinstance(v, int) else v, "A number is a default request."),
    _value(
        "json-in-string",
        json.dumps(PLAIN),
        lambda value: _inside(value) if isinstance(value, str) else value,
        "JSON inside a JSON string is taken.",
    ),
)


def _inside(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value
