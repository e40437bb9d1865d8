"""Tasks and their videos are known by extensions of the spec, and by no name of a field."""

from __future__ import annotations

from typing import Any

import pytest

from clausewise.spec import Spec
from clausewise.spec.tasks import AskedVideo, task_record, video_terms

SPEC = Spec.load()
TERMS = video_terms(SPEC, SPEC.operation("createVideoGeneration"))
RECORD = task_record(SPEC)


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ({}, AskedVideo(ratio=None, seconds=None, hd=False)),
        ({"aspect_ratio": "9:16"}, AskedVideo(ratio=(9, 16), seconds=None, hd=False)),
        ({"duration": "15", "hd": True}, AskedVideo(ratio=None, seconds=15.0, hd=True)),
        ({"duration": "25", "hd": True}, AskedVideo(ratio=None, seconds=25.0, hd=True, hd_has_effect=False)),
        ({"duration": "25"}, AskedVideo(ratio=None, seconds=25.0, hd=False, hd_has_effect=False)),
        ({"aspect_ratio": "wide", "duration": "long", "hd": "yes"}, AskedVideo(ratio=None, seconds=None, hd=None)),
        ({"aspect_ratio": "0:9", "duration": "-1"}, AskedVideo(ratio=None, seconds=None, hd=False)),
        ({"aspect_ratio": "١٦:٩", "duration": ["10"]}, AskedVideo(ratio=None, seconds=None, hd=False)),
    ],
)
def test_a_request_asks_for_a_video(body: dict[str, Any], asked: AskedVideo) -> None:
    assert TERMS is not None
    assert TERMS.asked_video(body) == asked


@pytest.mark.parametrize("body", [None, [], "a", 7])
def test_a_body_that_is_no_object_asks_for_nothing_but_defaults(body: Any) -> None:
    assert TERMS is not None
    asked = TERMS.asked_video(body)
    assert (asked.ratio, asked.seconds, asked.hd) == (None, None, False)


def test_only_an_operation_with_a_link_to_a_video_has_terms() -> None:
    assert video_terms(SPEC, SPEC.operation("getVideoGeneration")) is None


@pytest.mark.parametrize(
    ("record", "ended"),
    [
        ({"status": "SUCCESS"}, True),
        ({"status": " completed "}, True),
        ({"status": "FAILURE"}, False),
        ({"status": "IN_PROGRESS"}, None),
        ({"status": 7}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_record_tells_whether_its_task_has_ended(record: Any, ended: bool | None) -> None:  # noqa: FBT001 - a table
    assert RECORD is not None
    assert RECORD.outcome(record) is ended


def test_the_record_names_its_places() -> None:
    assert RECORD is not None
    assert RECORD.result == ("data", "output")
    assert (RECORD.submitted, RECORD.started, RECORD.finished) == (("submit_time",), ("start_time",), ("finish_time",))
