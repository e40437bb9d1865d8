"""Nothing is judged by a wrong key or a wrong address, and one line says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clausewise.http.exchange import Exchange
from clausewise.mock_server import MockServer, running
from clausewise.mock_server.exchange import ASGIApp
from clausewise.report.exit_codes import NO_CONTACT
from clausewise.run.first_contact import first_contact, no_contact
from clausewise.run.session import Run
from clausewise.spec import Spec
from tests.one_answer import OneAnswer
from tests.reports.judged import plan_of
from tests.suite.command import Suite

SPEC = Spec.load()
KEY = "sk-contact-77a1d0c3e9"


def contact(app: ASGIApp, folder: Path, *options: str, path: str = "") -> tuple[int, str | None]:
    """The number of requests of the first contact, and the reason why nothing can be judged after it."""
    ledger = folder / "ledger.sqlite"
    with running(app) as url:
        plan = plan_of("--base-url", url + path, "--max-paid", "5", "--ledger", str(ledger), *options)
        with Run.opened(plan, url + path) as run:
            made = first_contact(run)
            why = no_contact(run, *made) if made is not None else None
            return run.ledger.counts().requests, why and why.replace(url, "URL")


def test_a_server_that_takes_the_cheapest_request_is_judged(tmp_path: Path) -> None:
    app = MockServer(SPEC)
    assert contact(app, tmp_path) == (1, None)
    assert (app.requests, app.accepted) == (1, 1)


def test_the_cheapest_request_is_sent(tmp_path: Path) -> None:
    control = plan_of("--max-paid", "5", "--base-url", "https://relay.example.com").control
    assert control is not None
    assert control.row is not None
    assert control.row.body == {"prompt": "fox", "model": "sora-2", "private": True}
    assert control.charged


def test_where_nothing_may_be_paid_there_is_no_contact(tmp_path: Path) -> None:
    app = MockServer(SPEC)
    assert contact(app, tmp_path, "--max-paid", "0") == (0, None)
    assert app.requests == 0


@pytest.mark.parametrize("status", [400, 409, 422, 429, 500, 503])
def test_what_is_refused_otherwise_is_judged(status: int, tmp_path: Path) -> None:
    assert contact(OneAnswer(status), tmp_path) == (1, None)


@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_wrong_key_is_told_from_none(status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTACT_KEY", KEY)
    _, without = contact(OneAnswer(status), tmp_path)
    assert without is not None
    assert "--api-key-env" in without
    (tmp_path / "other").mkdir()
    _, wrong = contact(OneAnswer(status), tmp_path / "other", "--api-key-env", "CONTACT_KEY")
    assert wrong is not None
    assert "check the value of CONTACT_KEY" in wrong
    assert KEY not in wrong


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        ("", "check --base-url, behind which the spec puts /v2/videos/generations"),
        ("/api", "check --base-url"),
        ("/v2", "--base-url already holds the path of the spec; give URL"),
        ("/relay/v2/videos", "give URL/relay"),
        ("/v2/videos/generations", "give URL"),
    ],
)
@pytest.mark.parametrize("status", [404, 405])
def test_an_address_without_the_operation_is_told(path: str, advice: str, status: int, tmp_path: Path) -> None:
    requests, why = contact(OneAnswer(status), tmp_path, path=path)
    assert why is not None
    assert requests == 1
    assert f"{path}/v2/videos/generations (status {status}" in why
    assert why.endswith(advice) or advice in why


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str | None]]:
    """Tell why nothing can be judged after an answer that was given to the control."""
    base_url = "http://127.0.0.1:9/api"
    ledger = tmp_path_factory.mktemp("told") / "ledger.sqlite"
    plan = plan_of("--base-url", base_url, "--max-paid", "5", "--ledger", str(ledger))
    assert plan.control is not None
    with Run.opened(plan, base_url) as run:
        url = f"{base_url}/v2/videos/generations"

        def told(status: int, body: bytes = b"", location: str | None = None) -> str | None:
            headers = [] if location is None else [("Location", location)]
            answer = Exchange("POST", url, {}, b"", status=status, headers=headers, body=body)
            return no_contact(run, plan.control, answer)  # type: ignore[arg-type]  # asserted above

        yield told


@pytest.mark.parametrize("status", [410, 421, 501])
def test_what_says_that_there_is_nothing_is_about_the_address(status: int, told: Callable[..., str | None]) -> None:
    assert "check --base-url, behind which the spec puts" in str(told(status))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("end", ["", "/", "?a=1"])
@pytest.mark.parametrize(
    ("location", "moved"),
    [
        ("https://127.0.0.1:4430", "https://127.0.0.1:4430"),
        ("http://api.example.com", "http://api.example.com"),
        ("//example.com/relay", "http://example.com/relay"),
        ("/relay", "http://127.0.0.1:9/relay"),
        ("https://a\N{RIGHT-TO-LEFT OVERRIDE}.example.com", "https://a\\u202e.example.com"),
    ],
)
def test_a_redirect_to_the_same_operation_elsewhere_is_about_the_address(
    location: str, moved: str, end: str, status: int, told: Callable[..., str | None]
) -> None:
    why = told(status, location=f"{location}/v2/videos/generations{end}")
    assert f"give --base-url {moved}, where" in str(why)


@pytest.mark.parametrize(
    "where", ["/api/v2/videos/generations/", "/login", "https://example.com/", "http://[", "", None]
)
def test_any_other_redirect_is_judged(where: str | None, told: Callable[..., str | None]) -> None:
    assert told(302, location=where) is None


@pytest.mark.parametrize(
    "says",
    [
        "<center>The plain HTTP request was sent to HTTPS port</center>",  # nginx
        "Client sent an HTTP request to an HTTPS server.\n",  # Go
        "Reason: You're speaking plain HTTP to an SSL-enabled server port.",  # Apache
        "This combination of host and port requires TLS.",  # Tomcat
    ],
)
def test_a_server_that_speaks_tls_is_told(says: str, told: Callable[..., str | None]) -> None:
    assert told(400, says.encode()) == "the server wants TLS (status 400 to plain HTTP): give --base-url with https"


@pytest.mark.parametrize(
    "workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.exhaustive)], ids=["one process", "two workers"]
)
def test_a_wrong_address_ends_the_run_after_one_request(
    workers: tuple[str, ...], suite: Suite, url: str, server: MockServer, tmp_path: Path
) -> None:
    options = ("--max-paid", "5", "--report", str(tmp_path), "--ledger", str(tmp_path / "ledger"), *workers)
    done = suite(*options, base_url=f"{url}/v2")
    assert done.returncode == NO_CONTACT, done.stdout
    assert "give http://127.0.0.1" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert server.requests == 1
