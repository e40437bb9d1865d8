"""The rules by which a request is sent again, without a server: which error, how long after, and until when."""

from __future__ import annotations

import logging
import types
from typing import Any

import pytest
from video_generations_client import (
    ConfigurationError,
    InvalidRequest,
    NoAnswer,
    NotFound,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    Retries,
    ServerError,
    Timeouts,
)
from video_generations_client.call import Call


def a_call(**fields: Any) -> Call:
    given = {"paid": True, "timeouts": Timeouts(), **fields}
    return Call("POST", "/v2/things", "/v2/things/1", **given)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The questions of the loop to its library."""
    import stamina

    found: list[dict[str, Any]] = []
    monkeypatch.setattr(stamina, "retry_context", lambda **options: found.append(options))
    return found


def again(error: Exception, retries: Retries, asked: list[dict[str, Any]], **fields: Any) -> Any:
    """The answer to whether a call is sent again after an error."""
    retries.loop(a_call(**fields))
    return asked[-1]["on"](error)


READ = {"paid": False}


@pytest.mark.parametrize(
    ("error", "fields", "expected"),
    [
        (NotSent("no"), {}, True),
        (NotSent("no", distrusted=True), {}, False),
        (NotSent("no"), {"polling": True}, False),
        (NotSent("no"), {"accepted": True}, False),
        (NotSent("no"), READ, True),
        (RateLimited("no", status=429, retry_after=7.0), {}, 7.0),
        (RateLimited("no", status=429, retry_after=0.0), {}, 0.0),
        (ServerError("no", status=503, retry_after=60.0), {}, 60.0),
        (ServerError("no", status=503, retry_after=60.5), {}, False),
        (ServerError("no", status=503, retry_after=60.5), READ, False),
        (ServerError("no", status=502, retry_after=7.0), {}, False),
        (ServerError("no", status=502, retry_after=7.0), READ, True),
        (RateLimited("no", status=429), {}, False),
        (RateLimited("no", status=429), READ, True),
        (OutcomeUnknown("no", status=503, retry_after=7.0), {}, False),
        (OutcomeUnknown("no", status=429, retry_after=7.0), READ, False),
        (ServerError("no", status=500), {}, False),
        (ServerError("no", status=500), READ, True),
        (NoAnswer("no"), READ, True),
        (NoAnswer("no"), {}, False),
        (InvalidRequest("no", status=400), READ, False),
        (NotFound("no", status=404), READ, False),
        (InvalidRequest("no", status=429, retry_after=7.0), {}, 7.0),
        (ValueError("no"), READ, False),
        (ValueError("no"), {}, False),
        (NoAnswer("no"), {**READ, "polling": True}, False),
    ],
)
def test_what_is_sent_again_and_when(
    error: Exception, fields: dict[str, Any], expected: float, asked: list[dict[str, Any]]
) -> None:
    found = again(error, Retries(), asked, **fields)
    assert found == expected
    assert type(found) is type(expected)


def test_no_attempt_begins_at_the_end_of_the_time_or_after(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("video_generations_client.retries.time", types.SimpleNamespace(monotonic=lambda: now[0]))
    Retries(total=10.0).loop(a_call())
    on = asked[0]["on"]
    wanted = RateLimited("no", status=429, retry_after=4.0)
    now[0] = 1005.5
    assert on(wanted) == 4.0
    now[0] = 1006.0
    assert on(wanted) is False
    assert on(NotSent("no")) is True
    now[0] = 1010.0
    assert on(NotSent("no")) is False


def test_a_further_attempt_is_told_to_the_log_of_the_package(
    asked: list[dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "video_generations_client")
    again(NotSent("no way"), Retries(), asked)
    assert [(entry.name, entry.levelname, entry.getMessage()) for entry in caplog.records] == [
        (
            "video_generations_client",
            "DEBUG",
            "POST /v2/things: no way; another attempt follows if any is left",
        )
    ]
    again(InvalidRequest("no"), Retries(), asked)
    assert len(caplog.records) == 1


def test_the_limits_are_those_of_the_caller(asked: list[dict[str, Any]]) -> None:
    Retries(attempts=5, total=77.0, wait_initial=2.0, wait_max=9.0).loop(a_call())
    (options,) = asked
    del options["on"]
    assert options == {"attempts": 5, "timeout": 77.0, "wait_initial": 2.0, "wait_max": 9.0, "wait_jitter": 2.0}


def test_the_log_of_the_library_stays_silent_until_somebody_listens(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    reporter = logging.getLogger("stamina")
    monkeypatch.setattr(reporter, "handlers", [])
    for _ in range(2):
        Retries().loop(a_call())
        assert [type(handler) for handler in reporter.handlers] == [logging.NullHandler]
    own = logging.StreamHandler()
    monkeypatch.setattr(reporter, "handlers", [own])
    Retries().loop(a_call())
    assert reporter.handlers == [own]


@pytest.mark.parametrize("attempts", [0, -1, 1.5, 2.0, "3", None])
def test_an_invalid_number_of_attempts_is_refused(attempts: Any) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Retries(attempts=attempts)
    assert str(refused.value) == f"attempts must be a whole number, 1 or more, and not {attempts!r}"


@pytest.mark.parametrize("name", ["total", "wait_initial", "wait_max", "retry_after_max"])
def test_an_invalid_time_is_refused_by_its_name(name: str) -> None:
    limits: dict[str, Any] = {name: 0}
    assert getattr(Retries(**limits), name) == 0
    for wrong in (-1, "5", None):
        limits[name] = wrong
        with pytest.raises(ConfigurationError, match=f"^{name} must be a number of seconds, 0 or more, and not "):
            Retries(**limits)


def test_retries_none_makes_one_attempt() -> None:
    assert Retries.none() == Retries(attempts=1)
    assert Retries(attempts=1).attempts == 1
