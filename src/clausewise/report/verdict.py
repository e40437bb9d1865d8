"""The verdict: what all records of a run say together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from clausewise.budget.limits import Counts, LedgerError
from clausewise.probes.coverage import Coverage
from clausewise.probes.probe import Expected
from clausewise.probes.run_plan import RunPlan
from clausewise.report.checkable import Checkable, checkable, needs, unsent
from clausewise.report.clause_evidence import ClauseEvidence
from clausewise.run.result import Cause
from clausewise.settings.options import Options
from clausewise.settings.waivers import Waiver
from clausewise.spec import BASES
from clausewise.terminal.wording import amount

#: The version of contract.json: raised when a field is renamed, removed, or means something else.
REPORT_VERSION = 3
#: The reason where a test left out, ended or crashed before it could tell one.
UNTOLD = "it was left out, or the run ended before it"
#: The most probes of a clause that are named.
NAMED = 3
#: The judgements of a clause that is not kept, the one that counts most first.
NOT_KEPT = ("failed", "waived", "reported")
#: All judgements of a clause, by what counts most, and as people read them.
VERDICTS, AS_LISTED = (*NOT_KEPT, "kept", "not checked"), ("kept", *NOT_KEPT, "not checked")


@dataclass
class Verdict:
    """Records and the sums that follow from them.

    `counted` gives the sums of the ledger. `controls` are operations of which a valid request was seen accepted beside
    the records. `tasks` counts those that are followed, by their state. `ended` says why the run was ended before its
    end, None where it was not. `command` is how it was started.
    """

    plan: RunPlan
    base_url: str
    counted: Callable[[], Counts]
    records: list[dict[str, Any]] = field(default_factory=list)
    controls: set[str] = field(default_factory=set)
    ended: str | None = None
    run_id: str = ""
    seconds: float = 0.0
    tasks: Callable[[], Mapping[str, int]] | None = None
    command: str | None = None

    @property
    def options(self) -> Options:
        """The options of the run."""
        return self.plan.options

    @property
    def findings(self) -> list[dict[str, Any]]:
        """Every finding of the run, with the probe that made it."""
        return [finding | {"probe": r["probe"]} for r in self.records for finding in r["findings"]]

    @property
    def not_run(self) -> list[dict[str, Any]]:
        """The probes that were planned and not judged, each a `probe`, the `reason` and its `cause`."""
        told = {r["probe"] for r in self.records}
        own = [{"probe": r["probe"], "reason": r["not_run"], "cause": r["cause"]} for r in self.records if r["not_run"]]
        after = [left for r in self.records for left in r["left_out"]]
        reason, cause = self.ended or UNTOLD, Cause.OTHER
        untold = [
            {"probe": name, "reason": reason, "cause": cause} for name in self.plan.expected_records if name not in told
        ]
        return [*own, *after, *untold]

    @property
    def conforms(self) -> str:
        """`yes`, `no`, or `undecided` where nothing failed and there is a doubt."""
        if any(finding["status"] == "failed" for finding in self.findings):
            return "no"
        return "undecided" if self.doubts() else "yes"

    def doubts(self) -> list[str]:
        """The reasons against saying that the server conforms, each in a line; empty where there is none."""
        if self.ended is not None:
            return [self.ended]  # which is why nothing else was checked
        found = [f"no valid request of {operation} can be sent" for operation in unsent(self.plan)]
        entries = self.clauses()
        basis = self.options.basis
        needed = [name for name, known in self.checkable.items() if known.fails_at(basis)]
        unproven = [name for name in needed if not entries[name]["tested"]]
        missing = [left for left in self.not_run if self._could_have_failed(left)]
        counted = Counter(str(left["reason"]) for left in missing)
        found += [f"{amount(count, 'probe', 'was')} not run: {reason}" for reason, count in counted.items()]
        if unproven:
            found.append(f"the plan checks {amount(unproven, 'clause')} that this run did not: {', '.join(unproven)}")
        return found

    def _could_have_failed(self, left: dict[str, Any]) -> bool:
        """Tell whether something that was not run could have failed the server and is no mere matter of coverage."""
        probe = self._probes.get(left["probe"])
        if left["cause"] in (Cause.BROKEN, Cause.GONE, Cause.TOOL):
            return False
        # Of valid requests beyond the limit, coverage tells; the clauses that they are about have to be kept by others.
        if left["cause"] == Cause.LIMIT and (probe is None or probe.expected is not Expected.REFUSED):
            return False
        # What rests on less than the chosen basis could not have failed the server.
        return probe is None or BASES.index(probe.basis) <= BASES.index(self.options.basis)

    @cached_property
    def _probes(self) -> dict[str, Any]:
        return {probe.id: probe for probe in self.plan.probes}

    @cached_property
    def _needs(self) -> dict[str, str]:
        return needs(self.plan)

    @cached_property
    def checkable(self) -> dict[str, Checkable]:
        """The clauses that the plan of this run can find broken."""
        return checkable(self.plan)

    def clauses(self) -> dict[str, dict[str, Any]]:
        """Each clause of the spec, of the plan, and each other that was broken: basis, verdict, evidence.

        The verdict is failed, waived, reported, kept, or not checked. `tested` counts the probes that were judged and
        could have broken it, `probes` names up to three of them. Where it is not checked, `reason` says why.
        """
        statuses: dict[str, Counter[str]] = {}
        for finding in self.findings:
            statuses.setdefault(finding["clause"], Counter())[finding["status"]] += 1
        evidence, not_run = ClauseEvidence.of(self.records, self.controls), self.not_run
        listed = {}
        for name, basis in self._bases().items():
            probes, found = evidence.tested.get(name, []), statuses.get(name, Counter())
            verdict = next((word for word in VERDICTS[:3] if found[word]), "kept" if probes else "not checked")
            entry = {"basis": basis, "verdict": verdict, "findings": sum(found.values())}
            entry |= {"checkable": name in self.checkable, "tested": len(probes), "probes": probes[:NAMED]}
            if verdict == "not checked":
                entry["reason"] = evidence.lack(name, self.checkable.get(name), self._needs, not_run)
            listed[name] = entry
        return listed

    def _bases(self) -> dict[str, str]:
        found: dict[str, str] = {clause.id: clause.basis for clause in self.options.spec.clauses.values()}
        # What a spec does not name as a clause, HTTP or its schema says: names are made up for it.
        for name, known in self.checkable.items():
            found.setdefault(name, known.clause.basis)
        for finding in self.findings:
            found.setdefault(finding["clause"], finding["basis"])
        return found

    def counts(self) -> Counts:
        """The sums of the ledger; those of the records where it cannot be read any more."""
        try:
            return self.counted()
        except LedgerError:
            return Counts(*(sum(r[name] for r in self.records) for name in ("requests", "paid", "unknown", "spent")))

    def coverage(self) -> dict[str, dict[str, int]]:
        """The share of the plan's coverage that accepted rows have: value classes, and combinations of levels."""
        covered = Coverage(self.options.strength)
        for r in (r for r in self.records if r["levels"]):
            covered.add(r["operation"], r["levels"], r["classes"])
        return covered.of(self.plan.coverage)

    def waivers_passing(self) -> list[str]:
        """Waived clauses that were checked and kept: their waivers can go."""
        verdicts = self.clauses()
        return [clause for clause in self.options.waivers if verdicts[clause]["verdict"] == "kept"]

    def waivers_expired(self) -> list[tuple[str, Waiver]]:
        """The waivers that do not hold any more."""
        today = date.today()
        return [(clause, waiver) for clause, waiver in self.options.waivers.items() if not waiver.holds(today)]

    def spent(self) -> str | None:
        """The cost of all requests, for people; None where no prices are known."""
        prices = self.options.prices
        return prices.text(self.counts().spent) if prices else None

    def spending(self) -> str:
        """The spending of the run, in words."""
        counts, spent = self.counts(), self.spent()
        perhaps = f", {counts.unknown} more perhaps" if counts.unknown else ""
        return f"{counts.paid} accepted and charged for{perhaps}{f', {spent}' if spent else ''}"
