"""First contact: one valid request before anything else, so that nothing is judged by a wrong key or address."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit, urlunsplit

from clausewise.budget.limits import LimitReachedError
from clausewise.http.address import CONNECTED_WITHIN, speaks_tls
from clausewise.http.exchange import Exchange
from clausewise.probes.probe import Probe
from clausewise.run.sender import NotSentError, Sender
from clausewise.run.session import Run
from clausewise.terminal.printable import printable

#: Answers that are about who asks, or who pays, and not about what is asked.
ABOUT_KEYS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN)
#: Answers that say that there is no such operation at all; a server of files alone answers any POST with 501.
NOTHING_THERE = (
    *(HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE),
    *(HTTPStatus.MISDIRECTED_REQUEST, HTTPStatus.NOT_IMPLEMENTED),
)
#: The words by which nginx, Go, Apache and Tomcat answer plain HTTP with 400 where they speak TLS.
_WANTS_TLS = re.compile(rb"(?i)plain HTTP |HTTP request to an HTTPS server|requires TLS")


def first_contact(run: Run) -> tuple[Probe, Exchange] | None:
    """Send the control of a run, and give what came of it; None where none may be sent, or is sent again.

    Its answer stays in the ledger, and is judged when the turn of the control comes. ServerGoneError when there is no
    server.
    """
    control, prober = run.plan.control, run.runner.prober
    if control is None:
        return None
    # A sender of its own: for that of the run the control is still to be sent, and found in the ledger.
    sender = Sender(run.client, run.ledger, prober.options.sending, prober.options.price)
    sender.interruption, sender.outgoing = prober.sender.interruption, prober.sender.outgoing
    try:
        _, _, exchange = sender.send(control)
    except (LimitReachedError, NotSentError):
        return None
    return control, exchange


def no_contact(run: Run, control: Probe, exchange: Exchange) -> str | None:
    """The reason why nothing can be judged after such an answer, and what to do; None where the run goes on."""
    status = exchange.status
    if status in ABOUT_KEYS:
        return _about_keys(run, exchange)
    if status in NOTHING_THERE:
        return _about_address(run, control, exchange)
    if run.client.base_url.startswith("http:") and _wants_tls(run, exchange):
        told = "no answer" if status is None else f"status {status}"
        return f"the server wants TLS ({told} to plain HTTP): give --base-url with https"
    moved = _moved(run, exchange)
    if moved is not None:
        return (
            f"the server redirects a valid request (status {status}), which is not followed: give --base-url {moved}, "
            "where that is the server to check"
        )
    return None


def _wants_tls(run: Run, exchange: Exchange) -> bool:
    """Tell whether an answer to plain HTTP, or that none came, is that of a server which speaks TLS only."""
    if exchange.status is None and run.client.recording is None:
        return speaks_tls(run.client.base_url, min(CONNECTED_WITHIN, run.client.timeout))
    return exchange.status == HTTPStatus.BAD_REQUEST and _WANTS_TLS.search(exchange.body) is not None


def _about_keys(run: Run, exchange: Exchange) -> str:
    options = run.options
    if options.key is None:
        return (
            f"the server wants an API key (status {exchange.status} to a valid request without one): put it into a "
            "variable of the environment, and name that with --api-key-env"
        )
    named = f"the value of {options.api_key_env}" if options.api_key_env else "the key"
    return (
        f"the server refuses the API key (status {exchange.status} to a valid request): check {named}, and that it is "
        "the key of this server, with rights and balance"
    )


def _about_address(run: Run, control: Probe, exchange: Exchange) -> str:
    method, url_path, base_url = control.call.method, control.operation.url_path, run.client.base_url
    what = f"the server has no {method} {urlsplit(exchange.url).path} (status {exchange.status} to a valid request)"
    shorter = _without(base_url, url_path)
    if shorter is not None:
        return f"{what}: --base-url already holds the path of the spec; give {shorter}"
    return f"{what}: check --base-url, behind which the spec puts {url_path}"


def _moved(run: Run, exchange: Exchange) -> str | None:
    """The other base URL at which a redirect has the same operation, as text; None where it leads elsewhere."""
    asked = urlsplit(exchange.url.removeprefix(run.client.base_url)).path
    where = exchange.header("location") if exchange.redirected else None
    try:
        parts = urlsplit(urljoin(exchange.url, where or ""))
    except ValueError:  # no address
        return None
    path = parts.path.rstrip("/")
    if where is None or not path.endswith(asked):
        return None
    moved = urlunsplit((parts.scheme, parts.netloc, path.removesuffix(asked), "", ""))
    # A slash more at the end of the path is not of the base URL: the spec has the path without it.
    return None if moved == run.client.base_url else printable(run.client.redact(moved))


def _without(base_url: str, url_path: str) -> str | None:
    """The base URL without the end of it with which the path begins; None where they share nothing."""
    parts = urlsplit(base_url)
    held = [part for part in parts.path.split("/") if part]
    wanted = [part for part in url_path.split("/") if part]
    for length in range(min(len(held), len(wanted)), 0, -1):
        if held[-length:] == wanted[:length]:
            path = "".join(f"/{part}" for part in held[:-length])
            return urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    return None
