"""The steps of a conforming server: the defaults, which a fault or a variant replaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clausewise.mock_server import examples, media_types
from clausewise.mock_server.endpoints import Endpoint
from clausewise.mock_server.exchange import Answer, Request, encoded
from clausewise.mock_server.hooks.callback import Notification, notification
from clausewise.mock_server.instances import instance
from clausewise.mock_server.tasks import NOTHING_ASKED, Task
from clausewise.mock_server.videos.shape import VideoShape, shape
from clausewise.spec import Breach
from clausewise.spec.operations import JSON, placed
from clausewise.spec.tasks import property_of

#: Characters of a refused value that the reason repeats.
_REASON_LENGTH = 300


def media_type(endpoint: Endpoint, request: Request) -> str | None:
    """The reason why the media type of a request is refused; None when it is taken."""
    return media_types.refusal(request.header(b"content-type"), endpoint.operation.body_media_types)


def other_media_type(endpoint: Endpoint, request: Request) -> bool:
    """Tell whether the body is declared as one of the operation's media types that is not JSON."""
    others = tuple(name for name in endpoint.operation.body_media_types if name != JSON)
    return bool(others) and media_types.refusal(request.header(b"content-type"), others) is None


async def hand_over(_: Request, answer: Answer) -> Answer:
    """The answer itself, at once."""
    return answer


def judge(endpoint: Endpoint, value: Any) -> list[Breach]:
    """Everything that is wrong with a request body."""
    # Most are valid, and to ask only that is cheaper.
    return [] if endpoint.body is None or endpoint.body.is_valid(value) else endpoint.body.breaches(value)


def accept(endpoint: Endpoint, value: Any, task_id: Any) -> Answer:
    """The answer to a valid request: what the spec shows first, with the new id in its place."""
    link = endpoint.link
    return shown(endpoint, placed(endpoint.shown, link.keys, task_id) if link else endpoint.shown)


def notify(endpoint: Endpoint, task: Task, record: Any) -> list[Notification]:
    """The one call that tells the hook of a task of its end; none where it has no hook."""
    if endpoint.callback is None or task.hook is None or "no-hook" in task.life:
        return []
    return [notification(endpoint.callback, task.hook, record)]


def video_shape(endpoint: Endpoint | None, task: Task) -> VideoShape:
    """The shape of a task's video; what was not asked for is as the first value that the spec lists for it."""
    terms = endpoint.video_terms if endpoint else None
    if endpoint is None or terms is None or endpoint.operation.body_location is None:
        return shape(task.asked, NOTHING_ASKED, {})
    spec = endpoint.spec
    schema = spec.at(spec.flat(endpoint.operation.body_location))
    first: dict[str, Any] = {}
    for keys in (terms.ratio, terms.seconds, terms.hd):
        first = placed(first, keys, instance(spec, property_of(spec, schema, keys))) if keys else first
    return shape(task.asked, terms.asked_video(first), terms.shorter_side)


def shown(endpoint: Endpoint, value: Any) -> Answer:
    """An answer of the operation's first listed status and media type."""
    if endpoint.media_type is None:
        return Answer(endpoint.status, headers=())
    return _declared(endpoint, endpoint.media_type, value)


def shown_as(endpoint: Endpoint, media_type: str) -> Answer:
    """The first answer that the spec shows in another of its media types."""
    accepted = endpoint.operation.accepted
    value = next(iter(examples.named(endpoint.spec, accepted, media_type).values()), None) if accepted else None
    return _declared(endpoint, media_type, value)


def _declared(endpoint: Endpoint, listed: str, value: Any) -> Answer:
    media_type = media_types.declared(listed)
    body = value.encode() if isinstance(value, str) and b"json" not in media_type else encoded(value)
    return Answer(endpoint.status, body, ((b"content-type", media_type),))


def refusal_reason(breaches: Sequence[Breach]) -> str:
    """The reason of a refusal: the first breaches, each with field, reason and clause id."""
    reasons = (f"{breach.field or 'body'}: {_short(breach.reason)} [{breach.clause.id}]" for breach in breaches[:5])
    return "; ".join(reasons)


def _short(reason: str) -> str:
    return reason if len(reason) <= _REASON_LENGTH else reason[:_REASON_LENGTH] + "…"
