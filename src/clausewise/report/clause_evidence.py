"""The evidence that the records of a run hold of each clause, and the reason where they hold none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clausewise.report.checkable import Checkable


@dataclass(frozen=True)
class ClauseEvidence:
    """The probes that tested each clause; for each clause an operation without which its refusals show nothing."""

    tested: Mapping[str, list[str]]
    without: Mapping[str, str]

    @classmethod
    def of(cls, records: list[dict[str, Any]], controls: Iterable[str]) -> ClauseEvidence:
        """The evidence of records; `controls` are operations of which a valid request was accepted beside them."""
        accepted = {*controls}.union(*(r["controls"] for r in records))
        tested: dict[str, dict[str, None]] = {}
        without: dict[str, str] = {}
        for clause, probe, control in (shown for r in records for shown in r["evidence"]):
            if not control or control in accepted:
                tested.setdefault(clause, {})[probe] = None
            else:
                without[clause] = control
        return cls({clause: list(probes) for clause, probes in tested.items()}, without)

    def lack(
        self, clause: str, known: Checkable | None, needs: Mapping[str, str], not_run: list[dict[str, Any]]
    ) -> str:
        """The reason why a clause is not checked; `known` says what can find it broken, None where nothing can."""
        if clause in self.without:
            return f"no valid request of {self.without[clause]} was accepted, so that its refusals show nothing"
        if clause in needs:
            return needs[clause]
        if known is None:
            return "no request of this plan puts it to the test whatever the server answers, and no answer did"
        reasons = [left["reason"] for left in not_run if left["probe"] in known.probes]
        return reasons[0] if reasons else "no answer put it to the test"
