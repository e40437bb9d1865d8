"""A handshake of TLS that never ends, drips or breaks off ends in bounded time, and nothing counts as paid."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from clausewise.budget.limits import Counts
from clausewise.http.address import unreachable
from clausewise.mock_server import MockServer, running
from clausewise.spec import Spec
from tests.tls.driver import LIMIT, check
from tests.tls.server import Authority, SecureServer, Slow

NOTHING = Counts(requests=0, paid=0, unknown=0)
#: Seconds that a request may take here, and the slack of a busy machine in all.
TIMEOUT, SLACK = 0.4, 1.5
#: Bytes of the server's handshake that are passed on at once: none, and up to its middle.
BEGUN = {"at its begin": 0, "in its middle": 700}
#: More than any handshake.
WHOLE = 1_000_000
#: Seconds that each further byte waits.
PACES = {"never ends": 3600.0, "drips": 0.01}


@pytest.mark.parametrize("begun", BEGUN)
@pytest.mark.parametrize("pace", PACES)
def test_a_handshake_that_takes_too_long_is_given_up_in_time(
    pace: str, begun: str, server: SecureServer, authority: Authority, tmp_path: Path
) -> None:
    """At the start of a run, and where the server was quick enough then, in the middle of one."""
    with Slow(server.url, BEGUN[begun], PACES[pace]) as slow:
        started = time.monotonic()
        why = unreachable(slow.url, TIMEOUT, str(authority.bundle))
        assert TIMEOUT <= time.monotonic() - started < TIMEOUT + SLACK
        assert why is not None
        assert why.startswith(f"{slow.url} cannot be reached (")
        assert "timed out" in why
        seen = check(slow.url, tmp_path, authority.bundle, TIMEOUT)
    assert TIMEOUT <= seen.seconds < TIMEOUT + SLACK
    assert seen.gone is not None
    assert "not sent: " in seen.gone
    assert seen.counts == NOTHING
    assert server.app.requests == 0


@pytest.mark.parametrize("begun", BEGUN)
def test_a_handshake_that_breaks_off_counts_as_not_sent(
    begun: str, server: SecureServer, authority: Authority, tmp_path: Path
) -> None:
    with Slow(server.url, BEGUN[begun], None) as slow:
        why = unreachable(slow.url, TIMEOUT, str(authority.bundle))
        seen = check(slow.url, tmp_path, authority.bundle, TIMEOUT)
    assert why is not None
    assert why.startswith(f"{slow.url} cannot be reached (")
    assert seen.gone is not None
    assert "not sent: " in seen.gone
    assert seen.counts == NOTHING


def test_a_server_without_tls_is_sent_nothing(authority: Authority, tmp_path: Path) -> None:
    app = MockServer(Spec.load())
    with running(app) as plain:
        url = plain.replace("http:", "https:")
        why = unreachable(url, TIMEOUT, str(authority.bundle))
        seen = check(url, tmp_path, authority.bundle, TIMEOUT)
    assert why is not None
    assert why.startswith(f"{url} cannot be reached (")
    assert seen.gone is not None
    assert seen.counts == NOTHING
    assert app.requests == 0


@pytest.mark.parametrize("pace", PACES)
def test_an_answer_over_tls_that_takes_too_long_may_have_been_paid(
    pace: str, server: SecureServer, authority: Authority, tmp_path: Path
) -> None:
    """The handshake is whole, the request has left: whatever comes of it counts as paid."""
    with Slow(server.url, WHOLE, 0) as quick:
        assert unreachable(quick.url, 5, str(authority.bundle)) is None
    # The length of a signature varies by a few bytes.
    with Slow(server.url, quick.said + 8, PACES[pace]) as slow:
        seen = check(slow.url, tmp_path, authority.bundle, TIMEOUT)
    assert seen.gone is None
    assert "no whole answer within 0.4 s" in seen.said
    assert seen.seconds < LIMIT * (TIMEOUT + SLACK)
    assert (seen.counts.paid, seen.counts.unknown) == (0, LIMIT)
