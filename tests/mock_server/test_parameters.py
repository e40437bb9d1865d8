"""Parameters are read in the form that the spec gives them (OpenAPI 3.1, "Style Values"), and judged."""

from __future__ import annotations

from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Request
from clausewise.spec import Spec

NUMBERS = {"type": "array", "items": {"type": "integer"}, "minItems": 2}
RANGE = {"type": "object", "required": ["low"], "properties": {"low": {"type": "integer"}, "unit": {"enum": ["s"]}}}
#: The parameter, a right query, header or path, and a wrong one.
FORMS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a list, exploded": ({"in": "query", "schema": NUMBERS}, "v=1&v=2", "v=1,2"),
    "a list with commas": ({"in": "query", "explode": False, "schema": NUMBERS}, "v=1,2", "v=1&v=2"),
    "a list with spaces": ({"in": "query", "style": "spaceDelimited", "schema": NUMBERS}, "v=1%202", "v=1,2"),
    "a list with bars": ({"in": "query", "style": "pipeDelimited", "schema": NUMBERS}, "v=1%7C2", "v=1%7Cx"),
    "a list in a choice": ({"in": "query", "schema": {"anyOf": [NUMBERS, {"type": "null"}]}}, "v=1&v=2", "v=1"),
    "fields in brackets": ({"in": "query", "style": "deepObject", "schema": RANGE}, "v[low]=1", "v[low]=x"),
    "fields by name": ({"in": "query", "schema": RANGE}, "low=1&unit=s", "low=1&unit=h"),
    "fields with commas": ({"in": "query", "explode": False, "schema": RANGE}, "v=low,1,unit,s", "v=unit,s"),
    "JSON": ({"in": "query", "content": {"application/json": {"schema": RANGE}}}, "v=%7B%22low%22:1%7D", "v=low"),
    "text": ({"in": "query", "content": {"text/plain": {"schema": {"enum": ["1"]}}}}, "v=1", "v=2"),
    "a constant of no type": ({"in": "query", "schema": {"const": True}}, "v=true", "v=false"),
    "values of no type": ({"in": "query", "schema": {"enum": [1, 2]}}, "v=1", "v=3"),
    "anything": ({"in": "query", "schema": True}, "v=1", "w=1"),
    "nothing said": ({"in": "query", "schema": {}}, "v=1", "w=1"),
    "a header": ({"in": "header", "schema": NUMBERS}, "1,2", "1"),
    "a header of fields": ({"in": "header", "explode": True, "schema": RANGE}, "low=1,unit=s", "low=x"),
    "a cookie": ({"in": "cookie", "schema": NUMBERS}, "v=1; v=2", "v=1"),
    "an encoded cookie": ({"in": "cookie", "schema": {"enum": ["a b"]}}, "v=a%20b", "v=a"),
    "a label": ({"in": "path", "style": "label", "explode": True, "schema": NUMBERS}, ".1.2", ".1"),
    "a matrix": ({"in": "path", "style": "matrix", "schema": NUMBERS}, ";v=1,2", "1,2"),
    "a plain path": ({"in": "path", "schema": NUMBERS}, "1,2", "1.2"),
}


def status(parameter: dict[str, Any], sent: str) -> int:
    """The status of a request with one parameter called `v`."""
    place = parameter["in"]
    path = "/things/{v}" if place == "path" else "/things"
    operation = {
        "parameters": [{"name": "v", "required": True, **parameter}],
        "responses": {"200": {"description": ""}},
    }
    info = {"title": "T", "version": "1"}
    server = MockServer(Spec.of({"openapi": "3.1.0", "info": info, "paths": {path: {"get": operation}}}))
    headers = {"header": {b"v": sent.encode()}, "cookie": {b"cookie": sent.encode()}}.get(place, {})
    query = sent.encode() if place == "query" else b""
    return server.answer(Request("GET", path.replace("{v}", sent).encode(), query, headers, b"")).status


@pytest.mark.parametrize(("parameter", "right", "wrong"), FORMS.values(), ids=FORMS)
def test_a_parameter_is_read_in_its_form(parameter: dict[str, Any], right: str, wrong: str) -> None:
    assert (status(parameter, right), status(parameter, wrong)) == (200, 400)


def test_other_parameters_are_no_fields_of_an_object_by_name() -> None:
    closed = {"type": "object", "properties": {"low": {"type": "integer"}}, "additionalProperties": False}
    parameters = [{"name": "v", "in": "query", "schema": closed}, {"name": "page", "in": "query", "schema": {}}]
    operation = {"parameters": parameters, "responses": {"200": {"description": ""}}}
    info = {"title": "T", "version": "1"}
    server = MockServer(Spec.of({"openapi": "3.1.0", "info": info, "paths": {"/things": {"get": operation}}}))
    asked = [server.answer(Request("GET", b"/things", query, {}, b"")).status for query in (b"low=1&page=2", b"high=1")]
    assert asked == [200, 400]
