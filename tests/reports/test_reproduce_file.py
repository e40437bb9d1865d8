"""A reproduce.py spends nothing unasked, names its tests steadily, and holds no code of a server."""

from __future__ import annotations

import ast
import base64
import re
from typing import Any

import pytest

from clausewise.mock_server import MockServer, running
from clausewise.probes.keys import CREDENTIALS, STRANGE_KEY
from clausewise.report.reproduce import reproduce_file
from clausewise.report.reproduce.assertions import credential
from clausewise.spec import Spec
from tests.pages.inert import STEERING
from tests.pages.reports import REPORTS, finding, report
from tests.reports.reproducing import outcomes


def test_nothing_that_costs_money_is_sent_unless_it_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    server = MockServer(Spec.load())
    again = finding("method")
    again["exchange"]["url"] = "http://127.0.0.1:1/v2/videos/generations"
    free = finding("shape")
    free["reproduction"] = free["reproduction"] | {"paid": False}
    with running(server) as url:
        seen = outcomes(reproduce_file(report(again, free)), url, monkeypatch, pay=False)
    assert [reason for reason in seen.skipped.values() if "CONTRACT_PAY" in reason]
    assert len(seen.skipped) == len(seen.failed) == 1
    assert server.requests == 1


def test_the_names_are_the_same_in_another_run_whatever_else_is_found() -> None:
    names = [
        set(re.findall(r"^def (test_\w+)", reproduce_file(report(*found)), re.M))
        for found in ([finding("method")], [finding("shape"), finding("method", number=1), finding("method")])
    ]
    assert len(names[0]) == 1
    assert len(names[1]) == 3
    assert names[0] < names[1]


def test_what_cannot_be_sent_again_is_skipped_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    followed = finding("video-length") | {"reproduction": {"reason": "it takes a video"}}
    elsewhere = finding("video-link")
    elsewhere["exchange"]["url"] = "https://files.example/1.mp4"
    older = {name: value for name, value in finding("older").items() if name != "reproduction"}
    seen = outcomes(reproduce_file(report(followed, elsewhere, older)), "http://127.0.0.1:1", monkeypatch)
    assert sorted(seen.skipped.values()) == [
        "not reproduced: it takes a video",
        "not reproduced: its address is not one of the server under test",
        "not reproduced: the report was written without what it takes",
    ]


def test_what_a_server_has_sent_is_no_code() -> None:
    text = reproduce_file(REPORTS["hostile"])
    plain = reproduce_file(report(finding("method")))
    assert text.isascii()
    assert not STEERING.search(text)
    assert _called(text) == _called(plain)


def _called(text: str) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}


@pytest.mark.parametrize("known", [True, False])
def test_every_form_of_a_key_is_written_as_the_suite_sends_it(*, known: bool) -> None:
    names: dict[str, Any] = {"key": lambda: "sk-A1b2C3d4", "STRANGE_KEY": STRANGE_KEY, "base64": base64}
    for name, form in CREDENTIALS.items():
        written = credential({"header": "Authorization", "form": name, "known": known})
        assert eval(written, names) == form("sk-A1b2C3d4" if known else STRANGE_KEY), name  # noqa: S307 - our own
    assert STRANGE_KEY in reproduce_file(report())
