"""The meaning of an answer, without a server: what counts as accepted, as refused, as unknown, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from video_generations_client import (
    AuthenticationError,
    InvalidRequest,
    NoAnswer,
    NotFound,
    NotSent,
    OutcomeUnknown,
    PermissionDenied,
    RateLimited,
    ServerError,
    Task,
    UnexpectedAnswer,
    VideoGenerationsError,
)
from video_generations_client.answer import Answer
from video_generations_client.contract import contract
from video_generations_client.judgement import answered, record, started, unwrapped

from tests.client.answers import came

CREATE = contract().create.id
DO_NOT = "Do not send it again before you have looked at the server whether the task exists."
PAID = "The task may be accepted and paid all the same."


def failed(judge: Callable[[], object]) -> VideoGenerationsError:
    with pytest.raises(VideoGenerationsError) as caught:
        judge()
    return caught.value


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


@pytest.mark.parametrize("status", [200, 299])
def test_an_operation_without_a_task_gives_the_object(status: int) -> None:
    assert answered(came(status, {"balance": 5}), CREATE) == {"balance": 5}


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (came(199, {"balance": 5}), OutcomeUnknown, None),
        (came(300, {"balance": 5}), OutcomeUnknown, None),
        (came(200, [5]), OutcomeUnknown, f"The server answered 200 ([5]). {PAID} {DO_NOT}"),
        (came(200, {"balance": 5}, cut="lost"), OutcomeUnknown, None),
        (came(200, {"code": 404, "message": "no"}, cut="lost"), OutcomeUnknown, None),
        (came(200, {"error": {"message": "no"}}), OutcomeUnknown, None),
        (came(200, {"code": 404, "message": "no"}), NotFound, "The server answered 200 (404: no)"),
        (came(400, {"message": "no"}, cut="lost"), InvalidRequest, None),
        (came(300, {"message": "no"}, cut="lost"), OutcomeUnknown, None),
        (
            came(503, {"code": "x"}, retry_after="1"),
            ServerError,
            "The server is overloaded and did not accept it: 503 (x)",
        ),
        (came(503, {"code": "x"}), OutcomeUnknown, None),
        (came(500, {"code": "x"}, retry_after="1"), OutcomeUnknown, None),
    ],
)
def test_an_operation_without_a_task_is_refused_or_unknown(
    answer: Answer, kind: type[VideoGenerationsError], said: str | None
) -> None:
    error = failed(lambda: answered(answer, CREATE))
    assert type(error) is kind
    assert said is None or str(error) == said
    assert error.task_id is None


def of_read(answer: Answer, task_id: str = "t") -> tuple[type[VideoGenerationsError], str, str | None]:
    error = failed(lambda: record(answer, task_id))
    return type(error), str(error), error.task_id


RECORD = {"task_id": "t", "status": "QUEUED"}
NESTED = {**RECORD, "data": {**RECORD, "task_id": "u"}}


@pytest.mark.parametrize("status", [200, 299])
@pytest.mark.parametrize("body", [RECORD, {"code": "success", "data": RECORD}])
def test_a_record_is_read_plain_and_in_an_envelope(status: int, body: dict[str, Any]) -> None:
    task: Task = record(came(status, body, x_request_id="r-7"), "t")
    assert (task.task_id, task.raw) == ("t", RECORD)
    assert task.response is not None
    assert task.response.request_id == "r-7"


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (came(199, RECORD), UnexpectedAnswer, None),
        (came(300, RECORD), UnexpectedAnswer, None),
        (came(399, {"code": "x"}), UnexpectedAnswer, "The server answered 399 (x)"),
        (came(400, {"code": "x"}), InvalidRequest, "The server answered 400 (x)"),
        (came(404, {"code": "x"}), NotFound, None),
        (came(408, {"code": "x"}), ServerError, "The server answered 408 (x)"),
        (came(500, {"code": "x"}), ServerError, "The server answered 500 (x)"),
        (came(200, RECORD, cut="lost"), NoAnswer, None),
        (came(200, {"code": "x"}, cut="lost"), NoAnswer, None),
        (came(200, {"code": "odd", "message": "no"}), ServerError, "The server answered 200 (odd: no)"),
        (came(200, {"code": "not_found"}), NotFound, "The server answered 200 (not_found)"),
        (came(200, [1]), UnexpectedAnswer, "The server answered with no record of a task: 200 ([1])"),
    ],
)
def test_what_is_no_record_is_told_apart(answer: Answer, kind: type[VideoGenerationsError], said: str | None) -> None:
    found, told, task_id = of_read(answer)
    assert (found, task_id) == (kind, "t")
    assert said is None or told == said


def test_a_record_that_breaks_off_is_told_in_full() -> None:
    said = "The answer did not come in whole: 200 (no body; the body breaks off, lost)"
    assert of_read(came(200, b"", cut="lost")) == (NoAnswer, said, "t")


def test_the_record_of_another_task_is_told_in_full() -> None:
    said = 'The server answered with the record of another task: 200 ({"task_id": "t", "status": "QUEUED"})'
    assert of_read(came(200, RECORD), "other") == (UnexpectedAnswer, said, "other")


@pytest.mark.parametrize(
    ("told", "asked", "same"),
    [
        *(("t-1", "t-1", True), ("T-1", "t-1", True), ("sora-2:t1", "t1", True), ("t1", "sora-2:t1", True)),
        *(("sora-2:T1", "t1", True), ("t1", "SORA-2:T1", True), ("xt1", "t1", False), ("t1x", "t1", False)),
        *(("t1", "9t1", False), ("a", "b", False), ("t1:sora", "t1", False), ("ß:t1", "SS:t1", True)),
        *(("x-t2-y", "y", True), ("x-at1", "t1", False), ("a:xt1", "t1", False)),
    ],
)
def test_two_ids_are_of_one_task(told: str, asked: str, same: bool) -> None:  # noqa: FBT001 - a row of the table
    answer = came(200, {"task_id": told, "status": "QUEUED"})
    if same:
        assert record(answer, asked).task_id == asked
    else:
        assert of_read(answer, asked)[0] is UnexpectedAnswer


@pytest.mark.parametrize(
    ("data", "found"),
    [
        *((RECORD, RECORD), ({"data": RECORD}, RECORD), (NESTED, NESTED)),
        *((None, None), ([RECORD], None), ({"data": [RECORD]}, None), ({"data": {"data": RECORD}}, None)),
        *(({"task_id": "t"}, None), ({"status": "QUEUED"}, None), ({"task_id": True, "status": "QUEUED"}, None)),
        ({"status": "x", "data": RECORD}, RECORD),
    ],
)
def test_a_record_has_an_id_and_a_status(data: Any, found: Mapping[str, Any] | None) -> None:
    assert unwrapped(data) == found


@pytest.mark.parametrize("place", [lambda listed: listed, lambda listed: {"data": listed}])
def test_in_a_list_of_records_that_of_the_task_is_found(place: Callable[[list[Any]], Any]) -> None:
    other = {**RECORD, "task_id": "other"}
    second = {**RECORD, "status": "SUCCESS"}
    listed = place([5, None, {"task_id": "t"}, other, RECORD, second])
    assert unwrapped(listed, "t") == RECORD
    assert unwrapped(listed, "sora-2:OTHER") == other
    assert unwrapped(listed, "none") is None
    assert unwrapped(listed) is None
    assert record(came(200, listed), "other").raw == other
    assert of_read(came(200, listed), "none")[0] is UnexpectedAnswer
