"""Variants of tasks and their videos: other ways to end and to answer that the page allows."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.faults.entry import Change, Variant
from clausewise.mock_server.faults.films import filmed, one_colour, shaped
from clausewise.mock_server.faults.notifying import notified
from clausewise.mock_server.faults.task_mechanisms import counted, ended, lives_as
from clausewise.mock_server.faults.videos import linked, served, typed
from clausewise.mock_server.tasks import Task
from clausewise.mock_server.videos.shape import VideoShape

if TYPE_CHECKING:
    from clausewise.mock_server.server import MockServer


def _variant(name: str, says: str, change: Change) -> Variant:
    return Variant(f"result-{name}", says, change, ())


def _makers(shape: VideoShape, task: Task) -> VideoShape:
    if not task.asked.hd or not task.asked.hd_has_effect:
        return shape
    return (
        VideoShape(1792, 1024, shape.seconds) if shape.width > shape.height else VideoShape(1024, 1792, shape.seconds)
    )


def _redirects(request: Request, _: Task, answer: Answer) -> Answer:
    if b"at=elsewhere" in request.query:
        return answer
    return Answer(307, headers=((b"location", request.path + b"?at=elsewhere"),))


def _late(record: dict[str, Any], _: Task, read: int) -> Any:
    return record | {"data": None} if read == 1 else record


def _signed(server: MockServer) -> None:
    numbers = count(1)
    linked(lambda url: f"{url}?signature={next(numbers)}")(server)


def _without_times(record: dict[str, Any], *_: Any) -> Any:
    return {key: value for key, value in record.items() if not key.endswith("_time")}


VARIANTS: tuple[Variant, ...] = (
    _variant("makers-hd-size", "HD is 1792 x 1024, as the maker has it.", shaped(_makers)),
    _variant("small", "Without HD a video is 854 x 480.", shaped(lambda s, t: s if t.asked.hd else _smaller(s))),
    _variant("wrapped", "Every record comes in an envelope.", lives_as("wrapped")),
    _variant("unheard-of-status", "Until its end a task has a status that nobody lists.", lives_as("unknown-status")),
    _variant("failed", "Every task fails, with a reason.", lives_as("failed")),
    _variant("redirected", "The address of the video leads to another one.", served(_redirects)),
    _variant("late-link", "The address of the video appears a moment after the end.", ended(_late)),
    _variant("signed-link", "The address of the video is signed anew with each read.", _signed),
    _variant(
        "octet-stream",
        "A video is sent as application/octet-stream.",
        served(lambda _, __, answer: typed(answer, b"application/octet-stream")),
    ),
    _variant("no-hook", "Nobody is called at the end.", notified(lambda _: [])),
    _variant("hook-again", "A call is repeated.", notified(lambda call: [call, replace(call, after=0.05)])),
    _variant(
        "longer-by-a-tenth",
        "A video is a tenth of a second longer.",
        shaped(lambda s, _: s._replace(seconds=s.seconds + 0.1)),
    ),
    _variant(
        "still", "A video shows one bright picture all the time.", filmed(lambda shape, _: one_colour(shape, 200))
    ),
    _variant("no-times", "A record has no times.", counted(_without_times)),
    _variant(
        "other-words",
        "A task has succeeded in the words of other servers.",
        ended(lambda record, *_: record | {"status": "COMPLETED"}),
    ),
)


def _smaller(shape: VideoShape) -> VideoShape:
    return VideoShape(854, 480, shape.seconds) if shape.width > shape.height else VideoShape(480, 854, shape.seconds)
