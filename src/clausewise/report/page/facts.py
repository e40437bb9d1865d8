"""The facts of a report in the order in which people ask for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from clausewise.report.page.texts import shown
from clausewise.report.verdict import AS_LISTED


def by_verdict(clauses: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """The names of the clauses of each verdict."""
    return {word: [name for name, clause in clauses.items() if clause["verdict"] == word] for word in AS_LISTED}


def by_reason(clauses: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """The names of the clauses that were not checked for each reason."""
    found: dict[str, list[str]] = {}
    for name in by_verdict(clauses)["not checked"]:
        found.setdefault(str(clauses[name].get("reason") or "no reason was told"), []).append(name)
    return list(found.items())


def moment(text: object) -> str:
    """A time of the ISO form for people, in UTC; any other text as it is."""
    try:
        return f"{datetime.fromisoformat(str(text)).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError):
        return shown(text, 40)


def facts(report: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The facts that a reader needs to repeat a run, each with its name."""
    yield "seed", report["seed"]
    if report["shard"] != "1/1":
        yield "shard", report["shard"]
    for name, key in (("id of the run", "run"), ("label", "label"), ("command", "command"), ("clausewise", "suite")):
        if report.get(key):
            yield name, report[key]
    yield "spec", report["spec"].get("file", "")
    if report["spec"].get("digest"):
        yield "SHA-256 of the spec", report["spec"]["digest"]
    yield from report["environment"].items()
