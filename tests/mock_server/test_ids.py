"""New ids have the form that the spec asks for, and what it makes up of a schema is valid by it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Request
from clausewise.probes.known_parameters import is_readable, known_values
from clausewise.probes.unsupported import unsupported
from clausewise.spec import BodyValidator, Spec


def spec(of_id: Any, keys: str = "id", answer: Any = None, *, in_: str = "path", unknown: str = "404") -> Spec:
    """A create and a read, whose id stands in the path or the query, and a refusal of one status each."""
    answer = answer or {"type": "object", "required": ["id"], "properties": {"id": of_id}}
    answered = {"description": "", "content": {"application/json": {"schema": answer}}}
    link = {"operationId": "read", "parameters": {"id": f"$response.body#/{keys}"}}
    parameter = {"name": "id", "in": in_, "required": True, "schema": of_id}
    read = {
        "operationId": "read",
        "parameters": [parameter],
        "responses": {"200": answered, unknown: {"description": ""}},
    }
    make = {"operationId": "make", "responses": {"200": {**answered, "links": {"read": link}}}}
    path = "/things/{id}" if in_ == "path" else "/thing"
    paths = {"/things": {"post": make}, path: {"get": read}}
    return Spec.of({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths})


def answers_of(made: Spec) -> BodyValidator:
    accepted = made.operation("make").accepted
    place = accepted.judged() if accepted else None
    assert place is not None
    return BodyValidator(made, place)


def asked(server: MockServer, method: str, path: str, query: str = "") -> tuple[int, Any]:
    answer = server.answer(Request(method, path.encode(), query.encode(), {}, b""))
    return answer.status, json.loads(answer.body or b"null")


FORMS: list[dict[str, Any]] = [
    {"type": "string"},
    {"type": "string", "pattern": "^vid_[A-Za-z0-9]{8}$"},
    {"type": "string", "pattern": "^[0-9]{6}$"},
    {"type": "string", "pattern": "^t-[0-9]+$"},
    {"type": "string", "pattern": "^[a-f]{12}$"},
    {"type": "string", "pattern": "^(task|job)-[0-9]{4}-[a-f]{4}$", "examples": ["job-2026-beef"]},
    {"type": "string", "maxLength": 12},
    {"type": "string", "examples": ["a/b c"]},
    {"type": "integer"},
    {"type": "integer", "minimum": 2**53},
    {"type": "integer", "multipleOf": 5, "minimum": 10},
    {"type": "number"},
    {"type": ["string", "null"]},
]


@pytest.mark.parametrize("of_id", FORMS, ids=json.dumps)
def test_each_new_id_is_another_one_that_the_schema_takes(of_id: dict[str, Any]) -> None:
    made = spec(of_id, in_="query")
    server, judge = MockServer(made), answers_of(made)
    answers = [asked(server, "POST", "/things")[1] for _ in range(4)]
    assert all(judge.is_valid(answer) for answer in answers), answers
    assert len({answer["id"] for answer in answers}) == 4
    for answer in answers:
        assert asked(server, "GET", "/thing", f"id={quote(str(answer['id']))}") == (200, answer)


def test_an_id_may_stand_in_a_list() -> None:
    item = {"type": "object", "required": ["id"], "properties": {"id": FORMS[0]}}
    data = {"type": "array", "minItems": 1, "items": item}
    listed = {"type": "object", "required": ["data"], "properties": {"data": data}}
    server = MockServer(spec(FORMS[0], "data/0/id", listed))
    _, made = asked(server, "POST", "/things")
    assert asked(server, "GET", f"/things/{made['data'][0]['id']}") == (200, made)


@pytest.mark.parametrize(("listed", "status"), [("404", 404), ("422", 422), ("4XX", 400), ("401", 400)])
def test_what_can_be_no_id_is_refused_with_a_status_that_is_listed(listed: str, status: int) -> None:
    assert asked(MockServer(spec({"type": "integer"}, unknown=listed)), "GET", "/things/x")[0] == status


@pytest.mark.parametrize(
    "code",
    [
        {"type": "string", "pattern": "^(OK|E[0-9]{3})$"},
        {"type": "array", "items": {"type": "integer"}, "contains": {"const": 7}},
        {"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}},
        {"type": "string", "not": {"maxLength": 3}},
    ],
    ids=json.dumps,
)
def test_an_answer_that_no_example_shows_is_valid(code: dict[str, Any]) -> None:
    answer = {"type": "object", "required": ["id", "code"], "properties": {"id": {"type": "string"}, "code": code}}
    made = spec({"type": "string"}, answer=answer)
    status, value = asked(MockServer(made), "POST", "/things")
    assert status == 200
    assert answers_of(made).breaches(value) == []


def test_what_an_example_of_an_id_names_need_not_be_there() -> None:
    of_id = {"type": "string", "examples": ["a1"]}
    made = spec(of_id, in_="query")
    assert known_values(made, made.operation("read").parameters[0]) == []


@pytest.mark.parametrize(
    ("error", "tells"),
    [
        ({"code": {"type": "string"}, "message": {"type": "string"}}, True),
        ({"code": {"const": "not-acceptable"}, "message": {"type": "string"}}, True),
        ({"message": {"type": "string", "pattern": "^E[0-9]{4}$"}}, False),
        ({"message": {"enum": ["bad", "worse"]}}, False),
        ({"message": {"type": "string", "minLength": 300}}, False),
    ],
    ids=json.dumps,
)
def test_a_refusal_is_valid_and_has_a_reason_where_the_spec_has_room_for_one(
    error: dict[str, Any], *, tells: bool
) -> None:
    schema = {"type": "object", "required": list(error), "properties": error}
    content = {"application/json": {"schema": {"type": "object", "required": ["name"]}}}
    refused = {"description": "", "content": {"application/json": {"schema": schema}}}
    make = {"operationId": "make", "requestBody": {"content": content}, "responses": {"400": refused}}
    info = {"title": "T", "version": "1"}
    made = Spec.of({"openapi": "3.1.0", "info": info, "paths": {"/things": {"post": make}}})
    request = Request("POST", b"/things", b"", {b"content-type": b"application/json"}, b"{}")
    answer = MockServer(made).answer(request)
    place = made.operation("make").responses[0].judged()
    assert place is not None
    assert BodyValidator(made, place).breaches(json.loads(answer.body)) == []
    assert (b"name" in answer.body) is tells


def test_a_link_that_tells_several_parameters_makes_none_of_them_an_id() -> None:
    document = spec({"type": "string"}).document
    link = document["paths"]["/things"]["post"]["responses"]["200"]["links"]["read"]
    assert Spec.of(document).operation("make").links
    link["parameters"] |= {"owner": "$response.body#/owner", "version": "1"}
    assert Spec.of(document).operation("make").links == ()


def test_what_needs_more_than_a_link_tells_is_not_read_and_said() -> None:
    document = spec({"type": "string"}).document
    read = document["paths"]["/things/{id}"]["get"]
    read["parameters"].append({"name": "owner", "in": "header", "required": True, "schema": {"type": "string"}})
    made = Spec.of(document)
    (link,) = made.operation("make").links
    assert not is_readable(made, link)
    assert "nothing tells the values of required parameters: read" in unsupported(made)
    read["parameters"][-1]["schema"]["const"] = "me"
    made = Spec.of(document)
    assert is_readable(made, link)
    assert not [line for line in unsupported(made) if "read" in line]
