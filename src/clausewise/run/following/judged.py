"""A followed task that is judged: what its judgement rests on, and how a clause is told of."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from clausewise.checks.breach import AspectBroken
from clausewise.http.exchange import Exchange
from clausewise.run.following.follower import Follower
from clausewise.run.following.started_task import StartedTask
from clausewise.run.following.terms import Terms
from clausewise.run.result import Result
from clausewise.spec import Clause


class Judged:
    """A part of the judgement of one task, which goes into the result that is given."""

    def __init__(self, follower: Follower, task: StartedTask, result: Result) -> None:
        self.follower = follower
        self.task = task
        self.result = result
        self.terms: Terms = follower.terms[task.operation]
        self.probe = self.terms.probe(task.probe, task.made)
        self._basis: Any = task.basis
        self.request = _read_json(task.request)

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
