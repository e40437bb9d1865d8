"""Judging the calls that tell of the end of a followed task."""

from __future__ import annotations

import time
from typing import Any

from clausewise.checks.breach import AspectBroken
from clausewise.checks.notifications import NOTIFICATION, NOTIFIED, calls_broken
from clausewise.http.exchange import Exchange
from clausewise.probes.followed import told_id
from clausewise.run.following.judged import Judged
from clausewise.run.kept_answers import restored
from clausewise.run.result import Cause, NotRun
from clausewise.spec.operations import value_at

#: Seconds after a task's end until its call has to come, beside the interval of reading.
CALLED_WITHIN = 1.0
#: The reason why a call that has not come is not missed.
_NOBODY = "whoever was to take the call, this run before it was resumed or another machine, was gone before it came"


class JudgedCalls(Judged):
    """The judgement of the calls about one task."""

    def judge(self, last: Any) -> None:
        """Judge the calls by the last record of the task, or miss them."""
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
        identity = (self.terms.link.parameter,)
        broken = [*calls_broken(self.terms.reading, identity, self.task.made, last, [call for _, call in calls], form)]
        unended = self.task.unended or 0.0
        if calls and not broken and calls[0][0] and calls[0][0] < unended:
            broken.append(AspectBroken(NOTIFIED, "a call before a read that shows no end", "a call after the end"))
        address = str(value_at(self.request, keys_of_address) or "").rpartition("/")[0]
        shown = calls[0][1] if calls else Exchange("POST", address, {}, b"", error="no call came")
        for each in broken:
            self._broken(self.terms.spec.governing(where, each.aspect), each, shown)
        self._shows(self.terms.spec.governing(where, NOTIFIED))
        if calls:
            self._shows(self.terms.spec.governing(where, NOTIFICATION))

    def _calls(self) -> list[tuple[float, Exchange]]:
        store, token = self.follower.store, self.follower.store.token(self.task.probe)
        until = time.monotonic() + CALLED_WITHIN + self.follower.following.interval
        while not store.calls(token) and time.monotonic() < until:
            time.sleep(store.storage.pause)
        return [(at, restored(text)) for at, text in store.calls(token)]
