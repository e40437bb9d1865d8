"""Another spec goes through the mock server without a change of code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Answer
from clausewise.mock_server.instances import instance
from clausewise.mock_server.unsupported import unsupported
from clausewise.spec import BodyValidator, Spec, SpecError
from tests.mock_server.conftest import asking


@pytest.fixture
def shop() -> MockServer:
    return MockServer(Spec.load(Path(__file__).with_name("shop.yaml")), keys=frozenset({"k"}))


def asked(server: MockServer, method: str, target: str, body: Any = None, **headers: str) -> Answer:
    path, _, query = target.partition("?")
    return asking(server)(body, method, path, query, **{"x_key": "k"} | headers)


def test_numbered_resources_are_created_read_and_counted(shop: MockServer) -> None:
    numbers = [json.loads(asked(shop, "POST", "/orders", {"gift": True}).body)["number"] for _ in range(2)]
    assert numbers == [1, 2]
    assert shop.accepted == 2
    assert json.loads(asked(shop, "GET", "/orders/2").body) == {"number": 2, "lines": []}
    assert asked(shop, "GET", "/orders/3").status == 404


@pytest.mark.parametrize(
    ("target", "headers", "status"),
    [
        ("/orders?limit=5&tag=new&tag=old", {}, 200),
        ("/orders?limit=5", {"x_tenant": "t-1"}, 200),
        ("/orders", {}, 422),
        ("/orders?limit=51", {}, 422),
        ("/orders?limit=five", {}, 422),
        ("/orders?limit=5&tag=other", {}, 422),
        ("/orders?limit=5", {"x_tenant": "1"}, 422),
        ("/orders?limit=5", {"x_key": "wrong"}, 401),
        ("/orders/one", {}, 400),
        ("/orders/export.csv", {"x_key": "wrong"}, 200),
    ],
)
def test_parameters_and_keys_are_judged(shop: MockServer, target: str, headers: dict[str, str], status: int) -> None:
    assert asked(shop, "GET", target, **headers).status == status


def test_reasons_stand_where_the_spec_wants_them(shop: MockServer) -> None:
    assert json.loads(asked(shop, "POST", "/orders", {"lines": []}).body)["at"] == "somewhere"
    assert "missing" in json.loads(asked(shop, "POST", "/orders", {"lines": []}).body)["why"]
    refused = asked(shop, "GET", "/orders?limit=0")
    assert refused.header(b"content-type") == b"application/problem+json"
    assert "limit" in json.loads(refused.body)["detail"]


def test_bodies_that_are_not_json_and_answers_without_a_body_are_followed(shop: MockServer) -> None:
    assert asked(shop, "POST", "/orders", "x", content_type="multipart/form-data; boundary=b").status == 201
    assert asked(shop, "GET", "/orders/export.csv").body == b"number,lines"
    asked(shop, "POST", "/orders", {"gift": True})
    gone = asked(shop, "DELETE", "/orders/1")
    assert (gone.status, gone.body, gone.headers) == (204, b"", ())


def test_an_answer_without_example_is_made_from_its_schema(shop: MockServer) -> None:
    page = json.loads(asked(shop, "GET", "/orders?limit=1").body)
    assert page == {"items": [{"number": 0, "lines": []}] * 2, "next": None, "total": 4}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 3},
        {"type": "string", "format": "date-time"},
        {"type": "integer", "exclusiveMinimum": 3, "multipleOf": 5},
        {"type": "number", "maximum": -2},
        {"enum": ["a", "b"]},
        {"allOf": [{"type": "object", "required": ["a"]}, {"properties": {"a": {"const": 1}}, "required": ["a"]}]},
        {"type": "array", "minItems": 2, "items": {"type": "boolean"}},
        {"oneOf": [{"$ref": "#/components/schemas/Order"}, {"type": "null"}]},
        {"type": ["string", "null"], "maxLength": 0},
    ],
)
def test_a_made_value_is_valid(shop: MockServer, schema: Any) -> None:
    document = shop.spec.document
    document["components"]["schemas"]["Tried"] = schema
    spec = Spec(document, shop.spec.source)
    made = instance(spec, schema)
    assert BodyValidator(spec, ("components", "schemas", "Tried")).is_valid(made), made


def test_what_is_not_judged_is_named_in_one_line_each(shop: MockServer) -> None:
    assert list(unsupported(shop.spec)) == [
        "security scheme basic: http is read as a bearer token",
        "listOrders: the query parameter sort is not judged",
        "createOrder: a body of multipart/form-data is taken unread",
    ]


def test_a_spec_without_operations_is_a_one_line_error(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="no operation to serve"):
        MockServer(Spec({"openapi": "3.1.0", "paths": {}}, tmp_path / "empty.yaml"))


def test_a_changed_rule_is_followed(tmp_path: Path, spec: Spec) -> None:
    changed = yaml.safe_load(spec.source.read_text(encoding="utf-8"))
    changed["components"]["schemas"]["Duration"]["enum"] = ["10", "15", "25", "50"]
    file = tmp_path / "changed.yaml"
    file.write_text(yaml.safe_dump(changed), encoding="utf-8")
    body = {"prompt": "a", "model": "sora-2", "duration": "50"}
    statuses = [
        asked(MockServer(judged), "POST", "/v2/videos/generations", body).status for judged in (spec, Spec.load(file))
    ]
    assert statuses == [400, 200]
