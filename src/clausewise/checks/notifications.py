"""Checks of the calls by which a server tells that a task has ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clausewise.checks.breach import AspectBroken
from clausewise.checks.records import record_in
from clausewise.http.exchange import Exchange
from clausewise.spec.media_ranges import essence
from clausewise.spec.operations import JSON, value_at
from clausewise.spec.tasks import Keys, TaskRecord
from clausewise.spec.validation import BodyValidator

#: The aspects that these checks are about, in the words of `keywords`.
NOTIFIED, NOTIFICATION = "notified", "notification"


def calls_broken(
    reading: TaskRecord, identity: Keys, made: str, last: object, calls: Sequence[Exchange], form: BodyValidator | None
) -> Iterator[AspectBroken]:
    """Yield the broken aspects of the calls for one ended task, in the order in which they came; `last` is its record.

    `identity` is where a record has its id, `made` the id of the task, `form` the schema of a call's body.
    """
    if len(calls) != 1:
        yield AspectBroken(NOTIFIED, f"{len(calls) or 'no'} calls", "one call, after the end")
    for call in calls:
        if call.method != "POST":
            yield AspectBroken(NOTIFIED, f"a {call.method}", "a POST")
        sent = {name.lower(): value for name, value in call.request_headers.items()}.get("content-type", "")
        if essence(sent) != JSON or not _json(call):
            yield AspectBroken(NOTIFICATION, f"{sent or 'no Content-Type'}, {call.request_body[:80]!r}", "JSON")
            continue
        value = call.sent_json
        record = record_in(reading, value)
        if record is None or (form is not None and not form.is_valid(value)):
            yield AspectBroken(NOTIFICATION, f"{call.request_body[:120]!r}", "the record of the task")
            continue
        if reading.outcome(record) is None:
            yield AspectBroken(
                NOTIFIED, f"a call with status {value_at(record, reading.status)}", "a call after the end"
            )
        elif reading.outcome(last) != reading.outcome(record):
            yield AspectBroken(NOTIFICATION, "another end than the record tells of", "the record of the task")
        if identity and value_at(record, identity) != made:
            yield AspectBroken(NOTIFICATION, f"the record of {value_at(record, identity)!r}", f"the record of {made!r}")


def _json(call: Exchange) -> bool:
    try:
        call.sent_json  # noqa: B018 - reading it is the question
    except (ValueError, RecursionError):
        return False
    return True
