"""A hook leads to this machine or to a named host, by the address that its name had first, and never anywhere else."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from clausewise.mock_server import MockServer, running
from clausewise.mock_server.hooks.delivering import Hooks
from clausewise.mock_server.hooks.target import RefusedError, target
from clausewise.spec import Spec
from tests.mock_server.hook_receiver import create, receiver, said, until

REFUSED = [
    "https://hooks.example.com/videos?job=7",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://[::ffff:10.0.0.1]/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://127.0.0.1.example.com/",
    "http://localhost.example.com/",
    "http://user@127.0.0.1/",
    "http://example.com#@127.0.0.1/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:0/x y",
    "http://127.0.0.1/\r\nx: y",
    "http://127.0.0.1/\u20ac",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "//127.0.0.1/",
    "http://",
    "http://[",
    "string",
    "",
]


@pytest.mark.parametrize("url", REFUSED)
def test_no_other_address_is_called_or_resolved(url: str) -> None:
    with pytest.raises(RefusedError) as refused:
        target(url, frozenset({"named.example"}))
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8/",
        "http://127.9.9.9/",
        "http://localhost/",
        "http://app.localhost./",
        "http://[::1]:8/",
        "http://[::ffff:127.0.0.1]/",
        "https://named.example/x",
        "https://NAMED.example./x",
    ],
)
def test_this_machine_and_named_hosts_may_be_called(url: str) -> None:
    assert target(url, frozenset({"named.example"})).path.startswith("/")


def test_a_name_is_resolved_once_and_called_by_that_address(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "named.example":
            return real(host, port, *rest, **more)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    hooks = Hooks(frozenset({"named.example"}), pauses=(0.02, 0.02))
    with receiver(500, 500) as (where, calls), running(MockServer(spec, pace=0, hooks=hooks)) as url:
        create(url, where.replace("127.0.0.1", "named.example"))
        until(lambda: len(hooks.log) == 3)
    assert asked == ["named.example"]
    assert len(calls) == 3
    assert calls[0][2]["host"].startswith("named.example:")


def test_a_name_of_this_machine_that_leads_elsewhere_is_not_called(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: real("192.0.2.1" if "app." in str(host) else host, *rest, **more),
    )
    hooks = Hooks()
    with running(MockServer(spec, pace=0, hooks=hooks)) as url:
        create(url, "http://app.localhost:80/")
        until(lambda: bool(hooks.log))
    assert said(hooks) == "not called: http://app.localhost:80 is not on this machine"
