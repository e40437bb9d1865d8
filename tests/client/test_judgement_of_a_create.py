"""The answer to a create, without a server: accepted, refused or unknown, and in which words."""

from __future__ import annotations

from typing import Any

import pytest
from video_generations_client import (
    AuthenticationError,
    InvalidRequest,
    NotFound,
    NotSent,
    OutcomeUnknown,
    PermissionDenied,
    RateLimited,
    ServerError,
    VideoGenerationsError,
)
from video_generations_client.answer import Answer
from video_generations_client.judgement import started

from tests.client.answers import came
from tests.client.judging import DO_NOT, PAID, failed


def of_create(answer: Answer) -> tuple[type[VideoGenerationsError], str, str | None]:
    error = failed(lambda: started(answer))
    return type(error), str(error), error.task_id


@pytest.mark.parametrize("status", [200, 201, 202, 226, 299])
@pytest.mark.parametrize("body", [{"task_id": "t-1"}, {"data": {"task_id": "t-1"}}])
def test_a_success_with_an_id_has_started_a_task(status: int, body: dict[str, Any]) -> None:
    task = started(came(status, body, x_request_id="r-7"))
    assert task.task_id == "t-1"
    assert task.response is not None
    assert (task.response.status, task.response.request_id) == (status, "r-7")


def test_the_id_at_its_own_place_comes_first() -> None:
    assert started(came(200, {"task_id": "own", "data": {"task_id": "inner"}})).task_id == "own"


@pytest.mark.parametrize("status", [100, 199, 300, 301])
def test_what_is_no_success_has_started_nothing_for_certain(status: int) -> None:
    kind, said, task_id = of_create(came(status, {"task_id": "t-1"}))
    assert (kind, task_id) == (OutcomeUnknown, "t-1")
    assert f". {PAID} Its id is perhaps 't-1': read it. {DO_NOT}" in said


@pytest.mark.parametrize("body", [{}, {"task_id": 5}, {"task_id": ""}, {"data": []}, [], {"data": {"task_id": None}}])
def test_a_success_without_an_id_is_unknown(body: Any) -> None:
    kind, said, _ = of_create(came(200, body))
    assert kind is OutcomeUnknown
    assert DO_NOT in said


def test_an_unknown_outcome_is_told_in_full() -> None:
    assert of_create(came(500, {"error": {"code": "x", "message": "no"}})) == (
        OutcomeUnknown,
        f"The server answered 500 (x: no). {PAID} {DO_NOT}",
        None,
    )


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((399, OutcomeUnknown), (400, InvalidRequest), (401, AuthenticationError), (402, PermissionDenied)),
        *((403, PermissionDenied), (404, NotFound), (407, NotSent), (408, OutcomeUnknown), (409, InvalidRequest)),
        *((410, NotFound), (418, InvalidRequest), (429, RateLimited), (498, InvalidRequest), (499, OutcomeUnknown)),
        *((500, OutcomeUnknown), (503, OutcomeUnknown)),
    ],
)
def test_each_status_is_refused_or_unknown(status: int, kind: type[VideoGenerationsError]) -> None:
    error = failed(lambda: started(came(status, {"error": {"message": "no"}})))
    assert type(error) is kind
    if kind is not OutcomeUnknown:
        assert str(error).startswith(f"The server answered {status} (no)")
        assert error.task_id is None
    # An answer that names a task has perhaps started one.
    assert type(failed(lambda: started(came(status, {"message": "no", "task_id": "t"})))) is OutcomeUnknown


WORDS = {
    "task_not_exist": NotFound,
    "not_found": NotFound,
    "quota_not_enough": PermissionDenied,
    "insufficient_quota": PermissionDenied,
    "insufficient_user_quota": PermissionDenied,
    "invalid_token": AuthenticationError,
    "invalid_api_key": AuthenticationError,
    "authentication_error": AuthenticationError,
    "rate_limited": RateLimited,
    "rate_limit_error": RateLimited,
    "invalid_request": InvalidRequest,
    "invalid_request_error": InvalidRequest,
}


@pytest.mark.parametrize(("word", "kind"), WORDS.items())
@pytest.mark.parametrize("status", [200, 299, 400, 403])
def test_a_known_word_says_more_than_the_status(status: int, word: str, kind: type[VideoGenerationsError]) -> None:
    for spelt in (word, word.upper()):
        for body in ({"error": {"code": spelt, "message": "no"}}, {"error": {"type": spelt, "message": "no"}}):
            assert type(failed(lambda body=body: started(came(status, body)))) is kind  # type: ignore[misc]  # called at once


@pytest.mark.parametrize(("status", "kind"), [(300, OutcomeUnknown), (401, AuthenticationError), (409, InvalidRequest)])
def test_a_word_says_nothing_about_another_status(status: int, kind: type[VideoGenerationsError]) -> None:
    assert type(failed(lambda: started(came(status, {"error": {"code": "not_found"}})))) is kind


def test_of_two_words_the_first_in_the_alphabet_holds() -> None:
    both = {"error": {"code": "not_found", "type": "invalid_request_error"}}
    assert type(failed(lambda: started(came(400, both)))) is InvalidRequest


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *(
            (400, InvalidRequest),
            ("404", NotFound),
            (408, OutcomeUnknown),
            (499, OutcomeUnknown),
            (599, OutcomeUnknown),
        ),
        *((600, OutcomeUnknown), (40, OutcomeUnknown), ("4000", OutcomeUnknown), (100, OutcomeUnknown)),
        *((500, OutcomeUnknown), (" 404", OutcomeUnknown), ("404\n", OutcomeUnknown)),
    ],
)
def test_a_number_inside_a_success_is_read_as_a_status(code: Any, kind: type[VideoGenerationsError]) -> None:
    for status in (200, 299):
        assert type(failed(lambda status=status: started(came(status, {"code": code, "message": "no"})))) is kind  # type: ignore[misc]  # called at once
    assert type(failed(lambda: started(came(300, {"code": code, "message": "no"})))) is OutcomeUnknown


def test_a_server_that_says_when_to_come_back_did_not_accept() -> None:
    busy = {"code": "busy", "message": "later"}
    assert of_create(came(503, busy, retry_after="7")) == (
        ServerError,
        "The server is overloaded and did not accept it: 503 (busy: later)",
        None,
    )
    assert of_create(came(503, busy))[0] is OutcomeUnknown
    assert of_create(came(500, busy, retry_after="7"))[0] is OutcomeUnknown
    assert of_create(came(503, {**busy, "task_id": "t"}, retry_after="7"))[0] is OutcomeUnknown


@pytest.mark.parametrize(
    "body", [{"task_id": "t-1"}, {"code": 400}, {"error": {"code": "invalid_request"}}, {"task_id": "t-1", "x": 1}]
)
def test_a_success_that_breaks_off_is_unknown(body: dict[str, Any]) -> None:
    kind, said, task_id = of_create(came(200, body, cut="the connection was lost"))
    assert (kind, task_id) == (OutcomeUnknown, body.get("task_id"))
    assert "the body breaks off, the connection was lost" in said


def test_a_refusal_that_breaks_off_is_one() -> None:
    assert of_create(came(400, {"message": "no"}, cut="lost"))[0] is InvalidRequest


def test_an_error_beside_an_id_is_unknown() -> None:
    assert of_create(came(200, {"task_id": "t-1", "error": {"message": "no"}}))[::2] == (OutcomeUnknown, "t-1")
