"""Nothing goes anywhere but to the server under test, whatever it or the machine says: no request, key or cookie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clausewise.http.connection import GuardedAdapter, GuardedSession, NoAnswerError
from clausewise.probes.probe import Kind
from clausewise.run.server_under_test import Client
from tests.hostile.behaviours import ACCEPTED
from tests.hostile.driver import KEY, SPEC, check, few
from tests.hostile.server import End, HostileServer, answer
from tests.raw_server import Received


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int, tmp_path: Path) -> None:
    with HostileServer(lambda _: iter([ACCEPTED])) as other:
        redirect = answer(status, b"", f"Location: {other.url}/v2/videos/generations")
        seen = check(lambda _: iter([redirect]), tmp_path, Kind.NEAR_MISS, Kind.ROW)
        assert other.received == []
    assert f"status {status}" in seen.said
    # It may lead to what was made, so that each counts as perhaps paid.
    assert (seen.counts.paid, seen.counts.unknown) == (0, seen.counts.requests)
    assert seen.creates == seen.counts.requests


@pytest.mark.parametrize("location", ["http://[::1", "//", "http://%", "javascript:alert(1)", "http://\x80:99999/", ""])
def test_a_location_that_is_no_address_harms_nothing(location: str, tmp_path: Path) -> None:
    redirect = answer(302, b"", f"Location: {location}")
    assert "status 302" in check(lambda _: iter([redirect]), tmp_path, Kind.ROW).said


def test_a_session_refuses_another_host_by_itself() -> None:
    with HostileServer(lambda _: iter([ACCEPTED])) as other:
        session = GuardedSession(GuardedAdapter("http://127.0.0.1:9", 1))
        with pytest.raises(NoAnswerError, match="not sent: no request goes to"):
            session.get(f"{other.url}/?key={KEY}")
        assert other.received == []


def test_proxies_and_netrc_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with HostileServer(lambda _: iter([ACCEPTED])) as proxy, HostileServer(lambda _: iter([ACCEPTED])) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        _send(server)
        assert proxy.received == []
        assert "authorization" not in server.received[0].headers


def test_no_cookie_is_kept() -> None:
    with HostileServer(lambda _: iter([answer(200, {}, "Set-Cookie: a=b; Path=/", "Set-Cookie: \x01=;;;=")])) as server:
        _send(server, 2)
        assert len(server.received) == 2
        assert all("cookie" not in request.headers for request in server.received)


def test_a_configuration_of_schemathesis_in_the_current_folder_is_not_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It could retry, add headers, use a proxy, or switch the verification of TLS off."""
    monkeypatch.chdir(tmp_path)

    def dropped(_: Received) -> Iterator[bytes | float | End]:
        yield End.CLOSE

    with HostileServer(dropped) as other, HostileServer(dropped) as server:
        Path("schemathesis.toml").write_text(
            f'request-retries = 2\ntls-verify = false\nproxy = "{other.url}"\nheaders = {{ X-Found = "1" }}\n'
        )
        _send(server)
        assert len(server.received) == 1
        assert "x-found" not in server.received[0].headers
        assert other.received == []


def _send(server: HostileServer, times: int = 1) -> None:
    client = Client(SPEC, server.url, timeout=1)
    try:
        for probe in few(Kind.ROW) * times:
            client.send(probe.operation, probe.call)
    finally:
        client.close()
