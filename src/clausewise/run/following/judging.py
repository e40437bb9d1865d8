"""Judging what was followed: the life of one task, its file, and who was told; and the files of all tasks together."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from clausewise.checks.breach import AspectBroken
from clausewise.checks.notifications import NOTIFICATION, NOTIFIED, calls_broken
from clausewise.checks.records import FINAL, FITS, FORWARD, life_broken, record_in, result_in, seconds_of
from clausewise.checks.video import (
    DOWNLOAD,
    FILE_TYPE,
    MOVING,
    PLAYABLE,
    VIDEO,
    VIDEO_SIZE,
    asked_broken,
    file_broken,
)  # fmt: skip
from clausewise.http.exchange import Exchange
from clausewise.media.inspector import WITHOUT
from clausewise.probes.followed import told_id, video_id
from clausewise.probes.probe import Probe
from clausewise.run.following.fetching import facts_of, judged_video, kept_video, without_picture
from clausewise.run.following.follower import Follower
from clausewise.run.following.store import State, Task
from clausewise.run.following.terms import Terms
from clausewise.run.identity import id_name
from clausewise.run.kept_answers import restored
from clausewise.run.reading_back import other_identity
from clausewise.run.result import Cause, NotRun, Result
from clausewise.run.sender import NotSentError
from clausewise.spec import Clause
from clausewise.spec.operations import found

#: Seconds after a task's end until its call has to come, beside the interval of reading.
CALLED_WITHIN = 1.0
#: The reason why a call that has not come is not missed.
_NOBODY = "whoever was to take the call, this run before it was resumed or another machine, was gone before it came"
_NOT_LOOKED_INTO = f"its video was not looked into by the machine that has fetched it: {WITHOUT} there"


class JudgedTask:
    """The judgement of one task, which goes into the result that is given."""

    def __init__(self, follower: Follower, task: Task, result: Result) -> None:
        self.follower = follower
        self.task = task
        self.result = result
        self.terms: Terms = follower.terms[task.operation]
        self.probe = self.terms.probe(task.probe, task.made)
        self._basis: Any = task.basis
        self.request = _read_json(task.request)

    def judge(self, create: Probe | None = None) -> None:
        """Judge the task; `create` is the probe that started it, where its calls are to be judged too."""
        exchanges = list(self._exchanges())
        reading = self.terms.reading
        records = []
        for exchange in exchanges:
            record = record_in(reading, exchange.json) if exchange.accepted and exchange.has_json else None
            if record is not None:
                records.append(record)
                prober = self.follower.prober
                name = id_name(prober.spec, self.terms.link) or self.terms.link.parameter
                self.result.findings += other_identity(prober, self.probe, exchange, name, self.task.made)
        if not records:
            self.result.stopped(self.task.reason or "it could not be read")
            return
        self._judge_life(exchanges[-1], records)
        last = records[-1]
        ended = reading.ended(last)
        video = kept_video(
            self.follower.prober.client,
            self.follower.prober.ledger,
            video_id(self.task.probe),
            result_in(reading, last),
        )
        if ended and video is not None:
            self._judge_video(video)
        if ended is not None and create is not None and self.follower.expects_call(create):
            self._judge_calls(last)

    def _exchanges(self) -> Iterator[Exchange]:
        """The answers to all reads, judged one by one as they are given again."""
        reads, replayed = self.task.reads, self.follower.prober.client.recording is not None
        while reads or replayed:
            reads -= 1
            try:
                yield self.follower.prober.send(self.probe, self.result)
            except NotSentError:
                if replayed:
                    return

    def _judge_life(self, exchange: Exchange, records: list[Any]) -> None:
        reading = self.terms.reading
        ends = [record for record in records if reading.ended(record) is not None]
        for broken in dict.fromkeys(life_broken(reading, self.terms.life, records)):
            self._broken(self.terms.clause(broken.aspect), broken, exchange)
        self._shows(self.terms.clause(FITS))
        if len(records) > 1:
            self._shows(self.terms.clause(FORWARD))
        if len(ends) > 1:
            self._shows(self.terms.clause(FINAL))
        if ends:
            self._shows(self.terms.clause("ends"))
            self._judge_time(exchange, ends[-1])
        elif self.task.state is State.UNENDED:
            actual = f"status {found(records[-1], reading.status)} after {self.follower.following.timeout:g} s"
            self._broken(
                self.terms.clause("ends"), AspectBroken("ends", actual, "an end, by success or failure"), exchange
            )
        else:
            self.result.stopped(self.task.reason or "the run, or its recording, ended before the task did")

    def _judge_time(self, exchange: Exchange, record: Any) -> None:
        allowed, own = self.follower.max_task_time, seconds_of(self.terms.reading, record)
        seconds = self.task.seconds if self.task.seconds is not None else own
        self.result.task_seconds = seconds
        if allowed is None or seconds is None:
            return
        clause = self.terms.clause("end-time")
        self._shows(clause)
        if seconds > allowed:
            self._broken(
                clause, AspectBroken("end-time", f"{seconds:.1f} s until the end", f"at most {allowed:g} s"), exchange
            )

    def _judge_video(self, video: Exchange) -> None:
        self.result.requests += 1
        recorder = self.follower.prober.client.recorder
        if recorder is not None:
            recorder.add(video_id(self.task.probe), video)
        facts, media = facts_of(video), facts_of(video)["media"]
        video = without_picture(video)  # which says nothing to whoever reads a finding
        for broken in file_broken(facts, video.media_type):
            self._broken(self.terms.clause(broken.aspect), broken, video)
        self._shows(self.terms.clause(DOWNLOAD))
        if not facts["error"] and facts["status"] == 200:
            self._shows(self.terms.clause(FILE_TYPE))
        if media is None:
            if facts["sha256"] and not facts["error"] and self.follower.store.machine:
                self.result.left_out.append(NotRun(self.result.probe.id, _NOT_LOOKED_INTO, Cause.TOOL))
            return
        self._shows(self.terms.clause(PLAYABLE))
        if "problem" in media:
            return
        self._shows(self.terms.clause(MOVING))
        asked, terms = self.terms.asked(self.request), self.terms.video
        self.result.videos.append(judged_video(self.task.probe, asked, media))
        if asked is None or terms is None:
            return
        for term, broken in asked_broken(asked, terms, media):
            self._broken(self.terms.clause_of(term, broken.aspect), broken, video)
        for term, known in (("ratio", asked.ratio), ("seconds", asked.seconds)):
            if known is not None:
                self._shows(self.terms.clause_of(term, VIDEO))
        if asked.hd and asked.hd_has_effect and "hd" in terms.shorter_side:
            self._shows(self.terms.clause_of("hd", VIDEO_SIZE))

    def _judge_calls(self, last: Any) -> None:
        assert self.terms.hook is not None  # noqa: S101 - the caller has looked
        keys_of_address, where, form = self.terms.hook
        store, client = self.follower.store, self.follower.prober.client
        name = told_id(self.task.probe)
        if client.recording is not None:
            calls = [(0.0, call) for turn in range(10) if (call := client.recording.recall(name, turn)) is not None]
        else:
            calls = self._calls()
            for _, call in calls:
                if client.recorder is not None:
                    client.recorder.add(name, call)
        if not calls and client.recording is None and not store.was_there(self.task):
            self.result.left_out.append(NotRun(name, _NOBODY, Cause.GONE))
            return
        keys = self.terms.link.parameter
        identity = (keys,)
        broken = [*calls_broken(self.terms.reading, identity, self.task.made, last, [call for _, call in calls], form)]
        unended = self.task.unended or 0.0
        if calls and not broken and calls[0][0] and calls[0][0] < unended:
            broken.append(AspectBroken(NOTIFIED, "a call before a read that shows no end", "a call after the end"))
        address = str(found(self.request, keys_of_address) or "").rpartition("/")[0]
        shown = calls[0][1] if calls else Exchange("POST", address, {}, b"", error="no call came")
        for each in broken:
            self._broken(self.terms.spec.governing(where, each.aspect), each, shown)
        self._shows(self.terms.spec.governing(where, NOTIFIED))
        if calls:
            self._shows(self.terms.spec.governing(where, NOTIFICATION))

    def _calls(self) -> list[tuple[float, Exchange]]:
        store, token = self.follower.store, self.follower.token(self.task.probe)
        until = time.monotonic() + CALLED_WITHIN + self.follower.following.interval
        while not store.calls(token) and time.monotonic() < until:
            time.sleep(store.storage.pause)
        return [(at, restored(text)) for at, text in store.calls(token)]

    def _shows(self, clause: Clause) -> None:
        self.result.shows([clause], self.probe)

    def _broken(self, clause: Clause, broken: AspectBroken, exchange: Exchange) -> None:
        # Rests on what was asked for, and not on that tasks can be read at all.
        judgement = self.follower.prober.judgement(replace(self.probe, basis=self._basis), exchange)
        self.result.findings.append(judgement.expected(clause, broken.actual, broken.expected))


def _read_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
