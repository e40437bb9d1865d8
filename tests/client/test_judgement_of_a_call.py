"""The answer to a call that starts no task."""

from __future__ import annotations

import pytest
from video_generations_client import (
    InvalidRequest,
    NotFound,
    OutcomeUnknown,
    ServerError,
    VideoGenerationsError,
)
from video_generations_client.answer import Answer
from video_generations_client.contract import contract
from video_generations_client.judgement import answered

from tests.client.answers import came
from tests.client.judging import DO_NOT, PAID, failed

CREATE = contract().create.id


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
