"""The verdict: what all records of a run say together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from clausewise.probes.coverage import Coverage
from clausewise.probes.run_plan import RunPlan
from clausewise.settings.options import Options
from clausewise.spec.clauses import weakest

#: The version of contract.json: raised when a field is renamed, removed, or means something else.
REPORT_VERSION = 2
#: The reason where a test left out, ended or crashed before it could tell one.
UNTOLD = "it was left out, or the run ended before it"


@dataclass
class Verdict:
    """Records and the sums that follow from them."""

    plan: RunPlan
    base_url: str
    records: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

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
        """What was planned and not run, each a `probe` and, as `not_run`, the reason."""
        told = {r["probe"] for r in self.records}
        untold = [{"probe": name, "not_run": UNTOLD} for name in self.plan.expected_records if name not in told]
        return [*(r for r in self.records if r["not_run"]), *untold]

    @property
    def conforms(self) -> str:
        """`yes`, `no`, or `undecided` when nothing failed but not everything that could fail was run."""
        if any(finding["status"] == "failed" for finding in self.findings):
            return "no"
        basis = self.options.basis
        # What rests on less than the chosen basis could not have failed the server.
        missing = [r for r in self.not_run if weakest(r.get("basis", basis), basis) == basis]
        return "undecided" if missing else "yes"

    def clauses(self) -> dict[str, dict[str, Any]]:
        """Each clause of the spec, and each other that was broken, with its verdict.

        That is failed, waived, reported, kept, or not checked.
        """
        checked = {clause for r in self.records for clause in r["checked"]}
        checked |= self._of_every_answer() if any(r["requests"] for r in self.records) else set()
        by_clause: dict[str, Counter[str]] = {}
        for finding in self.findings:
            by_clause.setdefault(finding["clause"], Counter())[finding["status"]] += 1
        bases = {clause.id: clause.basis for clause in self.options.spec.clauses.values()}
        # What a spec does not name as a clause, HTTP or its schema says: such findings have names made up for them.
        bases |= {finding["clause"]: finding["basis"] for finding in self.findings if finding["clause"] not in bases}
        listed = {}
        for name, basis in bases.items():
            counts = by_clause.get(name, Counter())
            kept = "kept" if name in checked else "not checked"
            verdict = next((word for word in ("failed", "waived", "reported") if counts[word]), kept)
            listed[name] = {"basis": basis, "verdict": verdict, "findings": sum(counts.values())}
        return listed

    def _of_every_answer(self) -> set[str]:
        aspects = ["server-error", "connection", "secrets", "internals", "error-shape", "refusal-status"]
        if self.options.max_response_time is not None:
            aspects.append("response-time")
        return {self.options.spec.governing((), aspect).id for aspect in aspects}

    def coverage(self) -> dict[str, dict[str, int]]:
        """What the accepted rows cover of what the plan would: value classes, and combinations of levels."""
        covered = Coverage(self.options.strength)
        for r in (r for r in self.records if r["levels"]):
            covered.add(r["operation"], r["levels"], r["classes"])
        return covered.of(self.plan.coverage)

    def waivers_passing(self) -> list[str]:
        """Waived clauses that were checked and kept: their waivers can go."""
        verdicts = self.clauses()
        return [clause for clause in self.options.waivers if verdicts[clause]["verdict"] == "kept"]

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return sum(r["requests"] for r in self.records)

    @property
    def paid(self) -> int:
        """How many requests the server accepted, of operations that it charges for."""
        return sum(r["paid"] for r in self.records)

    @property
    def unknown(self) -> int:
        """How many more it may have accepted: no answer says so."""
        return sum(r["unknown"] for r in self.records)

    @property
    def spent(self) -> str | None:
        """What all these cost, for people; None where no prices are known."""
        prices = self.options.prices
        return prices.text(sum(r["spent"] for r in self.records)) if prices else None

    def spending(self) -> str:
        """What the run has spent, in words."""
        perhaps = f", {self.unknown} more perhaps" if self.unknown else ""
        money = f", {self.spent}" if self.spent else ""
        return f"{self.paid} accepted and charged for{perhaps}{money}"
