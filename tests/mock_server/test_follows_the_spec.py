"""The mock server takes what the spec allows, refuses the rest, and says why in the spec's own shape."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Answer
from clausewise.spec import BodyValidator, Spec
from tests.mock_server.conftest import CREATE, PLAIN, Ask, asking


def content(answer: Answer) -> Any:
    return json.loads(answer.body)


def described(spec: Spec, answer: Answer, operation_id: str = "createVideoGeneration") -> list[str]:
    """The breaches of the spec in an answer; its status must be listed, but for those left to the server."""
    operation = spec.operation(operation_id)
    response = operation.response(answer.status) or operation.response(400)
    assert response is not None
    return [str(breach) for breach in BodyValidator(spec, response.schema_location()).breaches(content(answer))]


def examples(spec: Spec) -> dict[str, Any]:
    media = spec.operation("createVideoGeneration").node["requestBody"]["content"]["application/json"]
    return {name: example["value"] for name, example in media["examples"].items()}


@pytest.mark.parametrize("name", examples(Spec.load()))
def test_every_request_example_is_accepted_with_an_answer_of_the_spec(spec: Spec, ask: Ask, name: str) -> None:
    answer = ask(examples(spec)[name])
    assert answer.status == 200
    assert described(spec, answer) == []
    assert uuid.UUID(content(answer)["task_id"]).version == 4


def test_the_same_request_twice_starts_two_tasks_and_both_are_counted(server: MockServer, ask: Ask) -> None:
    assert content(ask(PLAIN)) != content(ask(PLAIN))
    assert server.accepted == 2
    ask({**PLAIN, "duration": 10})
    assert server.accepted == 2
    server.reset()
    assert server.accepted == 0


@pytest.mark.parametrize(
    ("body", "clause"),
    [
        ({"model": "sora-2"}, "prompt-required"),
        ({"prompt": None, "model": "sora-2"}, "prompt-required"),
        ({**PLAIN, "model": "sora-3"}, "model-enum"),
        ({**PLAIN, "duration": 10}, "duration-enum"),
        ({**PLAIN, "duration": "25"}, "duration-25-needs-pro"),
        ({**PLAIN, "hd": True}, "hd-needs-pro"),
        ({**PLAIN, "images": "https://media.example.com/a.png"}, "images"),
        ({**PLAIN, "character_timestamps": "1,3\n"}, "character-timestamps"),
        ([PLAIN], "body-json-object"),
        (b"null", "body-json-object"),
    ],
)
def test_a_broken_clause_is_refused_with_its_field_and_id(spec: Spec, ask: Ask, body: Any, clause: str) -> None:
    answer = ask(body)
    assert answer.status == 400
    assert described(spec, answer) == []
    assert f"[{clause}]" in content(answer)["message"]
    assert content(answer)["code"] == "invalid_request"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"prompt": NaN}',
        b'{"prompt": "a", "model": "sora-2"} x',
        b'{"prompt": "a", "model": "sora-2",}',
        '{"prompt": "ä", "model": "sora-2"}'.encode("latin-1"),
        '{"prompt": "a", "model": "sora-2"}'.encode("utf-16"),
        b'\xef\xbb\xbf{"prompt": "a", "model": "sora-2"}',
        b'{"prompt": "a", "model": "sora-2", "x": ' + b"9" * 5000 + b"}",
        b'{"prompt": "a", "model": "sora-2", "\\ud800": 1}',
        b"[" * 100_000,
        b'{"prompt": "a", "model": "sora-2", "images": ' + b"[" * 800 + b"]" * 800 + b"}",
    ],
)
def test_a_malformed_body_is_refused_with_400(spec: Spec, server: MockServer, ask: Ask, body: bytes) -> None:
    answer = ask(body)
    assert answer.status == 400
    assert described(spec, answer) == []
    assert server.accepted == 0


@pytest.mark.parametrize("prompt", ["", "a\0b", "\ud800", "😀 中文 \"quoted\" 'x'\n", "x" * 100_000])
def test_any_string_is_taken_where_the_page_says_only_string(ask: Ask, prompt: str) -> None:
    assert ask({**PLAIN, "prompt": prompt}).status == 200


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ('APPLICATION/JSON; Charset="UTF-8"', 200),
        ("application/json; charset=latin-1", 415),
        ("text/plain", 415),
        ("application/jsonx", 415),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
        ("application/json, text/plain", 415),
    ],
)
def test_the_media_type_is_read_as_http_defines_it(spec: Spec, ask: Ask, media_type: str, status: int) -> None:
    answer = ask(PLAIN, content_type=media_type)
    assert answer.status == status
    assert described(spec, answer) == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_another_method_is_refused_with_405_and_allow(ask: Ask, method: str) -> None:
    answer = ask(PLAIN, method=method)
    assert (answer.status, answer.header(b"allow")) == (405, b"POST")


@pytest.mark.parametrize("path", ["/", "", "/v2/videos", CREATE + "/", CREATE + "/a/b"])
def test_another_path_is_refused_with_404(ask: Ask, path: str) -> None:
    assert ask(PLAIN, path=path).status == 404


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 200),
        ("Bearer right", 200),
        ("bearer right", 200),
        ("Bearer wrong", 401),
        ("Bearer", 401),
        ("Bearer ", 401),
        ("", 401),
        ("right", 401),
        ("Basic right", 401),
        ("Bearer righ", 401),
        ("Bearer rightx", 401),
        ("Bearer RIGHT", 401),
        ("Bearer right, Bearer right", 401),
    ],
)
def test_a_key_is_optional_but_a_wrong_one_is_refused(spec: Spec, header: str | None, status: int) -> None:
    ask = asking(MockServer(spec, keys=frozenset({"right"})))
    answer = ask(PLAIN, **({} if header is None else {"authorization": header}))
    assert answer.status == status
    assert described(spec, answer) == []


def test_without_known_keys_any_authorization_passes(ask: Ask) -> None:
    assert ask(PLAIN, authorization="Bearer anything").status == 200


def test_prefer_asks_for_an_answer_of_the_spec(server: MockServer, ask: Ask) -> None:
    assert ask(PLAIN, prefer="code=429").status == 429
    assert content(ask(None, "GET", CREATE + "/x", prefer="example=failed"))["status"] == "FAILURE"
    assert ask(PLAIN, prefer="example=no-such").status == 400
    assert ask(PLAIN, prefer="code=999").status == 400
    assert ask(PLAIN, prefer="code=401, example=badKey").status == 401
    assert server.accepted == 0
    assert ask(PLAIN, prefer="wait=3").status == 200
