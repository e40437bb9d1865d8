"""The figures of a round for a dashboard, as OpenMetrics text; a node exporter's textfile collector reads it too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.openmetrics.exposition import generate_latest

from clausewise.fleet.results import Checked
from clausewise.fleet.servers_file import Server
from clausewise.report.fleet_page import ServerLine
from clausewise.report.verdict import VERDICTS
from clausewise.terminal.printable import printable

#: The percentiles of times that are told, by the value of their label.
_PERCENTILES = {"p50": 50, "p95": 95, "worst": 100}


def metrics(checked: Sequence[Checked], missing: Sequence[Server], ended_at: float) -> str:
    """The metrics of servers that were checked, and of those that were not; `ended_at` in seconds since 1970."""
    registry = CollectorRegistry()

    def gauge(name: str, says: str, *labels: str) -> Gauge:
        return Gauge(f"clausewise_{name}", says, ["server", *labels], registry=registry)

    success = gauge("success", "1 where the server conforms, else 0")
    verdict = gauge("verdict", "1 for the verdict on the server: yes, no or undecided", "verdict")
    answer = gauge("answer_seconds", "Seconds until the whole answer was there", "percentile")
    video = gauge("video_seconds", "Seconds until a followed task had ended", "percentile")
    requests = gauge("requests", "Requests that were sent")
    paid = gauge("paid_requests", "Requests that were accepted and charged for")
    perhaps = gauge("perhaps_paid_requests", "Requests that may have been charged for beside them")
    spent = gauge("spent", "The most that all of them have cost, by the prices", "currency")
    clauses = gauge("clauses", "Clauses by verdict", "verdict")
    broken = gauge("clause_broken", "1 for each clause that fails the server", "clause")
    told = Gauge("clausewise_round_end_timestamp_seconds", "When the round ended, since 1970", registry=registry)
    told.set(ended_at)
    for server in missing:
        success.labels(server.name).set(0)
    for each in checked:
        name, line = each.server.name, each.line
        success.labels(name).set(each.code == 0)
        for word in ("yes", "no", "undecided"):
            verdict.labels(name, word).set(each.conforms == word)
        for timed, metric in (("timeline", answer), ("tasks", video)):
            _times(metric, line, timed)
        requests.labels(name).set(each.counts.requests)
        paid.labels(name).set(each.counts.paid)
        perhaps.labels(name).set(each.counts.unknown)
        if each.spent is not None:
            spent.labels(name, printable(each.spent[1])).set(each.spent[0])
        found = [entry["verdict"] for entry in each.report["clauses"].values()] if each.report is not None else []
        for word in VERDICTS:
            clauses.labels(name, word).set(found.count(word))
        for clause in line.broken:
            broken.labels(name, printable(clause)).set(1)
    text: bytes = generate_latest(registry)  # type: ignore[no-untyped-call]  # prometheus_client types only some of it
    return text.decode()


def _times(metric: Gauge, line: ServerLine, timed: str) -> None:
    for label, percent in _PERCENTILES.items():
        seconds = line.seconds(timed, percent)
        if seconds is not None:
            metric.labels(line.name, label).set(seconds)


def write_metrics(text: str, file: Path) -> None:
    """Write them as a whole or not at all: whoever reads meanwhile finds the former ones. OSError when it fails."""
    with NamedTemporaryFile("w", dir=file.parent, prefix=".", delete=False, encoding="utf-8") as written:
        written.write(text)
    Path(written.name).chmod(0o644)  # another user's collector reads it
    Path(written.name).replace(file)
