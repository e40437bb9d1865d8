"""The text of a server reaches neither the screen nor a report as anything but data."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from clausewise.mock_server import MockServer, Switch
from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.faults.framing import written
from clausewise.mock_server.faults.mechanisms import replies
from tests.suite.command import SPEC, Suite

STEERING = (
    "\x1b[2J\x1b]0;title\x07\r\n::error file=a::of the server\n##[command]of the server\n\x00\x08\x9b31m\u202e\u2028"
)


def _answer(request: Request, serve: object) -> Answer:
    """An answer with characters that steer terminals and runners of jobs, in the body, a header and an id."""
    assert callable(serve)
    answer: Answer = serve(request)
    if answer.accepts:
        return replace(answer, body=json.dumps({"task_id": STEERING}).encode())
    steering = replace(answer, body=STEERING.encode(), headers=((b"content-type", b"text/\x1b[31mplain"),))
    return written(steering, reason=b"\x1b[31m::error::of the server")


def test_nothing_that_steers_reaches_screen_or_report(suite: Suite, switch: Switch, tmp_path: Path) -> None:
    switch.app = MockServer(SPEC, changes=[replies(_answer)])
    files = ("--report", str(tmp_path / "report"), "--record", str(tmp_path / "har"))
    done = suite("--max-paid", "4", "--basis", "assumed", "-k", "row or method or body or missing", *files)
    assert done.returncode == 1, done.stdout
    said = {"stdout": done.stdout, "stderr": done.stderr}
    for path in [*(tmp_path / "report").iterdir(), tmp_path / "har"]:
        said[path.name] = path.read_bytes().decode()
    for name, text in said.items():
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", text), name
        assert not re.search(r"^\s*(::\w|##\[)", text, re.MULTILINE), name
    assert "of the server" in done.stdout
