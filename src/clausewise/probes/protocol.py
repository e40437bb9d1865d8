"""Protocol probes: methods, media types and bodies that are no JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from clausewise.probes.probe import Call, Expected, Kind, Probe
from clausewise.probes.wire import plain
from clausewise.spec import Basis, BodyValidator, Clause, Operation, Spec
from clausewise.spec.operations import JSON, SAFE
from clausewise.spec.validation import validator

#: No JSON by the letter of its standard, yet taken by the readers of common languages: Python's takes the first
#: three, JavaScript's the bytes, fast C readers the line break, and Go's decoder stops at the end of the object.
TAKEN_BY_COMMON_READERS = (
    *("NaN", "Infinity", "UTF-16"),
    *("bytes that are no UTF-8", "Latin-1", "raw line break in a string"),
    *("second document", "trailing words"),
)
#: A media type of its own, which frameworks read as JSON by its ending.
A_KIND_OF_JSON = "a kind of JSON"
#: A range, as Accept has them. It parses as a Content-Type (RFC 9110, 8.3.1), though no type can have that name
#: (RFC 6838, 4.2), and nothing obliges a server to refuse it: it calls the body no other type than the one that is
#: wanted, and readers that compare ranges, as that of Django REST framework, take it for this one.
ANYTHING = "anything"
#: Some servers answer these before they have read the body, and then take the rest of it for the next
#: request on the connection.
ALONE = {"Connection": "close"}
METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "POST")


def protocol_probes(spec: Spec, operation: Operation, base: Any) -> list[Probe]:
    """The probes of an operation with a JSON body, all on one valid body, which must not be accepted so."""
    methods = list(_methods(spec, operation, base))
    if operation.body_location is None or base is None:
        return methods
    return [*methods, *_media_types(spec, operation, base), *_bodies(spec, operation, base)]


def _methods(spec: Spec, operation: Operation, base: Any) -> Iterator[Probe]:
    taken = {other.method for other in spec.operations if other.url_path == operation.url_path}
    if not operation.body_media_types:
        return
    clause = spec.governing(operation.location, "method")
    for method in METHODS:
        if method in taken:
            continue
        with_body = base is not None and method not in SAFE
        call = Call(method, plain(base) if with_body else None, JSON if with_body else None, ALONE)
        name = f"{operation.id}/method/{method}"
        yield replace(_refused(operation, name, call, clause), is_no_request=not with_body)


def _media_types(spec: Spec, operation: Operation, base: Any) -> Iterator[Probe]:
    clause = spec.governing(operation.body_location or (), "media-type")
    body = plain(base)
    flat = base if isinstance(base, dict) else {"body": base}
    form = urlencode({name: value if isinstance(value, str) else plain(value) for name, value in flat.items()})
    boundary = "probe-boundary"
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in flat.items()
    )
    tried: list[tuple[str, str | None, bytes]] = [
        ("none", None, body),
        ("empty", "", body),
        ("text", "text/plain", body),
        ("form", "application/x-www-form-urlencoded", form.encode()),
        ("JSON called a form", "application/x-www-form-urlencoded", body),
        ("multipart", f"multipart/form-data; boundary={boundary}", f"{parts}--{boundary}--\r\n".encode()),
        ("XML", "application/xml", b"<request/>"),
        ("JSON called XML", "application/xml", body),
        ("bytes", "application/octet-stream", body),
        ("JSON called HTML", "text/html", body),
        ("a longer word", "application/jsonx", body),
        ("a list", "application/jsonlines", body),
        ("text called JSON", "text/json", body),
        (ANYTHING, "*/*", body),
        (A_KIND_OF_JSON, "application/vnd.api+json", body),
    ]
    for name, content_type, content in tried:
        if content_type and content_type.split(";")[0] in operation.body_media_types:
            continue
        if not content and not operation.body_required:  # no body at all, which may be left out
            continue
        call = Call(operation.method, content, content_type, ALONE)
        probe = _refused(operation, f"{operation.id}/media type/{name}", call, clause)
        # Where no body is required, one that says nothing of its type may be left alone.
        doubtful = name in (A_KIND_OF_JSON, ANYTHING) or not (content_type or operation.body_required)
        yield replace(probe, basis="assumed") if doubtful else probe


def _bodies(spec: Spec, operation: Operation, base: Any) -> Iterator[Probe]:
    assert operation.body_location is not None  # noqa: S101 - the caller has looked
    clause = spec.governing(operation.body_location, "body")
    body = plain(base)
    first = next(iter(base), "a") if isinstance(base, dict) else "a"
    tried: dict[str, bytes] = {
        "empty": b"",
        "blank": b"  \n",
        "null": b"null",
        "array": b"[]",
        "array of one": b"[" + body + b"]",
        "object in an object": plain({"data": base}),
        "object under the name body": plain({"body": base}),
        "object under the name input": plain({"input": base}),
        "string": b'"text"',
        "JSON in a string": plain(body.decode()),
        "number": b"1",
        "true": b"true",
        "cut": body[:-1],
        "cut in a string": body[: len(body) // 2],
        "trailing comma": body[:-1] + b",}",
        "second document": body + body,
        "trailing words": body + b" trailing",
        "single quotes": body.replace(b'"', b"'"),
        "names without quotes": body.replace(f'"{first}"'.encode(), first.encode(), 1),
        "comment": b"/* comment */" + body,
        "line comment": b"// comment\n" + body,
        "NaN": body[:-1] + b',"x_probe":NaN}',
        "Infinity": body[:-1] + b',"x_probe":-Infinity}',
        "raw line break in a string": body[:-1] + b',"x_probe":"a\nb"}',
        "bytes that are no UTF-8": body[:-1] + b',"x_probe":"\xff\xfe\xc3"}',
        "Latin-1": body[:-1] + b',"x_probe":"caf\xe9"}',
        "UTF-16": body.decode().encode("utf-16"),
        "cut escape": body[:-1] + b',"x_probe":"\\u12"}',
        "form": urlencode({"x_probe": "1"}).encode(),
        "XML": b"<request/>",
        "deep nesting": b"[" * 500 + b"]" * 500,
        "Python's own writing": repr(base).encode(),
        "Python's words": body[:-1] + b',"x_probe":None}',
    }
    if not operation.body_required:
        tried = {name: content for name, content in tried.items() if content}
    judge = validator(spec, operation.body_location)
    for name, content in tried.items():
        if _takes(judge, content):
            continue
        call = Call(operation.method, content, JSON, ALONE)
        probe = _refused(operation, f"{operation.id}/body/{name}", call, clause)
        blank = not content.strip() and not operation.body_required  # a reader may take it for no body at all
        basis: Basis = "assumed" if blank or name in TAKEN_BY_COMMON_READERS else clause.basis
        yield replace(probe, basis=basis, is_no_request=_names_no_field(content, first))


def _takes(judge: BodyValidator, content: bytes) -> bool:
    """Tell whether bytes are JSON that the schema of the body takes, as where no field is required."""
    try:
        value = json.loads(content.decode(), parse_constant=float)
    except (ValueError, RecursionError):
        return False
    return b"NaN" not in content and b"Infinity" not in content and judge.is_valid(value)


def _refused(operation: Operation, name: str, call: Call, clause: Clause) -> Probe:
    return Probe(name, Kind.PROTOCOL, operation, call, Expected.REFUSED, (clause,), clause.basis)


def _names_no_field(content: bytes, first: str) -> bool:
    """Tell whether a body has nothing of a request in it: not even the name of a field, in any encoding."""
    return first.encode() not in content and first.encode("utf-16-le") not in content
