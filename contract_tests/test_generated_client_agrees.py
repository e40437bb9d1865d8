"""The generated client and the server agree: what its models express is accepted, what comes back it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from clausewise.budget.limits import LimitReachedError
from clausewise.checks.answers import broken_acceptance
from clausewise.probes.probe import Kind, Probe
from clausewise.run.result import Result
from clausewise.run.sender import NotSentError
from clausewise.run.session import Run
from clausewise.spec import DEFAULT_SPEC

if TYPE_CHECKING:
    import httpx
else:
    httpx = pytest.importorskip("httpx", reason="the generated client is not installed: pip install ./generated_client")

from contract_tests.generated_client import ClientUnderTest, NoClientError


@pytest.mark.probes(Kind.ROW, afterwards=True)
def test_generated_client_agrees(probe: Probe, run: Run, judge: Callable[[Result], None]) -> None:
    if run.options.spec.source != DEFAULT_SPEC:
        pytest.skip("the generated client is that of another spec")  # no client stands beside it
    assert probe.row is not None
    result = Result(probe)
    kept = None if run.options.free else run.runner.prober.sender.answer(probe)
    known = kept if kept is not None and kept.accepted else None

    def answer(request: httpx.Request) -> httpx.Response:
        # Where requests cost money the client reads the answer that the row itself was given.
        exchange = run.runner.prober.send(_as_sent(probe, request), result) if run.options.free else known
        assert exchange is not None
        headers = [(name, value) for name, value in exchange.headers if name.lower() not in _FRAMING]
        return httpx.Response(exchange.status or 599, headers=headers, content=exchange.body)

    try:
        client = ClientUnderTest(probe.operation, answer)
    except NoClientError as error:
        pytest.skip(str(error))  # the reason says how to install it
    body = probe.row.body
    assert client.body_type.from_dict(body).to_dict() == body
    if not run.options.free and known is None:
        pytest.skip("not run: the row is not accepted, or not yet, and a request more may cost money")  # says why
    if known is not None and broken_acceptance(run.runner.prober.judgement(probe, known)):
        pytest.skip("the answer breaks the contract, as the test of this row says")  # which is not the client's fault
    try:
        parsed = client.send(body)
    except (LimitReachedError, NotSentError) as reason:
        result.stopped(str(reason))
        judge(result)
        return
    except Exception:
        judge(result)  # an answer that breaks a clause is the server's fault, any other the client's
        raise
    judge(result)
    assert parsed is not None


def _as_sent(probe: Probe, request: httpx.Request) -> Probe:
    call = replace(probe.call, body=request.content, content_type=request.headers["Content-Type"])
    return replace(probe, id=f"{probe.id} by the client", call=call, then=())


#: Headers that describe the bytes on the wire, which are unpacked by now.
_FRAMING = {"content-encoding", "content-length", "transfer-encoding"}
