"""A stack trace in an answer is known as one, and what people are told is not taken for one."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from clausewise.checks.stack_traces import LONGEST_LINE, stack_trace

TRACES = {
    "Python": "Traceback (most recent call last):\n  File \"/srv/app.py\", line 7, in create\nKeyError: 'model'",
    "Python, a frame": '  File "/srv/app.py", line 7, in create',
    "Node.js": "TypeError: x is undefined\n    at create (/srv/app/routes.js:31:7)",
    "Node.js, without a function": "Error: no\n    at /srv/app/routes.mjs:31:7",
    "Node.js, a module": "Error: no\n    at async file:///srv/app/routes.js:31:7",
    "Node.js, its own": "Error: no\n    at Module._compile (node:internal/modules/cjs/loader:1105:14)",
    "TypeScript": "Error: no\n    at Object.<anonymous> (/srv/src/app.ts:3:9)",
    "Java": "java.lang.NullPointerException\n\tat com.example.Videos.create(Videos.java:42)",
    "Java, native": "\tat java.lang.Object.wait(Native Method)",
    "Kotlin": "\tat com.example.VideosKt.create(Videos.kt:42)",
    "Go": "panic: runtime error\n\ngoroutine 7 [running]:\nmain.create(0x0)",
    "Go, a line": "invalid memory address at /srv/relay/main.go:42",
    "Rust": "thread 'main' panicked at src/main.rs:4:5:\nexplicit panic",
    "Rust, of old": "thread 'main' panicked at 'explicit panic', src/main.rs:4:5",
    "PHP": "#0 /srv/app/index.php(12): create()",
    "Ruby": "\tfrom /srv/app.rb:12:in `create'",
    ".NET": "   at Videos.Create(String model) in C:\\srv\\Videos.cs:line 42",
    "Windows": r"error in C:\srv\app\main.py:12",
}
FRAMEWORKS = {
    name: text
    for texts in yaml.safe_load(Path(__file__).with_name("frameworks.yaml").read_text(encoding="utf-8")).values()
    for name, text in texts.items()
}
WRAPPINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in JSON": lambda text: json.dumps({"error": {"message": text}}),
    "in JSON in JSON": lambda text: json.dumps({"upstream": json.dumps({"detail": text})}),
    "in a page": lambda text: f"<html><body><p>{html.escape(text)}</p></body></html>",
    "in one line": lambda text: " ".join(text.split()),
    "in a page in JSON": lambda text: json.dumps({"body": f"<pre>{html.escape(text)}</pre>"}).replace("/", "\\/"),
}
TOLD = [
    "no route to https://relay.example.rs:8443",
    "no route to https://relay.example.py:443/",
    "no route to relay.example.rs:8443",
    "see https://docs.example.com/a.rs:80",
    "at least one ratio (16:9 or 9:16) is required",
    "at the relay (upstream.example.com:8443) it failed",
    "at 10:30 (see 12:45)",
    "The crowd panicked at 10:30",
    "the file app.js is not one of ours",
    "at most one (file.js.map or none) is taken, 3:2",
    "duration: must be one of 10, 15, 25 (line 3)",
    "from Monday 10:00 in the morning",
    'File "clip.mp4" is too large',
    "Files such as app.py are not taken, see line 7 of the manual",
    "an error in the field images on line 12",
    "at https://docs.example.com/errors.html#line-42 (section 3:4)",
    "at sora-2 (16:9)",
    "meet me at Example.Cafe (noon)",
    "<p>Error 400</p><p>The field <b>model</b> is missing at /v2/videos/generations</p>",
    "see src/index.js in the examples",
    "#1 in the list: no prompt (required)",
    '{"loc": ["body", "model"], "msg": "Field required", "type": "missing"}',
    "trace id 4bf92f3577b34da6a3ce929d0e0e4736, span 00f067aa0ba902b7",
    "SyntaxError: Unexpected token in JSON at position 7 (line 1 column 8)",
    "JSON parse error - Expecting ',' delimiter: line 1 column 30 (char 29)",
]


@pytest.mark.parametrize("name", TRACES)
def test_a_stack_trace_is_known(name: str) -> None:
    assert stack_trace(TRACES[name])


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_trace_of_a_framework_is_known_in_whatever_it_comes(name: str, wrapping: str) -> None:
    assert stack_trace(WRAPPINGS[wrapping](FRAMEWORKS[name]))


def test_a_frame_is_known_by_file_and_line_of_source_code() -> None:
    assert stack_trace('{"trace": [{"file": "/app/Videos.php",\n "line": 12}]}')
    assert stack_trace('{"file": "subtitles.srt", "line": 12}') is None
    assert stack_trace('{"file": "app.py", "size": 12}') is None


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("text", TOLD)
def test_what_people_are_told_is_no_stack_trace(text: str, wrapping: str) -> None:
    assert stack_trace(WRAPPINGS[wrapping](text)) is None


@pytest.mark.parametrize("text", ["at a", "a/", "/", "\\", "at a.b(", "(", " ", "panicked at ", "a.js:1", "from "])
def test_a_long_line_is_looked_through_soon(text: str) -> None:
    started = time.monotonic()
    stack_trace(text * LONGEST_LINE)
    assert time.monotonic() - started < 1
