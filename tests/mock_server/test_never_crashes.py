"""No bytes make the mock server answer with a 5xx, raise, or take what it should not."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Request
from clausewise.spec import BodyValidator, Spec

SPEC = Spec.load()
SERVER = MockServer(SPEC, keys=frozenset({"right"}))
TAKEN = BodyValidator(SPEC, ("components", "schemas", "VideoGenerationRequest"))

BOUNDED = settings(max_examples=150, deadline=None, derandomize=True, database=None)

names = st.sampled_from(["prompt", "model", "images", "hd", "duration", "character_timestamps", "x", "\ud800"])
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["sora-2", "sora-2-pro", "10", "25", "1,3", "\ud800", 10**400, "\0"])
)
values = st.recursive(
    scalars,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(names | st.text(), part, max_size=3),
    max_leaves=8,
)
bodies = st.dictionaries(names, values, max_size=6) | values
raw = st.binary(max_size=200) | bodies.map(lambda value: json.dumps(value).encode())
paths = st.sampled_from([b"/v2/videos/generations", b"/v2/videos/generations/x"]) | st.binary(max_size=40)
header_names = st.sampled_from([b"content-type", b"authorization", b"prefer"])
header_values = st.sampled_from([b"application/json", b"Bearer right", b"code=200"]) | st.binary(max_size=40)


def sent(body: bytes) -> Request:
    return Request("POST", b"/v2/videos/generations", b"", {b"content-type": b"application/json"}, body)


@BOUNDED
@given(raw)
def test_any_body_is_taken_or_refused_with_400(body: bytes) -> None:
    assert SERVER.answer(sent(body)).status in {200, 400}


@BOUNDED
@given(bodies)
def test_a_body_is_taken_exactly_when_the_schema_takes_it(body: Any) -> None:
    text = json.dumps(body)
    taken = SERVER.answer(sent(text.encode())).status == 200
    try:
        expected = "NaN" not in text and "Infinity" not in text and TAKEN.is_valid(json.loads(text))
    except (UnicodeEncodeError, ValueError):  # half a surrogate pair as a name, or a number too long
        expected = False
    assert taken == expected


@BOUNDED
@given(st.text(max_size=8), paths, st.binary(max_size=40), st.dictionaries(header_names, header_values), raw)
def test_any_request_is_answered_below_500(
    method: str, path: bytes, query: bytes, headers: dict[bytes, bytes], body: bytes
) -> None:
    answer = SERVER.answer(Request(method, path, query, headers, body))
    preferred = headers.get(b"prefer", b"").lower().replace(b" ", b"").startswith(b"code=5")
    assert answer.status < 500 or preferred


def test_a_name_that_comes_twice_is_read_once() -> None:
    assert SERVER.answer(sent(b'{"prompt": 1, "prompt": "a", "model": "sora-2"}')).status == 200
