"""Auth and leaks: stack traces in refusals, in the forms in which frameworks show them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clausewise.mock_server.exchange import encoded, json_answer
from clausewise.mock_server.faults.body_conditions import has
from clausewise.mock_server.faults.entry import Family, Fault
from clausewise.mock_server.faults.mechanisms import crashes, errs_with
from clausewise.mock_server.faults.witness_requests import BROKEN, plain

FAMILY: Family = "auth and leaks"
HTML = b"text/html; charset=utf-8"
PYTHON = "Traceback (most recent call last):\n  File \"/srv/app.py\", line 7, in create\nKeyError: 'model'"
NODE = (
    "TypeError: x is undefined\n    at create (/srv/app/routes.js:31:7)\n    at next (/srv/node_modules/router.js:9:3)"
)
JAVA = "java.lang.NullPointerException\n\tat com.example.Videos.create(Videos.java:42)\n\tat java.base/Thread.run"
GO = "panic: runtime error: invalid memory address\n\ngoroutine 7 [running]:\nmain.create(0x0)\n\t/srv/main.go:42 +0x1d"
DOTNET = (
    "System.FormatException: no number\r\n   at System.Int32.Parse(String s)\r\n   at Relay.Videos.Create(Body body)"
)


def _refusal_with(message: str) -> dict[str, Any]:
    return {"code": "invalid_request", "message": message, "data": None}


def _trace(name: str, says: str, body: Any, media: bytes = b"application/json") -> Fault:
    raw = body.encode() if isinstance(body, str) else encoded(body)

    def alter(refused: Any) -> Any:
        rest = tuple(pair for pair in refused.headers if pair[0] != b"content-type")
        return replace(refused, body=raw, headers=((b"content-type", media), *rest))

    change = errs_with(alter, frozenset({400}))
    return Fault(f"trace-{name}", FAMILY, ("no-internals",), f"A refusal shows {says}.", change, (BROKEN,))


FAULTS: tuple[Fault, ...] = (
    _trace("python", "a stack trace of Python", _refusal_with(PYTHON)),
    _trace("node", "a stack trace of Node.js", _refusal_with(NODE)),
    _trace("java", "a stack trace of Java", _refusal_with(JAVA)),
    _trace("go", "a stack trace of Go", _refusal_with(GO)),
    _trace(
        "dotnet", "a stack trace of .NET, without files", {"title": "Bad Request", "exception": {"details": DOTNET}}
    ),
    _trace(
        "express",
        "the error page of Express, its lines parted by tags",
        "<pre>Error: no<br> &nbsp; &nbsp;at new (/srv/app/routes.js:31:7)<br> &nbsp; &nbsp;at /srv/app/r.js:9:3</pre>",
        HTML,
    ),
    _trace(
        "werkzeug",
        "the debugger of Flask",
        '<h4>File <cite class="filename">"/srv/app.py"</cite>,\n line <em class="line">7</em>,\n in create</h4>',
        HTML,
    ),
    _trace(
        "starlette",
        "the debug page of Starlette",
        '<p>File <span class="frame-filename">/srv/app.py</span>,\n    line <i>7</i>,\n    in <b>create</b></p>',
        HTML,
    ),
    _trace(
        "laravel",
        "a frame of PHP as members of an object",
        {"message": "Server Error", "file": "/var/www/app/Videos.php", "line": 31, "trace": []},
    ),
    _trace(
        "php",
        "a warning of PHP before the answer",
        '<b>Warning</b>: no "model" in <b>/var/www/index.php</b> on line <b>12</b><br />\n{"code": "1"}',
        HTML,
    ),
    _trace(
        "rails", "lines of Ruby", {"status": 400, "traces": [{"id": 1, "trace": "app/models/video.rb:5:in `create'"}]}
    ),
    _trace(
        "tomcat",
        "the error page of Tomcat",
        "<pre>java.lang.IllegalStateException: no\n\tcom.example.Videos.create(Videos.java:42)</pre>",
        HTML,
    ),
    _trace("escaped", "a stack trace in JSON in a string of JSON", _refusal_with(f'upstream: {{"stack":"{NODE!r}"}}')),
    Fault(
        "trace-crash",
        FAMILY,
        ("no-internals", "no-crash"),
        "A crash on 9:16 shows its stack trace.",
        crashes(has(aspect_ratio="9:16"), json_answer(500, {"code": 500, "message": PYTHON})),
        (plain(aspect_ratio="9:16"),),
    ),
)
