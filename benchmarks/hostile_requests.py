"""Hostile requests of many kinds, mixed at random, the same for a seed."""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Callable

CREATE = b"/v2/videos/generations"
Sent = tuple[bytes, bool]


def sent(method: bytes, path: bytes, body: bytes = b"", *headers: bytes) -> bytes:
    """One request as bytes."""
    lines = [method + b" " + path + b" HTTP/1.1", b"host: localhost", *headers]
    if body or method == b"POST":
        lines.append(b"content-length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


class Hostile:
    """Requests at random, the same for a seed. `tasks` are ids that the server has answered with."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self.tasks = deque([b"none"], maxlen=5000)
        self.kinds: list[Callable[[], Sent]] = [
            *[self.create] * 6, *[self.read] * 4, self.video, self.broken_json, self.broken_json, self.odd_fields,
            self.odd_fields, self.odd_headers, self.odd_headers, self.odd_path, self.odd_method, self.preflight,
            self.own_page, self.switch, self.scripted, self.scripted, self.asked_error, self.no_http,
        ]  # fmt: skip

    def next(self) -> Sent:
        """A request, and whether a 5xx was ordered with it."""
        return self.random.choice(self.kinds)()

    def noise(self, most: int = 60) -> bytes:
        """Some bytes of any value but those that end a line."""
        return self.random.randbytes(self.random.randrange(most)).replace(b"\r", b"?").replace(b"\n", b"?")

    def json(self, value: object, *headers: bytes) -> bytes:
        """A create with a JSON value."""
        return sent(b"POST", CREATE, json.dumps(value).encode(), b"content-type: application/json", *headers)

    def create(self) -> Sent:
        """A valid create, with a hook that nobody answers now and then."""
        hooks = ["http://127.0.0.1:1/x", "https://hooks.example.com/", "http://169.254.169.254/"]
        body = {"prompt": self.noise().decode("latin-1"), "model": self.random.choice(["sora-2", "sora-2-pro"])}
        if self.random.random() < 0.2:
            body["notify_hook"] = self.random.choice(hooks)
        return self.json(body), False

    def read(self) -> Sent:
        """A read of a known or of any id."""
        known = self.random.random() < 0.7
        return sent(b"GET", CREATE + b"/" + (self.random.choice(self.tasks) if known else _quoted(self.noise()))), False

    def video(self) -> Sent:
        """A range of a video, or of none."""
        name = self.random.choice([self.tasks[0], self.tasks[0], b"..%2f..%2fetc%2fpasswd", b""])
        spans = [b"bytes=0-9", b"bytes=-5", b"bytes=9-1", b"bytes=99999999-", b"bytes=0-1,3-4", self.noise()]
        return sent(b"GET", b"/__videos/" + name + b".mp4", b"", b"range: " + self.random.choice(spans)), False

    def broken_json(self) -> Sent:
        """A body that is not the JSON it should be."""
        bodies = [
            b"", b"{", b'{"prompt": NaN}', b"[" * 50_000, b'{"a":' * 5000, b'{"prompt": "\xff\xfe"}', b"9" * 10_000,
            b'{"prompt": "\\ud800", "model": "sora-2"}', b"null", self.noise(500), b'{"model": ' + b"1" * 5000 + b"}",
        ]  # fmt: skip
        return sent(b"POST", CREATE, self.random.choice(bodies), b"content-type: application/json"), False

    def odd_fields(self) -> Sent:
        """Fields of other types and values."""
        values: list[object] = [
            None,
            True,
            -1,
            10**400,
            1.5e300,
            "",
            "\ud800",
            "x" * 5000,
            [],
            [[]] * 500,
            {},
            {"a": {"b": []}},
        ]
        names = ["prompt", "model", "images", "hd", "duration", "notify_hook", "character_timestamps", "\ud800", "zz"]
        body = {"prompt": "A boat.", "model": "sora-2"}
        changed = {self.random.choice(names): self.random.choice(values) for _ in range(2)}
        return self.json(body | changed), False

    def odd_headers(self) -> Sent:
        """Headers with anything in them."""
        names = [b"accept", b"prefer", b"host", b"origin", b"authorization", b"content-type", b"cookie", b"range"]
        headers = [self.random.choice(names) + b": " + self.noise().replace(b"\0", b"?") for _ in range(3)]
        return self.json({"prompt": "A boat.", "model": "sora-2"}, *headers), False

    def odd_path(self) -> Sent:
        """A path of any bytes."""
        return sent(
            b"GET", b"/" + _quoted(self.noise()) + self.random.choice([b"", b"?" + _quoted(self.noise())])
        ), False

    def odd_method(self) -> Sent:
        """Another method."""
        return sent(self.random.choice([b"PUT", b"DELETE", b"PATCH", b"TRACE", b"OPTIONS", b"MKCOL"]), CREATE), False

    def preflight(self) -> Sent:
        """A request like that of a browser."""
        asked = [b"authorization", b"a,b , c", self.noise().replace(b"\0", b"?"), b"x" * 3000]
        question = [b"access-control-request-method: POST", b"access-control-request-headers: "]
        origin = b"origin: https://a.example"
        return sent(b"OPTIONS", CREATE, b"", origin, question[0], question[1] + self.random.choice(asked)), False

    def own_page(self) -> Sent:
        """A page of the server's own."""
        path = self.random.choice([b"/", b"/docs", b"/openapi.json", b"/__requests", b"/__pages/page.css"])
        return sent(
            b"GET", path, b"", b"accept: " + self.random.choice([b"text/html", b"*/*", b"application/json"])
        ), False

    def switch(self) -> Sent:
        """An attempt to switch faults that there are not."""
        bodies = [b'{"faults": ["no-such"]}', b"[]", b"{", b'{"faults": 7}', b"[" * 20_000]
        return sent(b"PUT", b"/__mock", self.random.choice(bodies), b"content-type: application/json"), False

    def scripted(self) -> Sent:
        """A life or an answer to order, known or not."""
        words = [
            b"life=failed",
            b"life=stuck+wrapped",
            b"life=merry",
            b"wait=0.01",
            b"wait=nan",
            b"example=no",
            b"code=9",
        ]
        return self.json({"prompt": "A boat.", "model": "sora-2"}, b"prefer: " + self.random.choice(words)), False

    def asked_error(self) -> Sent:
        """A 5xx that was ordered."""
        return self.json({"prompt": "A boat. [mock code=503]", "model": "sora-2"}), True

    def no_http(self) -> Sent:
        """Bytes that are no request."""
        odd = [b"?" + self.noise(300) + b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", sent(b"GET", b"/ x y")]
        return self.random.choice(odd), False


def _quoted(data: bytes) -> bytes:
    return b"".join(b"%%%02X" % byte if byte <= 32 or byte >= 127 or byte in b"?#%" else bytes([byte]) for byte in data)
