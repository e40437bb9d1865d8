"""Another spec goes through the mock server without a change of code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.instances import instance
from clausewise.mock_server.unsupported import unsupported
from clausewise.spec import BodyValidator, Spec, SpecError

SHOP = """
openapi: 3.1.0
info: {title: Orders, version: "1"}
security: [{apiKey: []}]
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - {name: limit, in: query, required: true, schema: {type: integer, minimum: 1, maximum: 50}}
        - {name: tag, in: query, schema: {type: array, items: {type: string, enum: [new, old]}}}
        - {name: filter, in: query, style: deepObject, schema: {type: object}}
        - {name: sort, in: query}
        - {name: X-Tenant, in: header, schema: {type: string, pattern: '^t-'}}
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema:
                type: object
                required: [items, next, total]
                properties:
                  items: {type: array, minItems: 2, items: {$ref: "#/components/schemas/Order"}}
                  next: {type: ["null", string]}
                  total: {type: integer, minimum: 3, multipleOf: 2}
        "422":
          description: Refused.
          content:
            application/problem+json:
              schema: {type: object, properties: {title: {type: string}, detail: {type: string}}}
              example: {title: Refused, detail: The request was not understood.}
    post:
      operationId: createOrder
      x-paid: true
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/NewOrder"}
          multipart/form-data: {schema: {type: object}}
      responses:
        "201":
          description: Made.
          content:
            application/json:
              schema:
                type: object
                required: [number]
                properties: {number: {type: integer, minimum: 1}}
          links:
            read: {operationId: getOrder, parameters: {number: $response.body#/number}}
        4XX: {$ref: "#/components/responses/Refused"}
  /orders/{number}:
    parameters:
      - {name: number, in: path, required: true, schema: {type: integer}}
    get:
      operationId: getOrder
      responses:
        "200":
          description: An order.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Order"}
              example: {number: 1, lines: []}
        4XX: {$ref: "#/components/responses/Refused"}
    delete:
      operationId: deleteOrder
      responses:
        "204": {description: Gone.}
        4XX: {$ref: "#/components/responses/Refused"}
  /orders/export.csv:
    get:
      operationId: exportOrders
      security: []
      responses:
        "200":
          description: All.
          content: {text/csv: {schema: {type: string}, example: "number,lines"}}
components:
  securitySchemes:
    apiKey: {type: apiKey, in: header, name: X-Key}
    basic: {type: http, scheme: basic}
  schemas:
    Order:
      type: object
      required: [number, lines]
      properties:
        number: {type: integer}
        lines: {type: array, items: {type: object}}
    NewOrder:
      oneOf:
        - {type: object, required: [gift], properties: {gift: {type: boolean}}}
        - {type: object, required: [lines], properties: {lines: {type: array, minItems: 1}}}
  responses:
    Refused:
      description: Refused.
      content:
        application/json:
          schema: {type: object, properties: {why: {type: string, x-reason: true}, at: {type: string}}}
          example: {why: "", at: somewhere}
"""


@pytest.fixture
def shop(tmp_path: Path) -> MockServer:
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP, encoding="utf-8")
    return MockServer(Spec.load(file), keys=frozenset({"k"}))


def asked(shop: MockServer, method: str, target: str, body: Any = None, **headers: str) -> Answer:
    path, _, query = target.partition("?")
    sent = {b"content-type": b"application/json", b"x-key": b"k"}
    sent |= {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    raw = b"" if body is None else json.dumps(body).encode()
    return shop.answer(Request(method, path.encode(), query.encode(), sent, raw))


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
