"""The clauses that following can decide: those that each task puts to the test, and what the others need."""

from __future__ import annotations

from collections.abc import Iterator

from clausewise.checks.video import VIDEO, VIDEO_SIZE
from clausewise.media.inspector import unable
from clausewise.probes.probe import Probe
from clausewise.probes.run_plan import RunPlan
from clausewise.run.following.terms import Terms, terms_of
from clausewise.spec import Clause
from clausewise.spec.operations import value_at

_OF_EACH = ("ends", "forward", "fits", "final", "download", "file-type", "distinct")
_OF_MEDIA = ("playable", "moving")


def decided(plan: RunPlan, probe: Probe) -> Iterator[Clause]:
    """The clauses that following the task of a row puts to the test, if the task succeeds."""
    terms = terms_of(plan.options.spec, probe.operation)
    if terms is None or probe.row is None:
        return
    yield from map(terms.clause, _OF_EACH)
    if plan.options.max_task_time is not None:
        yield terms.clause("end-time")
    yield from decided_by_calls(plan, probe)
    if unable() is None:
        yield from map(terms.clause, _OF_MEDIA)
        yield from _of_the_video(terms, probe)


def decided_by_calls(plan: RunPlan, probe: Probe) -> Iterator[Clause]:
    """The clauses that the call which tells of the end of a row's task puts to the test."""
    terms = terms_of(plan.options.spec, probe.operation)
    if terms is None or terms.hook is None or probe.row is None or not plan.options.receives_calls:
        return
    if isinstance(value_at(probe.row.body, terms.hook[0]), str):
        yield from (plan.options.spec.governing(terms.hook[1], aspect) for aspect in ("notified", "notification"))


def _of_the_video(terms: Terms, probe: Probe) -> Iterator[Clause]:
    asked = terms.asked_video(probe.row.body if probe.row is not None else None)
    if asked is None or terms.video is None:
        return
    if asked.ratio is not None:
        yield terms.clause_of("ratio")
    if asked.seconds is not None:
        yield terms.clause_of("seconds")
    if asked.hd and asked.hd_has_effect:
        if "hd" in terms.video.shorter_side:
            yield terms.clause_of("hd", VIDEO_SIZE)
        if asked.ratio is not None:
            yield terms.clause_of("hd")


def needs_of_tasks(plan: RunPlan) -> dict[str, str]:
    """The needs of clauses about followed tasks that are not checked, in words, by the id of the clause."""
    options = plan.options
    found_needs: dict[str, str] = {}
    for operation in options.spec.operations:
        terms = terms_of(options.spec, operation)
        for aspect, clause in terms.clauses() if terms is not None else ():
            if not options.follow:
                found_needs[clause.id] = "needs --follow"
            elif aspect == "end-time" and options.max_task_time is None:
                found_needs[clause.id] = "needs --max-task-time SECONDS"
            elif aspect in ("notified", "notification") and not options.receives_calls:
                found_needs[clause.id] = "needs --notify-url URL"
            elif aspect in (*_OF_MEDIA, VIDEO, VIDEO_SIZE) and (why := unable()) is not None:
                found_needs[clause.id] = why
    return found_needs
