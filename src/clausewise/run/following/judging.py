"""Judging what was followed: the life of one task, by all answers to its reads, then its file and who was told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausewise.checks.breach import AspectBroken
from clausewise.checks.records import FINAL, FITS, FORWARD, life_broken, record_in, result_in, seconds_of
from clausewise.http.exchange import Exchange
from clausewise.probes.followed import video_id
from clausewise.probes.probe import Probe
from clausewise.run.following.fetching import kept_video
from clausewise.run.following.judged import Judged
from clausewise.run.following.judged_calls import JudgedCalls
from clausewise.run.following.judged_file import JudgedFile
from clausewise.run.following.started_task import State
from clausewise.run.reading_back import other_identity
from clausewise.run.record_ids import id_name
from clausewise.run.sender import NotSentError
from clausewise.spec.operations import value_at


class JudgedTask(Judged):
    """The judgement of one task."""

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
        outcome = reading.outcome(last)
        video = kept_video(
            self.follower.prober.client,
            self.follower.prober.ledger,
            video_id(self.task.probe),
            result_in(reading, last),
        )
        if outcome and video is not None:
            JudgedFile(self.follower, self.task, self.result).judge(video)
        if outcome is not None and create is not None and self.follower.expects_call(create):
            JudgedCalls(self.follower, self.task, self.result).judge(last)

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
        ends = [record for record in records if reading.outcome(record) is not None]
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
            actual = f"status {value_at(records[-1], reading.status)} after {self.follower.following.timeout:g} s"
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
