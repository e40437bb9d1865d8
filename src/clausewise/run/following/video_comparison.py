"""Judging the files of all tasks together: each task has its own, and HD has more pixels than none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from clausewise.checks.breach import AspectBroken
from clausewise.checks.video import DISTINCT, hd_broken
from clausewise.http.exchange import Exchange
from clausewise.probes.followed import video_id
from clausewise.probes.probe import Probe
from clausewise.run.following.fetching import facts_of, without_picture
from clausewise.run.following.follower import Follower
from clausewise.run.following.started_task import StartedTask
from clausewise.run.following.terms import Terms
from clausewise.run.kept_answers import restored
from clausewise.run.result import Result
from clausewise.spec import Clause
from clausewise.spec.tasks import AskedVideo


@dataclass(frozen=True)
class _Video:
    """The file of one task; `kind` is what a video may depend on beside what it is asked to be like."""

    task: StartedTask
    exchange: Exchange
    sha256: str
    media: dict[str, Any] | None
    asked: AskedVideo | None
    kind: str


def judge_together(follower: Follower, result: Result) -> None:
    """Judge the files of every task of a run."""
    for name, terms in follower.terms.items():
        videos = [
            video
            for task in follower.store.tasks()
            if task.operation == name
            for video in _videos(follower, terms, task)
        ]
        _judge_distinct(follower, terms, videos, result)
        if terms.video is not None and terms.video.hd:
            _judge_hd(follower, terms, videos, result)


def _judge_distinct(follower: Follower, terms: Terms, videos: list[_Video], result: Result) -> None:
    first: dict[str, _Video] = {}
    for video in videos:
        known = first.setdefault(video.sha256, video)
        if known is not video:
            actual = f"the same file as that of {known.task.probe}"
            _broken(
                follower,
                terms,
                terms.clause(DISTINCT),
                AspectBroken(DISTINCT, actual, "a file of its own"),
                video,
                result,
            )
    if len(videos) > 1:
        result.shows([terms.clause(DISTINCT)], _probe(terms, videos[0]))


def _judge_hd(follower: Follower, terms: Terms, videos: list[_Video], result: Result) -> None:
    clause = terms.clause_of("hd")
    known = [
        (video, video.media, video.asked) for video in videos if video.media is not None and video.asked is not None
    ]
    for video, media, asked in known:
        if not asked.hd or not asked.hd_has_effect or asked.ratio is None:
            continue
        plain = [
            other_media
            for other, other_media, other_asked in known
            if other.kind == video.kind and other_asked.ratio == asked.ratio and not other_asked.hd
        ]
        if not plain:
            continue
        result.shows([clause], _probe(terms, video))
        broken = hd_broken(media, plain)
        if broken is not None:
            _broken(follower, terms, clause, broken, video, result)


def _broken(
    follower: Follower, terms: Terms, clause: Clause, broken: AspectBroken, video: _Video, result: Result
) -> None:
    basis: Any = video.task.basis
    exchange = without_picture(video.exchange)
    judgement = follower.prober.judgement(replace(_probe(terms, video), basis=basis), exchange)
    result.findings.append(judgement.expected(clause, broken.actual, broken.expected))


def _probe(terms: Terms, video: _Video) -> Probe:
    return terms.probe(video.task.probe, video.task.made)


def _videos(follower: Follower, terms: Terms, task: StartedTask) -> Iterator[_Video]:
    exchange = _kept(follower, task)
    facts = facts_of(exchange) if exchange is not None else None
    if exchange is None or facts is None or facts["error"] or facts["status"] != 200:
        return
    media = facts["media"] if facts["media"] and "problem" not in facts["media"] else None
    try:
        request = json.loads(task.request)
    except ValueError:
        request = None
    yield _Video(task, exchange, facts["sha256"], media, terms.asked_video(request), _kind(terms, request))


def _kept(follower: Follower, task: StartedTask) -> Exchange | None:
    recording = follower.prober.client.recording
    name = video_id(task.probe)
    if recording is not None:
        return recording.recall(name, 0)
    answer = follower.store.kept(name)
    return restored(answer) if answer is not None else None


def _kind(terms: Terms, request: Any) -> str:
    """The values of the fields that say what makes a video."""
    values = request.items() if isinstance(request, dict) else ()
    telling = terms.video.kind if terms.video is not None else ()
    return json.dumps({name: value for name, value in values if name in telling}, sort_keys=True)
