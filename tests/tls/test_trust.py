"""Only a server whose certificate is of a trusted authority, and for its name, is sent anything, whatever is set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clausewise.budget.limits import Counts
from clausewise.http.address import speaks_tls, unreachable
from clausewise.http.connection import GuardedAdapter, GuardedSession, NoAnswerError
from clausewise.mock_server import MockServer, running
from clausewise.run.first_contact import first_contact, no_contact
from clausewise.run.session import Run
from clausewise.spec import Spec
from tests.reports.judged import plan_of
from tests.tls.driver import LIMIT, check
from tests.tls.server import HOST, Authority, SecureServer, secure

NOTHING = Counts(requests=0, paid=0, unknown=0)
#: Variables that name other authorities, or switch verification off, for other programs.
ELSEWHERE = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


def test_a_server_of_tls_is_known_for_it_at_a_plain_address(server: SecureServer) -> None:
    assert speaks_tls(server.url.replace("https:", "http:"), 5)


def test_a_server_of_plain_http_is_not_taken_for_one_of_tls() -> None:
    with running(MockServer(Spec.load())) as url:
        assert not speaks_tls(url, 5)
    assert not speaks_tls(url, 5)  # nor one that is gone


def test_the_first_contact_tells_the_scheme_that_a_server_wants(server: SecureServer, tmp_path: Path) -> None:
    plain = server.url.replace("https:", "http:")
    plan = plan_of("--base-url", plain, "--max-paid", "5", "--ledger", str(tmp_path / "ledger"))
    with Run.opened(plan, plain) as run:
        made = first_contact(run)
        assert made is not None
        assert no_contact(run, *made) == "the server wants TLS (no answer to plain HTTP): give --base-url with https"
    assert server.app.requests == 0


def test_a_private_authority_is_trusted_when_it_is_given(
    server: SecureServer, authority: Authority, tmp_path: Path
) -> None:
    assert unreachable(server.url, 5, str(authority.bundle)) is None
    seen = check(server.url, tmp_path, authority.bundle)
    assert (seen.gone, seen.said) == (None, "")
    assert [result.accepted for result in seen.results] == [False, True]
    assert 1 <= seen.counts.paid == server.app.accepted <= LIMIT
    assert seen.counts.requests == server.app.requests >= 2


def refused(server: SecureServer, folder: Path, bundle: Path | None) -> str:
    """Show that a server is refused before anything is sent or counted; why, as a run says it at its start."""
    why = unreachable(server.url, 5, str(bundle) if bundle else None)
    seen = check(server.url, folder, bundle)
    assert seen.gone is not None
    assert "not sent: SSLCertVerificationError" in seen.gone
    assert (seen.counts, seen.results) == (NOTHING, [])
    assert (server.app.requests, server.app.accepted) == (0, 0)
    assert why is not None
    return why


def test_a_private_authority_is_not_trusted_by_itself(server: SecureServer, tmp_path: Path) -> None:
    why = refused(server, tmp_path, None)
    assert why.startswith(f"{server.url} shows a certificate that is not trusted (")
    assert "--ca-bundle FILE" in why
    assert "\n" not in why


def test_another_private_authority_is_not_trusted(server: SecureServer, tmp_path: Path) -> None:
    refused(server, tmp_path, Authority(tmp_path).bundle)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.2", "example.org"])
def test_a_certificate_for_another_name_is_refused(name: str, authority: Authority, tmp_path: Path) -> None:
    with secure(Spec.load(), authority.certifies(name)) as server:
        why = refused(server, tmp_path, authority.bundle)
    assert "mismatch, certificate is not valid for '127.0.0.1')" in why
    assert "give the name that the certificate is for" in why


def test_a_certificate_that_has_expired_is_refused(authority: Authority, tmp_path: Path) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with secure(Spec.load(), authority.certifies(HOST, until=yesterday)) as server:
        assert "certificate has expired" in refused(server, tmp_path, authority.bundle)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_environment_adds_no_authority(
    name: str, server: SecureServer, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(authority.bundle))
    refused(server, tmp_path, None)


@pytest.mark.parametrize("value", ["", "0", "/dev/null"])
def test_the_environment_does_not_switch_verification_off(
    value: str, server: SecureServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*ELSEWHERE, "SSL_CERT_DIR", "PYTHONHTTPSVERIFY", "SCHEMATHESIS_TLS_VERIFY"):
        monkeypatch.setenv(name, value)
    refused(server, tmp_path, None)


@pytest.mark.parametrize("verify", ["false", "'{bundle}'"])
def test_a_configuration_in_the_current_folder_changes_nothing(
    verify: str, server: SecureServer, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "schemathesis.toml").write_text(f"tls-verify = {verify.format(bundle=authority.bundle)}\n")
    monkeypatch.chdir(tmp_path)
    refused(server, tmp_path, None)


def test_no_caller_switches_verification_off(
    server: SecureServer, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request comes with a `verify` of schemathesis, which once took the place of the given file."""
    monkeypatch.setattr("schemathesis.config.ProjectConfig.tls_verify_for", lambda *_, **__: False)
    refused(server, tmp_path, None)
    refused(server, tmp_path, Authority(tmp_path).bundle)
    session = GuardedSession(GuardedAdapter(server.url, 5))
    with pytest.raises(NoAnswerError, match="not sent: SSLCertVerificationError"):
        session.get(server.url, verify=str(authority.bundle))
    session.close()
    assert server.app.requests == 0
