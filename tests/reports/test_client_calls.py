"""A request that a page shows as a call of the Python client is the request that was sent."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from video_generations_client import VideoGenerationsError

from clausewise.mock_server import MockServer, running
from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.faults import changes
from clausewise.probes.probe import Kind, Probe
from clausewise.report.client_call import CANNOT
from clausewise.spec import Spec
from tests.reports.judged import judged

SPEC = Spec.load()


@pytest.fixture
def sent() -> Iterator[Callable[[str, str], Any]]:
    """Run a call against a right server in place of the one that it names; gives the body that this server was sent."""
    bodies: list[bytes] = []
    server = MockServer(SPEC)
    answer = server.steps.answer

    def noting(request: Request) -> Answer:
        bodies.append(request.body)
        return answer(request)

    server.steps.answer = noting
    with running(server) as url:

        def run(call: str, named: str) -> Any:
            bodies.clear()
            with suppress(VideoGenerationsError), warnings.catch_warnings(action="ignore"):
                exec(compile(call.replace(repr(named), repr(url)), "call", "exec"), {})  # noqa: S102 - the question
            (body,) = bodies
            return json.loads(body) if body else None

        yield run


def some(probe: Probe) -> bool:
    """Choose rows, and of the near misses those of a few fields."""
    return probe.kind in (Kind.ROW, Kind.PROTOCOL) or any(name in probe.id for name in ("hd: ", "missing", "prompt: "))


def test_a_call_sends_the_body_of_the_finding(sent: Callable[[str, str], Any]) -> None:
    app = MockServer(SPEC, changes=changes(fault="task-id-integer") + changes(fault="refusal-418"))
    findings = judged(app, "--strength", "1", wanted=some).findings
    calls = {f["client"]: f["exchange"] for f in findings if f["exchange"]["method"] == "POST"}
    assert calls.pop(CANNOT)
    assert any("check=False" in call for call in calls)
    assert any("extra=" in call for call in calls)
    for call, exchange in calls.items():
        assert sent(call, exchange["url"].removesuffix("/v2/videos/generations")) == json.loads(exchange["body"]), call


@pytest.mark.exhaustive
def test_a_record_is_read_by_its_id(sent: Callable[[str, str], Any]) -> None:
    app = MockServer(SPEC, changes=changes(fault="record-array"))
    findings = judged(app, "--strength", "1", wanted=lambda probe: probe.kind is Kind.ROW).findings
    read = {f["client"]: f["exchange"] for f in findings if f["exchange"]["method"] == "GET"}
    assert read
    for call, exchange in read.items():
        server, _, made = exchange["url"].partition("/v2/videos/generations/")
        assert f"client.get({made!r})" in call
        assert sent(call, server) is None
